"""Logs as CSV: columns, rows, physical lines, and nothing lost."""

import pytest

from lifecycle import checks
from lifecycle.errors import Invalid

HEADER = "user_query,ideal_response"


def found_in(content):
    return [(f.line, f.column, f.code) for f in checks.check(content.encode(), profile="logs-csv").findings]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (f"{HEADER}\na,b\n", []),
        (f"{HEADER}\r\na,b\r\n", []),
        (f"{HEADER}\na,b", []),
        ("user_query\tideal_response\na,1\tb\n", []),
        ("user_query;ideal_response\na,1;b\n", []),
        (f"{HEADER}\n", [(0, 0, "file.no_rows")]),
        (f"{HEADER}\na,b\n\n", [(3, 1, "line.blank")]),
        (f"{HEADER}\na,b\n,\nc,d\n", [(3, 1, "line.blank")]),
        (f"{HEADER}\n,b\n", [(2, 1, "logs.user_query.empty")]),
        (f"{HEADER}\na, \n", [(2, 2, "logs.ideal_response.empty")]),
        (f"{HEADER}\na\nb,c\n", [(2, 2, "csv.ragged")]),
        (f"{HEADER}\na,b,c\n", [(2, 3, "csv.ragged")]),
        (f"{HEADER},topic,topic\na,b,c,d\n", [(1, 4, "csv.column.twice")]),
        (f"{HEADER},\na,b,c\n", [(1, 3, "csv.column.blank")]),
        ("user_query,answer\na,b\n", [(1, 0, "csv.column.missing")]),
        ("a,b\nc,d\n", [(1, 0, "csv.column.missing")] * 2),
        (f'{HEADER}\n"a"x,b\nc,d\n', [(2, 0, "csv.quote")]),
        (f'{HEADER}\na,b\n"c,d\n', [(3, 0, "csv.quote")]),
        (f"{HEADER}\na\rb,c\n", [(2, 0, "csv.carriage_return")]),
        (f"{HEADER}\na,{'b' * 1_000_001}\n", [(2, 2, "text.too_long")]),
        (f"{HEADER}\na,b\na,b\n", [(3, 0, "rows.duplicate")]),
        (f"{HEADER}\na,b\na,c\n", [(3, 0, "rows.conflict")]),
    ],
)
def test_findings_of_a_csv_file(content, found):
    assert found_in(content) == found


def test_a_nul_in_a_text_file_is_named():
    content = f"{HEADER}\n" + "".join(f"question {n},answer\n" for n in range(50)) + "a\0,b\n"

    assert found_in(content) == [(52, 1, "text.nul")]


def test_a_row_after_a_field_with_line_ends_has_its_physical_line():
    content = f'{HEADER},topic\n"one\ntwo\nthree","four\n", \n,x,y\n'

    assert found_in(content) == [(6, 1, "logs.user_query.empty")]


def test_a_finding_stands_on_the_line_on_which_its_field_begins():
    assert found_in(f'{HEADER}\n"one\ntwo",\n') == [(3, 2, "logs.ideal_response.empty")]


def test_cells_stay_the_strings_they_are():
    content = f"{HEADER},order,note\nNA,null,007,1.50\n".encode()
    row = {"user_query": "NA", "ideal_response": "null", "tags": {"order": "007", "note": "1.50"}}

    assert list(checks.values(content, "logs-csv")) == [(2, row)]
    assert checks.columns_of(content) == ("user_query", "ideal_response", "order", "note")


def test_other_column_names_are_mapped():
    content = "質問,回答,user_query\nq,a,t\n".encode()
    rows = checks.values(content, "logs-csv", {"user_query": "質問", "ideal_response": "回答"})

    assert list(rows) == [(2, {"user_query": "q", "ideal_response": "a", "tags": {"user_query": "t"}})]
    assert checks.columns_of(content) == ("質問", "回答", "user_query")


def test_a_missing_column_is_named_beside_those_there_are():
    [finding] = checks.check(b"user_query,answer\na,b\n").findings

    assert finding.params == {"column": "ideal_response", "found": "user_query, answer"}


def test_logs_with_errors_are_refused():
    with pytest.raises(Invalid) as refused:
        checks.require_valid(checks.check(b"user_query,ideal_response\na,\n", profile="logs-csv"))

    assert refused.value.params["finding"] == "logs.ideal_response.empty"


def test_statistics_tell_the_share_of_each_tag():
    report = checks.check(f"{HEADER},topic\na,bb,x\nb,cccc,x\nc,dd,y\nd,ee,\n".encode())

    assert report.statistics["tags"] == {"topic": {"x": 0.5, "y": 0.25}}
    assert report.statistics["mean_characters"] == {"user_query": 1, "ideal_response": 2.5}
