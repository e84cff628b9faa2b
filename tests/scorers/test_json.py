"""Answers that are JSON: their shape and their values."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.errors import Invalid
from lifecycle.scorers import json_answers
from tests.scorers.scoring import a_scorer, applies, reason, score

ORDER = {
    "type": "object",
    "required": ["status", "items"],
    "properties": {
        "status": {"enum": ["shipped", "open"]},
        "items": {
            "type": "array",
            "uniqueItems": True,
            "items": {
                "type": "object",
                "properties": {"price": {"type": "integer", "minimum": 0}, "code": {"pattern": "^[A-Z]+$"}},
            },
        },
    },
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("answer", "said", "why"),
    [
        ('{"status": "open", "items": []}', "", "as it should be"),
        ('  {"items": [{"price": 2.0}], "status": "open"}\n', "", "2.0 is a whole number in JSON"),
        ('{"status": "lost", "items": []}', "$.status breaks the rule enum of the schema.", "another value"),
        ('{"status": "open"}', "$ breaks the rule required of the schema.", "a field is missing"),
        (
            '{"status": "open", "items": [{"price": 1}, {"price": -1}]}',
            "$.items[1].price breaks the rule minimum of the schema.",
            "deep inside",
        ),
        (
            '{"status": "open", "items": [{"code": "ab"}]}',
            "$.items[0].code breaks the rule pattern of the schema.",
            "a pattern",
        ),
        (
            '{"status": "open", "items": [{"price": 1}, {"price": 1.0}]}',
            "$.items breaks the rule uniqueItems of the schema.",
            "equal items, however they are written",
        ),
        ('{"status": "open", "items": [1, true, "1"]}', None, "1, true and “1” are not equal"),
        ("はい、発送済みです。", "The answer is not JSON (line 1, column 1).", "prose"),
        ('```json\n{"status": "open"}\n```', "The answer is not JSON (line 1, column 1).", "fenced"),
        ('{"status": "open",\n "items": [}', "The answer is not JSON (line 2, column 12).", "broken"),
        ('{"status": NaN}', "The answer is not JSON (line 1, column 1).", "no JSON number"),
        ("[1e999]", "The answer is not JSON (line 1, column 1).", "larger than any number"),
        ("[" * 100_000, "The answer is not JSON (line 1, column 1).", "nested beyond reading"),
        ("9" * 10_000, "The answer is not JSON (line 1, column 1).", "too many digits"),
        ("", "The answer is not JSON (line 1, column 1).", "nothing"),
    ],
)
def test_the_first_violation_is_named_with_its_path(answer, said, why):
    found = reason("json_schema", answer, {"schema": ORDER})
    assert "uniqueItems" not in found if said is None else found == said, why
    assert score("json_schema", answer, {"schema": ORDER}) == (found == ""), why


def test_a_schema_counts_for_answers_that_decline_too():
    assert applies("json_schema", {"schema": ORDER}, decline=True)


@pytest.mark.parametrize(
    ("schema", "word", "why"),
    [
        ({"type": "objekt"}, "$.type", "no such type"),
        ({"pattern": "("}, "$.pattern", "no such pattern"),
        ({"properties": {"a": {"patternProperties": {"(x+x+)+y": {}}}}}, "patternProperties", "unbounded"),
    ],
)
def test_what_is_no_schema_is_refused_when_the_policy_is_read(schema, word, why):
    with pytest.raises(Invalid) as refusal:
        a_scorer("json_schema", schema=schema)
    assert refusal.value.code == "scorers.bad_schema"
    assert word in refusal.value.say("ja"), why


def test_a_property_may_be_called_as_a_keyword_is():
    schema = {"properties": {"patternProperties": {"type": "integer"}}}
    assert score("json_schema", '{"patternProperties": 1}', {"schema": schema}) == 1


@pytest.mark.parametrize(
    ("schema", "answer", "code", "why"),
    [
        ({"$ref": "#"}, "1", "scorers.too_deep", "it never ends"),
        ({"items": {"$ref": "#"}}, "[" * 900 + "]" * 900, "scorers.too_deep", "the answer hardly does"),
        ({"$ref": "https://a.jp/b.json"}, "1", "scorers.bad_schema", "elsewhere: nothing is fetched"),
        ({"$ref": "#/$defs/order"}, "1", "scorers.bad_schema", "it does not stand there"),
    ],
)
def test_a_schema_that_cannot_be_followed_is_an_error_and_no_zero(schema, answer, code, why):
    with pytest.raises(Invalid) as refusal:
        score("json_schema", answer, {"schema": schema})
    assert refusal.value.code == code, why


def test_a_pattern_in_a_schema_is_bounded_too():
    with pytest.raises(Invalid) as refusal:
        score("json_schema", json.dumps("x" * 5_000), {"schema": {"pattern": "(x+x+)+y"}})
    assert refusal.value.code == "scorers.pattern_too_slow"


def test_many_items_that_must_differ_are_compared_in_one_pass():
    items = [{"n": n} for n in range(20_000)]
    assert score("json_schema", json.dumps(items), {"schema": {"uniqueItems": True}}) == 1


@pytest.mark.parametrize(
    ("answer", "fields", "said", "why"),
    [
        ('{"status": "open"}', {"status": "open"}, "", "equal"),
        ('{"a": [{"b": 1980}]}', {"$.a[0].b": 1980.0}, "", "equal numbers"),
        ('{"a": {"x": 1, "y": 2}}', {"a": {"y": 2, "x": 1}}, "", "keys have no order"),
        ('{"a b": 1}', {"$['a b']": 1}, "", "a quoted key"),
        ('{"品名": "靴"}', {"品名": "靴"}, "", "a Japanese key"),
        ("[3]", {"$": [3]}, "", "the whole answer"),
        ('{"a": null}', {"a": None}, "", "null is a value"),
        ('{"a": [1, 2]}', {"a": [2, 1]}, "a is [1, 2]; [2, 1] was expected.", "lists have an order"),
        ('{"a": "2"}', {"a": 2}, 'a is "2"; 2 was expected.', "a text is no number"),
        ('{"a": true}', {"a": 1}, "a is true; 1 was expected.", "a truth is no number"),
        ('{"a": 1}', {"b": None}, "b is not in the answer; null was expected.", "nothing is not null"),
        ('{"a": 1}', {"a[0]": 1}, "a[0] is not in the answer; 1 was expected.", "not a list"),
        ('{"a": [1]}', {"a[1]": 1}, "a[1] is not in the answer; 1 was expected.", "beyond its end"),
        ("靴です", {"a": 1}, "The answer is not JSON (line 1, column 1).", "prose"),
    ],
)
def test_fields_are_compared_as_json(answer, fields, said, why):
    assert reason("json_fields", answer, expected={"fields": fields}) == said, why


def test_fields_come_from_the_policy_and_the_case():
    settings = {"fields": {"version": 1, "status": "open"}}
    answer = '{"version": 1, "status": "shipped"}'
    assert score("json_fields", answer, settings, expected={"fields": {"status": "shipped"}}) == 1
    assert score("json_fields", answer, settings) == 0
    assert applies("json_fields", settings)
    assert not applies("json_fields")
    assert not applies("json_fields", settings, decline=True)


@pytest.mark.parametrize("path", ["", "a..b", "a[", "a[x]", "a[-1]", "[*]", "a b", "$$"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(Invalid) as refusal:
        a_scorer("json_fields", fields={path: 1})
    assert refusal.value.code == "scorers.bad_path"
    with pytest.raises(Invalid):
        score("json_fields", "{}", expected={"fields": {path: 1}})


@given(JSON)
def test_a_value_that_is_read_back_is_the_same(value):
    assert json_answers.is_same(json_answers.read(json.dumps(value)), value)
