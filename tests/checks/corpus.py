"""Files with known faults, made by code: what the check must find in each, with line, column and severity.

A row with a fault stands on line 2 among rows that are right, so that nothing else is found. A column is
given by the text that stands there. Severities are letters, one for each target of chat rows in the order
of `CHAT_TARGETS`: e error, w warning, i note, - nothing.
"""

import base64
import gzip
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

CHAT_TARGETS = ("openai-chat", "together", "fireworks", "mistral", "trl")
SEVERITIES = {"e": "error", "w": "warning", "i": "info"}


class Found(NamedTuple):
    """A finding that is expected."""

    line: int
    column: int
    code: str
    severity: str


class Example(NamedTuple):
    """One file: what it is, its bytes, the profile it is checked for, and what is to be found."""

    name: str
    profile: str
    content: bytes
    found: tuple[Found, ...]

    @property
    def valid(self) -> bool:
        """Whether the verdict is to be that the file is right."""
        return all(found.severity != "error" for found in self.found)


def text(value: Any) -> str:
    """Write a row."""
    return json.dumps(value, ensure_ascii=False)


def user(said: Any = "q1", **more: Any) -> dict[str, Any]:
    return {"role": "user", "content": said, **more}


def answer(said: Any = "a1", **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": said, **more}


def system(said: Any = "s1") -> dict[str, Any]:
    return {"role": "system", "content": said}


def row(*messages: Any, **more: Any) -> dict[str, Any]:
    return {"messages": list(messages), **more}


def call(arguments: Any = "{}", id: Any = "abcdef123", name: Any = "track") -> dict[str, Any]:
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


def calling(*calls: Any) -> dict[str, Any]:
    return answer(None, tool_calls=list(calls))


def result(id: Any = "abcdef123") -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": id, "content": "r1"}


def tool(name: Any = "track", **more: Any) -> dict[str, Any]:
    function = {"name": name, "description": "d", "parameters": {"type": "object", "properties": {}}}
    return {"type": "function", "function": {**function, **more}}


def said(words: Any) -> dict[str, Any]:
    return {"type": "text", "text": words}


def image(url: Any, **more: Any) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url, **more}}


def without(value: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: given for name, given in value.items() if name != key}


DATA = base64.b64encode(b"picture").decode()
PNG, GIF, WEBP = (f"data:image/{kind};base64,{DATA}" for kind in ("png", "gif", "webp"))
ANSWER_IN_PARTS = answer([said("a1")])


def showing(*parts: Any) -> dict[str, Any]:
    """A row whose messages are all in parts, as Together wants it."""
    return row(user([said("q1"), *parts]), ANSWER_IN_PARTS)


def filler(profile: str, n: int) -> dict[str, Any]:
    """A row that is right for a target and like no other."""
    if profile == "openai-dpo":
        return pair(question=f"filler {n}")
    if profile == "openai-rft":
        return {"messages": [user(f"filler {n}")], "reference": "r"}
    return row(user(f"filler {n}"), answer("fine"))


GOOD, BAD = (answer("good"),), (answer("bad"),)


def pair(question: str = "q1", good: Any = GOOD, bad: Any = BAD, **more: Any) -> dict[str, Any]:
    return {
        "input": {"messages": [user(question)], **more},
        "preferred_output": list(good) if isinstance(good, tuple) else good,
        "non_preferred_output": list(bad) if isinstance(bad, tuple) else bad,
    }


def among_right_rows(profile: str, line: str) -> bytes:
    """Put a row on line 2 of ten that are right."""
    right = [text(filler(profile, n)) for n in range(10)]
    return "".join(f"{each}\n" for each in (right[0], line, *right[1:])).encode()


def column(line: str, needle: str) -> int:
    """Tell where a text stands in a line, from 1; an empty one stands at its beginning."""
    return line.index(needle) + 1


class Fault(NamedTuple):
    """A fault of a row: its code, the text that stands at its place, and how much it weighs."""

    code: str
    at: str
    weights: str


OBJECT_WANTED = Fault("chat.call.arguments.not_an_object", '"{', "----w")
"""TRL wants arguments as an object, all others as a text."""
FLOW = (user(), calling(call()), result(), answer())

CHATS: list[tuple[str, Any, list[Fault]]] = [
    ("question and answer", row(user(), answer()), []),
    ("with a system message", row(system(), user(), answer()), []),
    ("two turns", row(user(), answer(), user("q2"), answer("a2")), []),
    ("nothing", {}, [Fault("chat.messages.missing", "", "e----"), Fault("row.shape", "", "-eeee")]),
    ("messages null", {"messages": None}, [Fault("chat.messages.not_a_list", "null", "eeeee")]),
    (
        "messages a text",
        {"messages": "hello"},
        [Fault("chat.messages.not_a_list", '"hello"', "eeeee"), Fault("rows.mixed", "", "----e")],
    ),
    ("no messages", row(), [Fault("chat.messages.empty", "[]", "eeeee")]),
    ("a message a text", row("hi", answer()), [Fault("chat.message.not_an_object", '"hi"', "eeeee")]),
    ("a message null", row(None, answer()), [Fault("chat.message.not_an_object", "null", "eeeee")]),
    # roles
    ("no role", row({"content": "q1"}, answer()), [Fault("chat.role.missing", '{"content"', "eeeee")]),
    ("role null", row({**user(), "role": None}, answer()), [Fault("chat.role.unknown", "null", "eeeew")]),
    ("role boss", row({**user(), "role": "boss"}, answer()), [Fault("chat.role.unknown", '"boss"', "eeeew")]),
    ("role User", row({**user(), "role": "User"}, answer()), [Fault("chat.role.unknown", '"User"', "eeeew")]),
    (
        "role developer",
        row({**system(), "role": "developer"}, user(), answer()),
        [Fault("chat.role.unknown", '"developer"', "eeee-")],
    ),
    (
        "role function",
        row(
            user(),
            answer(None, function_call={"name": "f", "arguments": "{}"}),
            {"role": "function", "name": "f", "content": "r"},
            answer(),
        ),
        [
            Fault("chat.function_call.deprecated", '{"name"', "i----"),
            Fault("chat.role.unknown", '"function"', "-eee-"),
        ],
    ),
    # who speaks when
    ("no assistant", row(system(), user()), [Fault("chat.assistant.missing", "[", "eeeew")]),
    (
        "ends with a question",
        row(user(), answer(), user("q2")),
        [Fault("chat.last.not_assistant", text(user("q2")), "ewwei")],
    ),
    (
        "begins with the assistant",
        row(answer("a0"), user(), answer()),
        [Fault("chat.turn.first", text(answer("a0")), "-ww--")],
    ),
    (
        "two questions",
        row(user(), user("q2"), answer()),
        [Fault("chat.turn", text(user("q2")), "-ww--")],
    ),
    (
        "two answers",
        row(user(), answer(), answer("a2")),
        [Fault("chat.turn", text(answer("a2")), "-ww--")],
    ),
    (
        "only answers",
        row(answer(), answer("a2")),
        [
            Fault("chat.user.missing", "[", "w----"),
            Fault("chat.turn.first", text(answer()), "-ww--"),
            Fault("chat.turn", text(answer("a2")), "-ww--"),
        ],
    ),
    (
        "a lone answer",
        row(answer()),
        [Fault("chat.user.missing", "[", "w--e-"), Fault("chat.turn.first", text(answer()), "-ww--")],
    ),
    (
        "a late system message",
        row(user(), system(), answer()),
        [Fault("chat.system.not_first", text(system()), "wwe--")],
    ),
    (
        "two system messages",
        row(system(), system("s2"), user(), answer()),
        [Fault("chat.system.twice", text(system("s2")), "ww-e-")],
    ),
    # content
    ("no content", row({"role": "user"}, answer()), [Fault("chat.content.missing", '{"role"', "eeeew")]),
    ("content null", row(user(None), answer()), [Fault("chat.content.not_text", "null", "eeeew")]),
    ("content a number", row(user(5), answer()), [Fault("chat.content.not_text", "5", "eeeew")]),
    ("content an object", row(user({"x": 1}), answer()), [Fault("chat.content.not_text", '{"x"', "eeeew")]),
    ("question empty", row(user(""), answer()), [Fault("chat.content.empty", '""', "ewwww")]),
    ("question blank", row(user("　\n"), answer()), [Fault("chat.content.empty", '"　', "ewwww")]),
    ("answer empty", row(user(), answer("")), [Fault("chat.answer.empty", '""', "ewwew")]),
    ("answer null", row(user(), answer(None)), [Fault("chat.content.not_text", "null", "eeeew")]),
    (
        "no parts",
        row(user([]), ANSWER_IN_PARTS),
        [Fault("chat.content.empty", "[]", "ewwww")],
    ),
    ("all in parts", showing(), []),
    (
        "parts and texts mixed",
        row(user([said("q1")]), answer()),
        [Fault("chat.content.mixed", '"a1"', "-e---")],
    ),
    (
        "part of no known type",
        showing({"type": "video"}),
        [Fault("chat.content.part", '{"type": "v', "eeeew")],
    ),
    ("part a text", showing("x"), [Fault("chat.content.part", '"x"', "eeeew")]),
    ("part without type", showing({"text": "x"}), [Fault("chat.content.part", '{"text": "x"', "eeeew")]),
    (
        "part without text",
        showing({"type": "text"}),
        [Fault("chat.content.not_text", '{"type": "text"}', "eeeew")],
    ),
    ("part blank", showing(said(" ")), [Fault("chat.content.empty", '" "', "ewwww")]),
    ("sound", showing({"type": "input_audio"}), [Fault("chat.content.part", '{"type": "input', "eeeew")]),
    # images
    ("image", showing(image(PNG)), []),
    (
        "image of the web",
        showing(image("https://a.example/b.png")),
        [Fault("chat.image.source", '"https', "-ee--")],
    ),
    ("image on a disk", showing(image("file:///b.png")), [Fault("chat.image.source", '"file', "eeee-")]),
    (
        "image in an answer",
        row(user([said("q1")]), answer([image(PNG)])),
        [Fault("chat.image.role", '{"type": "image', "eeee-")],
    ),
    ("image a GIF", showing(image(GIF)), [Fault("chat.image.type", '"data:', "weew-")]),
    ("image a WebP", showing(image(WEBP)), [Fault("chat.image.type", '"data:', "--e--")]),
    ("image no base64", showing(image(PNG + "*")), [Fault("chat.image.data", '"data:', "wwww-")]),
    ("image of a megabyte", showing(image("data:image/png;base64," + "AAAA" * 360_000)), []),
    ("ten images", showing(*[image(PNG)] * 10), []),
    (
        "eleven images",
        showing(*[image(PNG)] * 10, image(PNG, detail="low")),
        [Fault("chat.images.too_many", '{"url": "' + PNG + '", "detail"', "ee---")],
    ),
    (
        "image an address only",
        showing({"type": "image_url", "image_url": PNG}),
        [Fault("chat.image.url", '"data:', "eee--")],
    ),
    (
        "image without address",
        showing({"type": "image_url", "image_url": {}}),
        [Fault("chat.image.url", "{}", "eeee-")],
    ),
    (
        "image in a detail unheard of",
        showing(image(PNG, detail="huge")),
        [Fault("chat.image.detail", '"huge"', "wwww-")],
    ),
    (
        "image with a weight",
        row(user([said("q1"), image(PNG)], weight=1), ANSWER_IN_PARTS),
        [
            Fault("chat.image.weight", "1}", "-e---"),
            Fault("chat.weight.role", "1}", "w-ww-"),
            Fault("chat.weight.ignored", "1}", "----i"),
        ],
    ),
    # weight
    ("weight 1", row(user(), answer(weight=1)), [Fault("chat.weight.ignored", "1}", "----i")]),
    (
        "weight 0 and 1",
        row(user(), answer("a0", weight=0), user("q2"), answer()),
        [Fault("chat.weight.ignored", "0}", "----i")],
    ),
    (
        "weight 2",
        row(user(), answer(weight=2)),
        [Fault("chat.weight.value", "2}", "eeee-"), Fault("chat.weight.ignored", "2}", "----i")],
    ),
    (
        "weight -1",
        row(user(), answer(weight=-1)),
        [Fault("chat.weight.value", "-1}", "eeee-"), Fault("chat.weight.ignored", "-1}", "----i")],
    ),
    (
        "weight 1.0",
        row(user(), answer(weight=1.0)),
        [Fault("chat.weight.value", "1.0", "ee---"), Fault("chat.weight.ignored", "1.0", "----i")],
    ),
    (
        "weight true",
        row(user(), answer(weight=True)),
        [Fault("chat.weight.value", "true", "e----"), Fault("chat.weight.ignored", "true", "----i")],
    ),
    (
        "weight a text",
        row(user(), answer(weight="1")),
        [Fault("chat.weight.value", '"1"', "eeee-"), Fault("chat.weight.ignored", '"1"', "----i")],
    ),
    (
        "weight null",
        row(user(), answer(weight=None)),
        [Fault("chat.weight.value", "null", "eeee-"), Fault("chat.weight.ignored", "null", "----i")],
    ),
    (
        "weight of a question",
        row(user(weight=1), answer()),
        [Fault("chat.weight.role", "1}", "w-ww-"), Fault("chat.weight.ignored", "1}", "----i")],
    ),
    (
        "nothing weighs",
        row(user(), answer(weight=0)),
        [Fault("chat.weight.nothing", "0}", "wwww-"), Fault("chat.weight.ignored", "0}", "----i")],
    ),
    (
        "weight of one row",
        row(user(), answer(), weight=2.5),
        [Fault("row.key.unknown", "2.5", "w--i-"), Fault("rows.mixed", "", "--e--")],
    ),
    (
        "weight of a row negative",
        row(user(), answer(), weight=-1),
        [
            Fault("row.key.unknown", "-1}", "w--i-"),
            Fault("row.weight", "-1}", "-e---"),
            Fault("rows.mixed", "", "--e--"),
        ],
    ),
    (
        "weight of a row a text",
        row(user(), answer(), weight="heavy"),
        [
            Fault("row.key.unknown", '"heavy"', "w--i-"),
            Fault("row.weight", '"heavy"', "-ee--"),
            Fault("rows.mixed", "", "--e--"),
        ],
    ),
    # keys
    ("a key of a row", row(user(), answer(), id="7"), [Fault("row.key.unknown", '"7"', "wwii-")]),
    ("a key of a message", row(user(mood="7"), answer()), [Fault("chat.key.unknown", '"7"', "e----")]),
    ("a name", row({**user(), "name": "Mori"}, answer()), []),
    (
        "messages under two names",
        row(user(), answer(), interactions=[]),
        [Fault("row.key.unknown", "[]}", "wwii-"), Fault("row.key.both", "[]}", "---e-")],
    ),
    (
        "tools under two names",
        row(user(), answer(), tools=[tool()], available_tools=[]),
        [Fault("row.key.unknown", "[]}", "wwii-"), Fault("row.key.both", "[]}", "---e-")],
    ),
    (
        "content under two names",
        row(user(text="q7"), answer()),
        [Fault("chat.key.unknown", '"q7"', "e----"), Fault("row.key.both", '"q7"', "---e-")],
    ),
    # calls
    ("a call and its result", row(*FLOW, tools=[tool()]), [OBJECT_WANTED]),
    ("the last calls", row(user(), calling(call())), [OBJECT_WANTED]),
    (
        "an id of another vendor",
        row(user(), calling(call(id="call_1")), result("call_1"), answer()),
        [
            Fault("chat.call.id.form", '"call_1"', "---e-"),
            Fault("chat.tool.id.form", '"call_1", "content"', "---e-"),
            OBJECT_WANTED,
        ],
    ),
    (
        "arguments an object",
        row(user(), calling(call({})), result(), answer()),
        [Fault("chat.call.arguments.not_text", "{}", "ewwe-")],
    ),
    (
        "arguments cut off",
        row(user(), calling(call("{")), result(), answer()),
        [Fault("chat.call.arguments.not_json", '"{"', "wwww-"), OBJECT_WANTED],
    ),
    (
        "arguments a list",
        row(user(), calling(call("[1]")), result(), answer()),
        [
            Fault("chat.call.arguments.not_json", '"[1]"', "wwww-"),
            Fault("chat.call.arguments.not_an_object", '"[1]"', "----w"),
        ],
    ),
    (
        "no ids",
        row(user(), calling(without(call(), "id")), without(result(), "tool_call_id"), answer()),
        [
            Fault("chat.call.id.missing", '{"type": "function"', "e--e-"),
            Fault("chat.tool.id.missing", '{"role": "tool"', "e--e-"),
            OBJECT_WANTED,
        ],
    ),
    (
        "an id a number",
        row(user(), calling(call(id=7))),
        [Fault("chat.call.id.form", "7,", "e--e-"), OBJECT_WANTED],
    ),
    (
        "a call without type",
        row(user(), calling(without(call(), "type"))),
        [Fault("chat.call.type", '{"id"', "e--w-"), OBJECT_WANTED],
    ),
    (
        "a call of a custom type",
        row(user(), calling({**call(), "type": "custom"})),
        [Fault("chat.call.type", '"custom"', "ewwww"), OBJECT_WANTED],
    ),
    (
        "a name with a space",
        row(user(), calling(call(name="where is it"))),
        [Fault("chat.call.name", '"where', "ewwew"), OBJECT_WANTED],
    ),
    (
        "a name too long",
        row(user(), calling(call(name="x" * 65))),
        [Fault("chat.call.name", '"xxx', "ewwew"), OBJECT_WANTED],
    ),
    ("a name of 64 letters", row(user(), calling(call(name="x" * 64))), [OBJECT_WANTED]),
    (
        "a call without function",
        row(user(), calling(without(call(), "function"))),
        [Fault("chat.call.function", '{"id"', "ewwew")],
    ),
    ("a call a text", row(user(), calling("track")), [Fault("chat.call.not_an_object", '"track"', "ewwew")]),
    (
        "calls an object",
        row(user(), answer(None, tool_calls={"id": 1})),
        [Fault("chat.calls.not_a_list", '{"id"', "ewwew")],
    ),
    ("no calls", row(user(), answer(tool_calls=[])), [Fault("chat.calls.empty", "[]}", "wwwww")]),
    ("calls null", row(user(), answer(tool_calls=None)), []),
    (
        "the user calls",
        row(user(tool_calls=[call({})]), answer()),
        [
            Fault("chat.calls.role", '[{"id"', "ewwww"),
            Fault("chat.call.arguments.not_text", "{}", "ewwe-"),
            Fault("chat.call.unanswered", '"abc', "wwwew"),
        ],
    ),
    (
        "says and calls",
        row(user(), answer(tool_calls=[call()])),
        [Fault("chat.answer.both", '"a1"', "---e-"), OBJECT_WANTED],
    ),
    (
        "empty and calls",
        row(user(), answer("", tool_calls=[call()])),
        [OBJECT_WANTED],
    ),
    (
        "a result of another call",
        row(user(), calling(call()), result("zzzzzzzzz"), answer()),
        [
            Fault("chat.tool.unpaired", '"zzz', "wwwew"),
            Fault("chat.call.unanswered", '"abc', "wwwew"),
            OBJECT_WANTED,
        ],
    ),
    (
        "a call unanswered",
        row(user(), calling(call()), answer()),
        [
            Fault("chat.call.unanswered", '"abc', "wwwew"),
            Fault("chat.turn", text(answer()), "-ww--"),
            OBJECT_WANTED,
        ],
    ),
    (
        "a question after a result",
        row(user(), calling(call()), result(), user("q2"), answer()),
        [Fault("chat.turn", text(user("q2")), "-wwe-"), OBJECT_WANTED],
    ),
    (
        "a result from nowhere",
        row(user(), result(), answer()),
        [Fault("chat.turn", '{"role": "tool"', "-wwe-"), Fault("chat.tool.unpaired", '"abc', "wwwew")],
    ),
    (
        "two calls of one id",
        row(user(), calling(call({}), {**call({}), "id": "abcdef123", "index": 1})),
        [
            Fault("chat.call.arguments.not_text", "{}", "ewwe-"),
            Fault("chat.call.arguments.not_text", '{}}, "index"', "ewwe-"),
            Fault(
                "chat.call.id.twice",
                '"abcdef123", "type": "function", "function": {"name": "track", "arguments": {}}, "index"',
                "wwwww",
            ),
        ],
    ),
    (
        "a call undeclared",
        row(user(), calling(call(name="other")), tools=[tool()]),
        [Fault("chat.call.undeclared", '"other"', "wwwww"), OBJECT_WANTED],
    ),
    # tools
    (
        "tools a word",
        row(user(), answer(), tools="x"),
        [Fault("tools.not_a_list", '"x"', "ewwe-"), Fault("tools.not_json", '"x"', "----e")],
    ),
    (
        "tools a text of JSON",
        row(user(), answer(), tools="[]"),
        [Fault("tools.not_a_list", '"[]"', "ewwe-")],
    ),
    ("no tools", row(user(), answer(), tools=[]), []),
    ("a tool", row(user(), answer(), tools=[tool()]), []),
    ("a tool a text", row(user(), answer(), tools=["x"]), [Fault("tool.function", '"x"', "ewwew")]),
    (
        "a tool bare",
        row(user(), answer(), tools=[{"name": "x"}]),
        [Fault("tool.function", '{"name"', "ewwew")],
    ),
    (
        "a tool without type",
        row(user(), answer(), tools=[without(tool(), "type")]),
        [Fault("tool.type", '{"function"', "ewwww")],
    ),
    (
        "a tool of a bad name",
        row(user(), answer(), tools=[tool("a.b")]),
        [Fault("tool.name", '"a.b"', "ewwew")],
    ),
    (
        "a tool twice",
        row(user(), answer(), tools=[tool(), tool(description="other")]),
        [Fault("tool.name.twice", '"track", "description": "other"', "wwwww")],
    ),
    (
        "a tool without description",
        row(
            user(),
            answer(),
            tools=[{"type": "function", "function": without(tool()["function"], "description")}],
        ),
        [Fault("tool.description", '{"name"', "---e-")],
    ),
    (
        "a tool without parameters",
        row(
            user(),
            answer(),
            tools=[{"type": "function", "function": without(tool()["function"], "parameters")}],
        ),
        [Fault("tool.parameters", '{"name"', "---e-")],
    ),
    (
        "parameters a list",
        row(user(), answer(), tools=[tool(parameters=[])]),
        [Fault("tool.parameters", "[]}", "ewwew")],
    ),
    (
        "a type unheard of",
        row(user(), answer(), tools=[tool(parameters={"type": "text"})]),
        [Fault("tool.schema", '"text"', "ww-ew")],
    ),
    (
        "properties a list",
        row(user(), answer(), tools=[tool(parameters={"properties": ["x"]})]),
        [Fault("tool.schema", '["x"]', "ww-ew")],
    ),
    (
        "required a word",
        row(user(), answer(), tools=[tool(parameters={"required": "x"})]),
        [Fault("tool.schema", '"x"', "ww-ew")],
    ),
    (
        "parallel a word",
        row(user(), answer(), parallel_tool_calls="yes"),
        [Fault("tools.parallel", '"yes"', "e----"), Fault("row.key.unknown", '"yes"', "-wi--")],
    ),
    (
        "old functions",
        row(user(), answer(), functions=[{"name": "f"}]),
        [Fault("row.key.unknown", '[{"name"', "-wii-")],
    ),
]


def chats() -> Iterator[Example]:
    """Chat rows, each for every target that takes some."""
    for name, value, faults in CHATS:
        line = text(value)
        for n, profile in enumerate(CHAT_TARGETS):
            found = tuple(
                Found(2, column(line, fault.at), fault.code, SEVERITIES[fault.weights[n]])
                for fault in faults
                if fault.weights[n] != "-"
            )
            yield Example(name, profile, among_right_rows(profile, line), found)


ROWS: list[tuple[str, str, Any, list[Fault]]] = [
    # preference pairs
    ("openai-dpo", "a pair", pair(), []),
    ("openai-dpo", "a pair with tools", pair(tools=[tool()], parallel_tool_calls=False), []),
    (
        "openai-dpo",
        "a chat",
        row(user(), answer()),
        [
            Fault("pair.missing", "", "e"),
            Fault("pair.missing", "", "e"),
            Fault("pair.missing", "", "e"),
            Fault("row.key.unknown", "[", "w"),
        ],
    ),
    ("openai-dpo", "no input", without(pair(), "input"), [Fault("pair.missing", "", "e")]),
    ("openai-dpo", "one answer", without(pair(), "non_preferred_output"), [Fault("pair.missing", "", "e")]),
    ("openai-dpo", "input a text", {**pair(), "input": "q1"}, [Fault("pair.input", '"q1"', "e")]),
    (
        "openai-dpo",
        "input without messages",
        {**pair(), "input": {}},
        [Fault("chat.messages.missing", "{}", "e")],
    ),
    ("openai-dpo", "input empty", {**pair(), "input": row()}, [Fault("chat.messages.empty", "[]", "e")]),
    ("openai-dpo", "input with another key", pair(mood="7"), [Fault("row.key.unknown", '"7"', "w")]),
    (
        "openai-dpo",
        "input answered",
        {**pair(), "input": row(user(), answer())},
        [Fault("pair.answered", text(answer()), "w")],
    ),
    (
        "openai-dpo",
        "input of two turns",
        {**pair(), "input": row(user(), answer(), user("q2"))},
        [Fault("pair.turns", text(user("q2")), "w")],
    ),
    ("openai-dpo", "answer a text", pair(good="good"), [Fault("chat.messages.not_a_list", '"good"', "e")]),
    ("openai-dpo", "answer null", pair(good=None), [Fault("chat.messages.not_a_list", "null", "e")]),
    ("openai-dpo", "no answer", pair(good=()), [Fault("chat.messages.empty", "[]", "e")]),
    (
        "openai-dpo",
        "two answers a side",
        pair(good=(answer("g1"), answer("g2"))),
        [Fault("pair.several", text(answer("g2")), "w")],
    ),
    (
        "openai-dpo",
        "answer of the user",
        pair(good=(user("good"),)),
        [Fault("pair.role", '"user", "content": "good"', "e")],
    ),
    ("openai-dpo", "answer empty", pair(good=(answer(""),)), [Fault("chat.answer.empty", '""', "e")]),
    (
        "openai-dpo",
        "answer of a bot",
        pair(good=({"role": "bot", "content": "g"},)),
        [Fault("chat.role.unknown", '"bot"', "e"), Fault("pair.role", '"bot"', "e")],
    ),
    (
        "openai-dpo",
        "answers the same",
        pair(bad=(answer("good"),)),
        [Fault("pair.same", '[{"role": "assistant", "content": "good"}]}', "w")],
    ),
    (
        "openai-dpo",
        "answer with a weight",
        pair(good=(answer("good", weight=1),)),
        [Fault("chat.weight.ignored", "1}", "w")],
    ),
    ("openai-dpo", "another key", {**pair(), "id": "7"}, [Fault("row.key.unknown", '"7"', "w")]),
    # reinforcement
    ("openai-rft", "a question", {"messages": [user()], "reference": "7"}, []),
    ("openai-rft", "a developer", row({**system(), "role": "developer"}, user(), reference=7), []),
    ("openai-rft", "keys of any name", row(user(), x=1, y=[{}], weight=3), []),
    (
        "openai-rft",
        "a system message",
        row(system(), user(), reference="7"),
        [Fault("chat.role.unknown", '"system"', "e")],
    ),
    (
        "openai-rft",
        "ends with an answer",
        row(user(), answer(), reference="7"),
        [Fault("chat.last.role", text(answer()), "e")],
    ),
    (
        "openai-rft",
        "ends with a developer",
        row(user(), {**system(), "role": "developer"}, reference="7"),
        [
            Fault("chat.last.role", '{"role": "developer"', "e"),
            Fault("chat.system.not_first", '{"role": "developer"', "w"),
        ],
    ),
    (
        "openai-rft",
        "an image",
        row(user([image(PNG)]), reference="7"),
        [Fault("chat.image.role", '{"type"', "e")],
    ),
    ("openai-rft", "nothing to compare with", row(user()), [Fault("rft.no_reference", "", "w")]),
    ("openai-rft", "no messages", {"reference": "7"}, [Fault("chat.messages.missing", "", "e")]),
    # forms of Together
    (
        "together",
        "two forms",
        row(user(), answer(), text="x"),
        [Fault("row.shape", "", "e"), Fault("rows.mixed", "", "e")],
    ),
    ("together", "half a form", {"prompt": "x"}, [Fault("row.shape", "", "e"), Fault("rows.mixed", "", "e")]),
    ("together", "another form than the others", {"text": "x"}, [Fault("rows.mixed", "", "e")]),
    (
        "together",
        "text null",
        {"text": None},
        [Fault("side.not_text", "null", "e"), Fault("rows.mixed", "", "e")],
    ),
    ("together", "text empty", {"text": ""}, [Fault("side.empty", '""', "w"), Fault("rows.mixed", "", "e")]),
    (
        "together",
        "a pair answered",
        {**pair(), "input": row(user(), answer())},
        [Fault("pair.answered", text(answer()), "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "together",
        "a pair of three",
        pair(bad=(answer("b1"), answer("b2"))),
        [Fault("pair.several", text(answer("b2")), "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "together",
        "a pair whose input is a text",
        {**pair(), "input": "q1"},
        [Fault("pair.input", '"q1"', "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "together",
        "a pair whose input has no messages",
        {**pair(), "input": {}},
        [Fault("chat.messages.missing", "{}", "e"), Fault("rows.mixed", "", "e")],
    ),
    # pairs of Fireworks
    ("fireworks", "a pair among chats", pair(tools=[tool()]), [Fault("rows.mixed", "", "e")]),
    (
        "fireworks",
        "two forms",
        {**row(user(), answer()), **pair()},
        [Fault("row.shape", "", "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "fireworks",
        "one answer",
        without(pair(), "non_preferred_output"),
        [Fault("row.shape", "", "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "fireworks",
        "input a text",
        {**pair(), "input": "q1"},
        [Fault("pair.input", '"q1"', "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "fireworks",
        "input without messages",
        {**pair(), "input": {}},
        [Fault("chat.messages.missing", "{}", "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "fireworks",
        "input with another key",
        pair(mood="7"),
        [Fault("row.key.unknown", '"7"', "i"), Fault("rows.mixed", "", "e")],
    ),
    (
        "fireworks",
        "input answered",
        {**pair(), "input": row(user(), answer())},
        [Fault("pair.answered", text(answer()), "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "fireworks",
        "input of two turns",
        {**pair(), "input": row(user(), answer(), user("q2"))},
        [Fault("pair.turns", text(user("q2")), "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "fireworks",
        "input that calls an undeclared tool",
        {**pair(tools=[tool()]), "input": row(user(), calling(call(name="other")), result(), tools=[tool()])},
        [Fault("chat.call.undeclared", '"other"', "w"), Fault("rows.mixed", "", "e")],
    ),
    (
        "fireworks",
        "a tool of input a text",
        pair(tools=["x"]),
        [Fault("tool.function", '"x"', "w"), Fault("rows.mixed", "", "e")],
    ),
    (
        "fireworks",
        "no answer",
        pair(good=()),
        [Fault("chat.messages.empty", "[]", "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "fireworks",
        "two answers a side",
        pair(good=(answer("g1"), answer("g2"))),
        [Fault("pair.several", text(answer("g2")), "w"), Fault("rows.mixed", "", "e")],
    ),
    (
        "fireworks",
        "answer of the user",
        pair(good=(user("good"),)),
        [Fault("pair.role", '"user", "content": "good"', "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "fireworks",
        "answer of a bot",
        pair(good=({"role": "bot", "content": "g"},)),
        [
            Fault("chat.role.unknown", '"bot"', "e"),
            Fault("pair.role", '"bot"', "e"),
            Fault("rows.mixed", "", "e"),
        ],
    ),
    (
        "fireworks",
        "answer of a pair empty",
        pair(good=(answer(""),)),
        [Fault("chat.answer.empty", '""', "w"), Fault("rows.mixed", "", "e")],
    ),
    (
        "fireworks",
        "answers the same",
        pair(bad=(answer("good"),)),
        [
            Fault("pair.same", '[{"role": "assistant", "content": "good"}]}', "w"),
            Fault("rows.mixed", "", "e"),
        ],
    ),
    # texts of Mistral
    ("mistral", "a text among chats", {"text": "x"}, [Fault("rows.mixed", "", "e")]),
    (
        "mistral",
        "two forms",
        row(user(), answer(), text="x"),
        [Fault("row.shape", "", "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "mistral",
        "text null",
        {"text": None},
        [Fault("side.not_text", "null", "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "mistral",
        "text a list",
        {"text": ["x"]},
        [Fault("side.not_text", '["x"]', "e"), Fault("rows.mixed", "", "e")],
    ),
    ("mistral", "text empty", {"text": ""}, [Fault("side.empty", '""', "w"), Fault("rows.mixed", "", "e")]),
    (
        "mistral",
        "text under two names",
        {"text": "x", "content": "y"},
        [
            Fault("row.key.unknown", '"y"', "i"),
            Fault("row.key.both", '"y"', "e"),
            Fault("rows.mixed", "", "e"),
        ],
    ),
    # forms of TRL
    (
        "trl",
        "two forms",
        row(user(), answer(), prompt="x"),
        [Fault("row.shape", "", "e"), Fault("rows.mixed", "", "e")],
    ),
    ("trl", "no form", {"question": "x"}, [Fault("row.shape", "", "e")]),
    (
        "trl",
        "completion a number",
        {"prompt": "x", "completion": 5},
        [Fault("side.not_text", "5", "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "trl",
        "prompt a text, chosen a list",
        {"prompt": "x", "chosen": [answer()], "rejected": [answer("b")]},
        [Fault("side.mixed", '[{"role": "assistant", "content": "a1"}]', "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "trl",
        "prompt ends with the system",
        {"prompt": [user(), system()], "completion": [answer()]},
        [Fault("chat.last.role", text(system()), "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "trl",
        "chosen empty",
        {"chosen": [], "rejected": [answer()]},
        [Fault("chat.messages.empty", "[]", "e"), Fault("rows.mixed", "", "e")],
    ),
    (
        "trl",
        "both the same",
        {"prompt": "x", "chosen": "a", "rejected": "a"},
        [Fault("pair.same", '"a"}', "w"), Fault("rows.mixed", "", "e")],
    ),
    (
        "trl",
        "label a word",
        {"prompt": "x", "completion": "y", "label": "good"},
        [Fault("side.label", '"good"', "e"), Fault("rows.mixed", "", "e")],
    ),
]


def other_rows() -> Iterator[Example]:
    """Rows of one target only."""
    for profile, name, value, faults in ROWS:
        line = text(value)
        found = tuple(Found(2, column(line, f.at), f.code, SEVERITIES[f.weights]) for f in faults)
        yield Example(name, profile, among_right_rows(profile, line), found)


def uniform(value: Any, times: int = 10) -> bytes:
    """Write a row several times, each with its number, which takes the place of `q1`."""
    return "".join(text(value).replace('"q1"', f'"q{n}"') + "\n" for n in range(times)).encode()


def whole_files() -> Iterator[Example]:
    """Files that are of one kind throughout, and how many rows they have."""
    right: list[tuple[str, Any]] = [
        ("together", {"text": "q1"}),
        ("together", {"prompt": "q1", "completion": "a"}),
        ("together", pair()),
        ("together", row(user(), answer(), weight=0.5)),
        ("fireworks", row(user(), answer(), weight=-2.5)),
        ("fireworks", pair(tools=[tool()])),
        ("mistral", {"text": "q1"}),
        ("trl", {"text": "q1"}),
        ("trl", {"prompt": "q1"}),
        ("trl", {"prompt": "q1", "completion": "a"}),
        ("trl", {"prompt": [user()], "completion": [answer()]}),
        ("trl", {"prompt": "q1", "completion": "a", "label": True}),
        ("trl", {"prompt": "q1", "chosen": "a", "rejected": "b"}),
        ("trl", {"chosen": [user(), answer()], "rejected": [user(), answer("b")]}),
    ]
    for profile, value in right:
        columns = " + ".join(f"{key} {type(given).__name__}" for key, given in value.items())
        yield Example(f"all {columns}", profile, uniform(value), ())
    few = {"openai-chat": (9, "warning"), "openai-dpo": (9, "error"), "fireworks": (2, "error")}
    for profile, (most, severity) in few.items():
        lines = b"".join(text(filler(profile, n)).encode() + b"\n" for n in range(most + 1))
        fewer = b"".join(lines.splitlines(keepends=True)[:-1])
        yield Example("enough rows", profile, lines, ())
        yield Example("too few rows", profile, fewer, (Found(0, 0, "rows.too_few", severity),))
    for profile in ("together", "mistral", "trl", "openai-rft"):
        yield Example("one row", profile, text(filler(profile, 0)).encode() + b"\n", ())
    many = [f'{{"messages": [{{"role": "user", "content": "{n}"}}], "r": 1}}\n' for n in range(50_001)]
    too_many = Found(0, 0, "rows.too_many", "error")
    yield Example("too many rows", "openai-rft", "".join(many).encode(), (too_many,))
    yield Example("the most rows", "openai-rft", "".join(many[:-1]).encode(), ())


LINE = text(row(user("返品できますか"), answer("はい")))
ODD_TEXTS = [
    ("zero width", "a\u200bb", "text.invisible", 2, "warning"),
    ("written in the other direction", "a\u202eb", "text.invisible", 2, "warning"),
    ("a byte order mark inside", "ab\ufeff", "text.invisible", 3, "warning"),
    ("a tag", "\U000e0041", "text.invisible", 1, "warning"),
    ("delete", "a\x7f", "text.control", 2, "warning"),
    ("a control of Latin-1", "\x9b", "text.control", 1, "warning"),
    ("UTF-8 read as Latin-1", "caf\u00c3\u00a9", "text.mojibake", 4, "warning"),
    ("UTF-8 read as cp932", "縺ゅ＞縺", "text.mojibake", 1, "warning"),
    ("a replacement character", "a\ufffd", "text.mojibake", 2, "warning"),
    ("a bell escaped", "\\u0007", "text.control", 1, "warning"),
    ("a backspace escaped", "\\b", "text.control", 1, "warning"),
    ("zero width escaped", "ab\\u200b", "text.invisible", 3, "warning"),
    ("NUL escaped", "a\\u0000", "text.nul", 0, "error"),
    ("half an emoji", "\\ud83d", "json.lone_surrogate", 0, "error"),
    ("the other half", "\\ude00!", "json.lone_surrogate", 0, "error"),
    ("a NUL", "a\x00b", "json.control_character", 2, "error"),
    ("a tab", "a\tb", "json.control_character", 2, "error"),
    ("an escape unheard of", "a\\qb", "json.bad_escape", 2, "error"),
]
PLAIN_TEXTS = [
    "👨‍👩‍👧 family",
    "می‌خواهم",
    "a\\tb\\nc",
    "\\ud83d\\ude00",
    "﷽",
    "café",
    "„Viel Spaß“",
    "«CAFÉ»",
    "QUALITÉ\u00a0: bonne",
    "a\u2028b",
    "\u00a0x",
    "\\\\u0000",
]
BROKEN = [
    ("a comma before a brace", '{"messages": [],}', "json.trailing_comma", 16),
    ("a comma before a bracket", '{"messages": [{}, ]}', "json.trailing_comma", 17),
    ("two objects on a line", LINE + LINE, "json.extra_data", len(LINE) + 1),
    ("two objects and a space", f"{LINE} {LINE}", "json.extra_data", len(LINE) + 2),
    ("a comma after the object", LINE + ",", "json.extra_data", len(LINE) + 1),
    ("single quotes", "{'messages': []}", "json.wrong_quotes", 2),
    ("typographic quotes", "{“messages”: []}", "json.wrong_quotes", 2),
    ("cut off", '{"messages": [', "json.cut_off", 15),
    ("cut off in a text", '{"messages": "abc', "json.cut_off", 14),
    ("no colon", '{"messages" []}', "json.broken", 13),
    ("a bare word", '{"messages": None}', "json.broken", 14),
    ("a comment", "// rows", "json.broken", 1),
    ("10,000 deep", '{"messages": ' + "[" * 10_000 + "]" * 10_000 + "}", "json.too_deep", 1),
    ("a list", "[1, 2]", "row.not_an_object", 1),
    ("a text", '"hello"', "row.not_an_object", 1),
    ("null", "null", "row.not_an_object", 1),
]
NUMBERS = [
    ("NaN", "json.not_a_number"),
    ("Infinity", "json.not_a_number"),
    ("-Infinity", "json.not_a_number"),
    ("18446744073709551616", "json.number.too_large"),
    ("-9223372036854775809", "json.number.too_large"),
    ("1e400", "json.number.too_large"),
]


def byte_files() -> Iterator[Example]:
    """Faults of bytes and of JSON, the same for every target; told of one that takes a single row."""

    def found(*each: Found) -> tuple[Found, ...]:
        return each

    def example(name: str, content: str | bytes, *each: Found) -> Example:
        raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        return Example(name, "mistral", raw, each)

    other = text(row(user("交換できますか"), answer("はい")))
    yield example("LF", f"{LINE}\n{other}\n")
    yield example("CRLF", f"{LINE}\r\n{other}\r\n", Found(0, 0, "file.crlf", "info"))
    yield example("a lone CR", f"{LINE}\r{other}\n", Found(1, len(LINE) + 2, "json.extra_data", "error"))
    yield example("no final newline", LINE, Found(0, 0, "file.no_final_newline", "info"))
    yield example(
        "blank lines", f"{LINE}\n\n  \n{other}\n", *(Found(n, 1, "line.blank", "warning") for n in (2, 3))
    )
    yield example("a blank line at the end", f"{LINE}\n\n", Found(2, 1, "line.blank", "warning"))
    yield example("a byte order mark", f"\ufeff{LINE}\n", Found(1, 1, "file.bom", "warning"))
    yield Example(
        "a byte order mark", "together", f"\ufeff{LINE}\n".encode(), found(Found(1, 1, "file.bom", "error"))
    )
    for encoding in ("utf-16", "utf-16-be", "utf-16-le"):
        mark = "" if encoding == "utf-16" else "\ufeff"
        yield example(encoding, f"{mark}{LINE}\n".encode(encoding), Found(0, 0, "file.utf16", "error"))
    yield example("gzip", gzip.compress(LINE.encode()), Found(0, 0, "file.wrong_type", "error"))
    yield example("no bytes", b"", Found(0, 0, "file.empty", "error"))
    yield example("only line ends", b"\n\r\n\n", Found(0, 0, "file.empty", "error"))
    yield example("no JSON", b"hello\nworld\n", Found(0, 0, "file.not_json", "error"))
    yield example(
        "cp932", LINE.encode("cp932") + b"\n", Found(1, column(LINE, "返"), "line.not_utf8", "error")
    )
    latin = text(row(user("a caf?"), answer()))
    broken = latin.encode().replace(b"?", b"\xe9")
    yield example("Latin-1", broken + b"\n", Found(1, column(latin, "?"), "line.not_utf8", "error"))
    yield example(
        "a JSON list over lines", f"[\n{LINE},\n{other}\n]\n", Found(0, 0, "file.one_document", "error")
    )
    spread = json.dumps(json.loads(LINE), indent=2)
    yield example("an object over lines", spread + "\n", Found(0, 0, "file.one_document", "error"))
    yield example("a JSON list on a line", f"[{LINE}, {other}]\n", Found(1, 1, "row.not_an_object", "error"))
    for name, line, code, at in BROKEN:
        yield example(name, f"{LINE}\n{line}\n{other}\n", Found(2, at, code, "error"))
    for number, code in NUMBERS:
        line = f'{other[:-1]}, "tools": [], "parallel_tool_calls": {number}}}'
        yield example(number, f"{LINE}\n{line}\n", Found(2, column(line, number), code, "error"))
    for name, odd, code, at, severity in ODD_TEXTS:
        line = other.replace("交換", odd)
        where = column(line, f'"{odd}') + at
        yield example(name, f"{LINE}\n{line}\n", Found(2, where, code, severity))
    for plain in PLAIN_TEXTS:
        yield example(f"text {plain}", f"{LINE}\n{other.replace('交換', plain)}\n")
    twice = other.replace('"role": "user"', '"role": "system", "role": "user"')
    yield example(
        "a key twice",
        f"{LINE}\n{twice}\n",
        Found(2, column(twice, '"role": "user"'), "json.key.twice", "error"),
    )
    long = other.replace("交換", "x" * 1_000_001)
    yield example(
        "a text too long", f"{LINE}\n{long}\n", Found(2, column(long, '"xxx'), "text.too_long", "error")
    )
    yield example("the same twice", f"{LINE}\n{other}\n{LINE}\n", Found(3, 1, "rows.duplicate", "warning"))
    differs = LINE.replace("はい", "いいえ")
    yield example(
        "one question, two answers", f"{LINE}\n{other}\n{differs}\n", Found(3, 1, "rows.conflict", "warning")
    )


HEAD = "user_query,ideal_response"
TABLES: list[tuple[str, str, str, list[tuple[int, int, str, str]]]] = [
    ("logs-csv", "good", f"{HEAD}\na,b\n", []),
    ("logs-csv", "tabs", "user_query\tideal_response\na\tb\n", []),
    ("logs-csv", "semicolons", "user_query;ideal_response\na;b\n", []),
    ("logs-csv", "a line end in a field", f'{HEAD}\n"a\nb",c\n', []),
    ("logs-csv", "a comma in a field", f'{HEAD}\n"a,b",c\n', []),
    ("logs-csv", "a quotation mark in a field", f'{HEAD}\n"a ""b""",c\n', []),
    ("logs-csv", "no rows", f"{HEAD}\n", [(0, 0, "file.no_rows", "e")]),
    ("logs-csv", "a column missing", "user_query,answer\na,b\n", [(1, 0, "csv.column.missing", "e")]),
    ("logs-csv", "a column twice", f"{HEAD},t,t\na,b,c,d\n", [(1, 4, "csv.column.twice", "e")]),
    ("logs-csv", "a column without name", f"{HEAD},\na,b,c\n", [(1, 3, "csv.column.blank", "w")]),
    ("logs-csv", "a field too many", f"{HEAD}\na,b,c\n", [(2, 3, "csv.ragged", "e")]),
    ("logs-csv", "a field too few", f"{HEAD}\na\n", [(2, 2, "csv.ragged", "e")]),
    ("logs-csv", "a quotation mark open", f'{HEAD}\na,b\n"c,d\n', [(3, 0, "csv.quote", "e")]),
    ("logs-csv", "text after a quotation mark", f'{HEAD}\n"a"x,b\n', [(2, 0, "csv.quote", "e")]),
    ("logs-csv", "a lone CR", f"{HEAD}\na\rb,c\n", [(2, 0, "csv.carriage_return", "e")]),
    ("logs-csv", "a blank line", f"{HEAD}\na,b\n\nc,d\n", [(3, 1, "line.blank", "w")]),
    ("logs-csv", "no query", f"{HEAD}\n,b\n", [(2, 1, "logs.user_query.empty", "e")]),
    ("logs-csv", "no response", f"{HEAD}\na,　\n", [(2, 2, "logs.ideal_response.empty", "e")]),
    (
        "logs-csv",
        "a NUL",
        f"{HEAD}\n" + "q,a\n".join(map(str, range(60))) + "q,a\nx\0,y\n",
        [(62, 1, "text.nul", "e")],
    ),
    ("logs-csv", "zero width", f"{HEAD}\na\u200b,b\n", [(2, 1, "text.invisible", "w")]),
    ("logs-csv", "mojibake", f"{HEAD}\na,Ã©\n", [(2, 2, "text.mojibake", "w")]),
    ("logs-csv", "the same twice", f"{HEAD}\na,b\na,b\n", [(3, 0, "rows.duplicate", "w")]),
    ("golden", "good", "id,question,expected\n1,a,b\n", []),
    ("golden", "an id twice", "id,question,expected\n1,a,b\n1,c,d\n", [(3, 1, "golden.id.twice", "e")]),
    ("golden", "no id", "id,question,expected\n,a,b\n", [(2, 1, "golden.id.missing", "e")]),
    ("golden", "no question", "id,question,expected\n1, ,b\n", [(2, 2, "golden.question.empty", "e")]),
    (
        "golden",
        "a flag a word",
        "id,question,expected,critical\n1,a,b,maybe\n",
        [(2, 4, "golden.flag.not_boolean", "e")],
    ),
]


def tables() -> Iterator[Example]:
    """CSV files."""
    for profile, name, content, faults in TABLES:
        found = tuple(Found(line, at, code, SEVERITIES[weight]) for line, at, code, weight in faults)
        yield Example(name, profile, content.encode(), found)


def corpus() -> list[Example]:
    """All files."""
    return [*chats(), *other_rows(), *whole_files(), *byte_files(), *tables()]
