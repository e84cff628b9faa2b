"""The launcher as a newcomer starts it: a real server, spoken to over HTTP and WebSocket."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("cold") / "home"
    port = free_port()
    env = {**os.environ, "KANMON_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with (home.parent / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        wait_for(lambda: answers(port), "the server did not start")
        yield port, home
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def wait_for(condition, otherwise):
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.1)


def answers(port):
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz").text == "ok\n"
    except httpx.TransportError:
        return False


def first_page(port, name):
    """Open a page as the very first request of a browser would, and give what the script drew."""
    url = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(url, subprotocols=["streamlit"], max_size=None) as socket:
        ask = BackMsg()
        ask.rerun_script.page_name = name
        socket.send(ask.SerializeToString())
        drawn = []
        while True:
            message = ForwardMsg.FromString(socket.recv(timeout=PATIENCE_S))
            drawn.append(message)
            if message.WhichOneof("type") == "script_finished":
                return drawn


def test_a_deep_link_to_a_cold_server_runs_through_main(server):
    port, home = server
    drawn = first_page(port, "release")
    kinds = [message.WhichOneof("type") for message in drawn]
    html = [m.delta.new_element.html.body for m in drawn if m.WhichOneof("type") == "delta"]
    assert "navigation" in kinds
    assert kinds.index("navigation") < kinds.index("delta") or "<style>" in html[0]
    assert any("関門" in body for body in html)
    assert not any(m.delta.new_element.HasField("exception") for m in drawn)
    assert (home / "logs" / "console.log").exists()


def test_closed_doors_and_headers_hold_on_the_real_server(server):
    port, _ = server
    base = f"http://127.0.0.1:{port}"
    for path in ("/_stcore/metrics", "//_stcore/metrics", "/_stcore/%6Detrics/"):
        assert httpx.get(base + path).status_code in {400, 404}
    page = httpx.get(f"{base}/release")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert httpx.get(f"{base}/metrics").text.count("kanmon_") > 3


def test_the_real_server_gives_the_page_in_the_language_of_the_person(server):
    address = f"http://127.0.0.1:{server[0]}/release?app=shop"
    assert '<html lang="en">' in httpx.get(address).text
    assert '<html lang="ja">' in httpx.get(address, headers={"cookie": "kanmon_language=ja"}).text


def test_other_hosts_reach_neither_pages_nor_the_socket(server):
    port, _ = server
    evil = {"host": "evil.example"}
    assert httpx.get(f"http://127.0.0.1:{port}/release", headers=evil).status_code == 400
    with pytest.raises(InvalidStatus):
        raw_socket(port, "evil.example")


def raw_socket(port, host):
    with socket.create_connection(("127.0.0.1", port)) as made:
        connect(f"ws://{host}:{port}/_stcore/stream", sock=made, subprotocols=["streamlit"]).close()


def test_the_worker_follows_the_server(server):
    port, home = server
    text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    assert "kanmon_worker_starts_total" in text
    wait_for((home / "logs" / "worker.log").exists, "the worker did not start")
