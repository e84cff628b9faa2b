"""Stands before every request: known hosts only, closed doors closed, and headers that keep a page to itself.

Streamlit sends no security headers, answers `/_stcore/metrics` to anybody and checks hosts only for its
WebSocket; pages load nothing from other machines, so the policy can be tight.
"""

import base64
import hashlib
import os
import posixpath
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
"""The one that every screen is drawn on."""
HOSTS = "localhost,127.0.0.1,[::1]"
CLOSED = re.compile(r"/_stcore/(metrics|agent)(/|$)")
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def middleware(env: Mapping[str, str] = os.environ) -> list[Middleware]:
    """Give what stands before the console; `KANMON_ALLOWED_HOSTS` lists the names it answers to."""
    hosts = [host.strip() for host in env.get("KANMON_ALLOWED_HOSTS", HOSTS).split(",") if host.strip()]
    return [
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        Middleware(Guard),
    ]


class Guard:
    """Answers 404 for closed paths and puts the security headers on every other answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers())
            await send(message)

        answer = PlainTextResponse("Not Found", status_code=404) if is_closed(scope["path"]) else self.app
        await answer(scope, receive, send_guarded)


def is_closed(path: str) -> bool:
    """Tell whether a path leads to a closed door, however it is spelled: `//`, `%6D`, `./`, upper case."""
    for _ in range(3):
        path = unquote(path)
    return CLOSED.search(posixpath.normpath("/" + path.replace("\\", "/")).casefold()) is not None


@cache
def headers() -> dict[str, str]:
    """Give the security headers; the policy knows Streamlit's one inline script by its hash."""
    scripts = INLINE_SCRIPT.findall(PAGE.read_text(encoding="utf-8"))
    hashes = " ".join(f"'{hash_of(script)}'" for script in scripts)
    policy = {
        "default-src": "'self'",
        "img-src": "'self' data: blob:",
        "style-src": "'self' 'unsafe-inline'",
        "font-src": "'self' data:",
        "script-src": f"'self' 'wasm-unsafe-eval' {hashes}",
        "worker-src": "'self' blob:",
        "connect-src": "'self' ws: wss:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }


def hash_of(script: str) -> str:
    """Give the source of an inline script as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
