"""Tells on Home how requests are: those that stand, those that are over of themselves, those sent back."""

from collections.abc import Iterable

from console import marks, session
from console.markup import Child, join
from console.palette import Tone
from console.parts.release_notices import why
from console.widgets import pointer
from console.wording import ago, name_of, say, word
from lifecycle.overview import Proposal
from lifecycle.records import Request, RequestState, Verdict


def draw_proposals(found: Iterable[Proposal]) -> None:
    """Tell each request in a line, with the way to it."""
    for each in found:
        head, more, tone = told_of(each)
        newer = say("v{n} is newer.", n=each.newer) if each.newer else None
        pointer(
            join(marks.strong(head), " ", more, " ", newer),
            tone,
            "release",
            say("Look at it"),
            key=f"request-{each.request.id}",
            version=each.request.version,
            to=each.request.environment,
        )


def told_of(found: Proposal) -> tuple[str, Child, Tone]:
    """Say how a request is, more about it, and in which tone."""
    request = found.request
    if found.lapse:
        return ended(request, found.state), why(found.lapse), "unsure"
    if not found.state.is_live:
        return sent_back(request), say("“{text}”", text=request.closing_reason), marks.tone_of(found.state)[0]
    head, tone = standing(request, found.verdict)
    person = name_of(request.requested_by)
    return head, say("{person} asked {ago}.", person=person, ago=ago(request.created_at)), tone


def standing(request: Request, verdict: Verdict | None) -> tuple[str, Tone]:
    """Say what a request waits for, and in which tone."""
    what = {"n": request.version, "environment": request.environment}
    if verdict is Verdict.READY:
        return say("v{n} is approved for {environment} and waits for its promotion.", **what), "good"
    if verdict is Verdict.NEEDS_REVIEW:
        return say("v{n} is waiting for approval to go to {environment}.", **what), "review"
    return say("v{n} is requested for {environment}, but the gate is closed to it now.", **what), "unsure"


def ended(request: Request, state: RequestState) -> str:
    """Say that a request is over of itself: to whoever asked, and to others."""
    what = {"n": request.version, "environment": request.environment, "state": word(state)}
    if request.requested_by == session.actor().person:
        return say("Your request of v{n} for {environment} is over ({state}).", **what)
    person = name_of(request.requested_by)
    return say("The request of {person} of v{n} for {environment} is over ({state}).", **what, person=person)


def sent_back(request: Request) -> str:
    """Say to whoever asked who did not say yes, and when."""
    what = {
        "n": request.version,
        "environment": request.environment,
        "person": name_of(request.closed_by),
        "ago": ago(request.closed_at or request.created_at),
    }
    if request.state is RequestState.REJECTED:
        return say("{person} rejected your request of v{n} for {environment} {ago}.", **what)
    return say("{person} asked for changes to your request of v{n} for {environment} {ago}.", **what)
