"""What must not be missed before a release is decided: a closed window, a pin, how the last request ended."""

from console import marks, services
from console.markup import Child, join
from console.widgets import notice
from console.wording import ago, day, explain, hint, name_of, say, word
from lifecycle import promotion
from lifecycle.errors import Refused
from lifecycle.policies import EnvironmentRule
from lifecycle.records import Event, Placement, Request, RequestState
from lifecycle.requests import Lapse

BY_PEOPLE = {RequestState.REJECTED, RequestState.CHANGES_REQUESTED, RequestState.WITHDRAWN}
"""How people end a request; all but the last is bad news."""


def closed_window(rule: EnvironmentRule) -> Refused | None:
    """Give the refusal of a promotion at this time, None while the environment is open."""
    try:
        promotion.check_open(services.bench(), rule)
    except Refused as error:
        return error
    return None


def draw_closed(rule: EnvironmentRule) -> None:
    """Say until when nothing is promoted and why, and that the way back stays open."""
    closed = closed_window(rule)
    if closed:
        notice(join(marks.strong(explain(closed)), " ", hint(closed)), "unsure")


def draw_pin(place: Placement, rollback: Event, *, is_told: bool) -> None:
    """Say which rollback pinned an environment, unless that is told already, and what moves it on."""
    what = {"environment": place.environment, "n": place.version}
    who = say(
        "{environment} is pinned to v{n} by the rollback of {person} on {day} ({ago}): “{reason}”",
        **what,
        person=name_of(rollback.actor),
        day=day(rollback.at),
        ago=ago(rollback.at),
        reason=rollback.reason,
    )
    first = say("{environment} is pinned to v{n}.", **what) if is_told else who
    then = say("Only a new request that knows of this rollback can be promoted.")
    notice(join(marks.strong(first), " ", then), "review")


def draw_over(request: Request, lapse: Lapse | None) -> None:
    """Say how the last request for a version ended: of itself (`lapse`) with the next step, or by whom."""
    if lapse:
        draw_end(request, lapse.state, join(why(lapse), " ", hint(lapse.code, **lapse.params)))
    elif request.state in BY_PEOPLE:
        told = say(
            "{person}, {ago}: “{text}”",
            person=name_of(request.closed_by),
            ago=ago(request.closed_at or request.created_at),
            text=request.closing_reason,
        )
        draw_end(request, request.state, told)


def draw_end(request: Request, state: RequestState, told: Child) -> None:
    """Say of a request that it is over."""
    head = say("The request for v{n} is over ({state}).", n=request.version, state=word(state))
    notice(join(marks.strong(head), " ", told), marks.tone_of(state)[0])


def why(lapse: Lapse) -> str:
    """Say why a request is over of itself."""
    return explain(lapse.code, **lapse.params)
