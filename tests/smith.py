"""A LangSmith on loopback: keeps what the real SDK sends it, so that a test can look."""

import json
import uuid
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
import zstandard

TENANT = str(uuid.uuid4())
NOON = "2026-11-20T12:00:00+00:00"


class Call(NamedTuple):
    method: str
    path: str
    query: dict[str, str]
    headers: Message
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class FakeLangSmith:
    """Datasets, examples, sessions, runs and feedback by id, as a LangSmith keeps them."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.keys: set[str] = set()
        self.datasets: dict[str, dict[str, Any]] = {}
        self.examples: dict[str, dict[str, Any]] = {}
        self.sessions: dict[str, dict[str, Any]] = {}
        self.runs: dict[str, dict[str, Any]] = {}
        self.feedback: dict[str, dict[str, Any]] = {}
        self.compresses = True
        self.fails: dict[str, int] = {}
        """Path → the status that calls to it are answered with."""
        self.lock = Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        self.thread = Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def called(self, call: str) -> int:
        return self.calls.count(call)

    def get_info(self, call: Call) -> Any:
        return {
            "version": "0.12.0",
            "instance_flags": {"zstd_compression_enabled": self.compresses},
            "batch_ingest_config": {
                "use_multipart_endpoint": True,
                "size_limit": 100,
                "size_limit_bytes": 20_971_520,
                "scale_up_nthreads_limit": 16,
                "scale_up_qsize_trigger": 1000,
                "scale_down_nempty_trigger": 4,
            },
        }

    def get_datasets(self, call: Call) -> Any:
        wanted = json.loads(call.query.get("metadata", "{}")).items()
        found = [each for each in self.datasets.values() if wanted <= each["metadata"].items()]
        return [each for each in found if call.query.get("name", each["name"]) == each["name"]]

    def post_datasets(self, call: Call) -> Any:
        said = call.json()
        made = {**said, "id": str(uuid.uuid4()), "created_at": NOON, "example_count": 0}
        return self.datasets.setdefault(made["id"], {**made, "metadata": said["extra"]["metadata"]})

    def get_examples(self, call: Call) -> Any:
        found = [each for each in self.examples.values() if each["dataset_id"] == call.query["dataset"]]
        return found[int(call.query["offset"]) :]

    def post_examples(self, call: Call) -> Any:
        for each in call.json():
            assert each["id"] not in self.examples
            self.examples[each["id"]] = {**each, "created_at": NOON, "modified_at": NOON}
            self.datasets[each["dataset_id"]]["example_count"] += 1
        return call.json()

    def get_sessions(self, call: Call) -> Any:
        return [each for each in self.sessions.values() if each["name"] == call.query.get("name")]

    def post_sessions(self, call: Call) -> Any:
        made = {"reference_dataset_id": None, **call.json(), "tenant_id": TENANT, "start_time": NOON}
        return self.sessions.setdefault(made["id"], made)

    def patch_sessions(self, call: Call) -> Any:
        session = self.sessions[call.path.split("/")[-1]]
        session |= {name: value for name, value in call.json().items() if value is not None}
        return session

    def post_runs(self, call: Call) -> Any:
        """Keep the runs and the feedback of a multipart body."""
        body = call.body
        if call.headers.get("content-encoding") == "zstd":
            body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
        head = f"content-type: {call.headers['content-type']}\r\n\r\n".encode()
        for part in BytesParser().parsebytes(head + body).get_payload():
            action, id, *field = str(part.get_param("name", header="content-disposition")).split(".")
            value = json.loads(part.get_payload(decode=True))
            if action == "feedback":
                self.feedback[id] = value
            elif field:
                self.runs[id][field[0]] = value
            else:
                self.runs[id] = value
        return {}

    def take(self, call: Call) -> tuple[int, Any]:
        """Note a call and answer it, with a status."""
        with self.lock:
            self.calls.append(f"{call.method} {call.path}")
            self.keys.add(call.headers.get("x-api-key", ""))
            if call.path in self.fails:
                return self.fails[call.path], {}
            return 200, getattr(self, f"{call.method.lower()}_{call.path.split('/')[1]}")(call)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        langsmith = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                at = urlsplit(self.path)
                query = {name: values[-1] for name, values in parse_qs(at.query).items()}
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                status, said = langsmith.take(Call(self.command, at.path, query, self.headers, body))
                content = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_PATCH = do_GET  # noqa: N815

            def log_message(self, *args: object) -> None: ...

        return Handler

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def smith(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeLangSmith]:
    made = FakeLangSmith()
    monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_pt_test")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", made.url)
    yield made
    made.close()
