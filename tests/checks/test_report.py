"""The report: it always comes, counts everything, keeps a hundred of each code, speaks both languages."""

import csv
import io
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lifecycle import checks
from lifecycle.checks.reading.source import Source
from lifecycle.errors import Conflict, Invalid

SEEDS = [
    '{"messages": [{"role": "user", "content": "返"}, {"role": "assistant", "content": "b"}]}\n',
    '{"id": "a", "inputs": {"question": "x"}, "expected": {"contains": ["x"]}, "tags": {"a": "b"}}\n',
    'id,question,expected\n1,"a\nb",c\n',
    'user_query,ideal_response\n"返品,は",はい\n',
]
SPLINTERS = [
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\\",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xe3",
    b"\\ud800",
    b"NaN",
    b"1e999",
]


@st.composite
def damaged_files(draw):
    """Good files with splinters of JSON, CSV and broken characters driven in."""
    content = draw(st.sampled_from(SEEDS)).encode(draw(st.sampled_from(["utf-8", "cp932", "utf-16"])))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(content)))
        cut = draw(st.integers(0, 4))
        content = content[:at] + draw(st.sampled_from(SPLINTERS)) + content[at + cut :]
    return content


@given(st.one_of(st.binary(max_size=300), damaged_files()), st.sampled_from([None, *checks.PROFILES]))
@example(b"\xff\xfe\x00", None)
@example(b'{"a":' * 100, "golden")
def test_no_bytes_keep_the_report_from_coming(content, profile):
    report = checks.check(content, profile=profile)
    document = report.to_document()

    assert json.dumps(document).encode()
    assert report.valid == (document["errors"] == 0)
    assert report.valid or report.findings
    if report.valid:
        assert len(list(checks.values(content, report.profile))) == report.rows


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(
    str.strip
)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1))
def test_every_conversation_of_texts_is_valid_and_read_back_whole(pairs):
    rows = [
        {"messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": answered}]}
        for asked, answered in pairs
    ]
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()

    assert checks.check(content).valid
    assert [value for _, value in checks.values(content, "openai-chat")] == rows


def test_a_hundred_findings_of_a_code_are_kept_and_all_are_counted():
    report = checks.check(b"user_query,ideal_response\n" + b"a,\n" * 150 + b",b\n")

    assert report.counts["logs.ideal_response.empty"] == 150
    assert sum(f.code == "logs.ideal_response.empty" for f in report.findings) == checks.MAX_KEPT
    assert report.findings[-1].code == "logs.user_query.empty"
    assert report.errors == 151
    assert report.warnings == report.counts["rows.duplicate"] == 149


def test_the_document_is_what_the_command_line_promises():
    document = checks.check(
        b'{"messages": [{"role": "usr", "content": "a"}]}', filename="x.jsonl"
    ).to_document()

    assert " ".join(document) == (
        "file profile encoding rows valid errors warnings findings counts_by_code statistics"
    )
    role = next(found for found in document["findings"] if found["code"] == "chat.role.unknown")
    assert role == {
        "line": 1,
        "column": 24,
        "path": "messages[0].role",
        "severity": "error",
        "code": "chat.role.unknown",
        "params": {"role": "usr", "suggestion": "user"},
        "message": "The role usr does not exist.",
        "message_ja": "ロール「usr」は存在しません。",
        "hint": "Did you mean: user",
        "hint_ja": "候補: user",
        "excerpt": '…essages": [{"role": "usr", "content": "a"}]}',
    }


def test_an_unknown_profile_names_the_known_ones():
    with pytest.raises(Invalid) as refused:
        checks.check(b"", profile="openai-sft")

    assert refused.value.params["known"] == ", ".join(checks.PROFILES)


def test_findings_go_to_a_spreadsheet_where_no_cell_is_a_formula():
    content = b"user_query,=HYPERLINK(1),topic\na,b,c\n"
    written = checks.to_csv(checks.check(content, profile="logs-csv", filename="=x.csv"), "ja")
    assert written.startswith(b"\xef\xbb\xbf")
    [_, row] = csv.reader(io.StringIO(written.decode("utf-8-sig")))
    assert row[:5] == ["1", "0", "ideal_response", "エラー", "csv.column.missing"]
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_cell_that_could_be_a_formula_is_quoted(start):
    rows = [{"messages": [{"role": f"{start}1", "content": "x"}, {"role": "assistant", "content": "y"}]}]
    content = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    written = checks.to_csv(checks.check(content, profile="openai-chat")).decode("utf-8-sig")
    assert not [cell for row in csv.reader(io.StringIO(written)) for cell in row if cell.startswith(start)]


def test_a_file_that_changes_while_it_is_read_is_a_conflict(tmp_path):
    path = tmp_path / "logs.jsonl"
    path.write_text("{}\n")
    with path.open("rb") as file:
        source = Source(file)
        checks.check(source)
        path.write_text("{}\n{}\n")
        with pytest.raises(Conflict) as refused:
            checks.check(source)

    assert refused.value.code == "file.changed"
