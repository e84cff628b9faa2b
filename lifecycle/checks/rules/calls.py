"""Calls of tools: their ids, names and arguments, and the results that answer them.

Sources: OpenAI's chat message schemas (id, type, name, arguments as a text of JSON) and function guide;
mistral-common's request validator and Mistral's fine-tuning guide (ids of nine letters and digits, every
call answered); TRL's dataset formats (arguments as an object). That arguments parse, that ids differ and
that a call is declared no vendor demands of a training file.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from lifecycle.checks.rows import Fault, Path, Row, visible
from lifecycle.checks.rules.talk import CHAT, Places, at, lists_of, messages_in, messages_of, role_of
from lifecycle.checks.rules.tools import NAME, names_of
from lifecycle.checks.rules.words import kind_of

NINE = "[a-zA-Z0-9]{9}"
ANY = ".*"


def calls_have_a_form(
    row: Row, places: Places = CHAT, *, strict: bool = True, objects: bool = False
) -> Iterator[Fault]:
    """`tool_calls` are a list of objects on assistant messages, each with a type, a name and arguments.

    Args:
        row: the row.
        places: where its messages stand.
        strict: a call must say that its type is "function".
        objects: arguments are an object, not a text of JSON.
    """
    for path, message in messages_of(row.value, places):
        calls, where = message.get("tool_calls"), (*path, "tool_calls")
        if calls is None:
            continue
        if role_of(message) != "assistant":
            yield Fault("chat.calls.role", where, {"role": visible(str(message.get("role")), 60)})
        if not isinstance(calls, list):
            yield Fault("chat.calls.not_a_list", where, {"kind": kind_of(calls)})
        elif not calls:
            yield Fault("chat.calls.empty", where)
        else:
            for index, call in enumerate(calls):
                yield from call_has_a_form((*where, index), call, strict, objects)


def call_has_a_form(path: Path, call: Any, strict: bool, objects: bool) -> Iterator[Fault]:
    """One call is an object of the type "function" that holds one."""
    if not isinstance(call, dict):
        yield Fault("chat.call.not_an_object", path, {"kind": kind_of(call)})
        return
    if call.get("type", "" if strict else "function") != "function":
        yield Fault("chat.call.type", (*path, "type"))
    function = call.get("function")
    if not isinstance(function, dict):
        yield Fault("chat.call.function", (*path, "function"), {"kind": kind_of(function)})
    else:
        yield from function_is_called((*path, "function"), function, objects)


def function_is_called(path: Path, function: dict[str, Any], objects: bool) -> Iterator[Fault]:
    """The function has a name that can be one, and arguments."""
    name, arguments = function.get("name"), function.get("arguments")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        shown = visible(name, 80) if isinstance(name, str) else kind_of(name)
        yield Fault("chat.call.name", (*path, "name"), {"name": shown})
    if objects:
        if not isinstance(arguments, dict):
            yield Fault(
                "chat.call.arguments.not_an_object", (*path, "arguments"), {"kind": kind_of(arguments)}
            )
    elif not isinstance(arguments, str):
        yield Fault("chat.call.arguments.not_text", (*path, "arguments"), {"kind": kind_of(arguments)})
    elif not is_json_object(arguments):
        yield Fault("chat.call.arguments.not_json", (*path, "arguments"))


def is_json_object(text: str) -> bool:
    """Whether a text is a JSON object."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def old_calls_have_a_form(row: Row, places: Places = CHAT) -> Iterator[Fault]:
    """`function_call` and the role `function` are deprecated; what is called has a name and arguments."""
    for path, message in messages_of(row.value, places):
        called = message.get("function_call")
        if isinstance(called, dict):
            yield Fault("chat.function_call.deprecated", (*path, "function_call"))
            yield from function_is_called((*path, "function_call"), called, objects=False)
        elif called is not None:
            yield Fault("chat.call.function", (*path, "function_call"), {"kind": kind_of(called)})
        if role_of(message) == "function" and not isinstance(message.get("name"), str):
            yield Fault("chat.function.name", (*path, "name"))


def ids_have_a_form(row: Row, places: Places = CHAT, *, form: str = ANY) -> Iterator[Fault]:
    """Every call has an id and every result names one, in the form that the target wants."""
    for path, message in messages_of(row.value, places):
        for where, call in calls_in(path, message):
            yield from id_has_a_form((*where, "id"), call.get("id"), form, "chat.call.id")
        if role_of(message) == "tool":
            yield from id_has_a_form(
                (*path, "tool_call_id"), message.get("tool_call_id"), form, "chat.tool.id"
            )


def id_has_a_form(path: Path, given: Any, form: str, code: str) -> Iterator[Fault]:
    """An id is there, is a text, and has the form."""
    if given is None or given == "":
        yield Fault(f"{code}.missing", path)
    elif not isinstance(given, str) or not re.fullmatch(form, given, re.DOTALL):
        shown = visible(given, 60) if isinstance(given, str) else kind_of(given)
        yield Fault(f"{code}.form", path, {"id": shown})


def calls_in(path: Path, message: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Go through the calls of a message that are objects, with their paths."""
    calls = message.get("tool_calls")
    for index, call in enumerate(calls if isinstance(calls, list) else []):
        if isinstance(call, dict):
            yield (*path, "tool_calls", index), call


def results_answer_calls(row: Row, places: Places = CHAT) -> Iterator[Fault]:
    """Calls are answered before anybody else speaks (the last may stay open), results answer calls."""
    for place, given in lists_of(row.value, places):
        open_calls: dict[str, Path] = {}
        for path, message in messages_in(place, given):
            if role_of(message) == "tool":
                id = message.get("tool_call_id")
                if isinstance(id, str) and id and open_calls.pop(id, None) is None:
                    yield Fault("chat.tool.unpaired", (*path, "tool_call_id"), {"id": visible(id, 60)})
                continue
            for id, where in open_calls.items():
                yield Fault("chat.call.unanswered", where, {"id": visible(id, 60)})
            open_calls = {}
            for where, call in calls_in(path, message):
                id = call.get("id")
                if isinstance(id, str) and id in open_calls:
                    yield Fault("chat.call.id.twice", (*where, "id"), {"id": visible(id, 60)})
                elif isinstance(id, str) and id:
                    open_calls[id] = (*where, "id")


def called_tools_are_declared(
    row: Row, places: Places = CHAT, *, tools: Path = ("tools",)
) -> Iterator[Fault]:
    """What is called is among the tools, if the row names any."""
    known = names_of(at(row.value, tools))
    for path, message in messages_of(row.value, places) if known else ():
        for where, call in calls_in(path, message):
            name = at(call, ("function", "name"))
            if isinstance(name, str) and name not in known:
                params = {"name": visible(name, 60), "known": visible(", ".join(known))}
                yield Fault("chat.call.undeclared", (*where, "function", "name"), params)
