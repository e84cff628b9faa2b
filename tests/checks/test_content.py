"""What a file is: encodings by rule or by choice, wrong types, too large, empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import checks
from lifecycle.checks import ENCODINGS, Source
from lifecycle.checks.reading.content import kana_score
from lifecycle.checks.reading.source import BLOCK, HEAD
from lifecycle.errors import Invalid
from tests.checks.test_report import damaged_files

TEXT = (
    "user_query,ideal_response,分類\n"
    "返品はできますか,はい。三十日以内なら承ります。,返品\n"
    "荷物が届きません,ｺﾝﾋﾞﾆもご確認ください。,配送\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16"])
def test_japanese_csv_is_read_in_its_encoding(encoding):
    text = TEXT if encoding != "iso2022_jp" else TEXT.replace("ｺﾝﾋﾞﾆ", "コンビニ")
    report = checks.check(text.encode(encoding), filename="logs.csv")

    assert (report.valid, report.rows, report.encoding) == (True, 2, encoding)
    _, first = next(checks.values(text.encode(encoding), "logs-csv"))
    assert first["user_query"] == "返品はできますか"


KANA = st.text("あいうえおかきくけこさしすせそたちつてとアイウエオカキクケコー", min_size=4, max_size=40)


@given(KANA, st.sampled_from(["cp932", "euc_jp"]))
def test_kana_are_never_read_in_the_other_encoding(text, encoding):
    content = f"user_query,ideal_response\n{text},{text}\n".encode(encoding)

    assert checks.check(content).encoding == encoding


@given(st.text())
def test_the_kana_score_stays_in_its_range(text):
    assert -1 <= kana_score([text]) <= 1


def test_a_byte_that_fits_no_encoding_is_named_with_its_place():
    report = checks.check("user_query,ideal_response\n返品は,はい\n".encode() + b"x\xff,y\n")
    finding = report.findings[0]

    assert (finding.code, finding.line, finding.column) == ("file.unknown_encoding", 3, 2)
    assert (report.encoding, report.rows, finding.params) == ("", 2, {"byte": "0xFF"})


def test_a_byte_order_mark_before_broken_utf8_is_no_part_of_the_first_column():
    report = checks.check(b"\xef\xbb\xbfuser_query,ideal_response\nx\xff,y\n")

    assert dict(report.counts) == {"file.unknown_encoding": 1}


def test_what_could_not_be_decoded_is_opened_at_its_character_not_in_a_cell():
    content = "user_query,ideal_response\n返品は,はい".encode() + b"\xffd\n"
    [finding] = checks.check(content).findings
    [passage] = checks.opened(content, finding, "logs-csv").passages

    assert (finding.code, finding.column) == ("file.unknown_encoding", 7)
    assert (passage.name, passage.before, passage.place, passage.after) == ("", "返品は,はい", "\ufffd", "d")


JAPANESE = TEXT.replace("ｺﾝﾋﾞﾆ", "コンビニ")
FRENCH = "user_query,ideal_response,sujet\nPuis-je le retourner ?,Oui – 14 jours après réception.,été\n"
FILES = {
    "utf-8": ("utf-8", JAPANESE),
    "utf-8-sig": ("utf-8", JAPANESE),
    "cp932": ("cp932", JAPANESE),
    "euc_jp": ("euc_jp", JAPANESE),
    "iso2022_jp": ("iso2022_jp", JAPANESE),
    "utf-16": ("utf-16", JAPANESE),
    "utf-16-le": ("utf-16", JAPANESE),
    "cp1252": ("cp1252", FRENCH),
}
"""How a file is written → what a person should choose, and what it says."""
ESCAPES = {"csv.ragged": 1, "text.control": 4}
MISREAD = {
    ("utf-8-sig", "utf-16"): {"csv.column.missing": 2},
    ("euc_jp", "cp1252"): {"text.mojibake": 3},
    **{("iso2022_jp", chosen): ESCAPES for chosen in ("utf-8", "cp932", "euc_jp", "cp1252")},
    **{("utf-16-le", chosen): {"file.binary": 1} for chosen in ENCODINGS if chosen != "utf-16"},
}
"""What is found where a wrong encoding fits by accident."""


@pytest.mark.parametrize("chosen", ENCODINGS)
@pytest.mark.parametrize("written", FILES)
def test_a_chosen_encoding_is_the_one_that_is_read_or_is_told_not_to_be_it(written, chosen):
    right, text = FILES[written]
    content = text.encode(written)
    source = Source(content, encoding=chosen)
    report = checks.check(source, profile="logs-csv")
    if chosen == right:
        assert (report.valid, report.encoding) == (True, written)
        assert [*checks.values(source, "logs-csv")] == [*checks.values(text.encode(), "logs-csv")]
        assert checks.encoding_of(source) == chosen
    elif misread := MISREAD.get((written, chosen)):
        assert dict(report.counts) == misread
    else:
        [finding] = report.findings
        assert (finding.code, finding.params["encoding"]) == ("file.not_this_encoding", ENCODINGS[chosen])
        assert (report.encoding, report.rows, checks.columns_of(source)) == ("", 0, ())
        assert checks.encoding_of(source) == ""


@pytest.mark.parametrize("rows", [0, 3, BLOCK // 10])
@pytest.mark.parametrize(
    ("encoding", "wrong"),
    [
        ("utf-8", b"\xff"),
        ("cp932", b"\x81\x20"),
        ("euc_jp", b"\xff"),
        ("iso2022_jp", b"\xff"),
        ("utf-16", b"\x00\xdc"),
        ("utf-16", b"\x00"),
        ("cp1252", b"\x81"),
    ],
)
def test_the_first_place_that_does_not_fit_is_named_by_line_and_character(encoding, wrong, rows):
    row = "é,à\n" if encoding == "cp1252" else "返品は,はい\n"
    before = f"user_query,ideal_response\n{row * rows}{row[:-2]}"
    source = Source(before.encode(encoding) + wrong, encoding=encoding)
    [finding] = checks.check(source, profile="logs-csv").findings

    assert (finding.line, finding.column) == (rows + 2, len(row) - 1)
    assert finding.params == {"encoding": ENCODINGS[encoding], "byte": f"0x{wrong[0]:02X}"}
    assert finding.excerpt.startswith(f"{row[:-2]}\ufffd")


@given(damaged_files() | st.sampled_from([text.encode(name) for name, (_, text) in FILES.items()]))
def test_choosing_the_encoding_that_was_recognised_changes_nothing(content):
    recognised = checks.encoding_of(content)

    assert checks.check(Source(content, encoding=recognised)) == checks.check(content)


@given(st.binary(max_size=300) | damaged_files(), st.sampled_from([*ENCODINGS]))
def test_no_choice_keeps_the_report_from_coming_and_each_finding_opens(content, chosen):
    source = Source(content, encoding=chosen)
    report = checks.check(source)
    for finding in report.findings:
        checks.opened(source, finding, report.profile)
    checks.samples(source, report.profile)
    checks.columns_of(source)

    assert report.valid or report.findings


@pytest.mark.parametrize("chosen", ENCODINGS)
def test_json_lines_are_utf8_whatever_is_chosen(chosen):
    content = '{"id": "a", "inputs": {"question": "返品は？"}}\n'.encode()

    assert checks.check(Source(content, encoding=chosen)) == checks.check(content)


def test_a_source_keeps_the_encoding_of_the_source_it_is_made_of_unless_another_is_chosen():
    source = Source(b"", encoding="euc_jp")

    assert (Source(source).encoding, Source(source, encoding="cp932").encoding) == ("euc_jp", "cp932")
    assert Source(b"").encoding == ""


def test_only_encodings_of_the_list_can_be_chosen():
    with pytest.raises(Invalid) as refused:
        Source(b"", encoding="shift_jis")

    assert refused.value.code == "checks.unknown_encoding"
    assert refused.value.params["known"] == ", ".join(ENCODINGS)


def test_a_golden_set_is_recognised_in_a_chosen_encoding_wherever_its_beginning_is_cut():
    rows = "".join(f"{n},返品は？,はい\n" for n in range(HEAD))
    for shift in ("", "x"):
        content = f"id,question,expected{shift}\n{rows}".encode("euc_jp")
        assert checks.guess_profile(Source(content, encoding="euc_jp")) == "golden"


@pytest.mark.parametrize("profile", [None, *checks.PROFILES])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"\xef\xbb\xbf\r\n \n", "file.empty"),
        (b"PK\x03\x04\x14\0xl/workbook.xml", "file.spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file.spreadsheet"),
        (b"PK\x03\x04\x14\0a.csv", "file.wrong_type"),
        (b"%PDF-1.7\n", "file.wrong_type"),
        (b"\x1f\x8b\x08\0", "file.wrong_type"),
        (b"\x89PNG\r\n\x1a\n", "file.wrong_type"),
        (b"\x7fELF\x02\x01\0\0", "file.binary"),
    ],
)
def test_what_is_no_text_is_one_clear_finding(profile, content, code):
    report = checks.check(content, profile=profile)

    assert [(f.line, f.code) for f in report.findings] == [(0, code)]
    assert not report.valid


def test_one_control_in_a_short_text_does_not_make_it_binary():
    report = checks.check(b"user_query,ideal_response\na,b\x07\n", profile="logs-csv")

    assert dict(report.counts) == {"text.control": 1}


def test_a_file_above_the_limit_is_not_read():
    report = checks.check(b"user_query,ideal_response\na,b\n", limit=20)

    assert (dict(report.counts), report.rows) == ({"file.too_large": 1}, 0)


def test_a_file_is_refused_by_its_size_before_it_is_read():
    checks.require_size(checks.MAX_BYTES)
    with pytest.raises(Invalid) as refused:
        checks.require_size(checks.MAX_BYTES + 1)

    assert refused.value.say() == "The file has 201 MB; at most 200 MB are read."
    assert refused.value.say("ja") == "ファイルサイズが 201 MB あります（上限は 200 MB）。"


def test_json_lines_in_utf16_and_text_that_is_no_json_are_one_finding_each():
    row = '{"messages": []}\n'

    assert dict(checks.check(row.encode("utf-16")).counts) == {"file.utf16": 1}
    assert dict(checks.check(b"hello\nworld", profile="openai-chat").counts) == {"file.not_json": 1}


@pytest.mark.parametrize(
    ("content", "filename", "profile"),
    [
        (b'{"messages": []}', "", "openai-chat"),
        (b'{"id": "a", "inputs": {"messages": 1}}', "", "golden"),
        (b'{"tags": {}, "user_query": "a"}', "", "logs-csv"),
        (b'{"id": ', "", "openai-chat"),
        (b"nonsense", "rows.jsonl", "openai-chat"),
        (b"a,b\n", "logs.csv", "logs-csv"),
        (b"id,question,expected\n", "golden.csv", "golden"),
        (b"id,question,user_query\n", "logs.csv", "logs-csv"),
        (b"", "", "logs-csv"),
        ('{"inputs": {}}'.encode("utf-16"), "", "golden"),
    ],
)
def test_the_profile_is_guessed_from_the_rows(content, filename, profile):
    assert checks.guess_profile(content, filename) == profile
