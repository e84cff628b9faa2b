from dataclasses import replace
from datetime import timedelta

import pytest

from lifecycle import messages, review, stats, suggestions
from lifecycle.errors import NotFound
from lifecycle.records import Choice, ScorerSpec
from tests.builders import HANA, KEN, MEI, a_case, a_scorecard
from tests.road import CASES, add_evidence, stand

WRONG = {"c7", "c1", "c30"}


def said(found, language="en"):
    return messages.say(found.code, language, **found.params)


def of(found, code):
    return [each for each in found if each.code == f"suggestions.{code}"]


def card_of(sizes, **changes):
    """A card in which everything passes, from (language, topic) → how many cases."""
    cases = tuple(
        a_case(
            f"{language}-{topic}-{i}",
            expected={"contains": ["x"]},
            tags={"language": language, "topic": topic},
            **changes,
        )
        for (language, topic), n in sizes.items()
        for i in range(n)
    )
    return a_scorecard({case.id: {"contains": 1.0} for case in cases}, cases=cases)


def test_a_thin_slice_says_how_many_more_cases_show_a_drop():
    sizes = {("en", "exchange"): 65, ("ja", "exchange"): 80, ("en", "returns"): 77, ("ja", "returns"): 10}

    near, far = suggestions.thin_slices(card_of(sizes))

    assert said(near) == (
        "12 more cases with language: en, topic: exchange would let you see a drop of 10 points there "
        "(65 now, 77 needed)."
    )
    assert said(near, "ja") == (
        "language: en、topic: exchange の事例をあと 12 件追加すると、"
        "10 ポイントの低下を検出できるようになります"
        "（現在 65 件、必要 77 件）。"
    )
    assert (near.more, near.tags) == (12, {"language": "en", "topic": "exchange"})
    assert (far.more, far.tags) == (67, {"language": "ja", "topic": "returns"})


@pytest.mark.parametrize("drop", [0.05, 0.1, 0.25])
def test_a_slice_that_grew_as_suggested_shows_the_drop(drop):
    (thin,) = suggestions.thin_slices(card_of({("en", "returns"): 6, ("ja", "returns"): 999}), drop)
    grown = 6 + thin.more

    assert stats.smallest_detectable(grown) <= drop < stats.smallest_detectable(grown - 1)
    assert not list(suggestions.thin_slices(card_of({("en", "a"): grown, ("ja", "a"): 999}), drop))


def test_cases_that_the_headline_scorer_does_not_apply_to_show_nothing_of_it():
    card = card_of({("en", "returns"): 80, ("ja", "returns"): 80})
    declined = replace(card, cases=tuple(replace(case, decline=True) for case in card.cases), rows=())

    assert not list(suggestions.thin_slices(card))
    assert not list(suggestions.thin_slices(declined))


def test_a_golden_set_without_tags_has_no_slices():
    card = a_scorecard({"c1": {"contains": 1.0}, "c2": {"contains": 1.0}})

    assert not list(suggestions.thin_slices(card))


def test_failed_cases_come_as_one_reads_them_and_errors_are_left_out():
    specs = (ScorerSpec(name="contains"), ScorerSpec(name="excludes"))
    card = a_scorecard(
        {
            "c1": {"contains": 0.0, "excludes": 1.0},
            "c2": {"contains": 0.0, "excludes": 0.0},
            "c3": None,
            "c4": {"contains": 1.0},
        },
        scorers=specs,
    )

    worst, other = suggestions.failed(card)

    assert said(worst) == (
        "Case c2 fails contains, excludes: add cases like it, so that a fix can be seen to hold."
    )
    assert (other.case_id, other.params["scorers"]) == ("c1", ["contains"])
    assert "c2" in said(worst, "ja")


def test_an_answer_that_most_votes_turned_down_is_named_the_most_unanimous_first():
    card = a_scorecard({id: {"contains": float(id != "c2")} for id in ("c1", "c2", "c3", "c4")})
    lost = {"c1": (2, 3), "c2": (4, 4), "c3": (2, 4), "gone": (9, 9)}

    first, second = suggestions.turned_down(card, lost)

    assert (first.code, first.case_id) == ("suggestions.lost", "c2")
    assert (second.code, second.case_id) == ("suggestions.lost_passed", "c1")
    assert said(second) == (
        "Reviewers turned the answer to case c1 down in 2 of 3 votes, yet no scorer failed it: write down "
        "in the case what they missed, and add cases like it."
    )
    assert "3 票中 2 票" in said(second, "ja")
    assert "4 票中 4 票" in said(first, "ja")


@pytest.fixture
def reviewed(bench):
    """Two evaluations, the second better, and a round in which two people voted on c1, c7 and c30."""
    one, two = stand(bench, WRONG, set())
    cards = [add_evidence(bench, one, WRONG), add_evidence(bench, two)]
    opened = review.open_round(bench, "support-bot", cards[0].id, cards[1].id, by=KEN)

    def cast(case_id, candidate, *people):
        for by in people:
            first = review.candidate_first(opened, by.person, case_id)
            choice = Choice.FIRST if first == candidate else Choice.SECOND
            review.vote(bench, opened.id, case_id, choice, by=by)

    cast("c1", True, HANA, MEI)
    cast("c7", False, HANA, MEI)
    review.vote(bench, opened.id, "c30", Choice.BOTH_BAD, by=HANA)
    return cards, opened


def test_votes_speak_only_once_their_round_is_closed_and_for_either_side(bench, reviewed):
    (before, after), opened = reviewed
    assert not of(suggestions.suggest(bench, after.id), "lost_passed")

    review.close(bench, opened.id, by=KEN)

    for_after = of(suggestions.suggest(bench, after.id), "lost_passed")
    assert [(each.case_id, each.params["lost"], each.params["votes"]) for each in for_after] == [
        ("c7", 2, 2),
        ("c30", 1, 1),
    ]
    assert [each.case_id for each in of(suggestions.suggest(bench, before.id), "lost")] == ["c1", "c30"]


def test_reviews_of_another_version_or_golden_set_do_not_speak(bench, reviewed):
    (_, after), opened = reviewed
    review.close(bench, opened.id, by=KEN)
    other = replace(after, id="other", version=9, created_at=after.created_at + timedelta(days=1))
    elsewhere = replace(after, id="elsewhere", golden=replace(after.golden, name="other-golden"))

    card = suggestions.evaluation.scorecard(bench, after.id)
    for changed in (other, elsewhere):
        assert not suggestions.lost_votes(bench, replace(card, evaluation=changed))
    assert suggestions.lost_votes(bench, card)


def test_everything_is_suggested_in_one_order_and_can_be_said_in_both_languages(bench, reviewed):
    (before, _), opened = reviewed
    review.close(bench, opened.id, by=KEN)

    found = suggestions.suggest(bench, before.id)

    assert [each.code.removeprefix("suggestions.") for each in found] == [
        *["failed"] * 3,
        *["lost"] * 2,
        *["thin"] * 2,
    ]
    assert [each.case_id for each in found[:3]] == ["c1", "c7", "c30"]  # c1 is critical
    assert {each.params["n"] for each in found[-2:]} == {CASES // 2}
    for each in found:
        for language in messages.LANGUAGES:
            assert said(each, language)


def test_an_evaluation_that_is_not_there_is_not_found(bench):
    with pytest.raises(NotFound):
        suggestions.suggest(bench, "nothing")
