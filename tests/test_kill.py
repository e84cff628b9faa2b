"""SIGKILL at every step of a move: whoever comes next finishes it, and it happened once or not at all."""

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from lifecycle import aliases, bypasses, evidence, history, promotion, prompts, reconcile, requests, versions
from lifecycle.records import Block, Event, Placement, PromptContent
from lifecycle.workbench import Workbench
from tests import road
from tests.builders import KEN
from tests.conftest import SETTINGS
from tests.nursery import KILLED, STEPS, Nursery, Point
from tests.postgres import a_database
from tests.road import add_evidence, approved, freeze_golden, write_policy

APP, ENVIRONMENT = "support-bot", "production"
PROMPTS = ("reply", "reply", "brief")
"""Of the three versions: between the second and the third the aliases of two prompts move."""
ROUNDS = [
    ("promote", ("commit", 1, "before")),  # the move is written and not committed
    ("roll_back", ("commit", 1, "before")),
    ("promote", ("commit", 1, "after")),
    ("roll_back", ("commit", 1, "after")),
    ("promote", ("model", 1, "before")),
    ("roll_back", ("model", 1, "after")),
    ("promote", ("prompt", 1, "before")),
    ("roll_back", ("prompt", 1, "after")),
    ("promote", ("commit", 3, "before")),  # what MLflow shows is noted and not committed
    ("roll_back", ("commit", 3, "after")),
    ("promote", ("done", 1, "before")),
    ("roll_back", ("done", 1, "after")),
]


class House:
    """An application with three versions that may go to production, and the processes that move it."""

    def __init__(self, bench: Workbench, nursery: Nursery) -> None:
        self.bench = bench
        self.nursery = nursery
        self.rounds = 0
        write_policy(bench)
        freeze_golden(bench)
        for number, name in enumerate(PROMPTS, start=1):
            content = PromptContent(blocks=(Block(role="system", text=f"返品は{number}日以内。"),))
            saved = prompts.save(bench, app=APP, name=name, content=content, by=KEN, reason="a rule")
            made = versions.create(
                bench, app=APP, prompt=saved.ref, model="practice-1", endpoint="practice", by=KEN
            )
            add_evidence(bench, made)
        self.press("promote")

    @property
    def place(self) -> Placement:
        return evidence.placement(self.bench, APP, ENVIRONMENT)

    def moves(self) -> list[Event]:
        with self.bench.ledger.read() as tx:
            return history.moves(tx, APP, ENVIRONMENT)

    def prepare(self, do: str) -> dict[str, Any]:
        """Make everything ready for a move, and say what has to be told to who presses."""
        self.rounds += 1
        told = {"by": "mei", "expecting": self.place.version, "key": f"round {self.rounds}"}
        if do == "roll_back":
            return told
        waiting = requests.live(self.bench, APP, ENVIRONMENT)
        version = (self.place.version or 0) % len(PROMPTS) + 1
        return {**told, "id": (waiting or approved(self.bench, version)).id}

    def press(self, do: str) -> None:
        """Move undisturbed."""
        assert self.nursery.bear(self.bench, do, **self.prepare(do)) == 0

    def kill(self, do: str, point: Point, *then: Point) -> bool:
        """Move, die at a point, start again (and die again at others); tell whether it came to that point.

        Afterwards everything agrees, and whoever presses again has moved once.
        """
        before, told = len(self.moves()), self.prepare(do)
        died = self.nursery.bear(self.bench, do, die=point, **told)
        assert died in {KILLED, 0}
        for each in then:
            assert self.nursery.bear(self.bench, "reconcile", die=each) in {KILLED, 0}
        self.recover()
        assert len(self.moves()) - before == (point != ("commit", 1, "before"))
        assert self.nursery.bear(self.bench, do, **told) == 0
        assert len(self.moves()) - before == 1
        self.recover()
        return died == KILLED

    def recover(self) -> None:
        """Start again, and see that ledger and MLflow agree and that nothing is left or was told twice."""
        assert self.nursery.bear(self.bench, "reconcile") == 0
        assert reconcile.pending(self.bench) == []
        place, last = self.place, self.moves()[-1]
        assert (place.version, place.verified) == (last.after, True)
        assert place.pin == (last.number if last.action == history.ROLLED_BACK else None)
        looks, faults = bypasses.look(self.bench, APP)
        assert faults == []
        assert {look.alias.address for look in looks} >= {
            "models:/support-bot@production",
            "prompts:/brief@production",
            "prompts:/reply@production",
        }
        assert not any(look.is_bypass for look in looks)
        with self.bench.ledger.read() as tx:
            shown = tx.all(Event, action="promotion.shown")
            assert tx.count(Event, action=[aliases.FOUND, aliases.CHANGED]) == 0
        assert [event.after for event in shown if event.number > last.number] == [last.after]
        assert history.verify(self.bench) is None


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery({name: value for name, value in os.environ.items() if name not in SETTINGS})
    yield made
    made.close()


@pytest.fixture(scope="module")
def open_house(tmp_path_factory, mlflow_template, nursery) -> Iterator[Callable[[str], House]]:
    """Makes a house at an address of a ledger, SQLite if none is given."""
    with ExitStack() as stack:

        def make(ledger_url: str = "") -> House:
            folder = tmp_path_factory.mktemp("house")
            bench = road.open_house(folder, ledger_url or f"sqlite:///{folder / 'ledger.db'}")
            stack.callback(bench.ledger.close)
            with closing(sqlite3.connect(mlflow_template)) as template:
                template.execute("VACUUM INTO ?", [str(bench.settings.home / "mlflow.db")])
            return House(bench, nursery)

        yield make


@pytest.fixture(scope="module")
def house(open_house) -> House:
    return open_house()


def make_ready(house: House, do: str) -> None:
    """See to it that there is something to go back to, if that is what is wanted."""
    while do == "roll_back" and promotion.way_back(house.bench, APP, ENVIRONMENT) is None:
        house.press("promote")


@pytest.mark.parametrize(("do", "point"), ROUNDS, ids=str)
def test_a_move_that_is_killed_anywhere_happened_once_or_not_at_all(house, do, point):
    make_ready(house, do)
    assert house.kill(do, point)


@pytest.mark.parametrize(("do", "point"), ROUNDS[1:3])
def test_on_postgresql_too(house_on_postgresql, do, point):
    make_ready(house_on_postgresql, do)
    assert house_on_postgresql.kill(do, point)


@pytest.fixture(scope="module")
def house_on_postgresql(open_house, postgres) -> House:
    return open_house(a_database(postgres, "kill"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_killed_again_and_again_and_while_starting_again_everything_agrees(house, seed):
    luck = random.Random(seed)
    for _ in range(25):
        do = luck.choice(["promote", "roll_back"])
        make_ready(house, do)
        first, *then = (a_point(luck) for _ in range(luck.choice([1, 1, 2, 3])))
        assert house.kill(do, first, *then)


def a_point(luck: random.Random) -> Point:
    """Choose any point that every move comes to."""
    step = luck.choice(["commit", *STEPS])
    return step, luck.randint(1, 4) if step == "commit" else 1, luck.choice(["before", "after"])
