"""Reads the YAML files that people write: policies, people, endpoints.

Stricter than YAML: no duplicate keys (the last would win silently), no aliases (271 bytes can expand
to a million nodes), bounded size and depth, and nothing unknown. Every complaint names file and line.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lifecycle import files
from lifecycle.errors import Invalid

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
TOO_BIG = 2**53
"""From here on whole numbers are not the same everywhere."""

FAULTS = (yaml.YAMLError, ValueError, LookupError, AttributeError, RecursionError)
"""What PyYAML raises: its own errors, and Python's at a date, a number or a `!!tag` that is none."""

OPENING = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
SURPRISING = re.compile(r"[-+]?(0[0-9_]|[0-9_]+:)")
"""Numbers that YAML 1.1 counts in eights (`017`) or sixties (`17:00`)."""
HALF = re.compile(r"[\ud800-\udfff]")
"""What `"\\ud800"` stands for: one of two characters that are none alone."""
QUOTED = re.compile(r"'([^']*)'")

Model = TypeVar("Model", bound=BaseModel)
Path_ = tuple[str | int, ...]


def load(path: Path, model: type[Model]) -> Model:
    """Read a file into a pydantic model.

    Raises:
        Invalid: the file is missing, not YAML, or does not fit the model; the first fault is named
            with file and line.
    """
    return parse(read(path), model, file=str(path))


def read(path: Path) -> bytes:
    """Give a file's content, of one that is too large only the beginning.

    Raises:
        Invalid: the file is missing, may not be read, or is none.
    """
    try:
        return files.read(path, MAX_BYTES)
    except OSError as err:
        raise Invalid("settings.yaml_unreadable", file=str(path), reason=err.strerror or str(err)) from err


def parse(content: bytes, model: type[Model], *, file: str) -> Model:
    """Read YAML text into a pydantic model; `file` is only for the complaint.

    Raises:
        Invalid: as `load`.
    """
    value, lines = to_value(content, file)
    try:
        return model.model_validate(value)
    except ValidationError as err:
        raise complaint(err.errors(include_url=False)[0], lines, file) from err


COMPLAINTS = {
    "extra_forbidden": "settings.yaml_unknown_key",
    "missing": "settings.yaml_missing_key",
    "union_tag_not_found": "settings.yaml_missing_key",
    "union_tag_invalid": "settings.yaml_not_one_of",
    "literal_error": "settings.yaml_not_one_of",
    "model_type": "settings.yaml_no_keys",
    "dict_type": "settings.yaml_no_keys",
    "tuple_type": "settings.yaml_no_list",
    "list_type": "settings.yaml_no_list",
    "string_type": "settings.yaml_no_text",
    "float_type": "settings.yaml_no_number",
    "int_type": "settings.yaml_no_number",
    "greater_than_equal": "settings.yaml_too_low",
    "less_than_equal": "settings.yaml_too_high",
}
"""What pydantic calls a fault, and the code that says it; a validator may give its own code and value."""


def complaint(fault: ErrorDetails, lines: dict[Path_, int], file: str) -> Invalid:
    """Say what pydantic found, at the line where it stands."""
    kind, context = fault["type"], fault.get("ctx", {})
    where = (*fault["loc"], *([context["discriminator"].strip("'")] if "union_tag" in kind else []))
    place = nearest(where, lines)
    missing = where[-1:] if where[-1:] != place[-1:] else ()
    code = kind if "." in kind else COMPLAINTS.get(kind, "settings.yaml_bad_value")
    shown = context.get("value", context.get("tag", fault["input"]))
    return Invalid(
        "settings.yaml_empty" if where and fault["input"] is None else code,
        file=file,
        line=lines.get(place, 1),
        key=".".join(str(part) for part in (*place, *missing)) or Path(file).name,
        value=json.dumps(shown, ensure_ascii=False, default=str)[:80],
        known=", ".join(QUOTED.findall(context.get("expected") or context.get("expected_tags") or "")),
        limit=context.get("ge", context.get("le")),
    )


def nearest(where: Path_, lines: dict[Path_, int]) -> Path_:
    """Find the nearest enclosing thing that stands in the file.

    A pydantic location may hold names of union members that are no keys of the file: they are skipped.
    """
    known: Path_ = ()
    for part in where:
        if (*known, part) in lines:
            known = (*known, part)
    return known


def line_of(where: Path_, lines: dict[Path_, int]) -> int:
    """Find the line of the nearest enclosing thing that stands in the file."""
    return lines.get(nearest(where, lines), 1)


@lru_cache(maxsize=64)
def to_value(content: bytes, file: str) -> tuple[Any, dict[Path_, int]]:
    """Give the plain value of a YAML text and the line (from 1) of every key and item.

    The same text is parsed once, because who may do what is asked for many times at every click: nobody
    changes what comes back.

    Raises:
        Invalid: it is no YAML, or is more than these files may be.
    """
    if len(content) > MAX_BYTES:
        line = content.count(b"\n", 0, MAX_BYTES) + 1
        raise Invalid("settings.yaml_too_large", file=file, line=line, limit=MAX_BYTES)
    lines: dict[Path_, int] = {}
    try:
        text = content.decode("utf-8-sig")
        check_tokens(text, file)
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        return (None if node is None else plain(loader, node, (), lines, file)), lines
    except yaml.MarkedYAMLError as err:
        line = err.problem_mark.line + 1 if err.problem_mark else 1
        raise Invalid("settings.yaml_broken", file=file, line=line, reason=err.problem or "") from err
    except UnicodeDecodeError as err:
        line = content.count(b"\n", 0, err.start) + 1
        raise Invalid("settings.yaml_broken", file=file, line=line, reason="not UTF-8") from err
    except yaml.reader.ReaderError as err:
        line = text.count("\n", 0, err.position) + 1
        raise Invalid("settings.yaml_broken", file=file, line=line, reason=err.reason) from err


def check_tokens(text: str, file: str) -> None:
    """Refuse anchors, aliases and deep nesting before anything is built from the text."""
    depth = 0
    for token in yaml.scan(text):
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
            raise Invalid("settings.yaml_alias", file=file, line=token.start_mark.line + 1)
        depth += isinstance(token, OPENING) - isinstance(token, CLOSING)
        if depth > MAX_DEPTH:
            line = token.start_mark.line + 1
            raise Invalid("settings.yaml_too_deep", file=file, line=line, limit=MAX_DEPTH)


def plain(loader: yaml.SafeLoader, node: yaml.Node, at: Path_, lines: dict[Path_, int], file: str) -> Any:
    """Turn a node into a plain value, noting lines and refusing equal keys."""
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [plain(loader, item, (*at, i), lines, file) for i, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return scalar(loader, node, file)
    result: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key, key_line = key_of(loader, key_node, file), key_node.start_mark.line + 1
        if key in result:
            raise Invalid("settings.yaml_twice", file=file, line=key_line, key=key)
        lines[(*at, key)] = key_line
        result[key] = plain(loader, value_node, (*at, key), lines, file)
    return result


def key_of(loader: yaml.SafeLoader, node: yaml.Node, file: str) -> str:
    """Give the text of a key; YAML also takes numbers, lists and mappings for one, these files do not."""
    key = scalar(loader, node, file) if isinstance(node, yaml.ScalarNode) else None
    if isinstance(key, str):
        return key
    written = " ".join(loader.buffer[node.start_mark.index : node.end_mark.index].split())[:40]
    raise Invalid("settings.yaml_odd_key", file=file, line=node.start_mark.line + 1, key=written)


def scalar(loader: yaml.SafeLoader, node: yaml.Node, file: str) -> Any:
    """Give the value of a single word or number.

    Not if YAML would read another number than a person, or half a character.
    """
    line = node.start_mark.line + 1
    try:
        value = loader.construct_object(node, deep=True)
    except (ValueError, LookupError, AttributeError) as err:
        reason = f"{node.value[:40]!r} as {node.tag.rpartition(':')[2]}"
        raise Invalid("settings.yaml_broken", file=file, line=line, reason=reason) from err
    if isinstance(value, int) and abs(value) >= TOO_BIG:
        raise Invalid("settings.yaml_broken", file=file, line=line, reason=f"{node.value[:40]} is too big")
    if isinstance(value, int | float) and SURPRISING.match(node.value):
        raise Invalid("settings.yaml_odd_number", file=file, line=line, text=node.value, value=value)
    if isinstance(value, str) and HALF.search(value):
        reason = f"half a character in {value[:40]!r}"
        raise Invalid("settings.yaml_broken", file=file, line=line, reason=reason)
    return value
