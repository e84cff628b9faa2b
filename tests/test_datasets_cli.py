"""Datasets on the command line: large files, pointers, and what changed."""

import pytest

from lifecycle import datasets
from lifecycle.records import DatasetKind
from tests.builders import KEN
from tests.shell import lead_to, run

APP = "support-bot"
FIRST = {"id": "r1", "inputs": {"question": "q1"}}
SECOND = {"id": "r2", "inputs": {"question": "q2"}}


def lines(*cases):
    return b"".join(map(datasets.to_line, cases))


@pytest.fixture
def golden(bench):
    def freeze(*cases):
        kind = DatasetKind.GOLDEN
        return datasets.freeze(bench, lines(*cases), app=APP, name="golden", kind=kind, by=KEN)

    return freeze


@pytest.fixture
def shell(bench, monkeypatch, capsys):
    lead_to(bench, monkeypatch, "ken")
    return lambda *words: run(monkeypatch, capsys, *map(str, words))


def test_what_changed_is_told_row_by_row(golden, shell):
    golden(FIRST, SECOND)
    golden({**FIRST, "critical": True}, {**SECOND, "id": "r3", "inputs": {"question": "q3"}})
    code, said = shell("dataset", "diff", "golden@1", "golden@2", "--app", APP)
    assert code == 0
    assert (said["changed"], said["new"], said["gone"], said["same"]) == (1, 1, 1, 0)
    assert said["rows"][0] == {"before": FIRST, "after": {**FIRST, "critical": True}}
    assert said["rows"][2] == {"before": SECOND, "after": {}}


def test_a_pointer_is_written_checked_and_frozen(bench, golden, shell, tmp_path):
    made = golden(FIRST)
    path = tmp_path / "golden.jsonl.dvc"
    assert shell("dataset", "pointer", "golden@1", path, "--app", APP) == (
        0,
        {"file": str(path), "sha256": made.digest},
    )
    code, said = shell("check", path)
    assert (code, said["file"], said["rows"]) == (0, "golden.jsonl", 1)
    words = ("dataset", "freeze", path, "--app", APP, "--name", "copy", "--kind", "golden")
    assert shell(*words)[1]["digest"] == made.digest
    (tmp_path / "golden.jsonl").unlink()
    code, said = shell(*words)
    assert (code, said["error"]["code"]) == (3, "datasets.pointer_lost")


def test_a_pointer_that_cannot_be_written_is_told(golden, shell, tmp_path):
    golden(FIRST)
    code, said = shell("dataset", "pointer", "golden", tmp_path / "no" / "x.dvc", "--app", APP)
    assert (code, said["error"]["code"]) == (4, "cli.no_write")


def test_a_file_larger_than_told_is_neither_frozen_nor_built(shell, tmp_path):
    path = tmp_path / "logs.csv"
    path.write_text("user_query,ideal_response\n" + "a,b\n" * 300_000)
    prompt = tmp_path / "prompt.txt"
    prompt.write_text("Be kind.")
    limit = ("--max-megabytes", "1")
    words = ("dataset", "freeze", path, "--app", APP, "--name", "logs", "--kind", "logs", *limit)
    for code, said in (
        shell(*words),
        shell("build", path, tmp_path / "out.jsonl", "--system-prompt", prompt, *limit),
    ):
        assert (code, said["error"]["code"]) == (4, "file.too_large")
    assert not (tmp_path / "out.jsonl").exists()
