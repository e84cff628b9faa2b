"""The rules of golden sets, as JSON Lines and as CSV."""

import json

import pytest

from lifecycle import checks
from lifecycle.errors import Invalid
from lifecycle.records import Case

CASE = {"id": "r1", "inputs": {"question": "Can I return it?"}, "expected": "Within 30 days."}


def found_in(*cases):
    content = "".join(json.dumps(case) + "\n" for case in cases).encode()
    return [(f.code, f.path) for f in checks.check(content, profile="golden").findings]


def without(key):
    return {name: value for name, value in CASE.items() if name != key}


@pytest.mark.parametrize(
    "case",
    [
        CASE,
        {"id": "r1", "inputs": {"question": "?"}},
        {**CASE, "expected": None},
        {**CASE, "expected": {"answer": "yes", "contains": ["30"], "excludes": []}},
        {**CASE, "expected": {"contains_any": ["30"], "number": 0.5, "fields": {"a[0]": None}}},
        {**CASE, "tags": {"language": "ja"}, "critical": True, "decline": False},
    ],
)
def test_good_cases_have_no_findings(case):
    assert found_in(case) == []


@pytest.mark.parametrize(
    ("case", "code", "path"),
    [
        (without("id"), "golden.id.missing", "id"),
        ({**CASE, "id": ""}, "golden.id.missing", "id"),
        ({**CASE, "id": 7}, "golden.id.not_text", "id"),
        ({**CASE, "id": " "}, "golden.id.not_text", "id"),
        (without("inputs"), "golden.inputs.missing", "inputs"),
        ({**CASE, "inputs": "?"}, "golden.inputs.not_an_object", "inputs"),
        ({**CASE, "inputs": {}}, "golden.inputs.empty", "inputs"),
        ({**CASE, "inputs": {"query": "?"}}, "golden.question.missing", "inputs.question"),
        ({**CASE, "inputs": {"question": " "}}, "golden.question.empty", "inputs.question"),
        ({**CASE, "expected": 3}, "golden.expected.shape", "expected"),
        ({**CASE, "expected": ["a"]}, "golden.expected.shape", "expected"),
        ({**CASE, "expected": {"answer": 3}}, "golden.expected.answer", "expected.answer"),
        ({**CASE, "expected": {"contains": "a"}}, "golden.expected.list", "expected.contains"),
        ({**CASE, "expected": {"excludes": [""]}}, "golden.expected.list", "expected.excludes"),
        ({**CASE, "expected": {"contains_any": "a"}}, "golden.expected.list", "expected.contains_any"),
        ({**CASE, "expected": {"number": "30"}}, "golden.expected.number", "expected.number"),
        ({**CASE, "expected": {"number": True}}, "golden.expected.number", "expected.number"),
        ({**CASE, "expected": {"fields": ["a"]}}, "golden.expected.fields", "expected.fields"),
        ({**CASE, "expected": {"contain": []}}, "golden.expected.key", "expected.contain"),
        ({**CASE, "tags": ["ja"]}, "golden.tags.not_an_object", "tags"),
        ({**CASE, "tags": {"n": 1}}, "golden.tag.not_text", "tags.n"),
        ({**CASE, "critical": "true"}, "golden.flag.not_boolean", "critical"),
        ({**CASE, "decline": 1}, "golden.flag.not_boolean", "decline"),
        ({**CASE, "critcal": True}, "row.key.unknown", "critcal"),
    ],
)
def test_a_case_at_fault_is_named_with_its_path(case, code, path):
    assert found_in(case) == [(code, path)]


def test_two_equal_ids_name_both_lines():
    other = {**CASE, "inputs": {"question": "And when?"}}
    content = "\n".join([json.dumps(CASE), "", json.dumps(other)]).encode()
    [finding] = [f for f in checks.check(content).findings if f.code == "golden.id.twice"]

    assert (finding.line, dict(finding.params)) == (3, {"id": "r1", "first": 1, "second": 3})


def test_csv_and_json_lines_give_the_same_cases():
    csv = b'id,question,expected,critical,language\n007,"a,\nb",yes,TRUE,en\n8,c,,,\n'

    assert checks.read_cases(csv) == (
        Case(id="007", inputs={"question": "a,\nb"}, expected="yes", critical=True, tags={"language": "en"}),
        Case(id="8", inputs={"question": "c"}),
    )
    lines = b"\n".join(json.dumps(value).encode() for _, value in checks.values(csv, "golden"))
    assert checks.read_cases(lines) == checks.read_cases(csv)


def test_findings_in_csv_name_line_column_and_column_name():
    csv = b'id,question,expected,critical\n1,"a\nb",c,maybe\n1,,,\n'
    findings = checks.check(csv).findings

    assert [(f.line, f.column, f.path, f.code) for f in findings] == [
        (3, 4, "critical", "golden.flag.not_boolean"),
        (4, 1, "id", "golden.id.twice"),
        (4, 2, "question", "golden.question.empty"),
    ]


def test_columns_of_a_golden_csv_can_be_mapped():
    report = checks.check(
        "id,質問,expected\n1,返品できますか,はい\n".encode(), profile="golden", mapping={"question": "質問"}
    )

    assert (report.valid, report.rows) == (True, 1)


def test_reading_cases_with_errors_is_refused_with_the_first_one():
    with pytest.raises(Invalid) as refused:
        checks.read_cases(b'{"id": "a", "inputs": {"question": "?"}}\n{"id": ')

    assert refused.value.code == "checks.not_valid"
    assert refused.value.params["line"] == 2
    assert "line 2" in refused.value.say()
    assert "2 行目" in refused.value.say("ja")
