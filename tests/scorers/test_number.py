"""The number that was expected, as people write it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.scorers.number import numbers
from tests.scorers.scoring import applies, reason, score


@pytest.mark.parametrize(
    ("content", "expected", "why"),
    [
        ("1,980円です", [1980], "thousands"),
        ("１，９８０円です", [1980], "full width"),
        ("¥1,980", [1980], "a yen sign"),
        ("￥１，９８０", [1980], "a yen sign of full width"),
        ("1980 yen", [1980], "English"),
        ("USD 19.80", ["19.8"], "a point"),
        ("2万5千円", [25000], "ten thousands and thousands"),
        ("２万５千円", [25000], "the same in full width"),
        ("2.5万円", [25000], "a point before a unit"),
        ("1億2,000万人", [120_000_000], "hundred millions and ten thousands"),
        ("3千万円", [30_000_000], "a unit of a unit"),
        ("1千2百万", [12_000_000], "units within a unit"),
        ("5百円", [500], "hundreds"),
        ("1.5 million", [1_500_000], "an English unit"),
        ("2 Thousand", [2000], "its case"),
        ("-5度", [-5], "a minus"),
        ("気温は−5度", [-5], "the mathematical minus, after kana"),
        ("▲1,000円", [-1000], "the minus of Japanese accounts"),
        ("-¥500", [-500], "a minus before the currency"),
        ("5-10日", [5, 10], "from 5 to 10"),
        ("5〜10営業日", [5, 10], "from 5 to 10"),
        ("送料は500円、30日以内", [500, 30], "two numbers"),
        ("1,2,3", [1, 2, 3], "a list and no thousands"),
        ("2026年11月20日", [2026, 11, 20], "a date is its numbers"),
        ("2026.11.20", [2026, 11, 20], "two points are no decimals"),
        ("10:30", [10, 30], "a time is its numbers"),
        ("90%", [90], "percent"),
        ("m²", [], "a raised 2 is no number by itself"),
        ("二万円", [], "kanji alone are not read"),
        ("一部、千葉県", [], "because they stand in words"),
        ("12345678901234567890", [], "a name made of digits"),
        ("番号は123456789012345678901.5", [5], "nor any part of such a name before the point"),
        ("twenty", [], "words are not read"),
        ("", [], "nothing"),
    ],
)
def test_numbers_are_read_as_people_write_them(content, expected, why):
    assert list(numbers(content)) == [Decimal(str(each)) for each in expected], why


@pytest.mark.parametrize(
    ("answer", "settings", "number", "expected", "why"),
    [
        ("送料込みで１，９８０円です。", {}, 1980, 1, "it stands there"),
        ("送料は500円、合計1,980円です。", {}, 1980, 1, "among others"),
        ("2,000円です。", {}, 1980, 0, "another one"),
        ("お問い合わせください。", {}, 1980, 0, "none"),
        ("約2,000円です。", {"tolerance": 20}, 1980, 1, "near enough"),
        ("約2,001円です。", {"tolerance": 20}, 1980, 0, "not quite"),
        ("約2,000円です。", {"relative": 0.02}, 1980, 1, "within 2 %"),
        ("0.3 です", {}, 0.3, 1, "decimals are exact, not binary"),
        ("500円か800円です。", {"which": "every"}, 500, 0, "every number must be it"),
        ("税込500円、つまり500円です。", {"which": "every"}, 500, 1, "and is"),
        ("500円、合計800円です。", {"which": "last"}, 800, 1, "the last"),
        ("500円、合計800円です。", {"which": "first"}, 800, 0, "not the first"),
        ("0円です。", {}, 0, 1, "zero is a number"),
    ],
)
def test_the_expected_number_is_looked_for(answer, settings, number, expected, why):
    assert score("number", answer, settings, expected={"number": number}) == expected, why


@pytest.mark.parametrize(
    ("expected", "is_used", "why"),
    [
        ({"number": 1980}, True, "a number was expected"),
        ("1,980円", True, "a reference with one number says which"),
        ({"answer": "合計は2万5千円です。"}, True, "the same under answer"),
        ("500円、30日以内", False, "of two numbers none is meant"),
        ("できます", False, "no number"),
        ({"number": "1980"}, False, "a text is no number"),
        ({"number": True}, False, "nor is a truth"),
        ({"number": float("inf")}, False, "nor the infinite"),
        (None, False, "nothing was expected"),
    ],
)
def test_it_applies_where_one_number_was_expected(expected, is_used, why):
    assert applies("number", expected=expected) == is_used, why
    assert not applies("number", expected=expected, decline=True)


def test_a_wrong_number_is_named_with_the_right_one():
    said = reason("number", "送料は2万5千円、30日以内です。", expected={"number": 1980})
    assert said == "1,980 was expected; numbers in the answer: 25,000, 30"


@given(st.integers(0, 10**15), st.sampled_from(["{}", "{:,}", "¥{:,}です", "{} yen", "合計{:,}円（税込）"]))
def test_whatever_number_is_written_is_found(number, form):
    assert list(numbers(form.format(number))) == [number]


@given(st.integers(0, 9999), st.integers(1, 9999), st.integers(0, 9999))
def test_myriads_add_up(large, middle, small):
    written = f"{large}億{middle}万{small}"
    assert list(numbers(written)) == [large * 10**8 + middle * 10**4 + small]
