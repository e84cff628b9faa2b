import dataclasses

import pytest

from lifecycle import history
from lifecycle.records import Event
from tests.builders import KEN


def record_some(bench, n=4):
    with bench.ledger.write() as tx:
        for i in range(n):
            history.record(
                bench, tx, KEN, "prompt.saved", app="support-bot", subject=f"p@{i}", reason="理由", size=i
            )


def test_a_chain_of_events_is_sound_and_starts_at_genesis(bench):
    record_some(bench)
    with bench.ledger.read() as tx:
        events = tx.all(Event)
    assert history.broken_at(events) is None
    assert events[0].previous == history.GENESIS
    assert history.verify(bench) is None


@pytest.mark.parametrize("change", [{"reason": "other"}, {"actor": "mei"}, {"details": {"size": 9}}])
def test_an_edited_event_breaks_the_chain_where_it_stands(bench, change):
    record_some(bench)
    with bench.ledger.read() as tx:
        events = tx.all(Event)
    events[2] = dataclasses.replace(events[2], **change)
    assert history.broken_at(events) == events[2].number


def test_a_removed_or_swapped_event_breaks_the_chain(bench):
    record_some(bench)
    with bench.ledger.read() as tx:
        events = tx.all(Event)
    assert history.broken_at(events[:1] + events[2:]) == events[2].number
    assert history.broken_at([events[0], events[2], events[1]]) == events[2].number


def test_events_are_listed_newest_first_for_one_application(bench):
    record_some(bench)
    found = history.events(bench, "support-bot", actions=["prompt.saved"], limit=2)
    assert [event.subject for event in found] == ["p@3", "p@2"]
    assert history.events(bench, "other") == []


def move(bench, action, version, environment="production", app="support-bot"):
    with bench.ledger.write() as tx:
        return history.record(
            bench, tx, KEN, action, app=app, subject=app, after=version, environment=environment
        )


def test_stays_follow_each_other_and_the_last_one_still_holds(bench):
    first = move(bench, "promotion.promoted", 1)
    staged = move(bench, "promotion.promoted", 2, "staging")
    second = move(bench, "promotion.promoted", 2)
    found = history.stays(bench, "support-bot")
    assert [(stay.environment, stay.move, stay.until) for stay in found] == [
        ("production", first, second.at),
        ("staging", staged, None),
        ("production", second, None),
    ]


def test_removing_the_application_ends_every_stay(bench):
    move(bench, "promotion.promoted", 1)
    with bench.ledger.write() as tx:
        removed = history.record(bench, tx, KEN, history.REMOVED, app="support-bot", subject="support-bot")
    assert [stay.until for stay in history.stays(bench, "support-bot")] == [removed.at]
    assert history.stays(bench, "other") == []


def test_the_grounds_of_a_rollback_are_those_of_the_version_it_went_back_to(bench):
    first = move(bench, "promotion.promoted", 1)
    move(bench, "promotion.promoted", 1, "staging")
    second = move(bench, "promotion.promoted", 2)
    back = move(bench, "promotion.rolled_back", 1)
    assert history.grounds(bench, second) == second
    assert history.grounds(bench, back) == first
