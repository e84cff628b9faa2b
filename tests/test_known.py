import threading

from lifecycle import evaluation
from lifecycle.evaluation import engine, known
from tests.endpoint import endpoint
from tests.evaluating import GOLDEN, set_the_stage, start

__all__ = ["endpoint"]


def planned(bench, repetitions=1):
    return evaluation.plan(bench, app="support-bot", version=1, golden=GOLDEN, repetitions=repetitions)


def test_calls_are_known_once_they_were_answered_repetition_by_repetition(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=4)
    assert evaluation.known_calls(bench, planned(bench)) == 0
    engine.run(bench, start(bench).id, threading.Event(), worker="w1")
    assert evaluation.known_calls(bench, planned(bench)) == 4
    assert evaluation.known_calls(bench, planned(bench, repetitions=2)) == 4


def test_what_is_known_is_what_is_reused(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=4)
    engine.run(bench, start(bench).id, threading.Event(), worker="w1")
    again = start(bench, reuse=True)
    engine.run(bench, again.id, threading.Event(), worker="w1")
    seen = evaluation.progress(bench, again.id)
    assert (seen.reused, len(endpoint.calls)) == (4, 4)
    assert evaluation.known_calls(bench, planned(bench)) == 4, "an answer that is reused counts once"


def test_more_calls_than_a_click_may_wait_for_are_not_looked_up(bench, endpoint, monkeypatch):
    set_the_stage(bench, endpoint.url, cases=4)
    monkeypatch.setattr(known, "MOST", 3)
    assert evaluation.known_calls(bench, planned(bench)) is None
