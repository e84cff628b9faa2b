import pytest

from lifecycle import applications, comparison, evaluation
from lifecycle.records import Actor, Evaluation, EvaluationState
from tests.pages.conftest import english_in, text_of, ways_of

APP = "support-bot"
KEN = Actor(person="ken")


def compared(bench, baseline=2, candidate=3):
    sides = evaluation.pair(bench, APP, baseline, candidate)
    return comparison.compare(*(evaluation.scorecard(bench, side.id) for side in sides))


def button(at, key):
    return at.button(key=key)


def test_without_two_versions_the_page_offers_the_step_that_makes_one(empty, open_page):
    assert "No application yet" in text_of(open_page("compare"))
    applications.create(empty, "my-bot", by=KEN)
    assert "No version yet" in text_of(open_page("compare", person="ken"))


def test_production_is_compared_with_the_newest_evaluated_version(full, open_page):
    said = text_of(open_page("compare"))
    found = compared(full)
    speaking = found.metrics[0]
    assert f"v3 is better than v2 by {100 * speaking.difference.value:+.1f} points" in said
    assert f"{found.candidate.evaluation.cases} of {len(found.cases)} cases" in said
    assert f"{100 * speaking.baseline.estimate.value:.1f} %" in said
    assert f"{speaking.better} / {speaking.same} / {speaking.worse}" in said
    assert "no LLM" in said


def test_slices_are_crossed_where_cases_have_two_tags(full, open_page):
    said = text_of(open_page("compare"))
    cells = comparison.crossed(compared(full), ("language", "topic"))
    worst = min(cells, key=lambda cell: cell.gain)
    assert (worst.row, worst.column) == ("en", "exchanges")
    assert f"▼ −{-100 * worst.gain:.1f}" in said


def test_the_worst_case_is_open_and_keys_move_on(full, open_page):
    first, second, *_ = comparison.worst_first(compared(full))
    at = open_page("compare")
    assert f"1 of {len(compared(full).cases)}" in text_of(at)
    assert button(at, "case-k").disabled
    button(at, "case-j").click().run()
    assert at.query_params["case"] == second.case.id
    button(at, "case-k").click().run()
    assert at.query_params["case"] == first.case.id


def test_a_shared_link_opens_the_same_filter_and_case(full, open_page):
    better = comparison.worst_first(compared(full), "better")
    at = open_page("compare", baseline=2, candidate=3, outcome="better", case=better[4].case.id)
    said = text_of(at)
    assert f"5 of {len(better)}" in said
    assert better[4].case.reference in said
    assert "baseline=2&candidate=3" in said


def test_swapping_turns_the_sentence_around(full, open_page):
    at = open_page("compare")
    button(at, "swap").click().run()
    assert (at.query_params["baseline"], at.query_params["candidate"]) == ("3", "2")
    assert "v2 is worse than v3" in text_of(at)


def test_a_version_without_an_evaluation_offers_to_evaluate_it(full, open_page):
    with full.ledger.write() as tx:
        tx.change(Evaluation, {"version": 3}, state=EvaluationState.CANCELLED)
    at = open_page("compare", baseline=2, candidate=3)
    assert "v3 has no finished evaluation" in text_of(at)
    (link,) = [link for link in at.get("page_link") if "Evaluate v3" in link.proto.label]
    assert "version=3" in link.proto.query_string
    assert "support-golden" in link.proto.query_string


@pytest.mark.parametrize("state", [EvaluationState.FINISHED, EvaluationState.CANCELLED])
def test_a_version_beside_itself_is_told_once_with_another_to_compare(full, open_page, state):
    with full.ledger.write() as tx:
        tx.change(Evaluation, {"version": 3}, state=state)
    at = open_page("compare", baseline=3, candidate=3)
    said = text_of(at)
    assert "v3 stands on both sides: there is nothing to compare." in said
    assert "v3, v3" not in said
    assert ways_of(at) == {"Compare v2 with v3": "baseline=2&candidate=3"}


def test_two_versions_without_an_evaluation_are_told_in_one_sentence(full, open_page):
    with full.ledger.write() as tx:
        tx.change(Evaluation, {"version": [2, 3]}, state=EvaluationState.CANCELLED)
    said = text_of(open_page("compare", baseline=2, candidate=3))
    assert "v2, v3 have no finished evaluation" in said
    assert "Evaluate both on the same golden set." in said


def test_other_scorers_are_refused_with_the_way_out(full, open_page):
    with full.ledger.write() as tx:
        tx.change(Evaluation, {"version": 2}, scorers_digest="0" * 64)
    said = text_of(open_page("compare", baseline=2, candidate=3))
    assert "scored by different scorers" in said
    assert "right facts in the answer" not in said


@pytest.mark.parametrize(
    ("query", "message"),
    [({"baseline": 99}, "has no version v99"), ({"candidate": "x"}, "x is not the number of a version")],
)
def test_an_unknown_version_in_the_address_is_told(full, open_page, query, message):
    assert message in text_of(open_page("compare", **query))


def test_a_lost_file_is_told_without_a_traceback(full, open_page):
    digest = compared(full).candidate.evaluation.answers_digest
    for file in (full.settings.home / "objects").rglob(f"*{digest[4:]}*"):
        file.unlink()
    at = open_page("compare")
    assert not at.exception
    assert 'role="alert"' in text_of(at)


def test_a_viewer_sees_everything_and_cannot_request(full, open_page):
    at = open_page("compare", person="aki")
    assert "v3 is better than v2" in text_of(at)
    assert next(b for b in at.button if b.label == "Request release of v3").disabled


@pytest.mark.usefixtures("japanese")
def test_compare_in_japanese_has_no_english_sentence(full, open_page):
    said = text_of(open_page("compare"))
    assert "ポイント改善" in said
    assert english_in(said) == []
