"""What a file is: encodings by rule, wrong types, too large, empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import checks
from lifecycle.checks.reading.content import kana_score
from lifecycle.errors import Invalid

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
    assert checks.read_logs(text.encode(encoding)).rows[0].user_query == "返品はできますか"


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
