"""Hundreds of files with known faults: in each the check finds those, at their places, and no other."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle import checks
from tests.checks import corpus

CORPUS = corpus.corpus()


@pytest.mark.parametrize("example", CORPUS, ids=lambda example: f"{example.profile}: {example.name}")
def test_the_check_finds_what_is_wrong_and_nothing_else(example):
    report = checks.check(example.content, profile=example.profile)
    found = [corpus.Found(f.line, f.column, f.code, str(f.severity)) for f in report.findings]

    assert sorted(found) == sorted(example.found)
    assert report.valid == example.valid


def test_every_file_is_another_and_there_are_hundreds():
    assert len({(example.profile, example.name) for example in CORPUS}) == len(CORPUS) > 700


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(
    str.strip
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
NAMES = st.from_regex(r"[a-zA-Z0-9_-]{1,64}", fullmatch=True)
IDS = st.from_regex(r"[a-zA-Z0-9]{9}", fullmatch=True)
ARGUMENTS = st.dictionaries(TEXTS, VALUES, max_size=3)
USERS = st.builds(corpus.user, TEXTS)
ANSWERS = st.builds(corpus.answer, TEXTS)


@st.composite
def turns(draw, *, objects=False):
    """A question, perhaps calls of tools with their results, and the answer."""
    messages = [draw(USERS)]
    if ids := draw(st.lists(IDS, max_size=2, unique=True)):
        given = [draw(ARGUMENTS) for _ in ids]
        calls = [
            corpus.call(each if objects else json.dumps(each), id, draw(NAMES))
            for each, id in zip(given, ids, strict=True)
        ]
        messages += [corpus.calling(*calls), *map(corpus.result, ids)]
    return [*messages, draw(ANSWERS)]


@st.composite
def conversations(draw, *, objects=False):
    """A system message or none, and some turns."""
    said = draw(st.lists(turns(objects=objects), min_size=1, max_size=3))
    opening = draw(st.lists(st.builds(corpus.system, TEXTS), max_size=1))
    return [*opening, *(message for turn in said for message in turn)]


TOOLS = st.lists(st.builds(corpus.tool, NAMES), max_size=2, unique_by=lambda tool: tool["function"]["name"])
CHATS = st.fixed_dictionaries({"messages": conversations()}) | st.fixed_dictionaries(
    {"messages": conversations(), "tools": TOOLS}
)
PAIRS = st.builds(
    lambda asked, good, bad: corpus.pair(asked, (corpus.answer(good),), (corpus.answer(bad),)),
    TEXTS,
    TEXTS,
    TEXTS,
)
SIDES = TEXTS | st.lists(USERS, min_size=1, max_size=2)
ROWS = {
    "openai-chat": CHATS,
    "openai-dpo": PAIRS,
    "openai-rft": st.builds(
        lambda more, said, last: {**more, "messages": [*said, last]},
        st.dictionaries(TEXTS.filter(lambda key: key not in ("messages", "tools")), VALUES, max_size=3),
        st.lists(USERS | ANSWERS, max_size=3),
        USERS,
    ),
    "together": CHATS
    | PAIRS
    | st.fixed_dictionaries({"text": TEXTS})
    | st.fixed_dictionaries({"prompt": TEXTS, "completion": TEXTS}),
    "fireworks": st.builds(
        lambda row, weight: {**row, **weight},
        CHATS,
        st.just({}) | st.fixed_dictionaries({"weight": st.floats(-9, 9)}),
    )
    | PAIRS,
    "mistral": CHATS | st.fixed_dictionaries({"text": TEXTS}),
    "trl": st.fixed_dictionaries({"messages": conversations(objects=True)})
    | st.fixed_dictionaries({"text": TEXTS})
    | st.fixed_dictionaries({"prompt": TEXTS, "chosen": TEXTS, "rejected": TEXTS})
    | st.fixed_dictionaries(
        {"prompt": st.lists(USERS, min_size=1), "completion": st.lists(ANSWERS, min_size=1)}
    )
    | st.fixed_dictionaries({"prompt": SIDES}),
}


@pytest.mark.parametrize("profile", ROWS)
@given(st.data())
@settings(max_examples=40)
def test_every_row_that_the_pages_of_a_target_describe_is_right(profile, data):
    row = json.dumps(data.draw(ROWS[profile]), ensure_ascii=data.draw(st.booleans())) + "\n"
    report = checks.check(row.encode() * 10, profile=profile)

    assert [found for found in report.findings if found.severity == "error"] == []
    assert checks.fits(row.encode() * 10)[profile] == 0
