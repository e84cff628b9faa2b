"""What all scorers have in common: registry, settings, names, digests, errors, reasons."""

import dataclasses
import math
from contextlib import suppress
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle import messages, scorers
from lifecycle.errors import Invalid, LifecycleError
from lifecycle.ledger import ADAPTERS
from lifecycle.records import Block, Evaluation, RowState, ScoreError, ScorerSpec
from lifecycle.scorers import Answered
from tests.builders import a_case, a_row, an_evaluation

A_JUDGE = {"endpoint": "shop", "model": "judge-1"}
SETTINGS = {
    **dict.fromkeys(("correctness", "groundedness", "tone"), A_JUDGE),
    "judge": {**A_JUDGE, "criterion": "It names the deadline."},
    "regex": {"pattern": r"(\w+\s?)+。$"},
    "json_schema": {"schema": {"type": "object", "properties": {"a": {"pattern": "^(a+)+$"}}}},
    "json_fields": {"fields": {"a[0].b": 1}},
    "length": {"min": 2, "max": 50},
    "contains": {"always": ["返品"]},
    "contains_any": {"any_of": ["返品", "return"]},
    "excludes": {"never": ["必ず"]},
    "number": {"tolerance": 0.5},
}
EVERY = {name: ScorerSpec(name=name, settings=SETTINGS.get(name, {})) for name in scorers.REGISTRY}
EXPECTED = {"answer": "返品は30日以内です。", "number": 30}

AWKWARD = [
    "",
    "\0",
    "\ud800",
    "返品\udfffできます。",
    "あ" * 1_000_000,
    "a" * 1_000_000,
    "1" * 1_000_000,
    "." * 1_000_000 + "a",
    "「" * 1_000_000,
    "[" * 1_000_000,
    "です。" * 300_000,
    "090-" * 250_000,
    "👨‍👩‍👧‍👦" * 100_000,
    "a@" * 500_000,
    "1,234" * 200_000,
    "1万" * 500_000,
]
ANSWERS = (
    st.text(max_size=200)
    | st.text(
        alphabet='返品は３０日 です。ます！「」()@.,-¥万千1aé\u3099\u200d\ud800\0\n{}[]":', max_size=200
    )
    | st.sampled_from(AWKWARD[:4])
)


def spec(name, scorer="", **settings):
    return ScorerSpec(name=name, scorer=scorer, settings=settings)


def scored(specs, answer, **case):
    return scorers.score_row(scorers.build_all(specs), a_case(**case), a_row(answer=answer))


@pytest.mark.parametrize("name", scorers.REGISTRY)
@given(answer=ANSWERS, question=st.text(max_size=40))
@settings(deadline=None, max_examples=30)
def test_a_score_lies_in_its_range_whatever_the_text(name, answer, question):
    scorer, (low, high) = scorers.build(EVERY[name]), scorers.describe(EVERY[name]).range
    case = a_case(expected=EXPECTED, inputs={"question": question})
    with suppress(LifecycleError):
        score = scorer.score(Answered(case, a_row(answer=answer), (Block(role="user", text=question),)))
        assert score is None or low <= score <= high


@pytest.mark.parametrize("name", scorers.REGISTRY)
@pytest.mark.parametrize("answer", AWKWARD, ids=range(len(AWKWARD)))
def test_no_answer_breaks_or_stops_a_scorer(name, answer):
    case = a_case(expected=EXPECTED, inputs={"question": "返品は?"})
    _, errors = scorers.score_row({name: scorers.build(EVERY[name])}, case, a_row(answer=answer))
    for error in errors.values():
        assert messages.say(error.code, "ja", **error.params)


def test_every_scorer_describes_itself():
    for name in scorers.REGISTRY:
        info = scorers.describe(ScorerSpec(name=name))
        low, high = info.range
        assert (info.name, info.scorer) == (name, name)
        assert info.direction == ("lower" if name in scorers.MEASURES else "higher")
        assert info.kind in {"pass_fail", "ordinal", "continuous"}
        assert low < high
        assert (high == math.inf) == bool(info.unit)
        assert info.version >= 1
        assert scorers.REGISTRY[name].__doc__
        assert messages.say(*info.label[:1])


def test_measures_read_what_the_call_gave():
    row = a_row(latency_ms=120.5, tokens_in=10, tokens_out=5, cost_usd=0.25)
    measures = scorers.build_all(ScorerSpec(name=name) for name in scorers.MEASURES)
    assert scorers.score_row(measures, a_case(), row)[0] == {
        "latency_ms": 120.5,
        "tokens": 15,
        "cost_usd": 0.25,
    }


def test_a_score_that_failed_is_an_error_with_its_code_and_parameters():
    built = scorers.build_all([spec("exact"), spec("tokens")])
    scores, errors = scorers.score_row(built, a_case(expected="はい"), a_row(answer="はい", tokens_out=None))
    assert scores == {"exact": 1}
    assert errors == {
        "tokens": ScoreError(code="scorers.not_measured", params={"scorer": "tokens", "case": "c1"})
    }


def test_what_has_nothing_to_be_scored_has_neither_score_nor_error():
    assert scored([spec("politeness"), spec("length", max=20)], "Yes, you can.") == ({"length": 1}, {})


def test_a_failed_call_is_never_scored():
    built = scorers.build_all([spec("declines"), spec("latency_ms")])
    row = a_row(state=RowState.FAILED, error_code="chat.timeout", answer="")
    assert scorers.score_row(built, a_case(), row) == ({}, {})


def test_one_scorer_serves_twice_under_two_names():
    specs = [
        spec("polite_form", "regex", pattern="(です|ます)。"),
        spec("no_link", "regex", pattern="https?://", absent=True),
    ]
    assert scored(specs, "返品できます。")[0] == {"polite_form": 1, "no_link": 1}
    assert scored(specs, "https://example.com")[0] == {"polite_form": 0, "no_link": 0}
    info = scorers.describe(specs[0])
    assert (info.name, info.scorer, info.kind) == ("polite_form", "regex", "pass_fail")
    assert [
        messages.say(code, language, **params) for language in ("en", "ja") for code, params in [info.label]
    ] == [
        "polite_form",
        "polite_form",
    ]


def test_a_name_alone_means_the_scorer_of_that_name():
    assert spec("exact") == spec("exact", "exact")
    assert scorers.digest([spec("exact")]) == scorers.digest([spec("exact", "exact")])


def test_specs_that_were_kept_without_the_field_are_still_read():
    kept = dataclasses.asdict(an_evaluation())
    kept["scorers"] = [{"name": "excludes", "settings": {"never": ["必ず"]}}]
    [found] = ADAPTERS[Evaluation].validate_python(kept).scorers
    assert (found.name, found.scorer) == ("excludes", "excludes")
    assert scorers.build(found).never == ("必ず",)


def test_the_digest_changes_with_names_and_settings_and_not_with_their_order():
    contains, excludes = spec("contains"), spec("excludes")
    strict = spec("excludes", never=["必ず"])
    assert scorers.digest([contains, excludes]) == scorers.digest([excludes, contains])
    assert scorers.digest([contains, excludes]) != scorers.digest([contains, strict])
    assert scorers.digest([excludes]) == scorers.digest([spec("excludes", never=[])])
    assert scorers.digest([strict]) != scorers.digest([spec("rules", "excludes", never=["必ず"])])
    one, other = spec("a", "regex", pattern="x"), spec("b", "regex", pattern="x")
    assert scorers.digest([one]) != scorers.digest([other])
    assert len(scorers.digest([])) == 64


def test_every_scorer_has_a_digest_and_keeps_it_when_defaults_are_written_down():
    for each in EVERY.values():
        whole = scorers.build(each).model_dump(mode="json", by_alias=True)
        assert scorers.digest([each]) == scorers.digest([ScorerSpec(name=each.name, settings=whole)])


@pytest.mark.parametrize(
    ("given_spec", "code", "word"),
    [
        (spec("rouge"), "scorers.unknown", "rouge"),
        (spec("mine", "rouge"), "scorers.unknown", "rouge"),
        (spec("exact", width="full"), "scorers.bad_setting", "width"),
        (spec("exact", ignore=["colour"]), "scorers.bad_setting", "ignore.0"),
        (spec("excludes", never=[""]), "scorers.bad_setting", "never.0"),
        (spec("declines", phrases=3), "scorers.bad_setting", "phrases"),
        (spec("regex"), "scorers.bad_setting", "pattern"),
        (spec("json_schema"), "scorers.bad_setting", "schema"),
        (spec("json_schema", schema={"maximum": float("nan")}), "scorers.bad_setting", "schema"),
        (spec("number", tolerance=-1), "scorers.bad_setting", "tolerance"),
        (spec("language", language="fr"), "scorers.bad_setting", "language"),
        (spec("personal_data", kinds=["name"]), "scorers.bad_setting", "kinds.0"),
    ],
)
def test_an_unknown_scorer_or_setting_is_refused_by_name(given_spec, code, word):
    with pytest.raises(Invalid) as refusal:
        scorers.build(given_spec)
    assert refusal.value.code == code
    assert word in refusal.value.say("ja")
    assert refusal.value.hint("ja")


def test_a_scorer_that_would_score_nothing_is_refused_before_anything_is_asked():
    cases = [a_case("c1", expected={"contains": ["30日"]}), a_case("c2", expected="はい", decline=True)]
    scorers.require_applicable([spec("contains"), spec("declines"), spec("length", max=9)], cases)
    with pytest.raises(Invalid) as refusal:
        scorers.require_applicable([spec("contains"), spec("price", "number")], cases)
    assert refusal.value.say() == (
        "The scorer price applies to none of the 2 cases: no case to be answered has expected.number."
    )
    assert "expected.number" in refusal.value.hint("ja")


@pytest.mark.parametrize("name", scorers.REGISTRY)
def test_a_scorer_names_what_it_needs_or_applies_to_any_case(name):
    needed = {"max", *scorers.REGISTRY[name].model_json_schema().get("required", [])}
    own = SETTINGS.get(name, {})
    scorer = scorers.build(spec(name, **{each: own[each] for each in needed & own.keys()}))
    assert scorer.applies(a_case(inputs={"question": ""})) != bool(scorer.needs)


def test_the_reasons_of_what_did_not_pass_are_told_by_name():
    specs = [spec("contains"), spec("tone", "politeness"), spec("short", "length", max=5)]
    case, row = a_case(expected={"contains": ["30日"]}), a_row(answer="返品できるよ。")
    built = scorers.build_all(specs)
    scores, errors = scorers.score_row(built, case, row)
    found = scorers.reasons(built, case, a_row(answer=row.answer, scores=scores))
    assert (scores, errors) == ({"contains": 0, "tone": 0, "short": 0}, {})
    assert {name: messages.say(each.code, **each.params) for name, each in found.items()} == {
        "contains": "Not in the answer: 30日",
        "short": "The answer has more than 5 characters.",
    }


@pytest.mark.parametrize("name", scorers.REGISTRY)
def test_every_setting_has_its_word_and_every_choice_of_a_few_too(name):
    scorer = scorers.REGISTRY[name]
    for field, found in scorer.model_fields.items():
        setting = found.alias or field
        assert f"setting.{setting}" in messages.CATALOGUE
        for value in get_args(found.annotation):
            for each in get_args(value) or (value,):
                if isinstance(each, str):
                    assert f"setting.{setting}.{each}" in messages.CATALOGUE


def test_every_reason_has_a_text_in_both_languages():
    codes = [code for code in messages.CATALOGUE if code.startswith("failure.")]
    assert len(codes) >= 15
    for code in codes:
        assert messages.CATALOGUE[code].en
        assert messages.CATALOGUE[code].ja
