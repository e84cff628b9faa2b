"""A chat endpoint on loopback whose answers a test decides: a real server, so real failures."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass(frozen=True)
class Answer:
    """What the server does with one call; `raw` replaces the whole body, `hang` never answers."""

    text: str = "はい"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    raw: bytes | None = None
    content_type: str = "application/json"
    usage: bool = True
    hang: bool = False
    cut: bool = False
    """Promise more bytes than are sent, then close the connection."""

    def body(self) -> bytes:
        if self.raw is not None:
            return self.raw
        if self.status != 200:
            return json.dumps({"error": {"message": f"status {self.status}", "code": None}}).encode()
        message = {"role": "assistant", "content": self.text}
        completion: dict[str, Any] = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 0,
            "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        }
        if self.usage:
            completion["usage"] = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
        return json.dumps(completion).encode()


class Server(ThreadingHTTPServer):
    """Threads that end with the test, and no word about callers that were killed."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, *args: object) -> None: ...


class FakeEndpoint:
    """Counts the calls and answers them by `decide(call number from 1, request body)`."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.decide: Callable[[int, dict[str, Any]], Answer] = lambda number, body: Answer()
        self.closing = threading.Event()
        self.lock = threading.Lock()
        self.busy = self.busiest = 0
        self.server = Server(("127.0.0.1", 0), self.handler())
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def questions(self) -> list[str]:
        """The last user message of each call, in the order they came."""
        return [call["messages"][-1]["content"] for call in self.calls]

    def answer_in_turn(self, *answers: Answer) -> None:
        """Give these answers to the first calls and the last of them ever after."""
        self.decide = lambda number, body: answers[min(number, len(answers)) - 1]

    def handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                with endpoint.lock:
                    endpoint.calls.append(body)
                    endpoint.keys.append(self.headers.get("authorization", ""))
                    number = len(endpoint.calls)
                    endpoint.busy += 1
                    endpoint.busiest = max(endpoint.busiest, endpoint.busy)
                try:
                    self.reply(endpoint.decide(number, body))
                finally:
                    with endpoint.lock:
                        endpoint.busy -= 1

            def reply(self, answer: Answer) -> None:
                if endpoint.closing.wait(60 if answer.hang else answer.delay_s) or answer.hang:
                    self.close_connection = True
                    return
                content = answer.body()
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(content) + (100 if answer.cut else 0)))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                try:
                    self.end_headers()
                    self.wfile.write(content)
                except OSError:  # the client gave up waiting
                    self.close_connection = True
                self.close_connection = self.close_connection or answer.cut

            def log_message(self, *args: object) -> None: ...

        return Handler

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def endpoint():
    made = FakeEndpoint()
    yield made
    made.close()
