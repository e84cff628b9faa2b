"""What a closed round says: the sentence, the rates behind it, and every vote unblinded."""

import streamlit as st

from console import marks, untrusted
from console.markup import Html, tag
from console.palette import Tone
from console.services import bench, scorecard
from console.widgets import (
    Column,
    Counter,
    Item,
    attempt,
    card,
    choose_from,
    counters,
    draw,
    facts_line,
    notice,
    paragraph,
    practice_notice,
    sentence_card,
    table,
)
from console.wording import count, explain, listed, name_of, percent, say, say_n, word
from lifecycle import evaluation, review, text
from lifecycle.records import Case, Choice, Estimate, Evaluation, Round, Scorecard, Vote
from lifecycle.review import Outcome, Preference

TONES: dict[str, Tone] = {"review.preferred": "good", "review.not_preferred": "bad"}
ICONS: dict[Preference, tuple[Tone, str]] = {
    "candidate": ("good", "▲"),
    "baseline": ("bad", "▼"),
    "tie": ("quiet", "="),
    "both_bad": ("unsure", "✗"),
}


def words(baseline: int, candidate: int) -> dict[Preference, str]:
    """Say what an unblinded vote says."""
    return {
        "candidate": say("v{n} is better", n=candidate),
        "baseline": say("v{n} is better", n=baseline),
        "tie": word(Choice.TIE),
        "both_bad": word(Choice.BOTH_BAD),
    }


def show(round: Round) -> None:
    """Draw the result of a closed round."""
    found = review.outcome(bench(), round.id)
    baseline, candidate = (evaluation.find(bench(), id) for id in (round.baseline, round.candidate))
    code, params = review.sentence(found, baseline.version, candidate.version)
    counts = explain("review.counts", **params) if found.votes else None
    head = sides(baseline.version, candidate.version)
    sentence_card(explain(code, **params), TONES.get(code, "unsure"), more=counts, head=head)
    if baseline.practice or candidate.practice:
        practice_notice()
    notice(say("This result is for people to read. It has no effect on the gate yet."), "quiet")
    facts_line(
        say("closed by {owner}", owner=name_of(round.owner)),
        marks.when(round.closed_at),
        say("golden set {golden}", golden=baseline.golden),
    )
    if found.votes:
        show_rates(found, candidate.version)
        show_voters(round)
        with card(say("Votes by case"), key="cases"), attempt():
            show_cases(found, baseline, candidate)


def sides(baseline: int, candidate: int) -> Html:
    """Show the two versions with their sides."""
    tokens = (marks.version_token(baseline, "baseline"), marks.version_token(candidate, "candidate"))
    return tag("div", tokens[0], " ", tokens[1])


def show_rates(found: Outcome, candidate: int) -> None:
    """Show how often the candidate won, and how often answer 1 did."""
    with card(say("Rates"), key="rates"):
        if found.win_rate is None or found.first_rate is None:
            paragraph(say("No vote preferred a side, so there is no rate to show."), quiet=True)
            return
        place = (
            say("Reviewers favoured a place on the screen: read the result with care.")
            if found.favours_a_place
            else say("No sign that the place on the screen decided.")
        )
        better = say("How often v{n} won where a vote preferred a side.", n=candidate)
        rates = (
            (say("v{n} preferred", n=candidate), better, found.win_rate),
            (say("Answer 1 preferred"), place, found.first_rate),
        )
        table(
            (say("measure"), Column(title=say("share of votes"), align="right"), say("95 % interval")),
            [(marks.lines(name, meaning), percent(rate.value), bar(rate)) for name, meaning, rate in rates],
            caption=say("Rates among votes that preferred a side"),
        )
        votes = say_n("{n} vote preferred a side", "{n} votes preferred a side", found.win_rate.n)
        dotted = say("The dotted line is one half: no preference.")
        several = say("Votes of several people on one case are counted one by one.")
        facts_line(votes, dotted, several if len(found.voters) > 1 else None)


def bar(rate: Estimate) -> Html:
    """Draw a rate with its interval; one half is marked."""
    written = f"{percent(rate.value)} ({percent(rate.low or 0)} – {percent(rate.high or 1)})"
    return marks.interval_bar(rate.low, rate.value, rate.high, scale=(0, 1), text=written, threshold=0.5)


def show_voters(round: Round) -> None:
    """Say who voted, and how often."""
    total = count(len(round.case_ids))
    each = (
        f"{name_of(person)} ({say('{done} of {total}', done=count(n), total=total)})"
        for person, n in sorted(review.voters(bench(), round.id).items())
    )
    paragraph(marks.muted(say("Voters")), " ", listed(each))


def show_cases(found: Outcome, baseline: Evaluation, candidate: Evaluation) -> None:
    """List the cases with their votes, filtered by what was voted, and open one."""
    names = words(baseline.version, candidate.version)
    counted = {
        "candidate": found.wins,
        "baseline": found.losses,
        "tie": found.ties,
        "both_bad": found.both_bad,
    }
    chosen = counters(
        [Counter(id=id, text=names[id], n=counted[id], icon=ICONS[id][1]) for id in names], name="vote"
    )
    by_case = review.by_case(found.votes)
    shown = [id for id, votes in by_case.items() if chosen in {None, *map(review.preference, votes)}]
    cards = (scorecard(baseline), scorecard(candidate))
    cases = {case.id: case for case in cards[0].cases}
    opened = st.query_params.get("case")
    items = [
        Item(id=id, text=cases[id].question, details=tuple(vote_label(v, names) for v in by_case[id]))
        for id in shown
    ]
    with st.container(height=260 if len(items) > 6 else "content", border=False):
        pressed = choose_from(items, key="votes", chosen=opened if opened in shown else None)
    if pressed and pressed != opened:
        st.query_params["case"] = pressed
        st.rerun()
    if pressed:
        show_case(cases[pressed], by_case[pressed], cards, names)


def vote_label(vote: Vote, names: dict[Preference, str]) -> Html:
    """Show one unblinded vote."""
    said = review.preference(vote)
    tone, icon = ICONS[said]
    return marks.label(names[said], tone, icon)


def show_case(
    case: Case, votes: list[Vote], cards: tuple[Scorecard, Scorecard], names: dict[Preference, str]
) -> None:
    """Show one case: question, both answers with their difference, votes and reasons."""
    draw(tag("div", case.question, class_="k-text"))
    before, after = (review.answered(card)[case.id] for card in cards)
    baseline, candidate = (card.evaluation.version for card in cards)
    untrusted.side_by_side(
        text.diff(before, after),
        before=marks.version_token(baseline, "baseline"),
        after=marks.version_token(candidate, "candidate"),
    )
    table(
        (say("Reviewer"), say("Vote"), say("shown as answer 1"), say("Reason")),
        [
            (
                name_of(vote.reviewer),
                vote_label(vote, names),
                f"v{candidate if vote.candidate_first else baseline}",
                vote.reason or "–",
            )
            for vote in votes
        ],
        caption=say("Votes on this case"),
    )
