import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import chat
from lifecycle.chat import Chat, Patience
from lifecycle.chat import reply as replies
from lifecycle.chat.faults import retry_after_s
from lifecycle.chat.langchain import LangChainClient
from lifecycle.chat.lean import LeanClient
from lifecycle.errors import ConfigError, LifecycleError, Unavailable
from lifecycle.records import Block, Endpoint
from lifecycle.settings import PRACTICE
from tests.endpoint import Answer, endpoint

__all__ = ["endpoint"]

HELLO = (Block(role="system", text="短く答えてください。"), Block(role="user", text="返品できますか？"))
QUICK = Patience(deadline_s=2.0, first_pause_s=0.01, longest_pause_s=0.05)


@pytest.fixture(params=[LeanClient, LangChainClient], ids=["lean", "langchain"])
def client(request):
    """Each of the two clients: whatever is promised of one holds for the other."""
    return request.param


@pytest.fixture
def ask(client, endpoint):
    """Ask the endpoint once, through the client."""

    def once(*, patience=QUICK, key="", timeout_s=5.0, url=endpoint.url, **parameters):
        at = Endpoint(name="shop", base_url=url, key_env="SHOP_KEY", timeout_s=timeout_s)

        async def asking():
            async with Chat(at, client(at, url, key), patience=patience) as chat:
                return await chat.ask(HELLO, model="m-1", parameters=parameters)

        return asyncio.run(asking())

    return once


@pytest.fixture
def failure_of(ask):
    """Ask, and give the error that comes of it."""

    def failing(**settings) -> LifecycleError:
        with pytest.raises(LifecycleError) as failure:
            ask(**settings)
        return failure.value

    return failing


def test_an_answer_comes_with_its_tokens_and_time(endpoint, ask):
    endpoint.answer_in_turn(Answer(text="はい、30日以内です。", delay_s=0.05))
    reply = ask(key="sk-secret", temperature=0, max_tokens=50)
    assert reply.text == "はい、30日以内です。"
    assert (reply.tokens_in, reply.tokens_out, reply.finish_reason, reply.attempts) == (7, 3, "stop", 1)
    assert 50 <= reply.latency_ms < 2000
    assert endpoint.calls[0]["messages"] == [{"role": b.role, "content": b.text} for b in HELLO]
    assert (endpoint.calls[0]["model"], endpoint.calls[0]["temperature"]) == ("m-1", 0)
    assert endpoint.calls[0]["max_tokens"] == 50
    assert endpoint.keys == ["Bearer sk-secret"]


def test_an_endpoint_that_counts_no_tokens_is_not_given_zero(endpoint, ask):
    endpoint.answer_in_turn(Answer(usage=False))
    assert ask().tokens_in is None


def test_a_foreign_key_in_the_environment_is_never_sent(endpoint, monkeypatch, ask):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-for-somebody-else")
    ask()
    assert endpoint.keys == ["Bearer none"]


@pytest.mark.parametrize(
    "first",
    [
        Answer(status=408),
        Answer(status=409),
        Answer(status=429),
        Answer(status=500),
        Answer(status=503),
        Answer(cut=True),
        Answer(raw=b"<html>gateway</html>", content_type="text/html"),
        Answer(raw=b'{"choices": ['),
        Answer(raw=b'{"id": "x"}'),
        Answer(raw=b'{"id": "x", "choices": []}'),
        Answer(raw=b'{"id": "x", "choices": [{"message": {"content": "\xff"}}]}'),
        Answer(raw=b'{"error": {"message": "overloaded"}}'),
    ],
    ids=lambda a: f"{a.status} {a.raw!r}"[:40],
)
def test_what_may_pass_is_tried_again(endpoint, first, ask):
    endpoint.answer_in_turn(first, first, Answer(text="やっと"))
    reply = ask()
    assert (reply.text, reply.attempts, len(endpoint.calls)) == ("やっと", 3, 3)


def test_latency_leaves_out_failed_attempts_and_pauses(endpoint, ask):
    endpoint.answer_in_turn(Answer(status=500, delay_s=0.3), Answer())
    assert ask().latency_ms < 200


@pytest.mark.parametrize(
    ("answer", "kind", "code", "fatal"),
    [
        (Answer(status=401), ConfigError, "chat.wrong_key", True),
        (Answer(status=404), ConfigError, "chat.unknown_model", True),
        (
            Answer(status=400, raw=b'{"error": {"message": "no", "code": "model_not_found"}}'),
            ConfigError,
            "chat.unknown_model",
            True,
        ),
        (
            Answer(status=429, raw=b'{"error": {"message": "pay", "code": "insufficient_quota"}}'),
            ConfigError,
            "chat.no_quota",
            True,
        ),
        (Answer(text="あ" * 2_000_000), LifecycleError, "chat.too_large", False),
        (Answer(status=400), ConfigError, "chat.bad_request", False),
        (
            Answer(status=302, headers={"Location": "http://127.0.0.1:9/"}),
            ConfigError,
            "chat.bad_request",
            False,
        ),
    ],
)
def test_what_will_not_pass_is_asked_once(endpoint, answer, kind, code, fatal, failure_of):
    endpoint.answer_in_turn(answer)
    error = failure_of()
    assert (type(error), error.code, len(endpoint.calls)) == (kind, code, 1)
    assert chat.is_fatal(error) is fatal
    assert "shop" in error.say("en")
    assert error.hint("ja")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(status=500), "chat.server_error"),
        (Answer(status=429), "chat.rate_limited"),
        (Answer(hang=True), "chat.timeout"),
        (Answer(raw=b"<html>gateway</html>", content_type="text/html"), "chat.not_json"),
        (Answer(raw=b'data: {"choices": [', content_type="text/event-stream"), "chat.not_json"),
        (Answer(raw=b'{"choices": ['), "chat.malformed"),
        (Answer(raw=b"[1, 2]"), "chat.malformed"),
        (Answer(raw=b'{"id": "x", "choices": []}'), "chat.no_choice"),
        (Answer(raw=b'{"error": {"message": "overloaded"}}'), "chat.no_choice"),
        (Answer(raw=b'{"choices": [{"message": {"content": null}}]}'), "chat.no_text"),
        (Answer(raw=b'{"choices": [{"message": {"content": "\xff"}}]}'), "chat.bad_encoding"),
        (Answer(cut=True), "chat.broken"),
    ],
)
def test_patience_ends_by_time_and_tells_how_often_it_tried(endpoint, answer, code, failure_of):
    endpoint.answer_in_turn(answer)
    patience = Patience(deadline_s=0.6, first_pause_s=0.05, longest_pause_s=0.1)
    error = failure_of(patience=patience, timeout_s=0.15 if answer.hang else 5)
    assert isinstance(error, Unavailable)
    assert error.code == code
    assert error.params["attempts"] == len(endpoint.calls) > 1
    assert all(error.say(language) for language in ("en", "ja"))
    assert not chat.is_fatal(error)


def test_a_server_that_drips_bytes_runs_into_the_time_out(failure_of):
    listener = socket.create_server(("127.0.0.1", 0))

    def drip():
        connection, _ = listener.accept()
        with connection:
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
            )
            for _ in range(40):
                try:
                    connection.sendall(b" ")
                except OSError:
                    return
                time.sleep(0.05)

    thread = threading.Thread(target=drip)
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
    error = failure_of(url=url, timeout_s=0.3, patience=Patience(deadline_s=0))
    thread.join()
    listener.close()
    assert error.code == "chat.timeout"


def test_a_refused_connection_names_the_address(failure_of):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = failure_of(url=f"http://127.0.0.1:{port}/v1", patience=Patience(deadline_s=0.1))
    assert error.code == "chat.no_connection"
    assert str(port) in error.say("ja")


def test_retry_after_is_honoured(endpoint, ask):
    endpoint.answer_in_turn(Answer(status=429, headers={"Retry-After": "1"}), Answer())
    start = time.monotonic()
    ask(patience=Patience(deadline_s=10, first_pause_s=0.01))
    assert time.monotonic() - start >= 1


def test_a_retry_after_beyond_the_deadline_is_not_waited_for(endpoint, failure_of):
    endpoint.answer_in_turn(Answer(status=429, headers={"Retry-After": "3600"}))
    start = time.monotonic()
    assert failure_of().code == "chat.rate_limited"
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [("2", 2), ("0.5", 0.5), ("-3", 0), ("soon", 0), ("", 0), ("Thu, 01 Jan 1970 00:01:00 GMT", 50)],
)
def test_retry_after_is_seconds_or_a_date(given, expected):
    assert retry_after_s({"retry-after": given}, now_s=10) == expected


@given(st.integers(1, 1000), st.floats(0, 100), st.floats(0, 1))
def test_pauses_grow_up_to_their_limit_and_never_cut_what_was_asked_for(failures, retry_after_s, luck):
    patience = Patience(first_pause_s=0.5, longest_pause_s=20)
    pause = patience.pause_s(failures, retry_after_s, luck)
    assert retry_after_s + 0.25 <= pause <= retry_after_s + 20
    assert patience.pause_s(failures + 1, retry_after_s, luck) >= pause


def test_the_key_never_stands_in_a_message(endpoint, failure_of):
    body = b'{"error": {"message": "bad key sk-very-secret given", "code": null}}'
    endpoint.answer_in_turn(Answer(status=400, raw=body))
    error = failure_of(key="sk-very-secret")
    assert "sk-very-secret" not in str(error) + str(error.params)


@pytest.mark.parametrize(
    ("raw", "text", "finish_reason"),
    [
        ('{"content": "途中まで"}, "finish_reason": "length"', "途中まで", "length"),
        ('{"content": null, "refusal": "できません"}, "finish_reason": "stop"', "できません", "refusal"),
        ('{"content": ""}, "finish_reason": "stop"', "", "stop"),
    ],
)
def test_a_cut_off_answer_a_refusal_and_an_empty_one_are_answers(endpoint, raw, text, finish_reason, ask):
    message = raw.replace('{"content"', '{"role": "assistant", "content"')
    endpoint.answer_in_turn(Answer(raw=f'{{"id": "x", "choices": [{{"message": {message}}}]}}'.encode()))
    reply = ask()
    assert (reply.text, reply.finish_reason, len(endpoint.calls)) == (text, finish_reason, 1)


@pytest.mark.parametrize("given", ["3", [1], -1, 2**70, 1.5, True, None])
def test_tokens_that_are_no_number_are_not_counted(given):
    body = {"choices": [{"message": {"content": "はい"}, "finish_reason": {"odd": 1}}]}
    body["usage"] = {"prompt_tokens": given, "completion_tokens": 3}
    read = replies.read(json.dumps(body).encode(), "application/json", "shop", 1.0)
    assert (read.tokens_in, read.tokens_out, read.finish_reason) == (None, 3, "")


@pytest.mark.parametrize(
    ("key", "code"),
    [("sk-1\n", None), (" ", "chat.no_key"), ("sk-\n1", "chat.odd_key"), ("鍵", "chat.odd_key")],
)
def test_a_key_that_was_copied_badly_is_mended_or_refused(key, code):
    at = Endpoint(name="shop", base_url="http://127.0.0.1:9/v1", key_env="SHOP_KEY")
    if code is None:
        assert chat.find_key(at, {"SHOP_KEY": key}) == "sk-1"
        return
    with pytest.raises(ConfigError) as refusal:
        chat.find_key(at, {"SHOP_KEY": key})
    assert refusal.value.code == code
    assert "SHOP_KEY" in refusal.value.say("ja")


def test_half_a_surrogate_pair_cannot_get_into_the_ledger(endpoint, ask):
    endpoint.answer_in_turn(
        Answer(
            raw=b'{"id": "x", "choices": [{"message": {"role": "assistant", "content": "\\ud83d\\u0000!"}}]}'
        )
    )
    assert ask().text == "?\ufffd!"


def test_a_missing_key_is_named_by_its_variable():
    at = Endpoint(name="shop", base_url="http://127.0.0.1:9/v1", key_env="SHOP_KEY")
    with pytest.raises(ConfigError) as failure:
        chat.open_chat(at, {})
    assert failure.value.code == "chat.no_key"
    assert "SHOP_KEY" in failure.value.say("ja")


def test_the_practice_model_starts_on_demand_and_ends_with_the_chat():
    async def once():
        async with chat.open_chat(PRACTICE, {}) as practice:
            reply = await practice.ask(
                [
                    Block(role="system", text="返品は30日以内です。"),
                    Block(role="user", text="返品は何日以内？"),
                ],
                model="practice-1",
            )
        return reply, practice.client.base_url

    reply, base_url = asyncio.run(once())
    assert "30日以内" in reply.text
    host, port = base_url.split("/")[2].split(":")
    with pytest.raises(OSError):  # noqa: PT011
        socket.create_connection((host, int(port)), timeout=1).close()


def test_no_tracer_hears_of_a_message_whatever_the_environment_says(endpoint, client):
    with socket.create_server(("127.0.0.1", 0)) as tracer:
        tracer.settimeout(0.5)
        where = f"http://127.0.0.1:{tracer.getsockname()[1]}"
        tracing = {
            f"{brand}_{name}": value
            for brand in ("LANGSMITH", "LANGCHAIN")
            for name, value in {
                "TRACING": "true",
                "TRACING_V2": "true",
                "ENDPOINT": where,
                "API_KEY": "lsv2_pt_x",
            }.items()
        }
        code = (
            "import asyncio, sys\n"
            "from lifecycle.chat import Chat\n"
            f"from {client.__module__} import {client.__name__} as Client\n"
            "from lifecycle.records import Block, Endpoint\n"
            "async def once():\n"
            "    at = Endpoint(name='e', base_url=sys.argv[1])\n"
            "    async with Chat(at, Client(at, sys.argv[1], '')) as chat:\n"
            "        print((await chat.ask([Block(role='user', text='q')], model='m')).text)\n"
            "asyncio.run(once())"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, endpoint.url],
            env={**os.environ, **tracing},
            cwd=Path(chat.__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout.strip()) == (0, "はい"), done.stderr
        with pytest.raises(TimeoutError):
            tracer.accept()
