"""Review, as its reviewers, its owner and a viewer meet it."""

import re

import pytest

from console.markup import escape
from console.parts import vote
from console.wording import percent
from lifecycle import evaluation, review
from lifecycle.records import Actor, Choice
from tests.builders import KEN, MEI
from tests.pages.conftest import english_in, text_of

RIN = Actor(person="rin")
APP = "support-bot"


@pytest.fixture(autouse=True)
def quick_readers(monkeypatch):
    """Let a click count at once: nobody reads here."""
    monkeypatch.setattr(vote, "READING_S", 0.0)


@pytest.fixture
def round(full):
    """An open round of v2, which is in production, against v3."""
    of = {each.version: each.id for each in evaluation.listing(full, APP)}
    return review.open_round(full, APP, of[2], of[3], by=KEN, title="Does v3 read better?")


def cast(full, round, choices, by=RIN):
    """Vote as told, `win` or `loss` for the candidate or a choice, one case after the other."""
    for case_id, wish in zip(review.order(round, by.person), choices, strict=False):
        first = review.candidate_first(round, by.person, case_id)
        sides = {
            "win": Choice.FIRST if first else Choice.SECOND,
            "loss": Choice.SECOND if first else Choice.FIRST,
        }
        reason = f"because {wish}"
        review.vote(full, round.id, case_id, sides.get(wish, wish), by=by, reason=reason)


def press(at, label):
    next(button for button in at.button if button.label == label).click().run()
    assert not at.exception
    return at


def everything(at):
    """All that reaches the browser: every element of page and sidebar with its key, but no stylesheet."""
    elements = (each for part in (at.main, at.sidebar) for each in part)
    return "\n".join(text for text in (str(each.proto) for each in elements) if "<style" not in text)


@pytest.mark.usefixtures("empty")
def test_without_an_application_the_first_step_is_offered(open_page):
    assert "No application yet" in text_of(open_page("review"))


@pytest.mark.usefixtures("full")
def test_without_a_round_a_viewer_reads_what_will_be_here_and_an_editor_can_open_one(open_page):
    assert "No blind review yet" in text_of(open_page("review", person="aki"))
    assert "Open blind review" not in text_of(open_page("review", person="rin"))
    at = open_page("review", person="ken")
    assert [box.value for box in at.main.selectbox] == [
        next(each.id for each in review.choices(vote.bench(), APP) if each.version == n) for n in (2, 3)
    ]


def test_a_round_is_opened_over_the_cases_that_differ(full, open_page):
    of = {each.version: each.id for each in evaluation.listing(full, APP)}
    differing = review.differing(*(evaluation.scorecard(full, of[n]) for n in (2, 3)))
    at = open_page("review", person="ken")
    assert f"The answers differ in {len(differing)} of 225 cases." in text_of(at)
    at.text_input(key="k-review-title").set_value("Tone")
    press(at, "Open blind review")
    (opened,) = review.listing(full, APP)
    assert (opened.title, opened.case_ids, opened.baseline, opened.candidate) == (
        "Tone",
        differing,
        of[2],
        of[3],
    )


def test_the_page_of_a_pair_does_not_tell_which_is_which(full, round, open_page):
    for person in ("rin", "ken"):
        at = open_page("review", person=person, round=round.id)
        pair = review.next_pair(full, round, person)
        page = text_of(at)
        assert escape(pair.question) in page
        assert page.index("Answer 1") < page.index(escape(pair.answer_1))
        assert f"1 of {len(round.case_ids)}" in page
        sent = everything(at) + str(dict(at.query_params))
        assert not re.search(r"\bv\d|baseline|candidate|基準|候補", sent, re.IGNORECASE)
        for secret in (round.baseline, round.candidate, round.key, round.title):
            assert secret not in sent


def test_both_sides_look_alike(full, round, open_page):
    page = text_of(open_page("review", person="rin", round=round.id))
    panes = re.findall(r'<div class="k-pane">(.*?)</div></div>', page, re.DOTALL)
    pair = review.next_pair(full, round, "rin")
    shapes = {
        pane.replace(escape(answer), "…").replace(f"Answer {n}", "…")
        for n, (pane, answer) in enumerate(
            zip(panes[1:], (pair.answer_1, pair.answer_2), strict=True), start=1
        )
    }
    assert len(shapes) == 1


def test_each_button_and_its_key_give_one_vote(full, round, open_page):
    at = open_page("review", person="rin", round=round.id)
    buttons = {
        "1": ("Answer 1 is better", Choice.FIRST),
        "2": ("Answer 2 is better", Choice.SECOND),
        "0": ("Equally good", Choice.TIE),
        "9": ("Both are bad", Choice.BOTH_BAD),
    }
    for key, (label, _) in buttons.items():
        assert next(each for each in at.button if each.label == label).proto.shortcut == key
        press(at, label)
    given = review.own_votes(full, round.id, "rin")
    assert [each.choice for each in given] == [choice for _, choice in buttons.values()]
    assert [each.case_id for each in given] == review.order(round, "rin")[:4]
    assert f"5 of {len(round.case_ids)}" in text_of(at)


def test_a_reason_is_kept_with_its_vote_and_comes_back_with_an_undo(full, round, open_page):
    at = open_page("review", person="rin", round=round.id)
    first = review.next_pair(full, round, "rin")
    at.text_input[0].set_value("says <b>when</b>")
    press(at, "Equally good")
    (given,) = review.own_votes(full, round.id, "rin")
    assert (given.case_id, given.reason) == (first.case_id, "says <b>when</b>")
    assert at.text_input[0].value == ""
    press(at, "Undo last vote")
    assert review.own_votes(full, round.id, "rin") == []
    assert escape(first.question) in text_of(at)
    assert at.text_input[0].value == "says <b>when</b>"


def test_a_skipped_case_makes_room_for_the_next_without_a_vote(full, round, open_page):
    at = open_page("review", person="rin", round=round.id)
    first, second = review.order(round, "rin")[:2]
    press(at, "Skip")
    assert any(second in button.key for button in at.button if button.key)
    assert not any(first in button.key for button in at.button if button.key)
    assert review.own_votes(full, round.id, "rin") == []


def test_a_press_before_anybody_could_read_counts_for_nothing(full, round, open_page, monkeypatch):
    monkeypatch.setattr(vote, "READING_S", 60.0)
    press(open_page("review", person="rin", round=round.id), "Answer 1 is better")
    assert review.own_votes(full, round.id, "rin") == []


def test_a_vote_after_the_round_was_closed_is_refused_in_words(full, round, open_page):
    at = open_page("review", person="rin", round=round.id)
    review.close(full, round.id, by=KEN)
    press(at, "Equally good")
    assert "This review round is closed." in text_of(at)


def test_an_open_round_tells_how_often_people_voted_and_nothing_else(full, round, open_page):
    cast(full, round, ["win"] * 3)
    cast(full, round, ["loss"], by=MEI)
    at = open_page("review", person="aki", round=round.id)
    page = text_of(at)
    total = len(round.case_ids)
    assert f"3 of {total}" in page
    assert f"1 of {total}" in page
    assert "Your role can follow this round." in page
    assert "Ken Mori opened this round and closes it." in page
    assert not {"Close the round", "Answer 1 is better"} & {button.label for button in at.button}
    assert "because" not in page
    assert "win rate" not in page


def test_whoever_is_done_is_thanked(full, round, open_page):
    cast(full, round, [Choice.TIE] * len(round.case_ids))
    at = open_page("review", person="rin", round=round.id)
    assert "You have voted on every case of this round." in text_of(at)
    press(at, "Undo last vote")
    assert f"{len(round.case_ids)} of {len(round.case_ids)}" in text_of(at)


def test_the_owner_closes_the_round_and_everybody_reads_the_result(full, round, open_page):
    cast(full, round, ["win"] * 9 + ["loss", Choice.TIE, Choice.BOTH_BAD])
    at = open_page("review", person="ken", round=round.id, view="votes")
    press(at, "Close the round")
    assert "Votes: 12. Reviewers: 1." in text_of(at)
    at.button(key="k-confirm-yes").click().run()
    assert review.find(full, round.id).closed_at is not None
    at = open_page("review", person="aki", round=round.id)
    found, page = review.outcome(full, round.id), text_of(at)
    assert "Reviewers prefer the answers of v3 to those of v2." in page
    assert f"exact sign test p = {found.p:.3f}" in page
    assert "9 wins, 1 loss and 1 tie for v3 against v2, 1 vote for both bad" in page
    assert found.win_rate
    assert found.first_rate
    assert percent(found.win_rate.value) in page
    assert percent(found.win_rate.low) in page
    assert percent(found.first_rate.value) in page
    assert "It has no effect on the gate yet." in page
    assert "practice model" in page
    assert f"Rin Kato (12 of {len(round.case_ids)})" in page


def test_a_case_of_the_result_shows_both_answers_unblinded_and_the_reasons(full, round, open_page):
    cast(full, round, ["win", "loss", "win"])
    review.close(full, round.id, by=KEN)
    given = review.own_votes(full, round.id, "rin")
    at = open_page("review", person="aki", round=round.id, case=given[1].case_id, vote="baseline")
    page = text_of(at)
    assert "because loss" in page
    assert "because win" not in page
    assert page.count("<ins>") + page.count("<del>") > 0
    assert len([button for button in at.button if (button.key or "").startswith("votes-")]) == 1


@pytest.mark.parametrize(
    ("votes", "sentence"),
    [
        ([], "Nobody voted, so nothing can be said about v3 and v2."),
        ([Choice.TIE] * 3, "Nobody preferred either side"),
        (["win", "loss", "win"], "It cannot be told whether reviewers prefer v3 or v2."),
        (["loss"] * 8, "Reviewers do not prefer v3"),
    ],
)
def test_a_result_without_a_winner_says_so(full, round, open_page, votes, sentence):
    cast(full, round, votes)
    review.close(full, round.id, by=KEN)
    assert sentence in text_of(open_page("review", person="hana", round=round.id))


@pytest.mark.usefixtures("full")
def test_a_round_that_is_not_there_is_a_card(open_page):
    page = text_of(open_page("review", round="nonsense"))
    assert "There is no review round nonsense." in page
    assert "Choose one from the list" in page


def test_lost_answers_are_a_card_and_the_result_stays(full, round, open_page):
    cast(full, round, ["win"] * 8)
    review.close(full, round.id, by=KEN)
    for file in (full.settings.home / "objects").rglob("*"):
        if file.is_file():
            file.unlink()
    page = text_of(open_page("review", person="ken", round=round.id))
    assert "Reviewers prefer the answers of v3" in page
    assert 'role="alert"' in page


@pytest.mark.usefixtures("japanese")
def test_a_japanese_page_has_no_english_sentence(full, round, open_page):
    assert english_in(text_of(open_page("review", person="rin", round=round.id))) == []
    assert english_in(text_of(open_page("review", person="ken"))) == []
    cast(full, round, ["win", "loss", Choice.TIE])
    assert english_in(text_of(open_page("review", person="aki", round=round.id))) == []
    review.close(full, round.id, by=KEN)
    page = text_of(open_page("review", person="aki", round=round.id))
    assert english_in(page) == []
    assert "どちらが好まれるかは判断できません" in page
