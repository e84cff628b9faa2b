import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import scorers
from lifecycle.errors import Invalid
from lifecycle.records import RowState, ScorerSpec
from tests.builders import a_case, a_row


def score(name, answer, settings=None, **case):
    scorer = scorers.build(ScorerSpec(name=name, settings=settings or {}))
    return scorer.score(a_case(**case), a_row(answer=answer))


def applies(name, settings=None, **case):
    return scorers.build(ScorerSpec(name=name, settings=settings or {})).applies(a_case(**case))


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        ("30日以内です", "30日以内です", 1),
        ("３０日以内です", "30日以内です", 1),
        ("  30日以内です\n", "30日以内です", 1),
        ("Within 30 DAYS", "within 30 days", 1),
        ("ﾒｰﾙでご連絡ください", "メールでご連絡ください", 1),
        ("31日以内です", "30日以内です", 0),
        ("", "30日以内です", 0),
    ],
)
def test_exact_compares_whole_answers_whatever_their_width(answer, reference, expected):
    assert score("exact", answer, expected=reference) == expected


@pytest.mark.parametrize(
    ("answer", "expectation", "expected"),
    [
        ("送料は５００円です。", {"contains": ["500円"]}, 1),
        ("送料は500円で、30日以内に届きます。", {"contains": ["500円", "30日"]}, 1),
        ("送料は500円です。", {"contains": ["500円", "30日"]}, 0),
        ("送料は500円です。", {"contains": "500円"}, 1),
        ("Shipping costs 500 yen.", "500 Yen", 1),
        ("Ｅメールで承ります", {"contains": ["eメール"]}, 1),
        ("5000円です", {"contains": ["500円"]}, 0),
    ],
)
def test_contains_asks_for_every_fact(answer, expectation, expected):
    assert score("contains", answer, expected=expectation) == expected


@pytest.mark.parametrize(
    ("answer", "expectation", "never", "expected"),
    [
        ("返金は必ずいたします", {"excludes": ["必ず"]}, [], 0),
        ("返金いたします", {"excludes": ["必ず"]}, [], 1),
        ("we GUARANTEE it", None, ["guarantee"], 0),
        ("ﾎﾟｲﾝﾄは戻りません", None, ["ポイント"], 0),
        ("承ります", {"excludes": ["絶対"]}, ["保証"], 1),
    ],
)
def test_excludes_looks_for_the_cases_words_and_the_policys(answer, expectation, never, expected):
    assert score("excludes", answer, {"never": never}, expected=expectation) == expected


@pytest.mark.parametrize(
    ("answer", "declines"),
    [
        ("申し訳ございませんが、その件はわかりかねます。", True),
        ("こちらではお答えできません。", True),
        ("I'm sorry, I don't know.", True),
        ("I’m unable to say.", True),
        ("返品はお受けできません。", False),
        ("セール品の交換には対応しておりません。", False),
        ("You cannot return sale items.", False),
    ],
)
def test_declining_is_not_knowing_and_not_saying_no_to_the_customer(answer, declines):
    assert score("declines", answer, decline=True) == declines
    assert score("declines", answer, decline=False) == (not declines)


def test_the_phrases_of_declining_can_be_set():
    assert score("declines", "担当へおつなぎします", {"phrases": ["おつなぎします"]}, decline=True) == 1


@pytest.mark.parametrize(
    "reference", ["商品到着後30日以内は返品を承ります。", "Returns are free for 30 days."]
)
def test_chrf_is_sacrebleus_divided_by_100(reference):
    from sacrebleu.metrics import CHRF

    answer = "商品の到着後30日以内 (30 days) であれば返品できます。"
    expected = CHRF().sentence_score(answer, [reference]).score / 100
    assert score("chrf", answer, expected=reference) == pytest.approx(expected)
    assert 0 < expected < 1


@given(st.text(max_size=40), st.text(min_size=1, max_size=40))
def test_chrf_stays_between_0_and_1(answer, reference):
    assert 0 <= score("chrf", answer, expected=reference) <= 1


@pytest.mark.parametrize("name", ["exact", "contains", "chrf"])
def test_quality_of_the_answer_is_not_asked_of_a_case_to_be_declined(name):
    assert applies(name, expected="30日")
    assert not applies(name, expected="30日", decline=True)
    assert not applies(name, expected=None)


def test_a_scorer_applies_only_where_the_case_expects_something():
    assert not applies("contains", expected={"answer": "30日以内です"})
    assert not applies("contains", expected={"contains": ["  "]})
    assert not applies("excludes", expected={"contains": ["30日"]})
    assert applies("excludes", {"never": ["必ず"]}, decline=True)
    assert applies("declines")


def test_measures_read_what_the_call_gave():
    row = a_row(latency_ms=120.5, tokens_in=10, tokens_out=5, cost_usd=0.25)
    values = {n: scorers.build(ScorerSpec(name=n)).score(a_case(), row) for n in scorers.MEASURES}
    assert values == {"latency_ms": 120.5, "tokens": 15, "cost_usd": 0.25}


def test_a_number_the_endpoint_kept_to_itself_is_an_error_of_that_score():
    built = [scorers.build(ScorerSpec(name=name)) for name in ("exact", "tokens")]
    scores, errors = scorers.score_row(built, a_case(expected="はい"), a_row(answer="はい", tokens_out=None))
    assert scores == {"exact": 1}
    assert errors == {"tokens": "scorers.not_measured"}


def test_a_failed_call_is_never_scored():
    built = [scorers.build(ScorerSpec(name=name)) for name in ("declines", "latency_ms")]
    row = a_row(state=RowState.FAILED, error_code="chat.timeout", answer="")
    assert scorers.score_row(built, a_case(), row) == ({}, {})


def test_every_scorer_describes_itself():
    for name in scorers.REGISTRY:
        info = scorers.describe(name)
        assert info.name == name
        assert info.direction == ("lower" if name in scorers.MEASURES else "higher")
        assert scorers.REGISTRY[name].__doc__


@pytest.mark.parametrize(
    ("spec", "code", "word"),
    [
        (ScorerSpec(name="rouge"), "scorers.unknown", "rouge"),
        (ScorerSpec(name="exact", settings={"width": "full"}), "scorers.bad_setting", "width"),
        (ScorerSpec(name="excludes", settings={"never": [""]}), "scorers.bad_setting", "never.0"),
        (ScorerSpec(name="declines", settings={"phrases": 3}), "scorers.bad_setting", "phrases"),
    ],
)
def test_an_unknown_scorer_or_setting_is_refused_by_name(spec, code, word):
    with pytest.raises(Invalid) as refusal:
        scorers.build(spec)
    assert refusal.value.code == code
    assert word in refusal.value.say("ja")


def test_the_digest_changes_with_the_settings_and_not_with_their_order():
    contains, excludes = ScorerSpec(name="contains"), ScorerSpec(name="excludes")
    strict = ScorerSpec(name="excludes", settings={"never": ["必ず"]})
    assert scorers.digest([contains, excludes]) == scorers.digest([excludes, contains])
    assert scorers.digest([contains, excludes]) != scorers.digest([contains, strict])
    spelled_out = ScorerSpec(name="excludes", settings={"never": []})
    assert scorers.digest([excludes]) == scorers.digest([spelled_out])
    assert len(scorers.digest([])) == 64
