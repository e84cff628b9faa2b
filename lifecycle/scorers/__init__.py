"""Scorers: each gives a number to an answered case. A new one is one file and a line in `REGISTRY`."""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import ValidationError

from lifecycle.digests import canonical, digest_of
from lifecycle.errors import Invalid, LifecycleError
from lifecycle.records import Block, Case, Row, RowState, ScoreError, ScorerSpec
from lifecycle.scorers.contains import Contains, ContainsAny, Excludes
from lifecycle.scorers.declines import Declines
from lifecycle.scorers.exact import Exact
from lifecycle.scorers.json_fields import JsonFields
from lifecycle.scorers.json_schema import JsonSchema
from lifecycle.scorers.judges import ByCriterion, Correctness, Groundedness, Judge, Tone
from lifecycle.scorers.language import InLanguage
from lifecycle.scorers.length import Length
from lifecycle.scorers.measures import CostUsd, LatencyMs, Tokens
from lifecycle.scorers.number import Number
from lifecycle.scorers.patterns import Regex
from lifecycle.scorers.personal_data import PersonalData
from lifecycle.scorers.politeness import Politeness
from lifecycle.scorers.scorer import Answered, PassFail, Reason, Scorer, ScorerInfo
from lifecycle.scorers.similarity import Chrf, RougeL

__all__ = [
    "MEASURES",
    "REGISTRY",
    "Answered",
    "Groundedness",
    "Judge",
    "Reason",
    "Scorer",
    "ScorerInfo",
    "build",
    "build_all",
    "describe",
    "digest",
    "judges_among",
    "known",
    "reasons",
    "require_applicable",
    "score_row",
]

REGISTRY: Mapping[str, type[Scorer]] = {
    kind.name: kind
    for kind in (
        Exact,
        Contains,
        ContainsAny,
        Excludes,
        Regex,
        Number,
        JsonSchema,
        JsonFields,
        Chrf,
        RougeL,
        InLanguage,
        Length,
        Politeness,
        PersonalData,
        Declines,
        Correctness,
        Groundedness,
        Tone,
        ByCriterion,
        LatencyMs,
        Tokens,
        CostUsd,
    )
}

MEASURES = (LatencyMs.name, Tokens.name, CostUsd.name)
"""Always on: they read what the row already holds, so no policy needs to name them."""


def known(spec: ScorerSpec) -> type[Scorer]:
    """Find the scorer of the registry that a policy means.

    Raises:
        Invalid: there is none of that name.
    """
    if spec.scorer not in REGISTRY:
        raise Invalid("scorers.unknown", scorer=spec.scorer, known=", ".join(REGISTRY))
    return REGISTRY[spec.scorer]


def describe(spec: ScorerSpec) -> ScorerInfo:
    """Tell what a scorer measures, under the name it has here.

    Raises:
        Invalid: there is no such scorer.
    """
    scorer = known(spec)
    return ScorerInfo(
        name=spec.name,
        scorer=scorer.name,
        direction=scorer.direction,
        kind=scorer.kind,
        unit=scorer.unit,
        range=scorer.range,
        version=scorer.version,
    )


def build(spec: ScorerSpec) -> Scorer:
    """Make a scorer with its settings.

    Raises:
        Invalid: there is none of that name, or it has no such setting or value.
    """
    scorer = known(spec)
    try:
        return scorer.model_validate(dict(spec.settings))
    except ValidationError as err:
        fault = err.errors(include_url=False)[0]
        settings = [field.alias or name for name, field in scorer.model_fields.items()]
        raise Invalid(
            "scorers.bad_setting",
            scorer=spec.name,
            setting=".".join(str(part) for part in fault["loc"]) or "settings",
            value=repr(fault["input"])[:80],
            known=", ".join(settings) or "-",
        ) from err


def build_all(specs: Iterable[ScorerSpec]) -> dict[str, Scorer]:
    """Make scorers by the names that their scores are called.

    Raises:
        Invalid: as `build`.
    """
    return {spec.name: build(spec) for spec in specs}


def judges_among(scorers: Mapping[str, Scorer]) -> dict[str, Judge]:
    """Give those that have to be asked."""
    return {name: scorer for name, scorer in scorers.items() if isinstance(scorer, Judge)}


def require_applicable(specs: Iterable[ScorerSpec], cases: Sequence[Case]) -> None:
    """Refuse scorers that would score nothing, before anything is asked.

    Raises:
        Invalid: a scorer applies to none of the cases; the first is named, with what it needs.
    """
    for name, scorer in build_all(specs).items():
        if not any(scorer.applies(case) for case in cases):
            raise Invalid("scorers.applies_nowhere", scorer=name, needs=scorer.needs, cases=len(cases))


def score_row(
    scorers: Mapping[str, Scorer], case: Case, row: Row, messages: Sequence[Block] = ()
) -> tuple[dict[str, float], dict[str, ScoreError]]:
    """Score one row: scores, and errors of those scorers that apply and failed, by name.

    Judges are left out: they have to be asked. A row without an answer has neither scores nor errors: a
    failed call is an error of the call, never a zero.
    """
    scores: dict[str, float] = {}
    errors: dict[str, ScoreError] = {}
    if row.state is not RowState.ANSWERED:
        return scores, errors
    given = Answered(case, row, messages)
    for name, scorer in scorers.items():
        if not scorer.applies(case):
            continue
        try:
            score = scorer.score(given)
        except LifecycleError as err:
            errors[name] = ScoreError(code=err.code, params=err.params)
        else:
            if score is not None:
                scores[name] = score
    return scores, errors


def reasons(
    scorers: Mapping[str, Scorer], case: Case, row: Row, messages: Sequence[Block] = ()
) -> dict[str, Reason]:
    """Tell why a scored row does not pass, by the name of each scorer that gave it a 0.

    What a rule says is reckoned anew from the answer: of its score the number is kept. A judge is not
    asked again: its words stand in the row.
    """
    given = Answered(case, row, messages)
    found = {}
    for name, scorer in scorers.items():
        if name in row.judgements and row.scores.get(name) == 0:
            said = row.judgements[name]
            found[name] = Reason("failure.judged", {"grade": said.grade, "rationale": said.rationale})
        elif isinstance(scorer, PassFail) and row.scores.get(name) == 0:
            try:
                reason = scorer.reason(given)
            except LifecycleError as err:
                reason = Reason(err.code, err.params)
            if reason:
                found[name] = reason
    return found


def digest(specs: Sequence[ScorerSpec]) -> str:
    """Give the SHA-256 over what scores are called and the scorers, versions and settings that give them.

    The order does not matter. A setting that is left out counts as its default, so writing the default
    down changes nothing. Of a judge all that it is told is part of it.

    Raises:
        Invalid: as `build`.
    """
    built = sorted(build_all(specs).items(), key=lambda each: each[0])
    content = [[name, scorer.name, scorer.version, scorer.identity] for name, scorer in built]
    return digest_of(canonical(content))
