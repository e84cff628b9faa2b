"""Scorers that look for texts: exact, contains, contains_any, excludes, regex, declines."""

import pytest

from lifecycle.errors import Invalid
from tests.scorers.scoring import a_scorer, applies, reason, score


@pytest.mark.parametrize(
    ("answer", "reference", "expected", "why"),
    [
        ("30日以内です", "30日以内です", 1, "the same"),
        ("３０日以内です", "30日以内です", 1, "digits of full width"),
        ("  30日以内です\n", "30日以内です", 1, "white space around"),
        ("30 日以内 です", "30日以内です", 1, "blanks mean nothing in Japanese"),
        ("Within 30 DAYS", "within 30 days", 1, "case"),
        ("Within 30days", "within 30 days", 0, "a blank divides English words"),
        ("ﾒｰﾙでご連絡ください", "メールでご連絡ください", 1, "kana of half width"),
        ("31日以内です", "30日以内です", 0, "another number"),
        ("30日以内です。", "30日以内です", 0, "one mark more"),
        ("", "30日以内です", 0, "nothing"),
    ],
)
def test_exact_compares_whole_answers_whatever_their_width(answer, reference, expected, why):
    assert score("exact", answer, expected=reference) == expected, why


@pytest.mark.parametrize(
    ("ignore", "answer", "reference", "expected", "why"),
    [
        ([], "30日", "30日", 1, "the same"),
        ([], "３０日", "30日", 0, "width counts"),
        ([], "か\u3099", "が", 1, "the same letter in two code points is the same text"),
        (["width"], "３０日ｶﾞｲﾄﾞ", "30日ガイド", 1, "only width is ignored"),
        (["width"], "㍿", "株式会社", 0, "a compatibility form is more than width"),
        (["nfkc"], "㍿①", "株式会社1", 1, "every compatibility form"),
        (["nfkc"], "Yes", "yes", 0, "case counts"),
        (["case"], "STRASSE", "Straße", 1, "case folding, not lower case"),
        (["punctuation"], "はい、できます。", "はいできます", 1, "Japanese marks"),
        (["punctuation"], "“Yes” – it is.", "Yes  it is", 1, "English marks"),
        (["punctuation"], "3.5日", "35日", 0, "the point of a number is no punctuation"),
        (["punctuation"], "1,980円", "1980円", 0, "nor is its comma"),
        (["punctuation"], "-5度", "5度", 0, "nor its sign"),
        (["space"], "30 日", "30日", 1, "blanks in Japanese"),
    ],
)
def test_exact_ignores_what_it_is_told_to(ignore, answer, reference, expected, why):
    assert score("exact", answer, {"ignore": ignore}, expected=reference) == expected, why


@pytest.mark.parametrize(
    ("answer", "expectation", "expected", "why"),
    [
        ("送料は５００円です。", {"contains": ["500円"]}, 1, "width"),
        ("送料は 500 円です。", {"contains": ["500円"]}, 1, "blanks that models put around digits"),
        ("送料は500円で、30日以内に届きます。", {"contains": ["500円", "30日"]}, 1, "both facts"),
        ("送料は500円です。", {"contains": ["500円", "30日"]}, 0, "one is missing"),
        ("送料は500円です。", {"contains": "500円"}, 1, "one text is a list of one"),
        ("Shipping costs 500 yen.", "500 Yen", 1, "a plain text is a fact"),
        ("Ｅメールで承ります", {"contains": ["eメール"]}, 1, "width and case"),
        ("5000円です", {"contains": ["500円"]}, 0, "500円 does not stand in 5000円"),
        ("", {"contains": ["500円"]}, 0, "nothing"),
    ],
)
def test_contains_asks_for_every_fact(answer, expectation, expected, why):
    assert score("contains", answer, expected=expectation) == expected, why


@pytest.mark.parametrize(
    ("answer", "listed", "settings", "expected", "why"),
    [
        ("三十日以内です", ["30日", "三十日"], {}, 1, "one of two ways to say it"),
        ("ひと月以内です", ["30日", "三十日"], {}, 0, "none of them"),
        ("担当者へおつなぎします", [], {"any_of": ["担当者", "窓口"]}, 1, "one of the policy's"),
        ("窓口は 9 時からです", ["9時"], {"any_of": ["担当者"]}, 1, "the case's count as well"),
    ],
)
def test_contains_any_asks_for_one(answer, listed, settings, expected, why):
    assert score("contains_any", answer, settings, expected={"contains_any": listed}) == expected, why


@pytest.mark.parametrize(
    ("answer", "expectation", "never", "expected", "why"),
    [
        ("返金は必ずいたします", {"excludes": ["必ず"]}, [], 0, "the case forbids it"),
        ("返金いたします", {"excludes": ["必ず"]}, [], 1, "it is not said"),
        ("we GUARANTEE it", None, ["guarantee"], 0, "the policy forbids it, whatever the case"),
        ("ﾎﾟｲﾝﾄは戻りません", None, ["ポイント"], 0, "width"),
        ("承ります", {"excludes": ["絶対"]}, ["保証"], 1, "neither is said"),
    ],
)
def test_excludes_looks_for_the_cases_words_and_the_policys(answer, expectation, never, expected, why):
    assert score("excludes", answer, {"never": never}, expected=expectation) == expected, why


def test_a_policy_can_ask_every_answer_for_a_text():
    settings = {"always": ["サポート窓口"]}
    assert (
        score("contains", "サポート窓口です。30日以内です。", settings, expected={"contains": ["30日"]}) == 1
    )
    assert score("contains", "30日以内です。", settings, expected={"contains": ["30日"]}) == 0
    assert applies("contains", settings)


@pytest.mark.parametrize(
    ("settings", "answer", "expected", "why"),
    [
        ({"pattern": r"\d+日"}, "３０日以内です", 1, "a digit is a digit in every width"),
        ({"pattern": r"^承ります。$"}, "承ります。", 1, "the whole answer"),
        ({"pattern": r"^承ります。$"}, "はい、\n承ります。", 0, "not a line of it"),
        ({"pattern": r"(?m)^承ります。$"}, "はい、\n承ります。", 1, "unless that is asked for"),
        ({"pattern": r"(?i)thank you"}, "Thank You!", 1, "case, if asked for"),
        ({"pattern": r"返品(?!不可)"}, "返品不可です", 0, "look-around"),
        ({"pattern": r"\p{Hiragana}"}, "返品可", 0, "scripts"),
        ({"pattern": r"https?://", "absent": True}, "返品できます", 1, "no link is there"),
        ({"pattern": r"https?://", "absent": True}, "https://example.com へ", 0, "a link is there"),
    ],
)
def test_a_pattern_is_found_or_not(settings, answer, expected, why):
    assert score("regex", answer, settings) == expected, why


def test_a_pattern_that_would_take_for_ever_is_given_up():
    with pytest.raises(Invalid) as refusal:
        score("regex", "x" * 5_000, {"pattern": "(x+x+)+y"})
    assert refusal.value.code == "scorers.pattern_too_slow"
    assert "(x+x+)+y" in refusal.value.say("ja")


@pytest.mark.parametrize("pattern", ["(", "[", r"\p{Foo}", "(?P<x", "*", "(" * 900])
def test_what_is_no_pattern_is_refused_when_the_policy_is_read(pattern):
    with pytest.raises(Invalid) as refusal:
        a_scorer("regex", pattern=pattern)
    assert refusal.value.code == "scorers.bad_pattern"


@pytest.mark.parametrize(
    ("answer", "declines", "why"),
    [
        ("申し訳ございませんが、その件はわかりかねます。", True, "not knowing"),
        ("こちらではお答えできません。", True, "not answering"),
        ("I'm sorry, I don't know.", True, "not knowing"),
        ("I’m unable to say.", True, "the typographic apostrophe"),
        ("返品はお受けできません。", False, "a no to the customer is an answer"),
        ("セール品の交換には対応しておりません。", False, "a rule of the shop is an answer"),
        ("You cannot return sale items.", False, "a rule of the shop is an answer"),
    ],
)
def test_declining_is_not_knowing_and_not_saying_no_to_the_customer(answer, declines, why):
    assert score("declines", answer, decline=True) == declines, why
    assert score("declines", answer, decline=False) == (not declines), why


def test_the_phrases_of_declining_can_be_set():
    settings = {"phrases": ["おつなぎします"]}
    assert score("declines", "担当へおつなぎします", settings, decline=True) == 1


@pytest.mark.parametrize("name", ["exact", "contains", "contains_any", "chrf", "rouge_l"])
def test_quality_of_the_answer_is_not_asked_of_a_case_to_be_declined(name):
    expected = {"answer": "30日", "contains": ["30日"], "contains_any": ["30日"]}
    assert applies(name, expected=expected)
    assert not applies(name, expected=expected, decline=True)
    assert not applies(name, expected=None)


def test_a_scorer_applies_only_where_the_case_expects_something():
    assert not applies("contains", expected={"answer": "30日以内です"})
    assert not applies("contains", expected={"contains": ["  "]})
    assert not applies("contains", expected="　")
    assert not applies("excludes", expected={"contains": ["30日"]})
    assert applies("excludes", {"never": ["必ず"]}, decline=True)
    assert applies("declines")
    assert applies("regex", {"pattern": "。$"}, decline=True)


@pytest.mark.parametrize(
    ("said", "en", "ja"),
    [
        (
            ("contains", "5日です", {}, {"contains": ["500円", "5日", "30日"]}),
            "Not in the answer: 500円, 30日",
            "回答に含まれていません: 500円、30日",
        ),
        (
            ("excludes", "必ずします", {"never": ["必ず", "絶対"]}, None),
            "In the answer, where it must not be: 必ず",
            "使用してはならない表現が回答に含まれています: 必ず",
        ),
        (
            ("regex", "はい", {"pattern": "いいえ"}, None),
            "The answer does not match いいえ",
            "回答がパターン いいえ に適合しません。",
        ),
    ],
)
def test_an_answer_that_does_not_pass_says_why(said, en, ja):
    name, answer, settings, expected = said
    assert reason(name, answer, settings, expected=expected) == en
    assert reason(name, answer, settings, language="ja", expected=expected) == ja
