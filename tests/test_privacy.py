"""Nothing leaves the machine but questions to the endpoint: counted at the sockets of the real processes."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from lifecycle import datasets, evaluation, mirror, prompts, versions
from lifecycle.records import DatasetKind, Endpoint, EvaluationState
from lifecycle.settings import save_endpoints
from tests.builders import KEN
from tests.endpoint import endpoint
from tests.evaluating import GOLDEN, POLICY, SHOP_RULES, some_cases, to_jsonl

__all__ = ["endpoint"]

ROOT = Path(__file__).parent.parent
SPY = """
import atexit, json, os, sys

log = os.open(os.environ["SPY_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
WATCHED = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo")

def tell(event, where):
    said = {"process": sys.orig_argv[3:4], "event": event, "where": where}
    os.write(log, json.dumps(said, default=str).encode() + b"\\n")

def spy(event, args):
    if event in WATCHED:
        tell(event, args[0] if event == "socket.getaddrinfo" else args[1])

tell("start", "")
atexit.register(lambda: tell("end", sorted({"langsmith"} & set(sys.modules))))
sys.addaudithook(spy)
"""
SILENCED = (
    "DISABLE_TELEMETRY",
    "DO_NOT_TRACK",
    "PYTEST",
    "CI",
    "GITHUB",
    "NO_PROXY",
    "LANGSMITH",
    "LANGCHAIN",
)
"""What would keep libraries quiet here and not on a user's machine."""


@pytest.fixture
def proxy():
    """Accepts whatever comes, keeps it and answers nothing."""
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    heard.append(connection.recv(1000))

        thread = Thread(target=listen, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def prepare(bench, base_url):
    """A version that MLflow knows, a golden set and a policy."""
    save_endpoints(bench.settings.home, {"shop": Endpoint(name="shop", base_url=base_url, concurrency=4)})
    bench.settings.policies.mkdir()
    (bench.settings.policies / "support-bot.yaml").write_text(POLICY, encoding="utf-8")
    golden = to_jsonl(some_cases(5))
    datasets.freeze(bench, golden, app="support-bot", name=GOLDEN.name, kind=DatasetKind.GOLDEN, by=KEN)
    saved = prompts.save(
        bench, app="support-bot", name="support-reply", content=SHOP_RULES, by=KEN, reason="first"
    )
    versions.create(bench, app="support-bot", prompt=saved.ref, model="m-1", endpoint="shop", by=KEN)


def test_without_a_key_nobody_but_the_endpoint_hears_of_an_evaluation(
    mlflow_bench, endpoint, proxy, tmp_path
):
    prepare(mlflow_bench, endpoint.url)
    started = evaluation.start(mlflow_bench, app="support-bot", version=1, golden=GOLDEN, by=KEN)
    (tmp_path / "spy").mkdir()
    (tmp_path / "spy" / "sitecustomize.py").write_text(SPY)
    log = tmp_path / "spy.jsonl"
    proxy_url, heard = proxy
    proxies = {f"{kind}_PROXY": proxy_url for kind in ("HTTP", "HTTPS", "ALL")}
    subprocess.run(
        [sys.executable, "-m", "lifecycle", "worker", "--until-idle"],
        env={
            **{k: v for k, v in os.environ.items() if not any(word in k.upper() for word in SILENCED)},
            **proxies,
            **{name.lower(): url for name, url in proxies.items()},
            "LANGSMITH_TRACING": "true",  # asks for it, yet there is no key
            "PYTHONPATH": str(tmp_path / "spy"),
            "SPY_LOG": str(log),
            "KANMON_HOME": str(mlflow_bench.settings.home),
            "KANMON_POLICIES": str(mlflow_bench.settings.policies),
            "KANMON_TRACES": "all",
        },
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    done = evaluation.find(mlflow_bench, started.id)
    assert done.state is EvaluationState.FINISHED
    assert done.run_id
    assert mirror.pending(mlflow_bench) == []
    seen = [json.loads(line) for line in log.read_text().splitlines()]
    assert {each["process"][0] for each in seen if each["event"] == "start"} == {"worker", "reconcile"}
    host, port = endpoint.server.server_address[:2]
    reached = {(each["event"], str(each["where"])) for each in seen if each["event"].startswith("socket")}
    assert reached - {("socket.getaddrinfo", host)} == {("socket.connect", str([host, port]))}
    assert heard == []
    assert [each["where"] for each in seen if (each["process"], each["event"]) == (["reconcile"], "end")] == [
        []
    ]
