"""The addresses that no script answers: the page itself, is it alive, how much it does, the language."""

from ipaddress import ip_address
from typing import get_args
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from console import guard, screens
from console.language import COOKIE, chosen
from lifecycle import __version__
from lifecycle.messages import Language

REGISTRY = CollectorRegistry()
INCIDENTS = Counter("kanmon_incidents", "Unexpected errors of the console.", registry=REGISTRY)
REFUSALS = Counter(
    "kanmon_refusals", "Expected errors shown in place of a page.", ["code"], registry=REGISTRY
)
WORKER = Gauge("kanmon_worker_up", "Whether the worker process runs.", registry=REGISTRY)
WORKER_STARTS = Counter("kanmon_worker_starts", "How often the worker was started.", registry=REGISTRY)
ABOUT = Gauge("kanmon_info", "The version of Kanmon.", ["version"], registry=REGISTRY)
ABOUT.labels(version=__version__).set(1)

A_YEAR_S = 365 * 24 * 3600


async def healthz(request: Request) -> Response:
    """Say that the server answers."""
    return PlainTextResponse("ok\n")


async def metrics(request: Request) -> Response:
    """Give the counters in Prometheus' text form, to this machine only and not through a proxy."""
    if not is_here(request):
        return PlainTextResponse("Not Found", status_code=404)
    return Response(generate_latest(REGISTRY), media_type="text/plain; version=0.0.4")


def is_here(request: Request) -> bool:
    """Tell whether a request comes from this machine itself."""
    if {"forwarded", "x-forwarded-for"} & set(request.headers):
        return False
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


async def choose_language(request: Request) -> Response:
    """Keep a person's language in a cookie, and go back to the page they came from."""
    code = request.path_params["code"]
    if code not in get_args(Language):
        return PlainTextResponse("Not Found", status_code=404)
    answer = RedirectResponse(way_back(request), status_code=303)
    answer.set_cookie(COOKIE, code, max_age=A_YEAR_S, samesite="lax", httponly=True)
    return answer


def way_back(request: Request) -> str:
    """Give path and query of the page a request came from, `/` if that was another site."""
    came_from = urlsplit(request.headers.get("referer", ""))
    if came_from.netloc != request.headers.get("host") or not came_from.path.startswith("/"):
        return "/"
    path = "/" + came_from.path.lstrip("/\\")
    return f"{path}?{came_from.query}" if came_from.query else path


async def page(request: Request) -> Response:
    """Give the page that every screen is drawn on, with the language that the person reads.

    Screen readers, fonts and line breaks go by it; Streamlit's own says English to everybody.
    """
    browser = request.headers.get("accept-language", "").partition(",")[0].strip()
    language = chosen(request.cookies.get(COOKIE), browser)
    text = guard.PAGE.read_text(encoding="utf-8").replace('<html lang="en">', f'<html lang="{language}">')
    return HTMLResponse(text, headers={"Cache-Control": "no-cache"})


ROUTES = [
    *(Route(f"/{screen.url_path}", page) for screen in screens.built()),
    Route("/healthz", healthz),
    Route("/metrics", metrics),
    Route("/language/{code}", choose_language),
]
