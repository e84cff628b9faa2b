from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from lifecycle import yamlfile
from lifecycle.errors import Invalid


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    size: int


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    parts: list[Inner] = []


def read(text):
    return yamlfile.parse(text.encode(), Outer, file="shop.yaml")


def test_a_good_file_becomes_a_model():
    assert read("name: 店\nparts:\n  - size: 3\n").parts[0].size == 3


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("name: a\nnaem: b\n", "settings.yaml_unknown_key", 2),
        ("parts: []\n", "settings.yaml_missing_key", 1),
        ("name: a\nparts:\n  - size: 3\n  - size: big\n", "settings.yaml_bad_value", 4),
        ("name: a\nparts: {size: 3}\n", "settings.yaml_no_list", 2),
        ("name: no\n", "settings.yaml_no_text", 1),
        ("name: a\nparts:\n  - size: 010\n", "settings.yaml_odd_number", 3),
        ("name: a\nparts:\n  - size: 2026-02-30\n", "settings.yaml_broken", 3),
        ("name: a\nparts:\n  - size: 3\n    colour: red\n", "settings.yaml_unknown_key", 4),
        ("name: a\nname: b\n", "settings.yaml_twice", 2),
        ("name: &x a\nparts: []\n", "settings.yaml_alias", 1),
        ("name: a\nparts: [*x]\n", "settings.yaml_alias", 2),
        ("name: 'a\n", "settings.yaml_broken", 2),
        ("1: a\nname: b\n", "settings.yaml_odd_key", 1),
        ("name: a\n? [a, b]\n: c\n", "settings.yaml_odd_key", 2),
        ("name: a\n? {a: b}\n: c\n", "settings.yaml_odd_key", 2),
        ("name: a\n? - a\n  - b\n: c\n", "settings.yaml_odd_key", 2),
        ('name: "\\ud800"\n', "settings.yaml_broken", 1),
        ('name: a\n"\\udfff": b\n', "settings.yaml_broken", 2),
        ("name: " + "[" * 30 + "]" * 30, "settings.yaml_too_deep", 1),
        ("name: " + "[" * 5000, "settings.yaml_too_deep", 1),
        ("- a\n", "settings.yaml_no_keys", 1),
        ("", "settings.yaml_no_keys", 1),
        ("name: a\n# \x00", "settings.yaml_broken", 2),
    ],
)
def test_a_fault_is_named_with_file_and_line(text, code, line):
    with pytest.raises(Invalid) as caught:
        read(text)
    assert (caught.value.code, caught.value.params["line"]) == (code, line)
    assert "shop.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "key"),
    [("? [a, b]\n: c\n", "[a, b]"), ("? {店: b}\n: c\n", "{店: b}"), ("? - a\n  - b\n: c\n", "- a - b")],
)
def test_a_key_that_is_no_word_is_shown_as_it_was_written(text, key):
    with pytest.raises(Invalid) as caught:
        read(text)
    assert caught.value.params["key"] == key


def test_bytes_that_are_no_text_are_not_yaml():
    with pytest.raises(Invalid, match="not YAML"):
        yamlfile.parse(b"\xff\xfe\xfa", Outer, file="shop.yaml")


def test_an_oversized_file_is_not_read():
    with pytest.raises(Invalid, match="larger than"):
        read("name: " + "a" * yamlfile.MAX_BYTES)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(Invalid, match=r"people\.yaml"):
        yamlfile.load(tmp_path / "people.yaml", Outer)


@pytest.mark.parametrize("place", ["/dev/null", "/dev/zero", "/dev/full", "/", "x" * 300])
def test_what_is_no_file_is_told_at_once(place):
    with pytest.raises(Invalid) as caught:
        yamlfile.load(Path(place), Outer)
    assert caught.value.code == "settings.yaml_unreadable"
    assert caught.value.params["reason"]
