"""A chat endpoint on loopback in a process of its own: answers after 50 ms and keeps count.

`/v1/chat/completions` answers with what was asked. Any other address is taken in and counted as a
stray, so that a tool which reports home can be pointed here and seen to do so.
"""

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import web

ANSWER_S = 0.05
HANG_S = 60.0


@dataclass
class Traffic:
    """What came to the endpoint; moments are seconds of the machine's monotonic clock."""

    calls: int = 0
    busy: int = 0
    busiest: int = 0
    first_call: float = 0.0
    last_answer: float = 0.0
    strays: int = 0
    stray_bytes: int = 0


@contextmanager
def serve(hanging: int = 0) -> Iterator[str]:
    """Run an endpoint whose call number `hanging` takes a minute (0: none does); gives its root."""
    line = [sys.executable, "-m", "benchmarks.peers.endpoint", str(hanging)]
    server = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        yield server.stdout.readline().strip()
    finally:
        server.kill()
        server.communicate()


def traffic(root: str) -> Traffic:
    """Ask a running endpoint for its count."""
    with urllib.request.urlopen(f"{root}/traffic") as answer:
        return Traffic(**json.load(answer))


def make(hanging: int) -> web.Application:
    """Make the server."""
    seen = Traffic()

    async def complete(request: web.Request) -> web.Response:
        seen.calls += 1
        seen.busy += 1
        seen.busiest = max(seen.busiest, seen.busy)
        seen.first_call = seen.first_call or time.monotonic()
        delay_s = HANG_S if seen.calls == hanging else ANSWER_S
        body = await request.json()
        await asyncio.sleep(delay_s)
        seen.busy -= 1
        seen.last_answer = time.monotonic()
        return web.json_response(completion(body))

    async def tell(request: web.Request) -> web.Response:
        return web.json_response(asdict(seen))

    async def stray(request: web.Request) -> web.Response:
        seen.strays += 1
        seen.stray_bytes += len(await request.read())
        return web.json_response({})

    app = web.Application(client_max_size=2**30)
    app.router.add_post("/v1/chat/completions", complete)
    app.router.add_get("/traffic", tell)
    app.router.add_route("*", "/{path:.*}", stray)
    return app


def completion(body: dict[str, Any]) -> dict[str, Any]:
    """Answer a question by saying it again."""
    message = {"role": "assistant", "content": f"You asked: {body['messages'][-1]['content']}"}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 12, "completion_tokens": 15, "total_tokens": 27},
    }


async def main() -> None:
    """Serve on a free port, and print the root once it answers."""
    runner = web.AppRunner(make(int(sys.argv[1])), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    host, port = runner.addresses[0][:2]
    print(f"http://{host}:{port}", flush=True)  # noqa: T201
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
