"""A golden question in other data is found, always and only."""

import json
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import checks, messages
from lifecycle.checks.passes import leakage
from lifecycle.checks.passes.similarity import are_near, grams, least_shared, shared_if_near, similarity
from lifecycle.checks.profiles import GOLDEN, LOGS_CSV, OPENAI_CHAT
from lifecycle.errors import Invalid
from lifecycle.records import Severity
from lifecycle.text import normalise
from tests.shell import run

LONG = "先週届いたワンピースを返したいのですが、いつまでなら返品できますか？"
ENGLISH = "Until when can I return the dress that arrived last week, please?"


def chat(*questions):
    talk = [
        m for q in questions for m in ({"role": "user", "content": q}, {"role": "assistant", "content": "ok"})
    ]
    return json.dumps({"messages": talk}, ensure_ascii=False)


def training(*rows):
    return "".join(f"{row if row.startswith('{') else chat(row)}\n" for row in rows).encode()


def golden(*questions):
    cases = ({"id": f"g{n}", "inputs": {"question": q}} for n, q in enumerate(questions))
    return "".join(json.dumps(case) + "\n" for case in cases).encode()


def found(file, exam, profile=OPENAI_CHAT):
    return [(fault.code, row.line, fault.params["case"]) for fault, row in leakage.find(file, profile, exam)]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (LONG, "leakage.exact"),
        (f"　{LONG.replace('？', '?')} ", "leakage.exact"),
        (LONG.replace("、", "、 "), "leakage.exact"),
        (LONG.replace("？", "。"), "leakage.near"),
        (LONG.replace("先週", "昨日"), "leakage.near"),
        (LONG[:20], None),
        (ENGLISH.upper(), "leakage.exact"),
        (ENGLISH.replace(", please", ""), "leakage.near"),
        (ENGLISH.replace("dress", "washing machine"), None),
        ("送料はいくらですか？", None),
    ],
)
def test_a_question_leaks_if_it_is_the_same_or_nearly_the_same(question, code):
    assert found(training("別の話", question), golden("他", LONG, ENGLISH)) == (
        [(code, 2, "g1" if LONG[:3] in normalise(question) or "ワンピース" in question else "g2")]
        if code
        else []
    )


def test_a_finding_tells_both_places_and_both_texts():
    file = training(chat("はじめまして", LONG))
    ((fault, _),) = leakage.find(file, OPENAI_CHAT, golden("短い", LONG.replace("？", "。")))
    report = leakage.added(checks.check(file), file, golden("短い", LONG.replace("？", "。")))
    (told,) = (finding for finding in report.findings if finding.code.startswith("leakage"))

    assert (told.line, told.path, told.severity) == (1, "messages[2].content", Severity.WARNING)
    assert told.column == file.decode().index(LONG)
    assert (
        fault.params
        == told.params
        == {
            "case": "g1",
            "case_line": 2,
            "question": LONG,
            "golden": LONG.replace("？", "。"),
            "similarity": pytest.approx(0.97, abs=0.005),
            "percent": 96,
        }
    )
    for language in messages.LANGUAGES:
        assert LONG.replace("？", "。") in messages.say(told.code, language, **told.params)


def test_every_turn_of_a_conversation_is_looked_at_and_each_case_told_once_a_row():
    rows = training(chat(LONG, "はい", ENGLISH, LONG), "はい")
    assert found(rows, golden(LONG, ENGLISH)) == [("leakage.exact", 1, "g0"), ("leakage.exact", 1, "g1")]


def test_what_the_assistant_says_is_no_question():
    row = {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": LONG}]}
    assert found(json.dumps(row).encode(), golden(LONG)) == []


def test_logs_and_golden_sets_are_looked_at_too():
    logs = f"user_query,ideal_response\nhi,ho\n{LONG},はい\n".encode("cp932")
    assert found(logs, golden(LONG), LOGS_CSV) == [("leakage.exact", 3, "g0")]
    assert found(golden("hi", LONG), golden(LONG), GOLDEN) == [("leakage.exact", 2, "g0")]


def test_rows_that_cannot_be_read_are_passed_over():
    broken = b'{"messages": 3}\n[]\n\xff\n\n' + b"[" * 5000 + b"\n" + training(LONG)
    assert found(broken, golden(LONG)) == [("leakage.exact", 6, "g0")]


def test_the_sum_names_each_case_once_and_near_ones_only_where_they_do_not_leak_exactly():
    file = training(LONG, LONG, LONG.replace("？", "。"), ENGLISH.replace(", please", ""))
    assert leakage.leaked(file, OPENAI_CHAT, golden("他", LONG, ENGLISH)) == leakage.Leaked(
        exact=("g1",), near=("g2",)
    )


def test_a_golden_set_with_errors_is_refused():
    with pytest.raises(Invalid) as refused:
        leakage.added(checks.check(training(LONG)), training(LONG), b'{"id": ""}\n', filename="g.jsonl")
    assert refused.value.params["file"] == "g.jsonl"


@pytest.mark.parametrize(("question", "code"), [(LONG, 4), (LONG.replace("？", "。"), 0), ("hi", 0)])
def test_the_command_line_ends_with_4_if_a_question_leaks_exactly(
    tmp_path, monkeypatch, capsys, question, code
):
    (tmp_path / "t.jsonl").write_bytes(training(*map(str, range(10)), question))
    (tmp_path / "g.jsonl").write_bytes(golden(LONG))
    named = (str(tmp_path / "t.jsonl"), "--golden", str(tmp_path / "g.jsonl"))
    ended, report = run(monkeypatch, capsys, "check", *named)

    assert ended == code
    assert report["valid"] is (code == 0)
    assert sum(report["counts_by_code"].get(f"leakage.{kind}", 0) for kind in ("exact", "near")) == (
        question != "hi"
    )


TEXTS = st.text("abcあい ", min_size=1, max_size=14).filter(str.strip)


@st.composite
def families(draw):
    """Texts that are one another with a few characters changed, so that many pairs stand at the threshold."""
    base = draw(st.text("あいうえabcdefgh", min_size=8, max_size=60))
    changes = st.lists(st.tuples(st.integers(0, len(base)), st.sampled_from(["", "x", "ん"])), max_size=3)

    def changed(edits):
        text = base
        for at, put in edits:
            text = text[:at] + put + text[at + 1 :]
        return text or "x"

    return draw(st.lists(st.builds(changed, changes) | TEXTS, min_size=1, max_size=6))


@given(families(), families())
def test_exactly_the_pairs_are_found_that_comparing_all_with_all_finds(questions, exam):
    questions = [*questions, *exam[:2]]
    plain = [[normalise(text) for text in side] for side in (questions, exam)]
    expected = [
        ("leakage.exact" if one == other else "leakage.near", line, f"g{n}")
        for (line, one), (n, other) in product(enumerate(plain[0], start=1), enumerate(plain[1]))
        if are_near(grams(one), grams(other))
    ]
    assert found(training(*questions), golden(*exam)) == expected


@given(st.sets(st.integers(0, 40), min_size=1), st.sets(st.integers(0, 40), min_size=1))
def test_the_bounds_that_save_work_leave_out_no_near_text(one, other):
    one, other = set(map(str, one)), set(map(str, other))
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1
    assert (similarity(one, other) == 1) == (one == other)
    if are_near(one, other):
        assert similarity(one, other) >= 0.9 - 1e-12
        assert len(one & other) >= least_shared(len(one))
    needed = shared_if_near(np.array([len(one)]), len(other))
    assert are_near(one, other) == (len(one & other) >= needed[0])
