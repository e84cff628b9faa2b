"""What became of the frozen files that decisions rest on: the log names them, and they stand beside it.

A digest proves a file that is there. One that is gone, or is no longer what it was, leaves a decision
without its reasons, and the log itself stays sound: so it is looked for.
"""

from collections.abc import Iterable, Iterator, Mapping

from lifecycle.errors import Conflict
from lifecycle.history.past import PROMOTED, ROLLED_BACK
from lifecycle.messages import say
from lifecycle.objects import Objects
from lifecycle.records import Event

READ_UP_TO = 2**20
"""Of datasets and answers that are larger than so many bytes a quick look only asks if they are there."""
LARGE = ("answers", "dataset")

POLICY = {"policy_digest": "policy"}
RESTS_ON: Mapping[str, Mapping[str, str]] = {
    "dataset.frozen": {"digest": "dataset"},
    "prompt.saved": {"digest": "prompt"},
    "evaluation.started": {"golden_digest": "dataset"},
    "evaluation.finished": {"answers_digest": "answers"},
    "request.opened": POLICY,
    "request.approved": POLICY,
    "override.asked": POLICY,
    "override.confirmed": POLICY,
    "override.withdrawn": POLICY,
    PROMOTED: {"decision": "decision", **POLICY},
    ROLLED_BACK: POLICY,
}
"""Action → where its events name a frozen file → what that is (`audit.rests_on.<kind>`)."""

Named = dict[str, tuple[int, str]]
"""Digest → the first event that names it, and what it is."""


def noting(events: Iterable[Event], named: Named) -> Iterator[Event]:
    """Hand events on, and note of each that was taken which frozen files it names."""
    for event in events:
        yield event
        for digest, kind in files_of(event):
            named.setdefault(digest, (event.number, kind))


def named_by(events: Iterable[Event]) -> Named:
    """Collect the frozen files that events name."""
    named: Named = {}
    for _ in noting(events, named):
        pass
    return named


def files_of(event: Event) -> Iterator[tuple[str, str]]:
    """List the frozen files that an event names: the digest, and what it is.

    A promotion without a decision is of before decisions were kept, and with them the policy.
    """
    kinds = RESTS_ON.get(event.action, {})
    if not kinds:
        return
    told = {**event.details, **(event.after if isinstance(event.after, Mapping) else {})}
    if "decision" in kinds and "decision" not in told:
        return
    yield from ((str(told[name]), kind) for name, kind in kinds.items() if told.get(name))


def missing(objects: Objects, named: Named, *, is_quick: bool = False) -> Named:
    """Find the frozen files that are gone or changed; a quick look does not read what is large."""
    return {
        digest: (number, kind)
        for digest, (number, kind) in named.items()
        if not objects.holds(digest, read_up_to=READ_UP_TO if is_quick and kind in LARGE else None)
    }


def losses(missing: Named) -> tuple[Conflict, ...]:
    """Tell that frozen files are gone or changed, each once, in the order of the events."""
    return tuple(
        Conflict("audit.evidence_lost", number=number, digest=digest, **both(kind))
        for digest, (number, kind) in missing.items()
    )


def both(kind: str) -> dict[str, str]:
    """Say in both languages what a frozen file is."""
    code = f"audit.rests_on.{kind}"
    return {"what": say(code, "en"), "what_ja": say(code, "ja")}
