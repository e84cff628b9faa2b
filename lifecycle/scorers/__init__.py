"""Scorers: each gives a number to an answered case. A new one is one file and a line in `REGISTRY`."""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import ValidationError

from lifecycle.digests import canonical, digest_of
from lifecycle.errors import Invalid, LifecycleError
from lifecycle.records import Case, Row, RowState, ScorerSpec
from lifecycle.scorers.chrf import Chrf
from lifecycle.scorers.contains import Contains
from lifecycle.scorers.declines import Declines
from lifecycle.scorers.exact import Exact
from lifecycle.scorers.excludes import Excludes
from lifecycle.scorers.measures import CostUsd, LatencyMs, Tokens
from lifecycle.scorers.scorer import Scorer, ScorerInfo

__all__ = ["MEASURES", "REGISTRY", "Scorer", "ScorerInfo", "build", "describe", "digest", "score_row"]

REGISTRY: Mapping[str, type[Scorer]] = {
    kind.name: kind for kind in (Exact, Contains, Excludes, Chrf, Declines, LatencyMs, Tokens, CostUsd)
}

MEASURES = (LatencyMs.name, Tokens.name, CostUsd.name)
"""Always on: they read what the row already holds, so no policy needs to name them."""


def known(name: str) -> type[Scorer]:
    """Find a scorer by name.

    Raises:
        Invalid: there is none of that name.
    """
    if name not in REGISTRY:
        raise Invalid("scorers.unknown", scorer=name, known=", ".join(REGISTRY))
    return REGISTRY[name]


def describe(name: str) -> ScorerInfo:
    """Tell what a scorer measures.

    Raises:
        Invalid: there is none of that name.
    """
    scorer = known(name)
    return ScorerInfo(scorer.name, scorer.direction, scorer.kind, scorer.unit)


def build(spec: ScorerSpec) -> Scorer:
    """Make a scorer with its settings.

    Raises:
        Invalid: there is none of that name, or it has no such setting or value.
    """
    scorer = known(spec.name)
    try:
        return scorer.model_validate(dict(spec.settings))
    except ValidationError as err:
        fault = err.errors(include_url=False)[0]
        raise Invalid(
            "scorers.bad_setting",
            scorer=spec.name,
            setting=".".join(str(part) for part in fault["loc"]),
            value=repr(fault["input"])[:80],
            known=", ".join(scorer.model_fields) or "-",
        ) from err


def score_row(scorers: Iterable[Scorer], case: Case, row: Row) -> tuple[dict[str, float], dict[str, str]]:
    """Score one row: scorer → score, and scorer → code for those that apply and failed.

    A row without an answer has neither: a failed call is an error, never a zero.
    """
    scores: dict[str, float] = {}
    errors: dict[str, str] = {}
    if row.state is not RowState.ANSWERED:
        return scores, errors
    for scorer in scorers:
        if not scorer.applies(case):
            continue
        try:
            scores[scorer.name] = scorer.score(case, row)
        except LifecycleError as err:
            errors[scorer.name] = err.code
    return scores, errors


def digest(specs: Sequence[ScorerSpec]) -> str:
    """Give the SHA-256 over the scorers' names, settings and versions, in whatever order they stand.

    A setting that is left out counts as its default, so writing the default down changes nothing.

    Raises:
        Invalid: as `build`.
    """
    built = sorted((build(spec) for spec in specs), key=lambda scorer: scorer.name)
    content = [[scorer.name, scorer.version, scorer.model_dump(mode="json")] for scorer in built]
    return digest_of(canonical(content))
