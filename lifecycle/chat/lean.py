"""The client of evaluations: plain HTTP by aiohttp, a tenth of what a chat library costs for each call."""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from lifecycle.chat import faults, reply
from lifecycle.chat.faults import Refusal
from lifecycle.chat.reply import Reply
from lifecycle.errors import LifecycleError, Unavailable
from lifecycle.records import Block, Endpoint

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class LeanClient:
    """Posts chat completions, connections kept open; no redirect is followed, no cookie kept."""

    def __init__(self, endpoint: Endpoint, base_url: str, key: str) -> None:
        self.endpoint = endpoint
        self.base_url = base_url
        self.url = f"{base_url.rstrip('/')}/chat/completions"
        self.key = key
        self.session: aiohttp.ClientSession | None = None

    def open(self) -> aiohttp.ClientSession:
        """Open the connections, in the event loop that uses them."""
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),  # the gate knows how many
            headers={"Authorization": f"Bearer {self.key or 'none'}", "Content-Type": "application/json"},
            timeout=aiohttp.ClientTimeout(total=self.endpoint.timeout_s),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=urlsplit(self.base_url).hostname not in LOOPBACK,
        )

    async def attempt(self, messages: Sequence[Block], model: str, parameters: Mapping[str, Any]) -> Reply:
        """Ask once, as `Client.attempt`."""
        said = [{"role": block.role, "content": block.text} for block in messages]
        content = json.dumps({"model": model, "messages": said, **parameters}).encode()
        where = {"endpoint": self.endpoint.name}
        start = time.perf_counter()
        try:
            self.session = self.session or self.open()
            async with self.session.post(self.url, data=content, allow_redirects=False) as response:
                body = await self.read(response)
        except TimeoutError as err:
            raise Unavailable("chat.timeout", **where, seconds=self.endpoint.timeout_s) from err
        except (
            aiohttp.ClientConnectorError,
            aiohttp.NonHttpUrlClientError,
            ValueError,
        ) as err:  # or no address
            raise Unavailable("chat.no_connection", **where, base_url=self.base_url) from err
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, aiohttp.ClientPayloadError) as err:
            raise Unavailable("chat.broken", **where) from err
        except aiohttp.ClientError as err:
            raise Unavailable("chat.malformed", **where, reason=reply.shorten(err)) from err
        latency_ms = (time.perf_counter() - start) * 1000
        if not 200 <= response.status < 300:
            refusal = Refusal(response.status, response.headers, body, time.time())
            raise faults.of_status(refusal, self.endpoint, self.key, model)
        return reply.read(body, response.content_type, self.endpoint.name, latency_ms)

    async def read(self, response: aiohttp.ClientResponse) -> bytes:
        """Read a body, and give up on one that never ends."""
        parts, size = [], 0
        async for part in response.content.iter_any():
            parts.append(part)
            size += len(part)
            if size > reply.MAX_BYTES:
                response.close()
                raise LifecycleError("chat.too_large", endpoint=self.endpoint.name, limit=reply.MAX_BYTES)
        return b"".join(parts)

    async def close(self) -> None:
        """Give the connections back."""
        if self.session:
            await self.session.close()
            self.session = None
