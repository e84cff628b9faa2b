"""What a decision rested on, kept as it was: the policy's text, and the gate's rows in words.

Both are frozen objects. The policy's text has the digest that requests, approvals and moves carry anyway;
the event of a promotion carries that of the gate's rows. So an old decision can be read long after the
policy file was rewritten and the texts of this program have changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from lifecycle import messages
from lifecycle.digests import canonical
from lifecycle.errors import LifecycleError
from lifecycle.messages import LANGUAGES, Language
from lifecycle.records import Override, Result, Verdict
from lifecycle.workbench import Workbench

if TYPE_CHECKING:
    from lifecycle.criteria import CriterionRow, SliceRow
    from lifecycle.gates import Decision
    from lifecycle.policies import Policy

Words = Mapping[Language, str]
"""A text in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSlice:
    """One slice that a row sums up: the cases with one value of a tag."""

    tag: str
    value: str
    n: int
    result: Result
    observed: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """One row of the gate as people read it then; `value` with its interval is in the metric's unit."""

    id: str
    severity: str
    owner: str
    result: Result
    label: Words
    rule: Words
    observed: Words
    meaning: Words
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    slices: tuple[KeptSlice, ...] = ()
    override: Mapping[str, str] | None = None
    """Who let it count as passed, and why: criterion, reason, asked_by, confirmed_by, expires_at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDecision:
    """What the gate said when a version was let in."""

    verdict: Verdict
    sentence: Words
    rows: tuple[KeptRow, ...]


KEPT = TypeAdapter(KeptDecision)


def keep_policy(bench: Workbench, policy: "Policy") -> str:
    """Keep the text of a policy under which something is decided, and give its digest.

    Raises:
        Unavailable: the disk is full or the home cannot be written.
    """
    return bench.objects.freeze(policy.text.encode())


def keep(bench: Workbench, policy: "Policy", judged: "Decision") -> dict[str, Any]:
    """Keep what a promotion rests on, and give the details that its event carries for it.

    Raises:
        Unavailable: as `keep_policy`.
    """
    keep_policy(bench, policy)
    kept = KeptDecision(
        verdict=judged.verdict,
        sentence=words(judged.sentence_code, judged.sentence_params),
        rows=tuple(map(kept_row, judged.rows)),
    )
    return {
        "decision": bench.objects.freeze(canonical(KEPT.dump_python(kept, mode="json"))),
        "overrides": [told(row.override) for row in judged.rows if row.override],
    }


def kept_row(row: "CriterionRow") -> KeptRow:
    """Put a row into words."""
    seen = row.observed
    return KeptRow(
        id=row.id,
        severity=row.severity,
        owner=row.owner,
        result=row.result,
        label=words(row.label_code, row.label_params),
        rule=words(row.rule_code, row.rule_params),
        observed=words(row.observed_code, row.observed_params),
        meaning=words(row.meaning_code, row.meaning_params),
        value=seen.value if seen else None,
        low=seen.low if seen else None,
        high=seen.high if seen else None,
        n=row.n,
        slices=tuple(map(kept_slice, row.slices)),
        override=told(row.override) if row.override else None,
    )


def kept_slice(row: "SliceRow") -> KeptSlice:
    """Put a slice into words."""
    observed = words(row.observed_code, row.observed_params)
    return KeptSlice(tag=row.tag, value=row.value, n=row.n, result=row.result, observed=observed)


def words(code: str, params: Mapping[str, Any]) -> Words:
    """Say a text in every language; without a code it is empty."""
    return {language: messages.say(code, language, **params) if code else "" for language in LANGUAGES}


def told(override: Override) -> dict[str, str]:
    """Tell who let a criterion count as passed, and why."""
    return {
        "criterion": override.criterion,
        "reason": override.reason,
        "asked_by": override.asked_by,
        "confirmed_by": override.confirmed_by,
        "expires_at": override.expires_at.isoformat(),
    }


def policy_text(bench: Workbench, digest: str) -> str | None:
    """Give the text of a policy by its digest, None if it was never kept or is lost (see `losses`)."""
    content = kept(bench, digest)
    return None if content is None else content.decode()


def kept_decision(bench: Workbench, digest: str) -> KeptDecision | None:
    """Give what the gate said by the digest that a promotion's event carries, None as for `policy_text`."""
    content = kept(bench, digest)
    return None if content is None else KEPT.validate_json(content)


def kept(bench: Workbench, digest: str) -> bytes | None:
    """Give a frozen file, None if there is none that still has this digest."""
    try:
        return bench.objects.read(digest)
    except LifecycleError:
        return None
