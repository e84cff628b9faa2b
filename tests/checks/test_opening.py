"""A file is opened for a person: first rows as conversations, and the row of a fault with its place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import checks
from lifecycle.checks import Passage
from lifecycle.errors import Invalid
from lifecycle.records import Block
from tests.checks.test_report import damaged_files

CHAT = [
    {"role": "system", "content": "親切に。"},
    {"role": "user", "content": "返品"},
    {"role": "assistant", "content": "はい"},
]
CASE = {
    "id": "c1",
    "inputs": {"question": "返品は？"},
    "expected": {"answer": "14日以内です。", "contains": ["14日", "未使用"]},
    "tags": {"topic": "returns"},
    "critical": True,
}


def to_line(value):
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def test_chat_rows_are_read_as_the_conversation_they_are():
    [sample] = checks.samples(to_line({"messages": CHAT}), "openai-chat")
    assert [(block.role, block.text) for block in sample.messages] == [
        ("system", "親切に。"),
        ("user", "返品"),
        ("assistant", "はい"),
    ]


def test_a_case_is_a_question_its_answer_and_what_else_it_names():
    [sample] = checks.samples(to_line(CASE), "golden")
    assert sample.messages == (
        Block(role="user", text="返品は？"),
        Block(role="assistant", text="14日以内です。"),
    )
    assert sample.facts == {"id": "c1", "topic": "returns", "contains": "14日 / 未使用", "critical": "true"}


def test_logs_are_read_with_the_columns_a_person_chose():
    mapping = {"user_query": "質問", "ideal_response": "回答"}
    [sample] = checks.samples("質問,回答,分類\n返品,はい,x\n".encode("cp932"), "logs-csv", mapping)
    assert [block.text for block in sample.messages] == ["返品", "はい"]
    assert (sample.line, sample.facts) == (2, {"分類": "x"})


def test_only_the_first_rows_are_read():
    assert len(checks.samples(to_line({"messages": CHAT}) * 30, "openai-chat")) == 20


def test_rows_that_cannot_be_read_are_passed_over():
    content = b"{broken\n" + b"[1]\n" + to_line({"messages": CHAT})
    assert [sample.line for sample in checks.samples(content, "openai-chat")] == [3]


def opened(content, profile):
    report = checks.check(content, profile=profile)
    return [checks.opened(content, finding, profile) for finding in report.findings]


def test_the_faulty_value_of_a_json_line_is_marked():
    wrong = [*CHAT[:2], {"role": "bot", "content": "はい"}]
    content = to_line({"messages": CHAT}) + to_line({"messages": wrong})
    found = opened(content, "openai-chat")[-1]
    [passage] = found.passages
    assert (found.line, passage.place) == (2, '"bot"')
    assert passage.before.endswith('"role": ')
    assert (passage.before + passage.place + passage.after).encode() + b"\n" == content.splitlines(True)[1]


@pytest.mark.parametrize("ascii", [True, False])
@pytest.mark.parametrize(
    ("code", "odd"),
    [
        ("text.invisible", "\u200b"),
        ("text.control", "\x7f"),
        ("text.mojibake", "Ã©"),
        ("text.mojibake", "縺ゅ＞縺"),
    ],
)
def test_odd_characters_are_marked_and_nothing_beside_them(code, odd, ascii):
    text = f"\N{GRINNING FACE}返品「{odd}」は14日以内"
    row = {"messages": [{"role": "user", "content": text}, CHAT[2]]}
    [found] = filter(None, opened(json.dumps(row, ensure_ascii=ascii).encode() + b"\n", "trl"))
    assert json.loads(f'"{found.passages[0].place}"') == odd
    [found] = opened(f"user_query,ideal_response\n{text},はい\n".encode(), "logs-csv")
    assert found.passages[0] == Passage(
        name="user_query", before="\N{GRINNING FACE}返品「", place=odd, after="」は14日以内"
    )


def test_json_that_breaks_off_is_marked_where_it_does():
    [found] = opened(to_line({"messages": CHAT})[:-3] + b"\n", "openai-chat")
    [passage] = found.passages
    assert passage.place
    assert (passage.before + passage.place + passage.after).encode() == to_line({"messages": CHAT})[:-3]


def test_the_faulty_cell_of_a_csv_row_is_marked_by_its_column():
    [found] = opened(b'user_query,ideal_response,topic\n"a\nb",  ,x\n', "logs-csv")
    assert found.passages == (
        Passage(name="user_query", before="a\nb"),
        Passage(name="ideal_response", place="  "),
        Passage(name="topic", before="x"),
    )


def test_an_empty_cell_can_still_be_seen_as_the_place():
    [found] = opened(b"user_query,ideal_response\na,\n", "logs-csv")
    assert [passage.place for passage in found.passages] == ["", " "]


def test_a_row_with_too_many_fields_shows_them_all():
    [found] = opened(b"user_query,ideal_response\na,b,c\n", "logs-csv")
    assert [passage.place for passage in found.passages] == ["", "", "c"]


def test_what_speaks_of_the_whole_file_opens_nothing():
    assert opened(b"", "openai-chat") == [None]


def test_an_unknown_profile_is_refused():
    with pytest.raises(Invalid):
        checks.samples(b"", "parquet")


def test_csv_is_told_from_json_lines():
    assert checks.is_csv(b"id,question,expected\n", "golden")
    assert not checks.is_csv(b'{"id": "a"}\n', "golden")
    assert not checks.is_csv(b"id,question\n", "openai-chat")


@given(damaged_files(), st.sampled_from(sorted(checks.PROFILES)))
def test_every_finding_can_be_opened_and_every_file_sampled(content, profile):
    checks.samples(content, profile)
    for finding, found in zip(
        checks.check(content, profile=profile).findings, opened(content, profile), strict=True
    ):
        assert (found is None) == (finding.line == 0)
