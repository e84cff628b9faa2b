"""For which targets one file is fine, and what the profiles do across rows."""

import json

import pytest

from lifecycle import checks
from lifecycle.checks import parts
from lifecycle.checks.targets import TARGETS
from lifecycle.messages import CATALOGUE
from tests.checks import corpus

CORPUS = [example for example in corpus.corpus() if not checks.profile_of(example.profile).columns]


def test_the_targets_are_those_of_training_rows():
    assert [profile.name for profile in TARGETS] == [
        "openai-chat",
        "openai-dpo",
        "openai-rft",
        "together",
        "fireworks",
        "mistral",
        "trl",
    ]
    assert all(f"target.{profile.name}" in CATALOGUE for profile in TARGETS)


@pytest.mark.parametrize("example", CORPUS[::25], ids=lambda example: f"{example.profile}: {example.name}")
def test_a_file_fits_where_its_check_has_no_errors(example):
    assert checks.fits(example.content) == {
        profile.name: checks.check(example.content, profile=profile.name).errors for profile in TARGETS
    }


def test_ids_of_one_vendor_do_not_fit_another():
    row = corpus.row(
        corpus.user(), corpus.calling(corpus.call(id="call_1")), corpus.result("call_1"), corpus.answer()
    )
    content = (json.dumps(row) + "\n").encode() * 10
    errors = checks.fits(content)

    assert [name for name, times in errors.items() if times == 0] == [
        "openai-chat",
        "together",
        "fireworks",
        "trl",
    ]
    assert errors["mistral"] == 20


def test_a_file_above_the_limit_fits_nowhere():
    assert set(checks.fits(b"{}\n" * 9, limit=20).values()) == {1}


@pytest.mark.parametrize(
    ("row", "profile"),
    [
        (corpus.pair(), "openai-dpo"),
        ({"prompt": "q", "chosen": "a", "rejected": "b"}, "trl"),
        ({"chosen": [corpus.user(), corpus.answer()], "rejected": []}, "trl"),
        (corpus.row(corpus.user('say "chosen": x'), corpus.answer()), "openai-chat"),
    ],
)
def test_preference_pairs_are_told_from_chat(row, profile):
    assert checks.guess_profile(json.dumps(row).encode()) == profile


def test_a_file_in_parts_knows_which_line_was_the_first_of_its_kind(tmp_path, monkeypatch):
    rows = [corpus.row(corpus.user(f"q{n}"), corpus.answer()) for n in range(900)]
    rows[500]["weight"] = rows[899]["weight"] = 2
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    monkeypatch.setattr(parts, "SPLIT", 1000)
    with path.open("rb") as file:
        [found] = checks.check(file, profile="fireworks").findings

    assert (found.code, found.line, dict(found.params)) == (
        "rows.mixed",
        501,
        {"first": 1, "known": "no weight", "second": 501, "kind": "weight"},
    )
