"""The rules of chat fine-tuning rows."""

import base64
import json

import pytest

from lifecycle import checks
from lifecycle.checks.rows import Row
from lifecycle.checks.rules.images import images_can_be_used
from lifecycle.records import Severity
from tests.checks import corpus

USER = {"role": "user", "content": "Where is my parcel?"}
ANSWER = {"role": "assistant", "content": "On its way."}
SYSTEM = {"role": "system", "content": "Be kind."}
CALLED = {"id": "1", "type": "function", "function": {"name": "track", "arguments": "{}"}}
CALL = {"role": "assistant", "content": None, "tool_calls": [CALLED]}
TOOL = {"role": "tool", "content": "found", "tool_call_id": "1"}
IMAGE = {
    "role": "user",
    "content": [
        {"type": "text", "text": "this"},
        {"type": "image_url", "image_url": {"url": "https://shop.example/parcel.png"}},
    ],
}


def report_on(*rows):
    return checks.check("".join(json.dumps(row) + "\n" for row in rows).encode(), profile="openai-chat")


def codes_and_paths(*messages):
    """What is found in one row, that it is only one aside."""
    found = report_on({"messages": list(messages)}).findings
    return [(f.code, f.path) for f in found if f.code != "rows.too_few"]


@pytest.mark.parametrize(
    "messages",
    [
        [USER, ANSWER],
        [SYSTEM, USER, ANSWER],
        [SYSTEM, USER, CALL, TOOL, ANSWER],
        [IMAGE, ANSWER],
        [USER, {**ANSWER, "weight": 0}, USER, ANSWER],
    ],
)
def test_good_conversations_have_no_findings(messages):
    assert codes_and_paths(*messages) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({}, "chat.messages.missing"),
        ({"messages": None}, "chat.messages.not_a_list"),
        ({"messages": {"role": "user"}}, "chat.messages.not_a_list"),
        ({"messages": []}, "chat.messages.empty"),
    ],
)
def test_rows_without_messages_say_so(row, code):
    assert [(f.code, f.path) for f in report_on(row).findings] == [(code, "messages")]


@pytest.mark.parametrize(
    ("message", "code", "path"),
    [
        ("hello", "chat.message.not_an_object", "messages[0]"),
        ({"content": "x"}, "chat.role.missing", "messages[0].role"),
        ({"role": None, "content": "x"}, "chat.role.unknown", "messages[0].role"),
        ({"role": ["user"], "content": "x"}, "chat.role.unknown", "messages[0].role"),
        ({"role": "user"}, "chat.content.missing", "messages[0].content"),
        ({"role": "user", "content": ""}, "chat.content.empty", "messages[0].content"),
        ({"role": "user", "content": " \n"}, "chat.content.empty", "messages[0].content"),
        ({"role": "user", "content": []}, "chat.content.empty", "messages[0].content"),
        ({"role": "user", "content": None}, "chat.content.not_text", "messages[0].content"),
        ({"role": "user", "content": 5}, "chat.content.not_text", "messages[0].content"),
        ({"role": "user", "content": ["x"]}, "chat.content.part", "messages[0].content[0]"),
        ({"role": "user", "content": [{"type": {}}]}, "chat.content.part", "messages[0].content[0]"),
        (
            {"role": "user", "content": [{"type": "text"}]},
            "chat.content.not_text",
            "messages[0].content[0].text",
        ),
        ({**USER, "mood": "bad"}, "chat.key.unknown", "messages[0].mood"),
    ],
)
def test_a_message_at_fault_is_named_by_its_index(message, code, path):
    assert codes_and_paths(message, ANSWER) == [(code, path)]


@pytest.mark.parametrize(
    ("role", "meant"),
    [
        ("asistant", "assistant"),
        ("User", "user"),
        ("human", "user"),
        ("bot", "assistant"),
        ("systme", "system"),
        ("xyz", "system, user, assistant, tool, function"),
    ],
)
def test_an_unknown_role_says_what_was_probably_meant(role, meant):
    [finding] = report_on({"messages": [{**USER, "role": role}, ANSWER]}).findings

    assert (finding.code, finding.params) == ("chat.role.unknown", {"role": role, "suggestion": meant})


def test_a_conversation_without_an_answer_or_ending_with_a_question_is_an_error():
    assert codes_and_paths(SYSTEM, USER) == [("chat.assistant.missing", "messages")]
    assert codes_and_paths(USER, ANSWER, USER) == [("chat.last.not_assistant", "messages[2]")]


def test_a_late_system_message_and_an_extra_key_of_a_row_only_warn():
    report = report_on({"messages": [USER, SYSTEM, ANSWER], "topic": "delivery"})

    assert [(f.code, f.path) for f in report.findings[1:]] == [
        ("chat.system.not_first", "messages[1]"),
        ("row.key.unknown", "topic"),
    ]
    assert report.valid


def test_rows_that_say_the_same_are_found_whatever_their_bytes():
    content = (
        json.dumps({"messages": [USER, ANSWER]})
        + "\n"
        + json.dumps({"messages": [USER, ANSWER]}, indent=None, separators=(",", ":"))
        + "\n"
    )
    [few, finding] = checks.check(content.encode()).findings

    assert (few.code, few.severity, dict(few.params)) == (
        "rows.too_few",
        "warning",
        {"rows": 2, "least": 10},
    )
    assert (finding.code, finding.line, dict(finding.params)) == (
        "rows.duplicate",
        2,
        {"first": 1, "second": 2},
    )


def test_one_question_with_two_answers_warns_with_both_lines():
    report = report_on({"messages": [USER, ANSWER]}, {"messages": [USER, {**ANSWER, "content": "Lost."}]})

    assert [(f.code, dict(f.params)) for f in report.findings[1:]] == [
        ("rows.conflict", {"first": 1, "second": 2})
    ]
    assert report.valid


def test_statistics_count_messages_and_mean_lengths_by_role():
    report = report_on(
        {"messages": [USER, ANSWER]}, {"messages": [SYSTEM, {**USER, "content": "abc"}, ANSWER]}
    )

    assert report.statistics["rows"] == 2
    assert report.statistics["messages"] == 5
    assert report.statistics["mean_characters"] == {"user": (19 + 3) / 2, "assistant": 11, "system": 8}


def picture(size):
    return "data:image/png;base64," + base64.b64encode(bytes(size)).decode()


TEN_MEGABYTES = 10 * 1024 * 1024


@pytest.mark.parametrize(
    ("size", "largest", "codes"),
    [
        (TEN_MEGABYTES, 10, []),
        (TEN_MEGABYTES + 1, 10, ["chat.image.size"]),
        (TEN_MEGABYTES + 1, None, []),
    ],
)
def test_a_picture_has_as_many_megabytes_as_are_taken(size, largest, codes):
    row = Row(line=1, value=corpus.showing(corpus.image(picture(size))))

    assert [fault.code for fault in images_can_be_used(row, largest=largest)] == codes


def test_a_picture_of_ten_megabytes_is_read_and_one_that_is_larger_is_named():
    rows = [corpus.text(corpus.showing(corpus.image(picture(TEN_MEGABYTES + more)))) for more in (0, 1)]
    content = "".join(f"{row}\n" for row in rows).encode()
    found = checks.check(content, profile="together", repeats=False).findings

    assert [(f.line, f.column, f.code, str(f.severity)) for f in found] == [
        (2, corpus.column(rows[1], '"data:'), "chat.image.size", "error")
    ]
    assert checks.profile_of("openai-chat").severity("chat.image.size") is Severity.WARNING
