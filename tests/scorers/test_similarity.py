"""chrF and ROUGE-L, over characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics import CHRF

from lifecycle import text
from lifecycle.errors import Invalid
from tests.scorers.scoring import score

TEXTS = st.text(alphabet="返品は30日以内 abc。\u3099\ud800\0", max_size=40) | st.text(max_size=40)
BOTH = ["chrf", "rouge_l"]


@pytest.mark.parametrize(
    "reference", ["商品到着後30日以内は返品を承ります。", "Returns are free for 30 days."]
)
def test_chrf_is_sacrebleus_divided_by_100(reference):
    answer = "商品の到着後30日以内 (30 days) であれば返品できます。"
    assert 0 < score("chrf", answer, expected=reference) < 1


@given(TEXTS, TEXTS.filter(str.strip))
def test_chrf_equals_sacrebleus_for_any_two_texts(answer, reference):
    expected = CHRF().sentence_score(answer, [reference]).score / 100
    assert score("chrf", answer, expected=reference) == expected


def longest_common(one, other):
    """The textbook's table of Wagner and Fischer."""
    row = [0] * (len(other) + 1)
    for a in one:
        before = row[:]
        for at, b in enumerate(other, 1):
            row[at] = before[at - 1] + 1 if a == b else max(before[at], row[at - 1])
    return row[-1]


@given(TEXTS, TEXTS.filter(text.normalise))
def test_rouge_l_is_the_f_score_of_the_longest_common_subsequence(answer, reference):
    a, r = text.normalise(answer), text.normalise(reference)
    common = longest_common(a, r)
    precision, recall = common / (len(a) or 1), common / len(r)
    expected = 2 * precision * recall / (precision + recall) if common else 0
    assert score("rouge_l", answer, expected=reference) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("answer", "expected", "why"),
    [
        ("返品は30日以内です。", 1.0, "the same"),
        ("返品は３０日以内です。", 1.0, "but for its width"),
        ("返品は31日以内です。", 10 / 11, "one character of eleven differs: by words it would be 0"),
        ("", 0.0, "nothing"),
        ("XYZ", 0.0, "nothing in common"),
    ],
)
def test_rouge_l_counts_characters(answer, expected, why):
    assert score("rouge_l", answer, expected="返品は30日以内です。") == pytest.approx(expected), why


@pytest.mark.parametrize("name", BOTH)
@given(st.text(max_size=40), st.text(min_size=1, max_size=40))
def test_similarity_is_a_share(name, answer, reference):
    assert 0 <= score(name, answer, expected=reference) <= 1


@pytest.mark.parametrize("name", BOTH)
def test_an_answer_too_long_to_compare_is_an_error_and_no_zero(name):
    with pytest.raises(Invalid) as refusal:
        score(name, "あ" * 100_001, expected="はい")
    assert refusal.value.code == "scorers.too_long"
    assert "100,001" in refusal.value.say("ja")
