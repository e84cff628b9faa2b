import dataclasses
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import applications, messages, review
from lifecycle.errors import Conflict, Invalid, NotFound, Refused
from lifecycle.records import Actor, Choice, Round, Vote
from tests.builders import HANA, KEN, MEI, NOON, an_evaluation
from tests.road import add_evidence, stand

RIN = Actor(person="rin")
WRONG = {f"c{i}" for i in range(10)}


@pytest.fixture
def opened(bench):
    one, two = stand(bench, WRONG, set())
    cards = [add_evidence(bench, one, WRONG), add_evidence(bench, two)]
    return review.open_round(bench, "support-bot", cards[0].id, cards[1].id, by=KEN)


def vote_all(bench, opened, by, prefer_candidate=True):
    while pair := review.next_pair(bench, review.find(bench, opened.id), by.person):
        first = review.candidate_first(opened, by.person, pair.case_id)
        choice = Choice.FIRST if first == prefer_candidate else Choice.SECOND
        review.vote(bench, opened.id, pair.case_id, choice, by=by)


def test_a_round_holds_the_cases_in_which_the_answers_differ(opened):
    assert set(opened.case_ids) == WRONG


def test_equal_answers_make_no_round(bench):
    one, two = stand(bench, set(), set())
    same = [add_evidence(bench, version) for version in (one, two)]
    with pytest.raises(Invalid, match="do not differ"):
        review.open_round(bench, "support-bot", same[0].id, same[1].id, by=KEN)


def test_what_a_reviewer_sees_tells_nothing_of_the_versions(bench, opened):
    pair = review.next_pair(bench, opened, "rin")
    assert {pair.answer_1, pair.answer_2} == {"分かりません", "14日以内です。"}
    names = {field.name for field in dataclasses.fields(pair)}
    assert names == {"case_id", "question", "answer_1", "answer_2", "position", "total"}


def test_the_same_reviewer_sees_the_same_sides_again(bench, opened):
    assert review.next_pair(bench, opened, "rin") == review.next_pair(bench, opened, "rin")


def test_sides_and_order_differ_between_reviewers_and_are_balanced():
    round = Round(
        id="r",
        app="a",
        baseline="x",
        candidate="y",
        case_ids=tuple(f"c{i}" for i in range(400)),
        key="ab" * 32,
        owner="ken",
        created_at=NOON,
    )
    sides = [[review.candidate_first(round, who, id) for id in round.case_ids] for who in ("rin", "mei")]
    assert sides[0] != sides[1]
    assert all(150 < sum(side) < 250 for side in sides)
    assert review.order(round, "rin") != review.order(round, "mei")
    assert sorted(review.order(round, "rin")) == sorted(round.case_ids)


def test_votes_are_unblinded_and_counted_from_the_candidates_side(bench, opened):
    vote_all(bench, opened, RIN)
    vote_all(bench, opened, MEI, prefer_candidate=False)
    review.close(bench, opened.id, by=KEN)
    found = review.outcome(bench, opened.id)
    assert (found.wins, found.losses, found.ties) == (10, 10, 0)
    assert found.p == 1.0
    assert found.voters == ("mei", "rin")


def test_nobody_sees_the_result_before_the_owner_has_closed(bench, opened):
    vote_all(bench, opened, RIN)
    with pytest.raises(Refused, match="after the round has been closed"):
        review.outcome(bench, opened.id)
    with pytest.raises(Refused, match="Only ken"):
        review.close(bench, opened.id, by=HANA)


def test_a_closed_round_takes_no_votes(bench, opened):
    review.close(bench, opened.id, by=KEN)
    with pytest.raises(Conflict, match="closed"):
        review.vote(bench, opened.id, "c1", Choice.TIE, by=RIN)
    with pytest.raises(Conflict, match="closed"):
        review.undo(bench, opened.id, by=RIN)


def test_the_last_vote_can_be_taken_back(bench, opened):
    pair = review.next_pair(bench, opened, "rin")
    review.vote(bench, opened.id, pair.case_id, Choice.TIE, by=RIN)
    assert review.next_pair(bench, opened, "rin").position == 2
    assert review.undo(bench, opened.id, by=RIN).case_id == pair.case_id
    assert review.next_pair(bench, opened, "rin") == pair
    assert review.undo(bench, opened.id, by=RIN) is None


def test_a_second_vote_on_a_case_takes_the_place_of_the_first(bench, opened):
    review.vote(bench, opened.id, "c1", Choice.TIE, by=RIN)
    review.vote(bench, opened.id, "c1", Choice.BOTH_BAD, by=RIN)
    assert [vote.choice for vote in review.own_votes(bench, opened.id, "rin")] == [Choice.BOTH_BAD]


def test_a_skipped_case_comes_last(bench, opened):
    pair = review.next_pair(bench, opened, "rin")
    following = review.next_pair(bench, opened, "rin", skipped=[pair.case_id])
    assert following.case_id != pair.case_id
    everything_else = [id for id in opened.case_ids if id != pair.case_id]
    for id in everything_else:
        review.vote(bench, opened.id, id, Choice.TIE, by=RIN)
    assert review.next_pair(bench, opened, "rin", skipped=[pair.case_id]).case_id == pair.case_id


def test_a_case_outside_the_round_is_refused(bench, opened):
    with pytest.raises(NotFound):
        review.vote(bench, opened.id, "c50", Choice.TIE, by=RIN)


def test_a_viewer_does_not_vote(bench, opened):
    with pytest.raises(Refused):
        review.vote(bench, opened.id, "c1", Choice.TIE, by=Actor(person="aki"))


def test_the_case_that_was_skipped_first_comes_back_first(bench, opened):
    first, second, *others = review.order(opened, "rin")
    for id in others:
        review.vote(bench, opened.id, id, Choice.TIE, by=RIN)
    assert review.next_pair(bench, opened, "rin", skipped=[second, first]).case_id == second
    assert review.next_pair(bench, opened, "rin", skipped=[first, second]).case_id == first


def test_the_version_in_production_is_suggested_against_the_newest_other():
    one, two, three = (an_evaluation(number) for number in (1, 2, 3))
    other_set = an_evaluation(4, golden_digest="h" * 64)
    among = [other_set, three, two, one]
    assert review.suggested(among, 2) == (two, three)
    assert review.suggested(among, None) == (one, three)
    assert review.suggested(among, 4) == (one, three)
    assert review.suggested([other_set, one], 1) is None
    assert review.suggested([], 1) is None


def test_choices_are_the_newest_finished_evaluations(bench, opened):
    found = review.choices(bench, "support-bot")
    assert sorted(each.version for each in found) == [1, 2]
    later = bench.now() + timedelta(minutes=1)
    golden = found[0].golden_digest
    with bench.ledger.write() as tx:
        for id, digest in (("newer", "a" * 64), ("running", "")):
            tx.add(an_evaluation(1, id=id, golden_digest=golden, answers_digest=digest, created_at=later))
    newest = review.choices(bench, "support-bot")[0]
    assert (newest.id, len(review.choices(bench, "support-bot"))) == ("newer", 2)


def a_vote(choice, candidate_first=True, case_id="c1"):
    return Vote(
        round="r",
        case_id=case_id,
        reviewer="rin",
        choice=choice,
        candidate_first=candidate_first,
        created_at=NOON,
    )


@pytest.mark.parametrize(
    ("choice", "candidate_first", "preference"),
    [
        (Choice.FIRST, True, "candidate"),
        (Choice.FIRST, False, "baseline"),
        (Choice.SECOND, True, "baseline"),
        (Choice.SECOND, False, "candidate"),
        (Choice.TIE, True, "tie"),
        (Choice.BOTH_BAD, False, "both_bad"),
    ],
)
def test_a_vote_is_unblinded_by_the_side_that_was_shown(choice, candidate_first, preference):
    assert review.preference(a_vote(choice, candidate_first)) == preference


@pytest.mark.parametrize(
    ("votes", "code"),
    [
        ([], "review.no_votes"),
        ([a_vote(Choice.TIE), a_vote(Choice.BOTH_BAD)], "review.no_preference"),
        ([a_vote(Choice.FIRST)] * 5, "review.cannot_tell"),
        ([a_vote(Choice.FIRST)] * 6, "review.preferred"),
        ([a_vote(Choice.SECOND)] * 6, "review.not_preferred"),
    ],
)
def test_the_result_is_said_in_words(votes, code):
    found, params = review.sentence(review.add_up(votes), 2, 3)
    assert found == code
    for language in ("en", "ja"):
        assert "v3" in messages.say(found, language, **params)
        assert "v2" in messages.say("review.counts", language, **params)


def test_a_place_is_favoured_when_its_share_lies_far_from_one_half():
    sides = [a_vote(Choice.FIRST, candidate_first=n % 2 == 0) for n in range(20)]
    assert review.add_up(sides).favours_a_place
    fair = [a_vote(Choice.FIRST), a_vote(Choice.SECOND)] * 10
    assert not review.add_up(fair).favours_a_place
    assert not review.add_up([]).favours_a_place


def test_votes_are_grouped_by_case_in_the_order_they_came():
    votes = [a_vote(Choice.TIE, case_id=id) for id in ("b", "a", "b")]
    assert {id: len(given) for id, given in review.by_case(votes).items()} == {"b": 2, "a": 1}
    assert list(review.by_case(votes)) == ["b", "a"]


CHOICES = st.lists(st.tuples(st.sampled_from(Choice), st.booleans()), max_size=40)


@given(CHOICES)
def test_swapping_the_sides_of_every_vote_changes_nothing(votes):
    swap = {Choice.FIRST: Choice.SECOND, Choice.SECOND: Choice.FIRST}

    def cast(i, choice, first):
        return Vote(
            round="r", case_id=f"c{i}", reviewer="rin", choice=choice, candidate_first=first, created_at=NOON
        )

    plain = review.add_up([cast(i, c, f) for i, (c, f) in enumerate(votes)])
    swapped = review.add_up([cast(i, swap.get(c, c), not f) for i, (c, f) in enumerate(votes)])
    assert (plain.wins, plain.losses, plain.ties, plain.p) == (
        swapped.wins,
        swapped.losses,
        swapped.ties,
        swapped.p,
    )
    assert plain.wins + plain.losses + plain.ties + plain.both_bad == len(votes)


def test_the_answers_of_another_application_cannot_be_put_into_a_round(bench, opened):
    applications.create(bench, "other", by=KEN)
    with pytest.raises(NotFound):
        review.open_round(bench, "other", opened.baseline, opened.candidate, by=KEN)
