import unicodedata
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import text

PROSE = st.text(alphabet="ab 。！？.!?\n「」返品3", max_size=60)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("ＡＢＣ　１２３", "abc 123"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("  two\n\tlines ", "two lines"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("㍿", "株式会社"),
        ("", ""),
    ],
)
def test_normal_form_ignores_width_case_and_white_space(given_text, expected):
    assert text.normalise(given_text) == expected


@pytest.mark.parametrize(
    ("given_text", "seen"),
    [
        ("", 0),
        (" \u3000\n\t", 0),
        ("\u200b" * 20, 0),
        ("\u2800\u3164\u115f\u1160\uffa0", 0),
        ("\ufe0f\u034f\u2060\u202e", 0),
        ("too dear", 7),
        ("返品は 30 日です。", 9),
        ("e\u0301té", 3),
        ("+5 %", 3),
    ],
)
def test_only_what_can_be_seen_is_counted(given_text, seen):
    assert text.visible(given_text) == seen


@given(st.text())
def test_normalising_twice_changes_nothing_more(given_text):
    once = text.normalise(given_text)
    assert text.normalise(once) == once
    assert unicodedata.is_normalized("NFKC", once)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("返品は30日以内です。送料は無料です！", ["返品は30日以内です。", "送料は無料です！"]),
        ("「本当ですか？」はい。", ["「本当ですか？」", "はい。"]),
        ("It costs 3.5 dollars. Really? Yes.", ["It costs 3.5 dollars. ", "Really? ", "Yes."]),
        ("one\ntwo", ["one\n", "two"]),
        ("no end", ["no end"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(given_text, expected):
    assert text.sentences(given_text) == expected


@given(PROSE)
def test_sentences_joined_give_the_text_again(given_text):
    assert "".join(text.sentences(given_text)) == given_text


@given(PROSE, st.integers(1, 4))
def test_a_text_has_one_ngram_for_each_place_it_can_start(given_text, n):
    assert text.character_ngrams(given_text, n).total() == max(0, len(given_text) - n + 1)


def test_a_changed_word_is_marked_inside_its_sentence():
    pieces = text.diff("You have 14 days. Shipping is free.", "You have 30 days. Shipping is free.")

    assert [(p.op, p.before, p.after) for p in pieces] == [
        ("equal", "You have ", "You have "),
        ("replace", "14", "30"),
        ("equal", " days. Shipping is free.", " days. Shipping is free."),
    ]


def test_a_changed_character_is_marked_inside_a_japanese_sentence():
    pieces = text.diff("返品は十四日以内です。", "返品は三十日以内です。")

    assert "".join(p.before for p in pieces if p.op != "equal") == "四"
    assert "".join(p.after for p in pieces if p.op != "equal") == "三"


def test_unrelated_sentences_are_shown_whole_instead_of_as_confetti():
    pieces = text.diff("Returns take thirty days.", "配送は翌日です。")

    assert [p.op for p in pieces] == ["replace"]


def test_very_long_changed_passages_are_shown_whole_and_fast():
    pieces = text.diff("あい" * 5_000, "いう" * 5_000)

    assert [p.op for p in pieces] == ["replace"]


@given(PROSE, PROSE)
def test_a_difference_loses_nothing_of_either_text(before, after):
    pieces = text.diff(before, after)

    assert "".join(p.before for p in pieces) == before
    assert "".join(p.after for p in pieces) == after
    assert all((p.before == p.after) == (p.op == "equal") for p in pieces)
    assert all(a.op != b.op for a, b in pairwise(pieces))


def test_equal_texts_differ_in_nothing():
    assert [p.op for p in text.diff("same。", "same。")] == ["equal"]
    assert text.diff("", "") == ()


LINE = st.sampled_from(["一\n", "二二\n", "三、四。\n", "五", "\n"])


def test_line_hunks_are_whole_lines_with_some_around_them():
    before = "".join(f"{n}\n" for n in range(10)) + "value: 0.50\nlast"
    after = before.replace("0.50", "0.99").replace("1\n", "", 1)
    first, second = text.line_hunks(before, after, around=1)
    assert [(piece.op, piece.before, piece.after) for piece in first] == [
        ("equal", "0\n", "0\n"),
        ("delete", "1\n", ""),
        ("equal", "2\n", "2\n"),
    ]
    assert [(piece.op, piece.before, piece.after) for piece in second] == [
        ("equal", "9\n", "9\n"),
        ("replace", "value: 0.50\n", "value: 0.99\n"),
        ("equal", "last", "last"),
    ]
    assert text.line_hunks(before, before) == text.line_hunks("", "") == ()


def test_hunks_are_the_lines_that_differ():
    before = "一\n二\n三\n四\n五\n六\n"
    after = "一\n二番\n三\n四\n五\n六\n七\n"
    assert [
        ("".join(piece.before for piece in hunk), "".join(piece.after for piece in hunk))
        for hunk in text.hunks(text.diff(before, after))
    ] == [("二\n", "二番\n"), ("", "七\n")]


@given(st.lists(LINE), st.lists(LINE))
def test_every_change_stands_in_exactly_one_hunk_with_its_whole_lines(before, after):
    pieces = text.diff("".join(before), "".join(after))
    found = text.hunks(pieces)
    changed = [piece for piece in pieces if piece.op != "equal"]
    assert [piece for hunk in found for piece in hunk if piece.op != "equal"] == changed
    for hunk in found:
        assert "".join(piece.before for piece in hunk) in "".join(before)
        assert "".join(piece.after for piece in hunk) in "".join(after)


ANY_DIFFERENCES = st.sets(st.sampled_from(get_args(text.Difference)))
AWKWARD = st.text(alphabet="３.５-−1,、。 　\n~〜aéÉ\u0301\u0345\u3099゛がｶﾞㇷﾞ㍿ßŉ\ud800\0", max_size=12)


@given(st.text() | AWKWARD, ANY_DIFFERENCES)
def test_whatever_is_ignored_normalising_twice_changes_nothing_more(given_text, ignoring):
    once = text.normalise(given_text, ignoring)
    assert text.normalise(once, ignoring) == once


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("30 日 以内", "30日以内"),
        ("Kanmon は 3 つ", "kanmonは3つ"),
        ("within 30 days", "within 30 days"),
        ("返品　交換", "返品交換"),
    ],
)
def test_blanks_beside_japanese_characters_mean_nothing(given_text, expected):
    assert text.normalise(given_text) == expected


@given(st.text() | AWKWARD)
def test_a_text_of_one_width_keeps_its_places(given_text):
    same = text.same_width(given_text)
    assert len(same) == len(given_text)
    assert text.same_width(same) == same


@pytest.mark.parametrize("given_text", ["." * 200_000 + "a", ".)" * 100_000 + "a", "." + ")" * 200_000 + "a"])
def test_marks_without_end_are_one_sentence_found_at_once(given_text):
    assert text.sentences(given_text) == [given_text]


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("https://me:hunter2@host/api", "https://host/api"),
        ("no https://hunter2@a:1 and http://me:p@ss@b?x=1", "no https://a:1 and http://b?x=1"),
        ("https://host/@me and ken@example.com", "https://host/@me and ken@example.com"),
        ("https://host?mail=ken@example.com", "https://host?mail=ken@example.com"),
    ],
)
def test_addresses_are_told_without_user_and_password(given_text, expected):
    assert text.without_password(given_text) == expected
