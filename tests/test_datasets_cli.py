"""Datasets on the command line: large files, pointers, and what changed."""

import json
import sys

import pytest

from lifecycle import cli, datasets
from lifecycle.records import DatasetKind, Ref
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


def test_the_encoding_of_a_csv_file_can_be_told(bench, shell, tmp_path):
    path, prompt, out = (tmp_path / name for name in ("logs.csv", "prompt.txt", "out.jsonl"))
    path.write_bytes("user_query,ideal_response\n“Café” ouvert ?,Oui à midi\n".encode("cp1252"))
    prompt.write_text("Be kind.")
    freeze = ("dataset", "freeze", path, "--app", APP, "--name", "logs", "--kind", "logs")
    build = ("build", path, out, "--system-prompt", prompt)
    assert shell("check", path)[1]["encoding"] == ""
    code, said = shell("check", path, "--encoding", "cp1252")
    assert (code, said["encoding"], said["rows"]) == (0, "cp1252", 1)
    code, said = shell("check", path, "--encoding", "UTF-8", "--thorough")
    assert (code, list(said["counts_by_code"])) == (4, ["file.not_this_encoding"])
    for words in (freeze, build):
        code, said = shell(*words, "--encoding", "euc_jp")
        assert (code, said["error"]["params"]["finding"]) == (4, "file.not_this_encoding")
        assert shell(*words, "--encoding", "cp1252")[0] == 0
    frozen = datasets.content(bench, datasets.find(bench, APP, Ref("logs")))
    for rows in (frozen, out.read_bytes()):
        assert "“Café” ouvert ?" in rows.decode()


def training(*rows):
    return "".join(
        json.dumps({"messages": [{"role": who, "content": "q"}, {"role": "assistant", "content": text}]})
        + "\n"
        for who, text in rows
    )


ROWS = training(("human", "a"), ("user", "b"), ("user", ""), ("user", "b"))


def test_clean_rows_and_the_mended_file_are_written_into_new_files(shell, tmp_path):
    path, clean, fixed = (tmp_path / name for name in ("chat.jsonl", "clean.jsonl", "fixed.jsonl"))
    path.write_text(ROWS)
    code, said = shell("check", path, "--clean", clean, "--fix", fixed)
    assert (code, said["errors"]) == (4, 2)
    assert said["cleaned"] == {"file": str(clean), "rows": 2, "errors": 0}
    assert said["fixed"] == {
        "file": str(fixed),
        "rows": 3,
        "errors": 1,
        "changed": 1,
        "gone": 1,
        "counts": {"chat.role.unknown": 1, "rows.duplicate": 1},
    }
    assert clean.read_text() == training(("user", "b"), ("user", "b"))
    assert fixed.read_text() == training(("user", "a"), ("user", "b"), ("user", ""))
    assert path.read_text() == ROWS


def test_what_was_mended_is_said_in_one_line(bench, monkeypatch, capsys, tmp_path):
    lead_to(bench, monkeypatch, "ken")
    monkeypatch.setenv("KANMON_LANG", "en")
    path = tmp_path / "chat.jsonl"
    path.write_text(ROWS)
    monkeypatch.setattr(sys, "argv", ["kanmon", "check", str(path), "--fix", str(tmp_path / "f.jsonl")])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 4
    assert capsys.readouterr().out.splitlines()[-1] == (
        f"{tmp_path}/f.jsonl: 1 row mended, 1 row removed: 1 role name corrected, 1 repeated row removed; "
        "1 error left"
    )


def test_a_file_with_nothing_to_mend_is_written_as_it_is(shell, tmp_path):
    path, out = tmp_path / "chat.jsonl", tmp_path / "out.jsonl"
    path.write_text(training(("user", "a")))
    code, said = shell("check", path, "--fix", out)
    assert (code, said["fixed"]) == (0, {"file": str(out), "rows": 1, "errors": 0, "counts": {}})
    assert out.read_text() == path.read_text()


def test_without_clean_rows_nothing_is_written(shell, tmp_path):
    path, out = tmp_path / "chat.jsonl", tmp_path / "out.jsonl"
    path.write_text(training(("user", "")))
    code, said = shell("check", path, "--clean", out)
    assert (code, said["cleaned"]) == (4, None)
    assert not out.exists()


@pytest.mark.parametrize("option", ["--clean", "--fix"])
def test_no_file_is_written_over(shell, tmp_path, option):
    path, there = tmp_path / "chat.jsonl", tmp_path / "there.jsonl"
    path.write_text(ROWS)
    there.write_text("mine")
    for out in (there, path):
        code, said = shell("check", path, option, out)
        assert (code, said["error"]["code"]) == (4, "fix.file_exists")
    assert (there.read_text(), path.read_text()) == ("mine", ROWS)
    code, said = shell("check", path, option, tmp_path / "no" / "out.jsonl")
    assert (code, said["error"]["code"]) == (4, "cli.no_write")
    assert sorted(each.name for each in tmp_path.glob("*.jsonl")) == ["chat.jsonl", "there.jsonl"]


def test_a_csv_file_is_read_in_the_encoding_that_was_said(shell, tmp_path):
    path, clean, fixed = (tmp_path / name for name in ("logs.csv", "clean.csv", "fixed.csv"))
    path.write_bytes("user_query,ideal_response\né…,b\nc,\n".encode("cp1252"))
    code, said = shell("check", path, "--encoding", "cp1252", "--clean", clean, "--fix", fixed)
    assert (code, said["cleaned"]["rows"], said["fixed"]["errors"]) == (4, 1, 1)
    assert clean.read_text("utf-8-sig") == "user_query,ideal_response\né…,b\n"


@pytest.mark.parametrize("again", ["out.jsonl", "./out.jsonl", "link/out.jsonl"])
def test_two_options_never_name_one_file(shell, tmp_path, monkeypatch, again):
    (tmp_path / "chat.jsonl").write_text(ROWS)
    (tmp_path / "link").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    code, said = shell("check", "chat.jsonl", "--fix", "out.jsonl", "--clean", again)
    assert (code, said["error"]["code"]) == (4, "fix.same_file")
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("option", ["--clean", "--fix"])
def test_a_name_without_a_folder_is_refused_before_the_file_is_read(shell, tmp_path, option):
    (tmp_path / "file").write_text("")
    for folder in ("file", "no"):
        code, said = shell("check", tmp_path / "lost.jsonl", option, tmp_path / folder / "out.jsonl")
        assert (code, said["error"]["code"]) == (4, "cli.no_write")


@pytest.mark.parametrize(
    ("name", "content", "more"),
    [
        ("logs.csv", "user_query,ideal_response\né,b\n".encode("cp1252"), ("--encoding", "utf-8")),
        ("logs.csv", b"question,answer\na,b\n", ("--profile", "logs-csv")),
        ("empty.jsonl", b"", ()),
    ],
)
def test_a_file_that_cannot_be_read_is_not_written_as_mended(shell, tmp_path, name, content, more):
    path, out = tmp_path / name, tmp_path / "out"
    path.write_bytes(content)
    code, said = shell("check", path, *more, "--fix", out)
    assert (code, said["fixed"], said["errors"] > 0) == (4, None, True)
    assert not out.exists()


def test_a_csv_file_in_another_encoding_becomes_utf_8(shell, tmp_path):
    path, out = tmp_path / "logs.csv", tmp_path / "out.csv"
    path.write_bytes("user_query,ideal_response\n返品できますか,はい\n".encode("cp932"))
    code, said = shell("check", path, "--fix", out)
    assert (code, said["fixed"]["counts"]) == (0, {"csv.encoding": 1})
    assert out.read_bytes() == "user_query,ideal_response\n返品できますか,はい\n".encode("utf-8-sig")
