"""Faults of JSON Lines: bytes, JSON and shape, each with its exact place."""

import json

import pytest

from lifecycle import checks
from lifecycle.checks.reading.characters import ODD
from lifecycle.checks.reading.jsonl import ODD_ESCAPE

GOOD = (
    '{"messages": [{"role": "user", "content": "返品できますか"}, {"role": "assistant", "content": "はい"}]}'
)


def found_in(content: str | bytes, profile: str = "openai-chat") -> list[tuple[int, int, str]]:
    raw = (content.encode() if isinstance(content, str) else content).removesuffix(b"\n") + b"\n"
    found = checks.check(raw, profile=profile).findings
    return [(f.line, f.column, f.code) for f in found if f.code != "rows.too_few"]


BROKEN_LINES = [
    ('{"messages": [}', 15, "json.broken"),
    ('{"messages" []}', 13, "json.broken"),
    ('{"messages": []', 16, "json.cut_off"),
    ('{"messages": "no end', 14, "json.cut_off"),
    ('{"messages": [],}', 16, "json.trailing_comma"),
    ('{"messages": [1, ]}', 16, "json.trailing_comma"),
    ("{'messages': []}", 2, "json.wrong_quotes"),
    ("{“messages”: []}", 2, "json.wrong_quotes"),
    (GOOD + GOOD, len(GOOD) + 1, "json.extra_data"),
    ('{"a": "\\x"}', 8, "json.bad_escape"),
    ('{"a": "x\ty"}', 9, "json.control_character"),
    ('{"a": "x\0y"}', 9, "json.control_character"),
    ('{"a": ' + "[" * 10_000, 1, "json.too_deep"),
    ("nonsense", 1, "json.broken"),
    ("[1]", 1, "row.not_an_object"),
    ("null", 1, "row.not_an_object"),
    ("   ", 1, "line.blank"),
    ("　", 1, "line.blank"),
]


@pytest.mark.parametrize(("line", "column", "code"), BROKEN_LINES)
def test_a_broken_line_is_named_with_its_place_and_the_lines_around_it_are_read(line, column, code):
    content = f"{GOOD}\n{line}\n{GOOD.replace('はい', 'いいえ').replace('返品', '交換')}\n"

    assert found_in(content) == [(2, column, code)]


ODD_VALUES = [
    ('"metadata": {"a": 1, "a": 2}', '"a": 2', "json.key.twice"),
    ('"metadata": NaN', "NaN", "json.not_a_number"),
    ('"metadata": [1, -Infinity]', "-Infinity", "json.not_a_number"),
    ('"metadata": 18446744073709551616', "1844", "json.number.too_large"),
    ('"metadata": ' + "9" * 5000, "9999", "json.number.too_large"),
    ('"metadata": 1e999', "1e999", "json.number.too_large"),
    ('"metadata": "cut \\ud83d"', '"cut', "json.lone_surrogate"),
    ('"metadata": {"\\udc00": 1}', '"\\udc00', "json.lone_surrogate"),
    ('"metadata": "\\u0000"', '"\\u0000', "text.nul"),
]


@pytest.mark.parametrize(("pair", "marked", "code"), ODD_VALUES)
def test_what_parsers_forgive_is_an_error_at_its_place(pair, marked, code):
    line = GOOD[:-1] + ", " + pair + "}"

    assert (1, line.index(marked) + 1, code) in found_in(line)


def test_whole_characters_and_large_but_exact_numbers_are_fine():
    schema = '{"type": "integer", "maximum": 9223372036854775807}'
    tool = f'{{"type": "function", "function": {{"name": "count", "parameters": {schema}}}}}'
    line = f'{GOOD[:-1]}, "tools": [{tool}]}}'.replace("はい", "\\ud83d\\ude00 \\u3042")

    assert found_in(line) == []


def test_equal_keys_inside_of_equal_keys_are_told_once():
    line = GOOD[:-1] + ', "extra": {"x": 1}, "extra": {"x": 2}}'

    assert [code for _, _, code in found_in(line)] == ["json.key.twice", "row.key.unknown"]


def test_lines_end_at_newlines_only():
    strange = GOOD.replace("はい", "a\u2028b\u0085c")

    assert found_in(f"{strange}\r\n{{]}}") == [(0, 0, "file.crlf"), (2, 2, "json.broken")]


def test_a_line_that_is_not_utf8_is_named_and_still_looked_at():
    content = GOOD.encode() + b"\n" + b'{"messages": [{"role": "boss", "content": "\xe3\x81x"}]}'

    assert found_in(content) == [
        (2, 14, "chat.assistant.missing"),
        (2, 24, "chat.role.unknown"),
        (2, 44, "line.not_utf8"),
    ]
    assert checks.check(content).encoding == ""


def test_a_byte_order_mark_is_a_warning_and_does_not_shift_columns():
    report = checks.check(b"\xef\xbb\xbf{]}\n")

    assert [(f.line, f.column, f.code) for f in report.findings] == [
        (1, 1, "file.bom"),
        (1, 2, "json.broken"),
    ]
    assert (report.errors, report.warnings, report.encoding) == (1, 1, "utf-8-sig")


def test_a_very_long_text_is_an_error():
    line = GOOD.replace("はい", "x" * 1_000_001)

    assert found_in(line) == [(1, line.index('"xxx') + 1, "text.too_long")]


DOCUMENTS = [
    '{\n  "messages": []\n}',
    '[\n{"messages": []}\n]',
    '[\n  {\n "messages": []}]',
    '[{\n"messages": []}]',
    json.dumps([{"messages": []}], indent=2),
]


@pytest.mark.parametrize("content", DOCUMENTS)
def test_a_document_over_several_lines_is_one_finding(content):
    assert found_in(content) == [(0, 0, "file.one_document")]


def test_a_path_is_written_as_people_do():
    line = (
        '{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": 1, "no way": 2}]}\n'
    )
    findings = checks.check(line.encode()).findings

    assert [f.path for f in findings] == ["messages[1].content", "messages[1]['no way']"]


def test_an_excerpt_is_short_and_shows_what_cannot_be_seen():
    line = '{"messages": [], "x\u202e": "' + "長" * 500 + '"}'
    finding = checks.check(line.encode()).findings[-1]

    assert finding.code == "row.key.unknown"
    assert len(finding.excerpt) <= 120
    assert "\\u202e" in finding.excerpt
    assert "\u202e" not in finding.excerpt
    assert "\u202e" not in finding.params["key"]


@pytest.mark.parametrize("after", ["", "\x80", "縺"])
def test_the_escape_of_each_character_that_may_begin_what_is_odd_asks_for_a_closer_look(after):
    may_begin = [character for character in map(chr, range(0x10000)) if ODD.match(character + after)]
    assert may_begin
    assert [character for character in may_begin if not ODD_ESCAPE.search(json.dumps(character))] == []


def test_mojibake_is_told_beside_other_faults_of_its_line_but_not_where_bytes_could_not_be_read():
    text = (
        '{"messages": [{"role": "user", "content": "a\u200bb"}, {"role": "assistant", "content": "cafÃ©"}]}'
    )
    found = [finding.code for finding in checks.check(text.encode()).findings]
    assert {"text.invisible", "text.mojibake"} <= {*found}
    broken = text.replace("Ã©", "").encode().replace(b"caf", b"caf\xe9")
    assert "text.mojibake" not in [finding.code for finding in checks.check(broken).findings]
