import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import review
from lifecycle.errors import Conflict, Invalid, NotFound, Refused
from lifecycle.records import Actor, Choice, Round, Vote
from tests.builders import HANA, KEN, MEI, NOON
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
