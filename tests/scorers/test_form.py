"""How an answer is written: its language, its length, its tone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.errors import Invalid
from lifecycle.languages import languages
from tests.scorers.scoring import a_scorer, applies, reason, score


@pytest.mark.parametrize(
    ("content", "expected", "why"),
    [
        ("返品はできますか。", {"ja"}, "kana and kanji"),
        ("ﾒｰﾙは?", {"ja"}, "kana of half width"),
        ("Premium Membership の解約方法を教えてください", {"ja"}, "Latin names in a Japanese sentence"),
        ("詳しくは https://example.com/returns/policy/overview へ", {"ja"}, "an address is no English"),
        ("`SELECT * FROM orders WHERE id = 1` を実行します", {"ja"}, "nor is code"),
        ("返品送料無料", {"ja", "zh"}, "kanji alone may be either"),
        ("込", {"ja"}, "a character that Chinese does not have"),
        ("您可以在三十天内退货。", {"zh"}, "characters that Japanese does not have"),
        ("可以在三十日之前申請退款，不收任何費用", {"zh"}, "too long for Japanese without kana"),
        ("鮮の每日的水果非常好吃推薦給大家", {"zh"}, "a stray kana makes no Japanese"),
        ("Can I return it?", {"en"}, "Latin letters"),
        ("Our 返品 policy allows returns within 30 days.", {"en"}, "one Japanese word is quoted"),
        ("Ｃａｎ　Ｉ　ｒｅｔｕｒｎ　ｉｔ？", {"en"}, "full width"),
        ("반품할 수 있나요?", {"ko"}, "hangul"),
        ("Можно ли вернуть товар?", {"other"}, "another script"),
        ("1,980 👍", set(), "no letters"),
        ("", set(), "nothing"),
    ],
)
def test_a_language_is_told_by_its_script(content, expected, why):
    assert languages(content) == expected, why


@pytest.mark.parametrize(
    ("question", "answer", "settings", "expected", "why"),
    [
        ("返品できますか", "はい、30日以内なら可能です。", {}, 1, "as asked"),
        ("返品できますか", "Yes, within 30 days.", {}, 0, "asked in Japanese"),
        ("Can I return it?", "はい、可能です。", {}, 0, "asked in English"),
        ("返品できますか", "可以退货。", {}, 0, "Chinese, as some models slip"),
        ("返品できますか", "返品可能", {}, 1, "kanji that may be Japanese"),
        ("Can I return it?", "はい、可能です。", {"language": "ja"}, 1, "always Japanese"),
        ("返品できますか", "1,980", {}, None, "in no language"),
        ("返品できますか", "", {}, None, "nothing"),
    ],
)
def test_the_answer_speaks_the_language_of_the_question_or_the_set_one(
    question, answer, settings, expected, why
):
    assert score("language", answer, settings, inputs={"question": question}) == expected, why


def test_without_a_language_to_go_by_the_scorer_does_not_apply():
    assert not applies("language", inputs={"question": "30?"})
    assert applies("language", {"language": "ja"}, inputs={"question": "30?"})
    assert applies("language", inputs={"question": "返品は?"}, decline=True)


def test_the_languages_are_named():
    asked = {"inputs": {"question": "返品は?"}}
    assert reason("language", "Yes.", **asked) == "The answer is in English; Japanese was expected."
    assert reason("language", "Yes.", language="ja", **asked) == "回答が英語です（期待: 日本語）。"


@pytest.mark.parametrize(
    ("answer", "settings", "expected", "why"),
    [
        ("はい。", {"min": 3}, 1, "just long enough"),
        ("はい。", {"min": 4}, 0, "too short"),
        ("はい。", {"max": 3}, 1, "just short enough"),
        ("はい。", {"max": 2}, 0, "too long"),
        ("  はい。\n", {"max": 3}, 1, "white space around is not counted"),
        ("か\u3099", {"max": 1}, 1, "one letter of two code points"),
        ("👨‍👩‍👧‍👦", {"max": 1}, 1, "one family of seven code points"),
        ("🇯🇵", {"max": 1}, 1, "one flag of two"),
        ("👍🏽", {"max": 1}, 1, "one thumb with its colour"),
        ("葛\U000e0100", {"max": 1}, 1, "one kanji with its variant"),
        ("ｶﾞ", {"max": 1}, 1, "half-width kana with its mark: one letter to a reader"),
        ("", {"min": 1}, 0, "nothing"),
        ("", {"max": 5}, 1, "nothing is not too long"),
        ("あ" * 1_000_000, {"max": 100}, 0, "far too long"),
        ("👨‍👩‍👧‍👦" * 100_000, {"max": 100}, 0, "far too long, at no cost"),
    ],
)
def test_length_is_counted_as_a_reader_does(answer, settings, expected, why):
    assert score("length", answer, settings) == expected, why


@pytest.mark.parametrize("settings", [{}, {"min": 0}, {"min": 5, "max": 4}, {"max": 0}, {"min": -1}])
def test_bounds_that_bound_nothing_are_refused(settings):
    with pytest.raises(Invalid) as refusal:
        a_scorer("length", **settings)
    assert refusal.value.code == "scorers.bad_setting"
    assert "min, max" in refusal.value.hint()


def test_a_length_out_of_bounds_is_told():
    assert reason("length", "はい", {"min": 10}) == "The answer has 2 characters; at least 10 were expected."
    assert reason("length", "はいはい", {"max": 3}, language="ja") == "回答が 3 文字を超えています。"


@pytest.mark.parametrize(
    ("answer", "expected", "why"),
    [
        ("返品できます。送料は無料です。", 1.0, "both are polite"),
        ("返品できるよ。送料は無料です。", 0.5, "one is plain"),
        ("返品できる。送料はかからない。", 0.0, "both are plain"),
        ("返品できますか？ はい、できますよ！", 1.0, "particles after the ending"),
        ("承知いたしました。少々お待ちください。", 1.0, "a past, a request"),
        ("申し訳ございませんが、", 1.0, "an unfinished sentence shows its form"),
        ("ありがとうございます😊", 1.0, "an emoji at the end"),
        ("できますよー！！", 1.0, "drawn out"),
        ("はい。可能です。", 1.0, "はい is polite by itself"),
        ("できます（30日以内）。", 1.0, "a bracket at the end"),
        ("「返品したい。」とお伝えください。", 1.0, "what is quoted does not count"),
        (
            "■ お問い合わせ\n・返品の流れ\n・送料: 500円\n返品できます。",
            1.0,
            "headings and lists do not count",
        ),
        ("返品できるよ\n送料はかからない", 0.0, "casual lines without marks"),
        ("送料は無料。", 0.0, "a sentence that ends in a noun is not polite"),
        (
            "詳しくは Support Center へ。Thank you for asking. ありがとうございます。",
            0.5,
            "English is left out",
        ),
        ("Yes, you can.", None, "English"),
        ("返品可", None, "no sentence"),
        ("", None, "nothing"),
    ],
)
def test_politeness_is_the_share_of_sentences_that_end_politely(answer, expected, why):
    assert score("politeness", answer) == expected, why
    plain = score("politeness", answer, {"form": "plain"})
    assert plain == (None if expected is None else 1 - expected), why


@given(st.text(alphabet="返品できますよ。！か\n「」（）aB .", max_size=60))
def test_both_forms_add_up(answer):
    polite, plain = (score("politeness", answer, {"form": form}) for form in ("polite", "plain"))
    assert (polite is None and plain is None) or polite + plain == pytest.approx(1)
