"""Personal data in a file is found wherever a close look at each text finds it, and is not repeated."""

import csv
import io
import json
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lifecycle import checks, messages, personal
from lifecycle.checks import passes
from lifecycle.checks.passes import privacy
from lifecycle.checks.profiles import GOLDEN, LOGS_CSV, OPENAI_CHAT
from lifecycle.checks.report import more
from lifecycle.records import Severity

FULL = str.maketrans("0123456789@()-+ ", "０１２３４５６７８９＠（）－＋　")


def chat(*texts, ascii=False):
    rows = (
        {"messages": [{"role": "user", "content": t}, {"role": "assistant", "content": "はい"}]}
        for t in texts
    )
    return "".join(json.dumps(row, ensure_ascii=ascii) + "\n" for row in rows).encode()


def found(file, profile=OPENAI_CHAT):
    return [
        (fault.code.removeprefix("text.personal."), row.line, row.locate(fault.path, fault.span).path)
        for fault, row in privacy.find(file, profile)
    ]


@pytest.mark.parametrize("ascii", [True, False])
@pytest.mark.parametrize("width", [None, FULL])
@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("mail hanako@example.jp please", ["email"]),
        ("携帯は090-1234-5678です", ["phone"]),
        ("09012345678", ["phone"]),
        ("+81 (0)90 1234 5678", ["phone"]),
        ("(03) 1234-5678", ["phone"]),
        ("〒123-4567", ["postal"]),
        ("123-4567 東京都", ["postal"]),
        ("4111 1111 1111 1111", ["card"]),
        ("4111 1111 1111 1112", []),
        ("1234-5678-9018", ["my_number"]),
        ("123456789012", []),
        ("a@example.com, 090-1234-5678", ["email", "phone"]),
        ("注文番号 1234567 は 2026-11-22 に 3,980 円", []),
    ],
)
def test_each_kind_is_found_in_any_width_and_however_the_file_is_escaped(text, kinds, width, ascii):
    shown = text.translate(width) if width else text
    place = "messages[0].content"
    assert found(chat("hi", shown, ascii=ascii)) == [(kind, 2, place) for kind in kinds]


def test_a_finding_warns_and_shows_asterisks_in_the_place_of_what_it_found():
    file = chat("x", "電話は 090-1234-5678、メールは hanako@example.jp です")
    report = more(checks.check(file), privacy.find(file, OPENAI_CHAT))
    told = [each for each in report.findings if each.code.startswith("text.personal")]

    assert [each.severity for each in told] == [Severity.WARNING] * 2
    assert told[0].excerpt == "電話は *************、メールは ***************** です"
    assert told[1].excerpt == "… *************、メールは ***************** です"
    line = file.decode().splitlines()[1]
    assert [each.column - 1 for each in told] == [line.index("090-"), line.index("hanako")]
    for language in messages.LANGUAGES:
        assert all(messages.say(each.code, language, **each.params) for each in told)


def test_every_text_of_a_row_is_looked_at_in_every_kind_of_file():
    cases = '{"id": "a", "inputs": {"question": "?"}, "expected": {"fields": {"mail": ["a@example.jp"]}}}\n'
    assert found(cases.encode(), GOLDEN) == [("email", 1, "expected.fields.mail[0]")]
    logs = "user_query,ideal_response\nhi,ho\n電話は090-1234-5678,はい\n".encode("cp932")
    assert found(logs, LOGS_CSV) == [("phone", 3, "user_query")]


def test_rows_that_cannot_be_read_are_passed_over():
    broken = b'{"a@b.jp": \n[]\n\xff 09012345678\n\n' + b"[" * 5000 + b"1234567@\n"
    assert found(broken + chat("a@example.jp")) == [("email", 6, "messages[0].content")]
    assert found(broken + b'"\\u3042"\n' + chat("a@example.jp")) == [("email", 7, "messages[0].content")]


PIECES = st.sampled_from(
    [
        *(
            "090",
            "1234",
            "5678",
            "03",
            "+81",
            "(0)",
            "(",
            ")",
            "-",
            " ",
            "　",
            "ー",
            "−",
            "‐",
            "ｰ",
            "－",
            "〒",
        ),
        *(
            "4111111111111111",
            "123456789018",
            "hanako",
            "@",
            "＠",
            "example.jp",
            "東京都",
            "円",
            "は",
            "\\u0030",
        ),
        *("\n", '"', "\\", "12", "７", "９０", "\u2028"),
    ]
)
TEXTS = st.lists(PIECES, max_size=9).map("".join)


@example(["\\u0030901234", "5678"], False)
@given(st.lists(TEXTS, min_size=1, max_size=5), st.booleans())
def test_the_pass_finds_just_what_a_close_look_at_every_text_finds(texts, ascii):
    expected = Counter(
        (line, each.kind) for line, text in enumerate(texts, start=1) for each in personal.find(text)
    )
    told = privacy.find(chat(*texts, ascii=ascii), OPENAI_CHAT)
    assert expected == Counter((row.line, fault.code.removeprefix("text.personal.")) for fault, row in told)


def marked(file, profile):
    """Give what is marked for each finding of personal data: its code and the characters, as written."""
    report = more(checks.check(file, profile=profile.name), privacy.find(file, profile))
    for each in report.findings:
        if each.code.startswith("text.personal."):
            places = (passage.place for passage in checks.opened(file, each, profile.name).passages)
            yield each.code.removeprefix("text.personal."), next(filter(None, places))


@example("\N{GRINNING FACE}〒123-4567\\ a@example.jp", True)
@given(TEXTS, st.booleans())
def test_what_was_found_is_marked_to_the_character(text, ascii):
    expected = Counter((each.kind, text[each.start : each.end]) for each in personal.find(text))
    of_json = [
        (kind, json.loads(f'"{place}"')) for kind, place in marked(chat(text, ascii=ascii), OPENAI_CHAT)
    ]
    written = io.StringIO(newline="")
    csv.writer(written).writerows([["user_query", "ideal_response"], [text, "はい"]])

    assert Counter(of_json) == expected
    assert Counter(marked(written.getvalue().encode(), LOGS_CSV)) == expected


def test_a_text_full_of_personal_data_takes_no_longer_than_its_length():
    file = chat("a@example.jp " * 40_000)
    report = more(checks.check(file), privacy.find(file, OPENAI_CHAT))
    assert report.counts["text.personal.email"] == 40_000
    assert len([each for each in report.findings if each.code == "text.personal.email"]) == 100


@given(TEXTS)
def test_a_text_without_suspicion_has_no_personal_data(text):
    assert privacy.is_suspect(text) or not any(personal.find(text))


def test_leaves_are_all_texts_with_their_paths():
    value = {"a": ["x", {"b": "y"}, 3], "c": None, "d": "z"}
    assert list(passes.leaves(value)) == [(("a", 0), "x"), (("a", 1, "b"), "y"), (("d",), "z")]
    assert passes.path_of(value, "y") == ("a", 1, "b")
    assert passes.path_of(value, "w") == ()


def test_a_system_prompt_is_told_once_however_many_rows_begin_with_it():
    said = {"system": "Write to help@minato.example.", "user": "I am a@b.example.", "assistant": "Yes."}
    row = {"messages": [{"role": role, "content": text} for role, text in said.items()]}
    file = (json.dumps(row) + "\n").encode() * 3
    found = [(each.line, fault.path) for fault, each in privacy.find(file, OPENAI_CHAT)]
    user = ("messages", 1, "content")
    assert found == [(1, ("messages", 0, "content")), (1, user), (2, user), (3, user)]
