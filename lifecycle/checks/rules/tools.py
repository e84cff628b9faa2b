"""The tools that a row declares.

Sources: OpenAI's function schema (type, a name of at most 64 letters, digits, underscores and hyphens,
parameters as a JSON Schema object, description and parameters optional); mistral-finetune (description
and parameters required, the schema a valid one of draft 7); TRL's dataset formats (also a text of JSON).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from lifecycle.checks.rows import NOTHING, Fault, Path, Row, visible
from lifecycle.checks.rules.talk import at
from lifecycle.checks.rules.words import kind_of

NAME = re.compile("[a-zA-Z0-9_-]{1,64}")
TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
LISTS_OF_SCHEMAS = ("allOf", "anyOf", "oneOf")


def tools_have_a_form(
    row: Row,
    tools: Path = ("tools",),
    *,
    explained: bool = False,
    schemas: bool = True,
    written: bool = False,
) -> Iterator[Fault]:
    """`tools` are a list of functions, each with a name and a schema of its parameters.

    Args:
        row: the row.
        tools: where they stand.
        explained: description and parameters are required.
        schemas: the parameters are looked at as a JSON Schema.
        written: they may be a text of JSON.
    """
    given = at(row.value, tools)
    if given is NOTHING or given is None:
        return
    if written and isinstance(given, str):
        if not isinstance(listed(given), list):
            yield Fault("tools.not_json", tools)
    elif not isinstance(given, list):
        yield Fault("tools.not_a_list", tools, {"kind": kind_of(given)})
    else:
        names: set[str] = set()
        for index, tool in enumerate(given):
            yield from tool_has_a_form((*tools, index), tool, names, explained, schemas)


def listed(text: str) -> Any:
    """Read tools that are written as a text, `NOTHING` if it is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return NOTHING


def tool_has_a_form(
    path: Path, tool: Any, names: set[str], explained: bool, schemas: bool
) -> Iterator[Fault]:
    """One tool is an object of the type "function" with a function whose name no other has."""
    function = tool.get("function") if isinstance(tool, dict) else None
    if not isinstance(function, dict):
        yield Fault("tool.function", path, {"kind": kind_of(tool)})
        return
    if tool.get("type") != "function":
        yield Fault("tool.type", (*path, "type"))
    within = (*path, "function")
    name, parameters = function.get("name"), function.get("parameters")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        shown = visible(name, 80) if isinstance(name, str) else kind_of(name)
        yield Fault("tool.name", (*within, "name"), {"name": shown})
    elif name in names:
        yield Fault("tool.name.twice", (*within, "name"), {"name": name})
    names.add(str(name))
    if explained and not isinstance(function.get("description"), str):
        yield Fault("tool.description", (*within, "description"))
    if parameters is None and not explained:
        return
    if not isinstance(parameters, dict):
        yield Fault("tool.parameters", (*within, "parameters"), {"kind": kind_of(parameters)})
    elif schemas:
        yield from schema_is_one((*within, "parameters"), parameters)


def schema_is_one(path: Path, schema: Any) -> Iterator[Fault]:
    """The words of JSON Schema that everybody uses have the values they must have."""
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        yield Fault("tool.schema", path, {"wanted": "object"})
        return
    kind, properties, required = schema.get("type"), schema.get("properties", {}), schema.get("required", [])
    kinds = kind if isinstance(kind, list) else [kind]
    if "type" in schema and not all(isinstance(each, str) and each in TYPES for each in kinds):
        yield Fault("tool.schema", (*path, "type"), {"wanted": ", ".join(TYPES)})
    if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
        yield Fault("tool.schema", (*path, "required"), {"wanted": "[string, …]"})
    if not isinstance(schema.get("enum", []), list):
        yield Fault("tool.schema", (*path, "enum"), {"wanted": "array"})
    if not isinstance(properties, dict):
        yield Fault("tool.schema", (*path, "properties"), {"wanted": "object"})
    else:
        for name, each in properties.items():
            yield from schema_is_one((*path, "properties", name), each)
    if isinstance(schema.get("items"), dict | str):
        yield from schema_is_one((*path, "items"), schema["items"])
    for word in LISTS_OF_SCHEMAS:
        for index, each in enumerate(schema[word] if isinstance(schema.get(word), list) else []):
            yield from schema_is_one((*path, word, index), each)


def names_of(tools: Any) -> tuple[str, ...]:
    """Give the names of the functions that some tools declare."""
    given = listed(tools) if isinstance(tools, str) else tools
    found = (at(tool, ("function", "name")) for tool in (given if isinstance(given, list) else []))
    return tuple(name for name in found if isinstance(name, str))


def parallel_calls_are_a_choice(row: Row, within: Path = ()) -> Iterator[Fault]:
    """`parallel_tool_calls` is true or false."""
    path: Path = (*within, "parallel_tool_calls")
    given = at(row.value, path)
    if given is not NOTHING and not isinstance(given, bool):
        yield Fault("tools.parallel", path, {"kind": kind_of(given)})
