"""The rounds of an application: their list, the form that opens one, and how an open one stands."""

import streamlit as st

from console import marks, screens, session, untrusted
from console.confirm import confirm
from console.markup import Html
from console.parts.vote import undo_button
from console.services import bench, scorecard
from console.widgets import (
    Column,
    Item,
    attempt,
    card,
    choose_from,
    empty_state,
    notice,
    page_header,
    paragraph,
    select,
    table,
)
from console.wording import count, day, name_of, say, say_n
from lifecycle import evidence, review
from lifecycle.records import Evaluation, Round

PRODUCTION = "production"


def name(round: Round) -> str:
    """Name a round: its title, else the day it was opened."""
    return round.title or say("Round of {day}", day=day(round.created_at))


def chip(round: Round) -> Html:
    """Show whether votes may still come."""
    if round.closed_at is None:
        return marks.chip(say("open"), "review")
    return marks.chip(say("closed"), "quiet", "✓")


def show_list(rounds: list[Round]) -> None:
    """List the rounds; a press opens one."""
    with card(say("Rounds"), key="rounds"):
        pressed = choose_from([to_item(round) for round in rounds], key="rounds")
    if pressed:
        screens.go("review", round=pressed)


def to_item(round: Round) -> Item:
    """Make a line of the list: its name and day, how far I am, its state."""
    mine, total = len(review.own_votes(bench(), round.id, session.actor().person)), len(round.case_ids)
    progress = say("you: {done} of {total}", done=count(mine), total=count(total))
    text = f"{round.title} · {day(round.created_at)}" if round.title else name(round)
    return Item(id=round.id, text=text, details=(marks.muted(progress), chip(round)))


def show_opening(app: str) -> None:
    """Let an editor open a round from two evaluations of the same golden set; without two, offer the step."""
    found = review.choices(bench(), app)
    suggestion = review.suggested(found, evidence.placement(bench(), app, PRODUCTION).version)
    if suggestion is None:
        empty_state(
            say("No two versions to compare yet"),
            say("A blind review needs two versions that were evaluated on the same golden set."),
            action=say("Evaluate a version"),
            screen="evaluate",
        )
        return
    with card(say("New round"), key="opening"):
        baseline, candidate = choose_pair(found, *suggestion)
        title = st.text_input(say("Title (optional)"), key="k-review-title", max_chars=80)
        with attempt():
            n = len(review.differing(scorecard(baseline), scorecard(candidate)))
            paragraph(what_will_happen(n, baseline), quiet=True)
        if st.button(say("Open blind review"), type="primary"):
            with attempt():
                opened = review.open_round(
                    bench(), app, baseline.id, candidate.id, by=session.actor(), title=title
                )
                screens.go("review", round=opened.id)


def choose_pair(
    found: list[Evaluation], baseline: Evaluation, candidate: Evaluation
) -> tuple[Evaluation, Evaluation]:
    """Draw the choice of the two sides; only what fits to the baseline is offered as the other."""
    known = {each.id: each for each in found}
    with st.container(horizontal=True):
        firsts = {each.id: label(each) for each in found if any(review.fit(each, other) for other in found)}
        first = known[select(say("Baseline"), firsts, name="baseline", default=baseline.id)]
        seconds = {each.id: label(each) for each in found if review.fit(first, each)}
        second = known[select(say("Candidate"), seconds, name="candidate", default=candidate.id)]
    return first, second


def label(each: Evaluation) -> str:
    """Name an evaluation by its version, golden set and day."""
    return f"v{each.version} · {each.golden} · {day(each.created_at)}"


def what_will_happen(n: int, each: Evaluation) -> str:
    """Say what a round over `n` cases means for its reviewers."""
    if not n:
        return say("Both gave the same answer to every case: there is nothing to vote on.")
    cases = say_n("{n} case", "{n} cases", each.cases)
    return say(
        "The answers differ in {n} of {cases}. Reviewers vote on these without knowing which version "
        "answered; you close the round and then everybody sees the result.",
        n=count(n),
        cases=cases,
    )


def show_votes(round: Round, *, done: bool) -> None:
    """Show how an open round stands: who has voted how often, never in which direction.

    `done` tells that the person has voted on every case.
    """
    given = review.voters(bench(), round.id)
    total = count(len(round.case_ids))
    with page_header(say("Blind review"), untrusted.visible(name(round)), aside=chip(round)):
        screens.link("review", say("All rounds"))
        if session.may("review.vote") and not done:
            screens.link("review", say("Vote"), {"round": round.id}, icon=":material/how_to_vote:")
    if done:
        notice(say("You have voted on every case of this round. Thank you."), "good")
        undo_button(round)
    elif not session.may("review.vote"):
        notice(say("Your role can follow this round. Reviewers and those above them can vote."), "quiet")
    with card(say("Votes so far"), key="votes"):
        rows = [
            (name_of(person), say("{done} of {total}", done=count(n), total=total))
            for person, n in sorted(given.items())
        ]
        if rows:
            columns = (say("Reviewer"), Column(title=say("Votes"), align="right"))
            table(columns, rows, caption=say("Votes of each reviewer"))
        else:
            paragraph(say("Nobody has voted yet."), quiet=True)
        paragraph(say("Which way the votes went is shown after the round is closed."), quiet=True)
        show_closing(round, sum(given.values()), len(given))


def show_closing(round: Round, votes: int, people: int) -> None:
    """Let the owner end the voting; anybody else reads who can."""
    if session.actor().person != round.owner:
        owner = name_of(round.owner)
        paragraph(say("{owner} opened this round and closes it.", owner=owner), quiet=True)
    elif st.button(say("Close the round"), type="primary", disabled=not session.may("review.close")):
        confirm(
            title=say("Close this round?"),
            body=[
                say("Votes: {votes}. Reviewers: {people}.", votes=count(votes), people=count(people)),
                say("Nobody can vote any more, and the round cannot be opened again."),
                say("Everybody will see the result and which version gave which answer."),
            ],
            action=say("Close the round"),
            do=lambda reason: review.close(bench(), round.id, by=session.actor()),
            done=say("The round is closed. This is its result."),
        )
