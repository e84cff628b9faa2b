"""A chat endpoint on loopback whose answers a test decides: a real server, so real failures."""

import dataclasses
import json
import random
import threading
import time
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
    hang_up: bool = False
    """Close the connection without a word."""

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


def too_many(retry_after: float | None = None) -> Answer:
    """A 429, which may ask to be left alone for some seconds."""
    return Answer(status=429, headers={} if retry_after is None else {"Retry-After": f"{retry_after:g}"})


class Chaos:
    """Answers at random, alike for the same seed: of 100 calls 82 get through.

    `retry_after` are the seconds of which a 429 names one.
    """

    def __init__(self, seed: int, retry_after: tuple[float, ...], delay_s: float = 0.005) -> None:
        self.random = random.Random(seed)
        self.retry_after = retry_after
        self.delay_s = delay_s

    def __call__(self, number: int, body: dict[str, Any]) -> Answer:
        if number == 7:
            return Answer(hang=True)
        answer = Answer(text=f"はい {body['messages'][-1]['content']}")
        luck = self.random.random()
        for share, unlucky in (
            (0.10, too_many(self.random.choice(self.retry_after))),
            (0.02, Answer(status=500)),
            (0.01, Answer(raw=b'{"choices": [')),
            (0.03, Answer(cut=True)),
            (0.02, Answer(hang_up=True)),
        ):
            if 0 <= luck < share:
                answer = unlucky
            luck -= share
        return dataclasses.replace(answer, delay_s=self.delay_s)


class TokenBucket:
    """Lets `per_s` calls a second through, `burst` at once; the others are refused."""

    def __init__(
        self, per_s: float, burst: int, retry_after: float | None = None, delay_s: float = 0.005
    ) -> None:
        self.per_s, self.burst, self.retry_after, self.delay_s = per_s, burst, retry_after, delay_s
        self.left, self.at, self.refused = float(burst), time.monotonic(), 0
        self.lock = threading.Lock()

    def __call__(self, number: int, body: dict[str, Any]) -> Answer:
        with self.lock:
            now = time.monotonic()
            self.left = min(self.burst, self.left + (now - self.at) * self.per_s)
            self.at = now
            if self.left < 1:
                self.refused += 1
                return too_many(self.retry_after)
            self.left -= 1
        return Answer(delay_s=self.delay_s)


class Server(ThreadingHTTPServer):
    """Threads that end with the test, and no word about callers that were killed.

    With the five places that a queue has by default, the sixth of those who come at once waits a second for
    a call that this endpoint never hears of.
    """

    request_queue_size = 128
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
            disable_nagle_algorithm = True  # or each answer waits 40 ms

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
                never = answer.hang or answer.hang_up
                if endpoint.closing.wait(60 if answer.hang else answer.delay_s) or never:
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
