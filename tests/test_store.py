import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from lifecycle.errors import ConfigError, Conflict, Invalid, NotFound, Unavailable
from lifecycle.records import Block, PromptContent, Ref, Trace
from lifecycle.store import EvaluationRun, Store, traces
from lifecycle.store.connection import DEFAULTS, MANY_RUNS, MlflowException, global_address, translate
from tests.builders import NOON, a_case, a_row, a_version, an_evaluation

CONTENT = PromptContent(blocks=(Block(role="system", text="Be kind."),))
TAGS = {"kanmon.app": "support-bot"}


@pytest.fixture
def store(mlflow_bench) -> Store:
    return mlflow_bench.store


def a_run(model_id, **changes):
    return EvaluationRun(
        **{
            "evaluation": "e1",
            "app": "support-bot",
            "name": "v1 on support-golden@1",
            "model_id": model_id,
            "prompt": Ref("support-reply", 1),
            "golden": Ref("support-golden", 1),
            "golden_digest": "a" * 64,
            "started_at": NOON,
            "finished_at": NOON,
            "params": {"version": "v1"},
            "metrics": {"contains.mean": 0.5},
            "answers": b"PAR1",
            **changes,
        }
    )


def a_trace(case):
    return Trace(
        evaluation=an_evaluation(),
        version=a_version(),
        case=a_case(case),
        row=a_row(case, scores={"contains": 1.0}),
        messages=(Block(role="user", text="返品できますか"),),
        parameters={},
        started_at=NOON,
    )


def log_traces(store, *cases, run_id="r1"):
    """Write traces and tell how many each batch held."""
    about = {"app": "support-bot", "run_id": run_id, "model_id": "m-1"}
    return list(store.traces.log([a_trace(case) for case in cases], **about))


def register(store):
    store.prompts.register("support-reply", CONTENT, note="first", tags=TAGS)
    return store.models.register(a_version(), tags={})


@pytest.fixture
def server():
    """Serves what `answer` says: (status, body), or nothing at all for None."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.server.answer is None:
                time.sleep(8)
                return
            status, body = self.server.answer
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *args):
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def address(server):
    return f"http://127.0.0.1:{server.server_address[1]}"


def test_a_new_store_is_whole_and_keeps_a_write_ahead_log(mlflow_template: Path):
    with closing(sqlite3.connect(mlflow_template)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
    assert not list(mlflow_template.parent.glob("*.part*"))


def test_of_two_that_make_the_store_at_once_one_wins_and_both_can_use_it(tmp_path: Path):
    code = f"from lifecycle.store import Store; Store('sqlite:///{tmp_path / 'mlflow.db'}').ping()"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    both = [subprocess.Popen([sys.executable, "-c", code], env=env, cwd=tmp_path) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert not list(tmp_path.glob("*.part*"))


def test_nothing_is_written_into_the_working_folder(store: Store, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    register(store)
    store.evaluations.log(a_run(store.models.model_id("support-bot", 1)))
    assert [path.name for path in tmp_path.iterdir()] == [".kanmon"]
    assert (tmp_path / ".kanmon" / "mlartifacts").is_dir()


def test_what_the_person_set_stays_and_telemetry_is_off(tmp_path: Path):
    code = (
        "import os, lifecycle.store;"
        "print(os.environ['MLFLOW_HTTP_REQUEST_TIMEOUT'], os.environ['MLFLOW_DISABLE_TELEMETRY'])"
    )
    env = {name: value for name, value in os.environ.items() if name not in DEFAULTS}
    env |= {"MLFLOW_HTTP_REQUEST_TIMEOUT": "77", "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["77", "true"]
    assert done.stderr == ""


def test_a_file_that_is_no_database_is_refused(tmp_path: Path):
    file = tmp_path / "mlflow.db"
    file.write_text("these are notes, not a database " * 40)
    with pytest.raises(ConfigError) as caught:
        Store(f"sqlite:///{file}")
    assert caught.value.code == "store.unreadable"


@pytest.mark.parametrize(
    ("revision", "code"), [("fffffffffff1", "store.newer"), ("451aebb31d03", "store.older")]
)
def test_a_store_of_another_mlflow_is_refused(mlflow_bench, revision, code):
    file = mlflow_bench.settings.home / "mlflow.db"
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("UPDATE alembic_version SET version_num = ?", [revision])
    with pytest.raises(ConfigError) as caught:
        Store(f"sqlite:///{file}")
    assert caught.value.code == code
    assert caught.value.hint()


def test_a_server_that_is_down_is_known_at_once():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        uri = f"http://somebody:secret@127.0.0.1:{free.getsockname()[1]}"
    started = time.monotonic()
    with pytest.raises(Unavailable) as caught:
        Store(uri).ping()
    assert time.monotonic() - started < 5
    assert caught.value.code == "store.silent"
    assert "secret" not in str(caught.value)


def test_a_server_that_hangs_is_known_within_seconds(server):
    server.answer = None
    started = time.monotonic()
    with pytest.raises(Unavailable) as caught:
        Store(address(server)).ping()
    assert caught.value.code == "store.silent"
    assert time.monotonic() - started < 7


def test_what_mlflow_says_is_one_short_line_without_passwords_and_in_japanese_a_quotation():
    address = "https://me:hunter2@host"
    said = f"API request to {address}/api {'x' * 300} {address}: Connection refused\nTrace"
    error = translate(MlflowException(said), "https://host")
    reason = error.params["reason"]
    assert error.code == "store.silent"
    assert reason.startswith("API request to https://host/api x")
    assert reason.endswith("https://host: Connection refused")
    assert len(reason) <= 120
    assert "hunter2" not in reason
    assert error.say("ja") == f"https://host の MLflow から応答がありません（詳細:「{reason}」）。"


@pytest.mark.parametrize("said", ["", "short", "  first\nsecond", "a\r\nb", "x" * 121, "語" * 500])
def test_a_reason_of_mlflow_is_never_long_or_more_than_a_line(said):
    reason = translate(MlflowException(said), "here").params["reason"]
    assert len(reason) <= 120
    assert len(reason.splitlines()) <= 1
    assert len(said) > 120 or reason == (said.strip().splitlines() or [""])[0]


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        ((401, b"You are not authenticated."), ConfigError, "store.no_access"),
        ((403, b"Invalid Host header"), ConfigError, "store.no_access"),
        ((500, b'{"error_code": "INTERNAL_ERROR", "message": "out of disk"}'), Unavailable, "store.silent"),
        ((503, b"<html>busy</html>"), Unavailable, "store.silent"),
        ((200, b"<html>a login page</html>"), Unavailable, "store.silent"),
    ],
)
def test_what_a_server_answers_comes_out_in_our_words(server, answer, kind, code):
    server.answer = answer
    with pytest.raises(kind) as caught:
        Store(address(server)).ping()
    assert caught.value.code == code


def test_an_alias_moves_and_goes(store: Store):
    register(store)
    for concept, name in ((store.models, "support-bot"), (store.prompts, "support-reply")):
        assert concept.at(name, "production") is None
        concept.point(name, "production", 1)
        assert concept.at(name, "production") == 1
        concept.point(name, "production", None)
        assert concept.at(name, "production") is None
        assert concept.at("unknown", "production") is None
        with pytest.raises(NotFound):
            concept.point(name, "production", 9)


def test_logging_an_evaluation_twice_makes_one_run(store: Store):
    register(store)
    run = a_run(store.models.model_id("support-bot", 1))
    assert store.evaluations.log(run) == store.evaluations.log(run)


def test_a_half_written_run_is_written_anew(store: Store):
    register(store)
    run = a_run(store.models.model_id("support-bot", 1))
    client = store.connection.client
    experiment = store.connection.experiment("support-bot")
    half = client.create_run(experiment, tags={"kanmon.evaluation": "e1"}).info.run_id
    made = store.evaluations.log(run)
    assert made != half
    assert store.runs.find(half).is_deleted


def test_traces_are_written_in_batches_and_once(store: Store, monkeypatch):
    monkeypatch.setattr(traces, "BATCH", 2)
    monkeypatch.setattr(traces, "PAGE", 1)
    assert log_traces(store) == []
    assert log_traces(store, "c1", "c2", "c3") == [2, 1]
    assert log_traces(store, "c1", "c2", "c3") == []
    assert log_traces(store, "c1", "c4") == [1]


def test_a_server_too_old_for_spans_is_named(store: Store, monkeypatch):
    def too_old(*args):
        raise NotImplementedError("log_spans is not supported: MLflow server version 3.3.2")

    monkeypatch.setattr(traces.TracingClient, "log_spans", too_old)
    with pytest.raises(Invalid, match=r"3\.3\.2"):
        log_traces(store, "c1")


def test_a_forgotten_application_leaves_room_for_a_new_one(store: Store):
    register(store)
    store.evaluations.log(a_run(store.models.model_id("support-bot", 1)))
    store.forget_application("support-bot", ["support-reply"])
    store.forget_application("support-bot", ["support-reply"])
    assert [experiment.name for experiment in store.runs.experiments()] == ["Default"]
    assert register(store) == 1
    again = store.evaluations.log(a_run(store.models.model_id("support-bot", 1)))
    assert [run.id for run in everything(store).runs] == [again]


def everything(store):
    ids = [experiment.id for experiment in store.runs.experiments()]
    return store.runs.search(ids, filter="", order="", page="", limit=100, deleted=False)


def test_what_others_made_is_never_forgotten(store: Store):
    client = store.connection.client
    client.create_registered_model("support-bot")
    client.create_prompt("support-reply")
    store.forget_application("support-bot", ["support-reply"])
    assert client.get_registered_model("support-bot")
    assert client.get_prompt("support-reply")


def test_an_experiment_that_was_deleted_is_restored(store: Store):
    made = store.connection.experiment("support-bot")
    store.connection.client.delete_experiment(made)
    assert store.connection.experiment("support-bot") == made
    assert "support-bot" in [experiment.name for experiment in store.runs.experiments()]


def test_the_global_address_of_mlflow_comes_back(store: Store, monkeypatch):
    import mlflow

    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://localhost:1")
    with global_address(store.connection.uri):
        assert mlflow.get_tracking_uri() == store.connection.uri
    assert mlflow.get_tracking_uri() == os.environ["MLFLOW_TRACKING_URI"] == "http://localhost:1"
    monkeypatch.delenv("MLFLOW_TRACKING_URI")
    assert not mlflow.is_tracking_uri_set()
    with global_address(store.connection.uri):
        assert mlflow.get_tracking_uri() == store.connection.uri
    assert not mlflow.is_tracking_uri_set()


def test_a_large_store_gets_its_statistics_once(store: Store):
    def is_analyzed():
        with closing(sqlite3.connect(store.connection.file)) as db:
            return bool(db.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchone())

    everything(store)
    assert not is_analyzed()
    experiment = store.connection.experiment("training")
    with closing(sqlite3.connect(store.connection.file)) as db, db:
        db.executemany(
            "INSERT INTO runs (run_uuid, name, user_id, experiment_id, status, lifecycle_stage, start_time)"
            " VALUES (?, 'run', 'ken', ?, 'FINISHED', 'active', 1)",
            [(f"r{number}", experiment) for number in range(MANY_RUNS)],
        )
    everything(store)
    assert is_analyzed()


def stage_of(store):
    return store.connection.client.get_model_version("support-bot", "1").tags.get("kanmon.stage")


@pytest.mark.parametrize("found", ["Archived", None])
def test_a_stage_that_somebody_changed_or_deleted_is_written_again(store, found):
    register(store)
    store.models.mark("support-bot", {1: "Production"})
    assert stage_of(store) == "Production"
    if found:
        store.connection.client.set_model_version_tag("support-bot", "1", "kanmon.stage", found)
    else:
        store.connection.client.delete_model_version_tag("support-bot", "1", "kanmon.stage")
    store.models.mark("support-bot", {1: "Production"})
    assert stage_of(store) == "Production"


def test_a_version_that_was_made_elsewhere_gets_no_stage(store):
    store.models.ensure("support-bot")
    store.connection.client.create_model_version("support-bot", "file:///nowhere")
    store.models.mark("support-bot", {1: "Production"})
    assert stage_of(store) is None


def test_a_stage_that_something_else_overwrites_at_once_is_a_conflict(store):
    register(store)
    with closing(sqlite3.connect(store.connection.file)) as db, db:
        db.execute(
            "CREATE TRIGGER theirs AFTER UPDATE ON model_version_tags WHEN NEW.key = 'kanmon.stage' BEGIN "
            "UPDATE model_version_tags SET value = 'Archived' WHERE key = 'kanmon.stage'; END"
        )
    with pytest.raises(Conflict) as caught:
        store.models.mark("support-bot", {1: "Production"})
    assert caught.value.code == "store.stage_not_kept"
    assert caught.value.params == {"name": "support-bot", "number": "1"}


@pytest.fixture
def mlflow_server(tmp_path: Path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    backend = f"sqlite:///{tmp_path / 'server.db'}"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "mlflow", "server", "--backend-store-uri", backend),
            *("--artifacts-destination", str(tmp_path / "artifacts"), "--port", str(port), "--workers", "1"),
        ],
        env={**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"},
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    yield f"http://127.0.0.1:{port}"
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(30)


@pytest.mark.interop
def test_a_tracking_server_takes_everything(mlflow_server, tmp_path):
    store = Store(mlflow_server)
    for _ in range(60):
        try:
            store.ping()
            break
        except Unavailable:
            time.sleep(1)
    register(store)
    id = store.evaluations.log(a_run(store.models.model_id("support-bot", 1)))
    for concept, name in ((store.models, "support-bot"), (store.prompts, "support-reply")):
        concept.point(name, "production", 1)
        assert concept.at(name, "production") == 1
        assert concept.at("unknown", "production") is None
        concept.point(name, "production", None)
        assert concept.at(name, "production") is None
    store.models.mark("support-bot", {1: "Production"})
    assert [run.metrics for run in everything(store).runs] == [{"contains.mean": 0.5}]
    copy = store.connection.client.download_artifacts(id, "answers.parquet", str(tmp_path))
    assert Path(copy).read_bytes() == b"PAR1"
    assert store.connection.client.get_logged_model(store.models.model_id("support-bot", 1)).metrics
    assert log_traces(store, "c1", "c2", run_id=id) == [2]
    assert log_traces(store, "c1", "c2", run_id=id) == []
    experiment = store.connection.experiment("support-bot")
    (trace, _) = store.connection.client.search_traces(locations=[experiment], run_id=id)
    assert trace.data.spans[0].inputs["messages"] == [{"role": "user", "content": "返品できますか"}]
    assert [(each.name, each.feedback.value) for each in trace.info.assessments] == [("contains", 1.0)]
    with pytest.raises(Invalid):
        store.runs.search(["0"], filter="nonsense", order="", page="", limit=1, deleted=False)
    with pytest.raises(NotFound):
        store.runs.find("unknown")
    assert store.runs.history(id, "contains.mean") == [(0, 0.5)]
    store.forget_application("support-bot", ["support-reply"])
    assert everything(store).runs == ()
