"""The requests that stand, or that have come to nothing and wait for another: as they are at this moment."""

from dataclasses import dataclass

from lifecycle import applications, evidence, gates, requests, versions
from lifecycle.errors import LifecycleError
from lifecycle.records import Request, RequestState, Verdict
from lifecycle.requests import Lapse
from lifecycle.workbench import Workbench

SENT_BACK = {RequestState.REJECTED, RequestState.CHANGES_REQUESTED}
"""How an approver ends a request without a yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The last request for an environment, as it is at this moment."""

    request: Request
    lapse: Lapse | None
    """Why it is over of itself; None if it is not."""
    judged: tuple[Verdict, gates.Evidence] | None
    """What the gate says of one that stands, and on what; None while policy or evidence cannot be read."""
    newer: int | None
    """The newest version, if it came after the one that is asked for."""

    @property
    def state(self) -> RequestState:
        """Where it stands, written down already or not."""
        return self.lapse.state if self.lapse else self.request.state

    @property
    def verdict(self) -> Verdict | None:
        """What the gate says of it, see `judged`."""
        return self.judged[0] if self.judged else None


def unsettled(bench: Workbench, app: str) -> tuple[Proposal, ...]:
    """List the last request for each environment that stands, is over of itself, or was sent back.

    It is settled once another is opened, it is withdrawn, or the environment holds its version.
    """
    in_order = sorted(requests.listing(bench, app), key=lambda each: (each.state.is_live, each.created_at))
    last = {request.environment: request for request in in_order}
    newest = max((version.number for version in versions.versions(bench, app)), default=0)
    found = (proposal(bench, request, newest) for request in last.values())
    return tuple(each for each in found if is_unsettled(bench, each))


def proposal(bench: Workbench, request: Request, newest: int) -> Proposal:
    """Look how a request stands; `newest` is the number of the newest version."""
    lapse = lapse_of(bench, request)
    return Proposal(
        request=request,
        lapse=lapse,
        judged=judge(bench, request) if request.state.is_live and not lapse else None,
        newer=newest if newest > request.version else None,
    )


def is_unsettled(bench: Workbench, found: Proposal) -> bool:
    """Whether somebody still has to decide on a request, or to ask again."""
    if found.lapse or found.state in SENT_BACK:
        place = evidence.placement(bench, found.request.app, found.request.environment)
        return place.version != found.request.version
    return found.state.is_live


def standing(bench: Workbench, app: str, environment: str) -> Request | None:
    """Give the request that stands for an environment; one that is over of itself does not."""
    found = requests.live(bench, app, environment)
    return found if found and requests.staleness(bench, found) is None else None


def last_request(bench: Workbench, app: str, environment: str, version: int) -> Request | None:
    """Give the newest request for a version and an environment, over or not."""
    fitting = (
        request
        for request in requests.listing(bench, app)
        if (request.environment, request.version) == (environment, version)
    )
    return next(fitting, None)


def lapse_of(bench: Workbench, request: Request) -> Lapse | None:
    """Tell why a request is over of itself, written down already or not; None if it is not."""
    if request.closing_code:
        return Lapse(state=request.state, code=request.closing_code, params=request.closing_params)
    return requests.staleness(bench, request)


def judge(bench: Workbench, request: Request) -> tuple[Verdict, gates.Evidence] | None:
    """Judge a request by what there is now, None while its policy or evidence cannot be read."""
    try:
        policy, seen = applications.policy(bench, request.app), requests.gather(bench, request)
        return gates.judge(policy, request.environment, seen).verdict, seen
    except LifecycleError:
        return None
