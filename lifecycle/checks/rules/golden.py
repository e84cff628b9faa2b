"""Rules for golden sets: cases as JSON Lines, or as CSV with `id, question, expected` and tags.

    {"id": str, "inputs": {…}, "expected": str | object, "tags": {…}, "critical": bool, "decline": bool}

Only `id` and `inputs` are required; `inputs.question` is the customer's text.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from lifecycle.checks.rows import Fault, Path, Row, Rule, visible
from lifecycle.checks.rules.keys import row_keys_are_known
from lifecycle.checks.rules.words import canonical, closest, kind_of
from lifecycle.records import Case

KEYS = ("id", "inputs", "expected", "tags", "critical", "decline")
EXPECTED_KEYS = ("answer", "contains", "contains_any", "excludes", "number", "fields")
LISTS = ("contains", "contains_any", "excludes")
FLAGS = ("critical", "decline")
COLUMNS = ("id", "question", "expected")
BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}


def id_is_given(row: Row) -> Iterator[Fault]:
    """Every case has an id, a text that is not blank."""
    given = row.value.get("id")
    if "id" not in row.value or given == "":
        yield Fault("golden.id.missing", ("id",))
    elif not isinstance(given, str) or not given.strip():
        yield Fault("golden.id.not_text", ("id",), {"kind": kind_of(given)})


def inputs_are_given(row: Row) -> Iterator[Fault]:
    """Every case has inputs, an object with something in it; a question is text and not blank."""
    at: Path = ("inputs",)
    given = row.value.get("inputs")
    if "inputs" not in row.value:
        yield Fault("golden.inputs.missing", at)
    elif not isinstance(given, dict):
        yield Fault("golden.inputs.not_an_object", at, {"kind": kind_of(given)})
    elif not given:
        yield Fault("golden.inputs.empty", at)
    elif "question" not in given:
        yield Fault("golden.question.missing", (*at, "question"), {"found": visible(", ".join(given))})
    elif not isinstance(given["question"], str) or not given["question"].strip():
        yield Fault("golden.question.empty", (*at, "question"))


def expected_has_a_shape(row: Row) -> Iterator[Fault]:
    """`expected` is the reference answer, or an object with what scorers look for."""
    at: Path = ("expected",)
    given = row.value.get("expected")
    if isinstance(given, dict):
        yield from parts_have_a_shape(at, given)
    elif given is not None and not isinstance(given, str):
        yield Fault("golden.expected.shape", at, {"kind": kind_of(given)})


def parts_have_a_shape(at: Path, expected: Mapping[str, Any]) -> Iterator[Fault]:
    """The parts of an expectation: one text, lists of texts, a number, and values by path."""
    if not isinstance(expected.get("answer", ""), str):
        yield Fault("golden.expected.answer", (*at, "answer"), {"kind": kind_of(expected["answer"])})
    for key in LISTS:
        given = expected.get(key, [])
        if not isinstance(given, list) or not all(isinstance(item, str) and item.strip() for item in given):
            yield Fault("golden.expected.list", (*at, key), {"key": key})
    if kind_of(expected.get("number", 0)) != "number":
        yield Fault("golden.expected.number", (*at, "number"), {"kind": kind_of(expected["number"])})
    if not isinstance(expected.get("fields", {}), dict):
        yield Fault("golden.expected.fields", (*at, "fields"), {"kind": kind_of(expected["fields"])})
    for key in expected:
        if key not in EXPECTED_KEYS:
            params = {"key": visible(key, 60), "suggestion": closest(key, EXPECTED_KEYS)}
            yield Fault("golden.expected.key", (*at, key), params)


def tags_are_texts(row: Row) -> Iterator[Fault]:
    """Tags are an object from name to text."""
    given = row.value.get("tags", {})
    if not isinstance(given, dict):
        yield Fault("golden.tags.not_an_object", ("tags",), {"kind": kind_of(given)})
        return
    for name, value in given.items():
        if not isinstance(value, str):
            params = {"tag": visible(name, 60), "kind": kind_of(value)}
            yield Fault("golden.tag.not_text", ("tags", name), params)


def flags_are_booleans(row: Row) -> Iterator[Fault]:
    """`critical` and `decline` are true or false."""
    for flag in FLAGS:
        given = row.value.get(flag, False)
        if not isinstance(given, bool):
            params = {"flag": flag, "value": visible(given, 60) if isinstance(given, str) else kind_of(given)}
            yield Fault("golden.flag.not_boolean", (flag,), params)


def ids_differ() -> Rule:
    """Make the rule that no two cases have one id; it remembers the line of each."""
    lines: dict[str, int] = {}

    def rule(row: Row) -> Iterator[Fault]:
        given = row.value.get("id")
        if not isinstance(given, str) or not given.strip():
            return
        first = lines.setdefault(given, row.line)
        if first != row.line:
            params = {"id": visible(given, 60), "first": first, "second": row.line}
            yield Fault("golden.id.twice", ("id",), params)

    return rule


RULES = (
    id_is_given,
    inputs_are_given,
    expected_has_a_shape,
    tags_are_texts,
    flags_are_booleans,
    partial(row_keys_are_known, keys=KEYS),
)


def texts(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the question and the expected answer, as far as they are texts."""
    inputs, expected = value.get("inputs"), value.get("expected")
    question = inputs.get("question") if isinstance(inputs, dict) else None
    answer = expected.get("answer") if isinstance(expected, dict) else expected
    found = {"question": question, "expected": answer}
    yield from ((name, text) for name, text in found.items() if isinstance(text, str))


def exchange(value: dict[str, Any]) -> tuple[str, str]:
    """Give what is asked and what is expected, as canonical text; nothing is asked without inputs."""
    expected = [value.get("expected"), bool(value.get("decline"))]
    return (canonical(value["inputs"]) if value.get("inputs") else ""), canonical(expected)


def from_cells(cells: Mapping[str, str], mapping: Mapping[str, str]) -> tuple[Any, dict[Path, str]]:
    """Turn the cells of a CSV row into a case's JSON form, and tell where each part came from.

    Columns that are neither fields nor flags become tags; an empty cell is no tag and no expectation.
    """
    id, question, expected = (mapping.get(name, name) for name in COLUMNS)
    origins: dict[Path, str] = {
        ("id",): id,
        ("inputs",): question,
        ("expected",): expected,
        **{(flag,): flag for flag in FLAGS if flag in cells},
    }
    names = [name for name in cells if name and name not in origins.values()]
    value: dict[str, Any] = {"id": cells[id], "inputs": {"question": cells[question]}}
    if cells[expected]:
        value["expected"] = cells[expected]
    if tags := {name: cells[name] for name in names if cells[name]}:
        value["tags"] = tags
    for flag in FLAGS:
        if cells.get(flag):
            value[flag] = BOOLEANS.get(cells[flag].strip().lower(), cells[flag])
    return value, {**origins, **{("tags", name): name for name in names}}


def to_case(value: Mapping[str, Any]) -> Case:
    """Turn the JSON form of a valid case into a record."""
    return Case(**value)
