"""The command line, as CI walks it: real processes, real exit codes, JSON and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from lifecycle import settings
from lifecycle.cli import front, paths
from lifecycle.cli.evaluations import VERSION
from lifecycle.errors import Invalid
from lifecycle.records import Person
from lifecycle.store import Store
from tests.conftest import SETTINGS

ROOT = Path(__file__).parent.parent
PEOPLE = {
    "ken": Person(id="ken", name="Ken", roles={"shop": "admin"}),
    "hana": Person(id="hana", name="Hana", roles={"shop": "approver"}),
    "mei": Person(id="mei", name="Mei", roles={"shop": "approver"}),
    "aki": Person(id="aki", name="Aki", roles={"shop": "viewer"}),
}


class Terminal:
    """A shell in a folder of its own: `run` gives exit code, standard output and standard error."""

    def __init__(self, folder: Path, mlflow_template: Path) -> None:
        self.folder = folder
        self.template = mlflow_template
        shutil.copytree(ROOT / "examples", folder / "examples")
        self.env = {
            **{name: value for name, value in os.environ.items() if name not in SETTINGS},
            "KANMON_HOME": str(folder / ".kanmon"),
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
        }

    def run(self, *words: object, by: str = "ken") -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "lifecycle", *map(str, words)]
        env = {**self.env, "KANMON_USER": by} if by else self.env
        return subprocess.run(line, cwd=self.folder, env=env, capture_output=True, text=True)

    def json(self, *words: object, by: str = "ken", code: int = 0) -> dict:
        done = self.run(*words, "--json", by=by)
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return json.loads(done.stdout)


@pytest.fixture
def terminal(tmp_path, mlflow_template):
    return Terminal(tmp_path, mlflow_template)


@pytest.fixture
def shop(terminal):
    """An application with its people, in a home whose MLflow is ready at once."""
    terminal.json("init", "shop")
    home = terminal.folder / ".kanmon"
    settings.save_people(home, PEOPLE)
    shutil.copy(terminal.template, home / "mlflow.db")
    return terminal


def test_a_file_above_the_limit_is_refused_unread_and_leaves_nothing(terminal):
    with (terminal.folder / "big.csv").open("wb") as file:
        file.truncate(200 * 2**20 + 1)
    words = ("build", "big.csv", "out.jsonl", "--system-prompt", "examples/prompts/support-reply-2.txt")
    done = terminal.run(*words, "--max-megabytes", "200")
    assert done.returncode == 4
    assert "The file has 201 MB; at most 200 MB are read." in done.stderr
    assert "Split it into several files." in done.stderr
    checked = terminal.json("check", "big.csv", "--max-megabytes", "200", code=4)
    assert checked["counts_by_code"] == {"file.too_large": 1}
    assert not list(terminal.folder.glob("out.jsonl*"))


def test_a_new_file_may_have_any_name(terminal):
    (terminal.folder / "rows.jsonl").write_text("\ufeff" + '{"messages": []}\n')
    told = terminal.run("check", "rows.jsonl", "--fix", "out.dvc").stdout
    assert "out.dvc: " in told
    assert (terminal.folder / "out.dvc").read_text() == '{"messages": []}\n'


def test_a_check_tells_for_which_targets_a_file_is_fine(terminal):
    row = {"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": ""}]}
    (terminal.folder / "rows.jsonl").write_text((json.dumps(row) + "\n") * 10)
    told = terminal.run("check", "rows.jsonl", "--targets").stdout.splitlines()[-1]
    assert told == (
        "fine for: together, fireworks, trl; 10 errors for openai-chat; 30 errors for openai-dpo; "
        "20 errors for openai-rft; 10 errors for mistral"
    )
    assert terminal.json("check", "rows.jsonl", "--targets", code=4)["fits"]["mistral"] == 10
    assert "fits" not in terminal.json("check", "rows.jsonl", code=4)


def test_a_thorough_check_tells_personal_data_near_duplicates_and_what_is_in_the_file(terminal):
    asked = "先週届いたワンピースを返したいのですが、いつまでなら返品できますか"
    said = (f"{asked}？", f"{asked}。", "ken@minato.example に送ってください。", "Where is my parcel?")
    rows = (
        {"messages": [{"role": "user", "content": q}, {"role": "assistant", "content": "a"}]} for q in said
    )
    (terminal.folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    told = terminal.run("check", "rows.jsonl", "--thorough").stdout
    assert "text.personal.email" in told
    assert "questions of a row: 1: 100%\nlanguages: ja 75%, en 25%\n" in told
    assert "near duplicates: 2 rows in 1 cluster\n" in told
    document = terminal.json("check", "rows.jsonl", "--thorough")
    assert document["counts_by_code"]["rows.near"] == 1
    assert document["statistics"]["clusters"][0] == {"rows": 2, "texts": 2, "text": said[0], "lines": [1, 2]}
    assert "clusters" not in terminal.json("check", "rows.jsonl")["statistics"]


@pytest.mark.parametrize(("content", "rows"), [(b"%PDF-1.7", 0), (b"[1, 2]\n", 1)])
def test_a_thorough_check_of_what_has_no_rows_says_only_why(terminal, content, rows):
    (terminal.folder / "rows.jsonl").write_bytes(content)
    assert terminal.json("check", "rows.jsonl", "--thorough", code=4)["rows"] == rows
    done = terminal.run("check", "rows.jsonl", "--thorough")
    assert (done.returncode, done.stderr) == (4, "")


@pytest.mark.whole
def test_the_whole_road_from_an_empty_home(shop):
    assert shop.json("doctor")["checks"][0]["ok"]
    assert shop.json("check", "examples/logs.csv")["profile"] == "logs-csv"
    prompt = "examples/prompts/support-reply-2.txt"
    assert shop.json("build", "examples/logs.csv", "chat.jsonl", "--system-prompt", prompt)["valid"]
    assert shop.json("check", "chat.jsonl")["profile"] == "openai-chat"
    chat = ["--app", "shop", "--name", "chat", "--kind", "training"]
    assert shop.json("dataset", "freeze", "chat.jsonl", *chat)["number"] == 1
    golden = ["--app", "shop", "--name", "shop-golden", "--kind", "golden"]
    assert shop.json("dataset", "freeze", "examples/golden.jsonl", *golden)["rows"] >= 200
    assert len(shop.json("dataset", "list", "--app", "shop")["datasets"]) == 2
    assert shop.json("dataset", "show", "shop-golden@1", "--app", "shop")["kind"] == "golden"

    for number in (1, 2):
        file = f"examples/prompts/support-reply-{number}.txt"
        saved = shop.json("prompt", "save", "reply", file, "--app", "shop", "--reason", f"try {number}")
        assert saved["prompt"]["number"] == number
        parts = ["--prompt", f"reply@{number}", "--model", "practice-1", "--endpoint", "practice"]
        data = ["--dataset", "chat@1", "--param", "temperature=0"]
        made = shop.json("version", "create", "shop", *parts, *data)
        assert (made["number"], made["parameters"]) == (number, {"temperature": 0})
    assert len(shop.json("prompt", "list", "--app", "shop")["prompts"]) == 2
    assert "返品" in shop.run("prompt", "show", "reply@2", "--app", "shop").stdout
    assert shop.json("prompt", "diff", "reply@1", "2", "--app", "shop")["pieces"]

    for version, named in (("v1", ["--golden", "shop-golden"]), ("v2", [])):
        done = shop.json("evaluate", "shop", version, *named)
        assert done["evaluation"]["state"] == "finished"
    assert len(shop.json("version", "list", "shop")["versions"]) == 2
    assert shop.json("version", "show", "shop", "2")["evaluations"][0]["practice"]
    compared = shop.json("compare", "shop", "v1", "v2")
    assert compared["better"] > compared["worse"]
    assert "改善" in compared["sentence_ja"]
    assert shop.json("gate", "shop", "v2", "--to", "production")["verdict"] == "needs_review"

    ask = ["--to", "production", "--reason", "first"]
    first = shop.json("request", "shop", "v1", *ask, by="hana")["id"]
    refused = shop.json("approve", first, by="hana", code=6)
    assert refused["error"]["code"] == "release.own_request"
    assert shop.json("promote", first, "--expecting", "none", by="mei", code=6)["error"]["params"][
        "verdict"
    ] == ("needs_review")
    assert shop.json("approve", first, by="mei")["state"] == "approved"
    assert shop.json("promote", first, "--expecting", "v2", by="mei", code=5)
    assert shop.json("promote", first, "--expecting", "none", by="mei")["shown_in_mlflow"]
    for act in ("reject", "changes", "withdraw"):
        request = shop.run("request", "shop", "v2", *ask, by="hana").stdout.strip()
        assert shop.json(act, request, "--reason", "not yet", by="mei")["closing_reason"] == "not yet"
    second = shop.run("request", "shop", "v2", *ask, by="hana").stdout.strip()
    assert len(shop.json("requests", "shop")["requests"]) == 5
    shop.json("approve", second, "--comment", "too quick", by="mei")
    assert shop.json("revoke", second, by="mei")["state"] == "open"
    shop.json("approve", second, "--comment", "read the cases", by="mei")
    press = ("promote", second, "--expecting", "v1", "--key", "build-17")
    moved = shop.json(*press, by="mei")
    assert moved["event"]["after"] == 2
    assert shop.json(*press, by="mei") == moved
    assert shop.json("smoke", "shop", "--in", "production")["state"] == "passed"
    back = ("rollback", "shop", "--in", "production", "--expecting", "v2", "--reason", "wrong fees")
    refused = shop.json(*back, "--to", "v2", by="hana", code=6)
    assert refused["error"]["code"] == "release.no_target"
    back = shop.json(*back, by="hana")
    assert back["event"]["after"] == 1
    moves = [each["action"] for each in shop.json("history", "shop")["events"][:2]]
    assert moves == ["promotion.shown", "promotion.rolled_back"]
    today = back["event"]["at"]
    assert shop.json("history", "shop", "--at", today)["environments"]["production"]["after"] == 1
    assert shop.json("status", "shop")["applications"][0]["environments"][0]["version"] == 1
    quiet = {"done": [], "left": [], "ended": [], "bypasses": [], "stages": {}, "faults": []}
    assert shop.json("reconcile") == quiet


def test_what_was_moved_past_the_gate_is_told_and_put_back_by_somebody(shop):
    store = Store(f"sqlite:///{shop.folder / '.kanmon' / 'mlflow.db'}")
    store.models.ensure("shop")
    store.connection.client.create_model_version("shop", "file:///nowhere")
    store.models.point("shop", "production", 1)
    found = shop.json("reconcile", code=6)["bypasses"]
    assert [(each["alias"]["environment"], each["names"]) for each in found] == [("production", 1)]
    assert "names v1, and the ledger says –" in shop.run("reconcile").stdout
    assert shop.json("reconcile", "--repair", by="", code=2)["error"]["code"] == "settings.no_user"
    assert shop.json("reconcile", "--repair", by="mei")["bypasses"] == found
    assert store.models.at("shop", "production") is None
    assert shop.json("reconcile")["bypasses"] == []


@pytest.mark.parametrize(
    ("words", "by", "code", "says"),
    [
        (["status"], "ken", 2, "no Kanmon home"),
        (["init", "bad name"], "ken", 4, "cannot be a name"),
        (["init", "shop"], "", 2, "Nobody is named"),
        (["check", "nothing.csv"], "", 4, "nothing.csv"),
        (["check", "examples/logs.csv", "--profile", "tea"], "", 2, "tea"),
        (["check", "examples/logs.csv", "--encoding", "shift_jis"], "", 2, "cp932"),
    ],
)
def test_a_failure_before_there_is_a_home_names_what_to_do(terminal, words, by, code, says):
    done = terminal.run(*words, by=by)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "by", "code", "error"),
    [
        (["init", "shop"], "ken", 5, "release.app_exists"),
        (["status", "tea"], "ken", 3, "settings.no_app"),
        (["version", "show", "shop", "v9"], "ken", 3, "versions.missing"),
        (["gate", "shop", "v9", "--to", "production"], "ken", 3, "versions.missing"),
        (["approve", "abc"], "mei", 3, "release.no_request"),
        (["history", "shop", "--at", "yesterday"], "ken", 4, "cli.bad_date"),
        (["init", "tea"], "KEN", 4, "settings.same_person"),
        (["init", "tea"], "kanmon", 4, "settings.reserved_person"),
        (["evaluate", "shop", "1", "--golden", "g", "--answers", "/dev/zero"], "ken", 4, "cli.no_file"),
        (["prompt", "show", "tea@0", "--app", "shop"], "ken", 4, "settings.bad_ref"),
        (["prompt", "diff", "tea@1", "9" * 5_000, "--app", "shop"], "ken", 4, "settings.bad_ref"),
        (
            [
                "version",
                "create",
                "shop",
                "--prompt",
                "p@1",
                "--model",
                "m",
                "--endpoint",
                "e",
                "--param",
                "x",
            ],
            "ken",
            4,
            "versions.not_a_parameter",
        ),
        (
            ["prompt", "save", "p", "examples/README.md", "--app", "shop", "--reason", "r"],
            "aki",
            6,
            "access.role",
        ),
        (
            ["prompt", "save", "p", "examples/README.md", "--app", "shop", "--reason", "r"],
            "who",
            6,
            "access.stranger",
        ),
    ],
)
def test_a_refusal_is_one_json_document_with_its_exit_code(shop, words, by, code, error):
    assert shop.json(*words, by=by, code=code)["error"]["code"] == error


@pytest.mark.parametrize("text", ["0", "v0", "-1", "3.5", "v", "", "³", "٣", "1" * 10, "9" * 5_000])
def test_what_is_no_number_of_a_version_is_refused_in_a_sentence(text):
    with pytest.raises(click.BadParameter, match="is not a version such as v3"):
        VERSION.convert(text, None, None)
    assert (VERSION.convert("v12", None, None), VERSION.convert("12", None, None)) == (12, 12)


def test_a_broken_file_is_told_line_by_line_and_ends_with_4(terminal):
    good = '{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}\n'
    (terminal.folder / "chat.jsonl").write_text(good * 6 + '{"messages": [\n')
    done = terminal.run("check", "chat.jsonl")
    assert done.returncode == 4
    assert any(line.startswith("7:") for line in done.stdout.splitlines())


def test_a_tracking_server_that_is_down_is_one_line_of_the_doctor(shop):
    shop.env["MLFLOW_TRACKING_URI"] = "http://127.0.0.1:9"
    found = {check["name"]: check for check in shop.json("doctor", code=7)["checks"]}
    assert not found["store"]["ok"]
    assert found["ledger"]["ok"]
    save = ["prompt", "save", "reply", "examples/prompts/support-reply-1.txt", "--app", "shop"]
    assert shop.json(*save, "--reason", "try", code=7)["error"]["code"] == "store.silent"
    assert shop.json("prompt", "list", "--app", "shop")["prompts"] == []


def test_the_doctor_says_whether_evaluations_leave_for_langsmith(shop):
    def said():
        return {check["name"]: check["detail"] for check in shop.json("doctor")["checks"]}["langsmith"]

    assert said() == "nothing is sent"
    shop.env |= {"LANGSMITH_API_KEY": "lsv2_pt_test", "LANGSMITH_ENDPOINT": "http://127.0.0.1:9"}
    assert said() == "finished evaluations are sent to http://127.0.0.1:9, 0 waiting"
    shop.env["LANGSMITH_ENDPOINT"] = "http://me:hunter2@127.0.0.1:9"
    assert said() == "finished evaluations are sent to http://127.0.0.1:9, 0 waiting"


SLY = "ok)\n2026-01-01 00:00:00Z  mei  approved\r\x1b[2J\u202e\x9b\ud800"


def shown(capsys, document, lines, as_json):
    with pytest.raises(SystemExit):
        front.show(front.Answer(document=document, lines=lines), as_json)
    return capsys.readouterr().out


def test_what_somebody_wrote_stays_on_its_line_and_moves_no_cursor(capsys):
    told = shown(capsys, {}, [SLY, "返品 👩‍💻"], as_json=False)
    escaped = r"ok)\n2026-01-01 00:00:00Z  mei  approved\u000d\u001b[2J\u202e\u009b\ud800"
    assert told.split("\n") == [escaped, "返品 👩‍💻", ""]


def test_a_document_gives_back_what_somebody_wrote(capsys):
    told = shown(capsys, {"reason": SLY, "who": "花"}, [], as_json=True)
    assert told.encode()
    assert "花" in told
    assert json.loads(told)["reason"] == SLY


def test_a_failure_is_told_without_a_traceback_whatever_it_speaks_of(capsys):
    for as_json in (False, True):
        with pytest.raises(SystemExit):
            front.fail(Invalid("cli.no_text", text=SLY), as_json)
    assert capsys.readouterr().err.startswith("“ok)")


def test_bytes_that_are_no_text_are_refused_before_anything_is_done(terminal):
    words = ["withdraw", "x", "--reason", b"\xff".decode("utf-8", "surrogateescape")]
    assert terminal.json(*words, code=4)["error"]["code"] == "cli.no_text"
    front.require_text("返品", None, 3, Path("\udcff"))
    with pytest.raises(Invalid):
        front.require_text("a", ("b", "\udcff"))


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null", "pipe", ".", "x" * 300])
def test_only_files_are_read_and_replaced(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    for act, code in (
        (lambda: paths.read(Path(name)), "cli.no_file"),
        (lambda: paths.write(Path(name), [b"x"]), "cli.no_write"),
    ):
        with pytest.raises(Invalid) as caught:
            act()
        assert caught.value.code == code
    assert [each.name for each in tmp_path.iterdir()] == ["pipe"]


def test_columns_line_up_with_japanese_in_them():
    assert front.table([("返品", "1"), ("x", "2")]) == ["返品  1", "x     2"]


def test_an_unexpected_error_is_an_incident_in_the_log_and_no_traceback(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KANMON_HOME", str(tmp_path))
    try:
        raise ZeroDivisionError("boom")
    except ZeroDivisionError as error:
        front.report_incident(type(error), error, error.__traceback__)
    said = capsys.readouterr().err
    assert "incident" in said
    assert "Traceback" not in said
    assert "boom" in (tmp_path / "logs" / "kanmon.log").read_text()
