"""Finds requests, and what speaks for and against one as it stands now."""

from lifecycle import applications, evidence, gates, versions
from lifecycle.errors import NotFound
from lifecycle.records import Approval, Request, RequestState
from lifecycle.workbench import Workbench

LIVE = tuple(state for state in RequestState if state.is_live)


def find(bench: Workbench, id: str) -> Request:
    """Find a request.

    Raises:
        NotFound: there is none with this id.
    """
    with bench.ledger.read() as tx:
        found = tx.one(Request, id=id)
    if found is None:
        raise NotFound("release.no_request", id=id)
    return found


def listing(bench: Workbench, app: str) -> list[Request]:
    """List an application's requests, the newest first."""
    with bench.ledger.read() as tx:
        return tx.all(Request, order=["-created_at"], app=app)


def live(bench: Workbench, app: str, environment: str) -> Request | None:
    """Give the one request that stands for an environment, if any."""
    with bench.ledger.read() as tx:
        return tx.one(Request, app=app, environment=environment, state=LIVE)


def approvals(bench: Workbench, id: str) -> list[Approval]:
    """List what was approved, whether it still counts or not, the oldest first."""
    with bench.ledger.read() as tx:
        return tx.all(Approval, order=["created_at"], request=id)


def gather(bench: Workbench, request: Request) -> gates.Evidence:
    """Collect what speaks for and against a request, its approvals among it, as it stands now."""
    version = versions.find(bench, request.app, request.version)
    policy = applications.policy(bench, request.app)
    return evidence.gather(bench, policy, version, request.environment, request)


def decision(bench: Workbench, request: Request) -> gates.Decision:
    """Judge a request with its approvals, by policy and evidence as they stand now."""
    return evidence.decide(bench, request.app, request.version, request.environment, request)
