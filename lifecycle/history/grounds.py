"""What let a version in: the promotion behind a move, and what its event has to tell."""

from pydantic import AwareDatetime, BaseModel, ValidationError

from lifecycle.errors import Conflict
from lifecycle.history.past import PROMOTED, environment_of, turns
from lifecycle.records import Event, Verdict
from lifecycle.workbench import Workbench


class Overridden(BaseModel):
    """A criterion that counted as passed."""

    criterion: str
    reason: str
    asked_by: str
    confirmed_by: str
    expires_at: AwareDatetime


class Allowed(BaseModel):
    """What every promotion's event tells in its details; older ones name neither decision nor overrides."""

    request: str
    requested_by: str
    approved_by: list[str]
    evaluation: str
    bundle_digest: str
    evidence_digest: str
    policy_digest: str
    verdict: Verdict
    sentence: str
    sentence_ja: str
    decision: str = ""
    overrides: list[Overridden] = []


def grounds(bench: Workbench, move: Event) -> Event:
    """Give the promotion that let a version in: the move itself, for a rollback the one it went back to.

    Raises:
        Conflict: an event was edited: none let the version in, or it no longer tells what allowed it.
    """
    found = move if move.action == PROMOTED else earlier(bench, move)
    try:
        Allowed.model_validate(found.details)
    except ValidationError as err:
        raise Conflict("audit.edited", number=found.number) from err
    return found


def earlier(bench: Workbench, move: Event) -> Event:
    """Give the last promotion before a rollback that let in what the rollback went back to.

    Raises:
        Conflict: there is none, so the rollback was edited, or another move was.
    """
    with bench.ledger.read() as tx:
        past = turns(tx, move.app)
    wanted = (PROMOTED, move.after, environment_of(move))
    for event in reversed(past):
        if (
            event.number < move.number
            and (event.action, event.after, event.details.get("environment")) == wanted
        ):
            return event
    raise Conflict("audit.edited", number=move.number)
