"""Tells why a version stands, or stood, in an environment: who moved it, who allowed it, on what evidence."""

from collections.abc import Mapping
from typing import Any

from console import language, marks, screens, services
from console.markup import Child, Html, join
from console.untrusted import shortened
from console.widgets import key_values, notice, paragraph
from console.wording import ago, day, listed, moment, name_of, say, word
from lifecycle import history
from lifecycle.records import Event, Verdict


def draw_story(move: Event) -> None:
    """Tell one move: what happened, and for a rollback also the promotion that once let the version in."""
    paragraph(
        marks.environment_badge(move.details["environment"]),
        " ",
        marks.version(move.after),
        " ",
        headline(move),
    )
    if move.reason:
        paragraph(say("“{text}”", text=move.reason))
    grounds = history.grounds(services.bench(), move)
    if grounds.number != move.number:
        paragraph(say("It was let in by the promotion below."), " ", marks.when(grounds.at), quiet=True)
    allowed = grounds.details
    paragraph(marks.verdict_chip(Verdict(allowed["verdict"])), " ", sentence(grounds), quiet=True)
    key_values(facts(grounds))
    screens.link("evaluate", say("See the evaluation"), {"evaluation": allowed["evaluation"]})


def draw_rollback(move: Event) -> None:
    """Tell that a version was taken out of an environment: by whom, when, and why."""
    told = say(
        "v{n} was rolled back from {environment} by {person} on {day} ({ago}); v{back} took its place.",
        n=move.before,
        environment=move.details["environment"],
        person=name_of(move.actor),
        day=day(move.at),
        ago=ago(move.at),
        back=move.after,
    )
    notice(join(marks.strong(told), " ", say("“{text}”", text=move.reason)), "bad")


def headline(move: Event) -> Html:
    """Say who did it and when."""
    return join(word(move.action, "event"), " · ", name_of(move.actor), " · ", marks.when(move.at))


def spoken(move: Event) -> str:
    """Say in one line of plain text what happened, who did it, when, and how its reason begins."""
    said = f"{word(move.action, 'event')} · {name_of(move.actor)} · {moment(move.at)}"
    return f"{said} · {shortened(move.reason, keep=20)}" if move.reason else said


def sentence(move: Event) -> str:
    """Give the sentence of the gate as it was on that day, in the language of the page."""
    return str(move.details["sentence_ja" if language.current() == "ja" else "sentence"])


def facts(move: Event) -> list[tuple[Child, Child]]:
    """List who allowed a promotion and what it rested on."""
    allowed = move.details
    approved = listed(name_of(person) for person in allowed["approved_by"])
    return [
        (say("requested by"), name_of(allowed["requested_by"])),
        (say("approved by"), approved or say("nobody was needed")),
        *((say("overridden"), overridden(each)) for each in allowed.get("overrides", ())),
        (say("promoted by"), f"{name_of(move.actor)} · {moment(move.at)}"),
        (say("evaluation"), allowed["evaluation"]),
        (say("policy"), marks.digest(allowed["policy_digest"])),
        (say("evidence"), marks.digest(allowed["evidence_digest"])),
        (say("bundle"), marks.digest(allowed["bundle_digest"])),
    ]


def overridden(override: Mapping[str, Any]) -> str:
    """Say which criterion counted as passed, who let it, and why."""
    return say(
        "{criterion}: {person} asked, {other} confirmed. “{reason}”",
        criterion=override["criterion"],
        person=name_of(override["asked_by"]),
        other=name_of(override["confirmed_by"]),
        reason=override["reason"],
    )
