import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from console import guard, routes

SPELLINGS = [
    "/_stcore/metrics",
    "/_stcore/metrics/",
    "//_stcore/metrics",
    "/_stcore//metrics",
    "/_stcore/%6Detrics",
    "/_stcore/%256Detrics",
    "/%5Fstcore/metrics",
    "/_stcore%2Fmetrics",
    "/_stcore/./metrics",
    "/_stcore/x/../metrics",
    "/_STCORE/Metrics",
    "/release/_stcore/metrics",
    "/_stcore\\metrics",
    "/_stcore/agent/interact",
]


async def behind(request):
    return PlainTextResponse("behind the guard")


@pytest.fixture
def client():
    inner = Mount("/", routes=[Route("/{path:path}", behind)])
    app = Starlette(routes=[*routes.ROUTES, inner], middleware=guard.middleware({}))
    return TestClient(app, base_url="http://localhost:8501", client=("127.0.0.1", 5), follow_redirects=False)


@pytest.mark.parametrize("path", SPELLINGS)
def test_closed_doors_are_closed_however_they_are_spelled(client, path):
    assert client.get(f"http://localhost:8501{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/_stcore/health", "/_stcore/metricsx", "/elsewhere", "/_stcore/upload_file/a/b"]
)
def test_other_doors_stay_open(client, path):
    assert client.get(path).text == "behind the guard"


@pytest.mark.parametrize("path", ["/release", "/_stcore/metrics", "/healthz"])
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "'unsafe-eval'" not in headers["content-security-policy"]
    assert "'sha256-" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/release", "/history?at=2026-03-03"])
@pytest.mark.parametrize(
    ("cookie", "browser", "language"),
    [
        ("", "", "en"),
        ("", "ja-JP,en;q=0.5", "ja"),
        ("", "ja", "ja"),
        ("", "fr-FR, ja", "en"),
        ("kanmon_language=ja", "en-US", "ja"),
        ("kanmon_language=en", "ja-JP", "en"),
    ],
)
def test_the_page_names_the_language_that_the_person_reads(client, path, cookie, browser, language):
    answer = client.get(path, headers={"cookie": cookie, "accept-language": browser})
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    own = guard.PAGE.read_text(encoding="utf-8")
    assert answer.text.replace(f'lang="{language}"', 'lang="en"') == own, "and is Streamlit's otherwise"


@pytest.mark.parametrize("host", ["evil.example", "testserver", "localhost.evil.example", ""])
def test_other_hosts_are_refused(client, host):
    assert client.get("/release", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST:8501"])
def test_this_machine_is_served(client, host):
    assert client.get("/release", headers={"host": host}).status_code == 200


def test_allowed_hosts_come_from_the_environment():
    made = guard.middleware({"KANMON_ALLOWED_HOSTS": "kanmon.example, *.internal"})
    assert made[0].kwargs["allowed_hosts"] == ["kanmon.example", "*.internal"]


def test_metrics_are_for_this_machine_only(client):
    assert "kanmon_worker_up" in client.get("/metrics").text
    assert client.get("/metrics", headers={"x-forwarded-for": "192.0.2.1"}).status_code == 404
    app = Starlette(routes=routes.ROUTES)
    assert TestClient(app, client=("192.0.2.1", 5)).get("/metrics").status_code == 404


def test_a_language_is_kept_and_leads_back(client):
    answer = client.get("/language/ja", headers={"referer": "http://localhost:8501/release?app=support-bot"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/release?app=support-bot"
    assert "kanmon_language=ja" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "referer", ["http://evil.example/x", "http://localhost:8501//evil.example", "nonsense", ""]
)
def test_a_language_never_leads_to_another_site(client, referer):
    answer = client.get("/language/en", headers={"referer": referer})
    assert answer.headers["location"] in {"/", "/evil.example"}


def test_an_unknown_language_is_not_found(client):
    assert client.get("/language/xx").status_code == 404
