"""Many processes on one ledger at once: nothing is lost, and nobody wins twice."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest

from lifecycle import evidence, history
from lifecycle.records import Event
from lifecycle.workbench import Workbench
from tests import road
from tests.conftest import SETTINGS
from tests.nursery import Nursery
from tests.postgres import a_database
from tests.racing import APP, ENVIRONMENTS

ASKED = tuple(f"request.{word}" for word in ("opened", "approved", "revoked", "withdrawn"))
PROMOTED = history.MOVES[0]


@pytest.fixture(params=["sqlite", "postgresql"])
def start(request, tmp_path) -> Iterator[Workbench]:
    """Three versions with their evidence, on either database."""
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    if request.param == "postgresql":
        url = a_database(request.getfixturevalue("postgres"), f"race_{tmp_path.name[-8:]}")
    bench = road.open_house(tmp_path, url)
    road.stand(bench, set(), set(), set())
    yield bench
    bench.ledger.close()


def test_who_races_is_told_the_truth(start, tmp_path):
    run(start, tmp_path, processes=8, turns=25, seconds=60)


@pytest.mark.slow
def test_of_thirty_two_processes_that_race_for_half_a_minute_each_is_told_the_truth(start, tmp_path):
    made, lost = run(start, tmp_path, processes=32, turns=1_000_000, seconds=30)
    assert made[PROMOTED] > 5
    assert lost > 100


def run(bench, folder, *, processes, **race):
    """Let processes race, and hold what each was told against the ledger."""
    nursery = Nursery({name: value for name, value in os.environ.items() if name not in SETTINGS})
    files = [folder / f"{seat}.json" for seat in range(processes)]
    seats = [{"seat": seat, "told_to": str(file), **race} for seat, file in enumerate(files)]
    assert set(nursery.bear_many(bench, "race", seats)) == {0}
    nursery.close()
    told = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    with bench.ledger.read() as tx:
        events = tx.all(Event)
        moves = {environment: history.moves(tx, APP, environment) for environment in ENVIRONMENTS}
    assert history.verify(bench) is None
    assert_nothing_is_lost([(action, what) for each in told for action, what in each["kept"]], events)
    for environment in ENVIRONMENTS:
        assert_one_winner(moves[environment], evidence.placement(bench, APP, environment))
    assert_gates_held([move for each in moves.values() for move in each if move.action == PROMOTED], events)
    return Counter(event.action for event in events), sum(each["lost"] for each in told)


def assert_nothing_is_lost(kept, events):
    """Every success that somebody was told of stands in the audit log, and no other does."""
    moved = {what for action, what in kept if action in history.MOVES}
    assert moved == {event.hash for event in events if event.action in history.MOVES}
    asked = Counter((action, what) for action, what in kept if action in ASKED)
    assert asked == Counter((event.action, event.subject) for event in events if event.action in ASKED)


def assert_one_winner(moves, place):
    """Each move went on from where the one before had come to, past a pin only by its number."""
    assert [move.before for move in moves] == [None, *(move.after for move in moves)][: len(moves)]
    for before, move in pairwise(moves):
        if move.action == PROMOTED:
            pin = before.number if before.action == history.ROLLED_BACK else None
            assert move.details.get("pin") == pin
    last = moves[-1] if moves else None
    assert place.version == (last and last.after)
    assert place.pin == (last.number if last and last.action == history.ROLLED_BACK else None)


def assert_gates_held(promotions, events):
    """Each request moved once, with a yes of somebody who is neither author nor requester."""
    requests = [move.details["request"] for move in promotions]
    assert len(requests) == len(set(requests))
    opened = {event.subject: event.actor for event in events if event.action == "request.opened"}
    for move in promotions:
        said_yes = set(move.details["approved_by"])
        assert not said_yes & {"ken", opened[move.details["request"]]}
        assert said_yes or move.details["environment"] == "staging"
