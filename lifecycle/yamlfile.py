"""Reads the YAML files that people write: policies, people, endpoints.

Stricter than YAML: no duplicate keys (the last would win silently), no aliases (271 bytes can expand
to a million nodes), bounded size and depth, and nothing unknown. Every complaint names file and line.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from lifecycle.errors import Invalid

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

FAULTS = (yaml.YAMLError, ValueError, LookupError, AttributeError, RecursionError)
"""What PyYAML raises: its own errors, and Python's at a date, a number or a `!!tag` that is none."""

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
    """Give a file's content.

    Raises:
        Invalid: the file is missing, or may not be read.
    """
    try:
        return path.read_bytes()
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
        fault = err.errors(include_url=False)[0]
        where: Path_ = fault["loc"]
        raise Invalid(
            COMPLAINTS.get(fault["type"], "settings.yaml_bad_value"),
            file=file,
            line=line_of(where, lines),
            key=".".join(str(part) for part in where) or "-",
            value=repr(fault["input"])[:80],
        ) from err


COMPLAINTS = {"extra_forbidden": "settings.yaml_unknown_key", "missing": "settings.yaml_missing_key"}


def line_of(where: Path_, lines: dict[Path_, int]) -> int:
    """Find the line of the nearest enclosing thing that stands in the file.

    A pydantic location may hold names of union members that are no keys of the file: they are skipped.
    """
    known: Path_ = ()
    for part in where:
        if (*known, part) in lines:
            known = (*known, part)
    return lines.get(known, 1)


@lru_cache(maxsize=64)
def to_value(content: bytes, file: str) -> tuple[Any, dict[Path_, int]]:
    """Give the plain value of a YAML text and the line (from 1) of every key and item.

    The same text is parsed once, because who may do what is asked for many times at every click: nobody
    changes what comes back.

    Raises:
        Invalid: it is no YAML, or is more than these files may be.
    """
    if len(content) > MAX_BYTES:
        raise Invalid("settings.yaml_too_large", file=file, limit=MAX_BYTES)
    lines: dict[Path_, int] = {}
    try:
        loader = yaml.SafeLoader(content)
        for token in yaml.scan(content):
            if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
                raise Invalid("settings.yaml_alias", file=file, line=token.start_mark.line + 1)
        node = loader.get_single_node()
        return (None if node is None else plain(loader, node, (), lines, file)), lines
    except yaml.MarkedYAMLError as err:
        line = err.problem_mark.line + 1 if err.problem_mark else 1
        raise Invalid("settings.yaml_broken", file=file, line=line, reason=err.problem or "") from err
    except FAULTS as err:
        raise Invalid("settings.yaml_broken", file=file, line=1, reason=type(err).__name__) from err


def plain(loader: yaml.SafeLoader, node: yaml.Node, at: Path_, lines: dict[Path_, int], file: str) -> Any:
    """Turn a node into a plain value, noting lines and refusing equal keys and deep nesting."""
    line = node.start_mark.line + 1
    lines.setdefault(at, line)
    if len(at) > MAX_DEPTH:
        raise Invalid("settings.yaml_too_deep", file=file, line=line, limit=MAX_DEPTH)
    if isinstance(node, yaml.SequenceNode):
        return [plain(loader, item, (*at, i), lines, file) for i, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return loader.construct_object(node, deep=True)
    result: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        key_line = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise Invalid("settings.yaml_odd_key", file=file, line=key_line, key=str(key))
        if key in result:
            raise Invalid("settings.yaml_twice", file=file, line=key_line, key=key)
        lines[(*at, key)] = key_line
        result[key] = plain(loader, value_node, (*at, key), lines, file)
    return result
