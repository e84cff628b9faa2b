"""The frame around every page, run as Streamlit runs it."""

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from console import services
from lifecycle import history, requests
from lifecycle.records import Application, Request
from tests.builders import HANA, MEI, NOON
from tests.road import stand, write_policy
from tests.test_overview import damaged, save_prompt

MAIN = Path(__file__).parent.parent.parent / "console" / "main.py"


@pytest.fixture
def home(bench, monkeypatch):
    monkeypatch.setenv("KANMON_HOME", str(bench.settings.home))
    monkeypatch.delenv("KANMON_USER", raising=False)
    yield bench.settings.home
    services.opened.clear()


def shown(at):
    """All the HTML of the sidebar and the page as one string."""
    return "".join(each.proto.body for part in (at.sidebar, at.main) for each in part.get("html"))


def run(**changes):
    at = AppTest.from_file(MAIN, default_timeout=20)
    at.context = {"locale": changes.get("locale", "en-US")}
    for name, value in changes.get("query", {}).items():
        at.query_params[name] = value
    return at.run()


@pytest.mark.usefixtures("home")
def test_the_sidebar_names_product_application_and_who_acts():
    at = run()
    assert not at.exception
    assert "関門" in shown(at)
    assert at.sidebar.selectbox[0].value == "support-bot"
    assert at.sidebar.selectbox[1].label == "Acting as (this machine, no sign-in)"
    assert at.query_params["app"] == "support-bot"
    assert "practice model · local store" in shown(at)


@pytest.mark.usefixtures("home")
def test_the_browsers_language_is_spoken():
    at = run(locale="ja-JP")
    assert not at.exception
    assert at.sidebar.selectbox[1].label == "操作する人（このマシン、サインインなし）"
    assert "練習用モデル" in shown(at)


@pytest.mark.usefixtures("home")
def test_the_application_of_the_url_is_shown_and_the_picker_moves_it(bench):
    with bench.ledger.write() as tx:
        tx.add(Application(name="summariser", created_by="yuki", created_at=NOON))
    at = run(query={"app": "summariser"})
    assert at.sidebar.selectbox[0].value == "summariser"
    at.sidebar.selectbox[0].set_value("support-bot").run()
    assert at.query_params["app"] == "support-bot"
    assert run(query={"app": ""}).sidebar.selectbox[0].value == "summariser"


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("locale", "told"), [("en-US", "no application nothing"), ("ja-JP", "nothing はありません")]
)
def test_an_application_that_does_not_exist_is_told_and_no_other_one_is_shown(locale, told):
    at = run(query={"app": "nothing"}, locale=locale)
    assert not at.exception
    assert shown(at).count('role="alert"') == 1
    assert told in shown(at)
    assert "kanmon " not in shown(at)
    assert [link.proto.label for link in at.main.get("page_link")] == ["Support bot"]
    picker = at.sidebar.selectbox[0]
    assert (picker.value, picker.options) == (None, ["support-bot"])
    picker.set_value("support-bot").run()
    assert at.query_params["app"] == "support-bot"
    assert 'role="alert"' not in shown(at)


@pytest.mark.usefixtures("home")
def test_kanmon_user_acts_until_another_is_chosen(monkeypatch):
    monkeypatch.setenv("KANMON_USER", "mei")
    at = run()
    assert at.sidebar.selectbox[1].value == "mei"
    at.sidebar.selectbox[1].set_value("rin").run()
    assert at.sidebar.selectbox[1].value == "rin"
    assert "reviewer" in shown(at)


def way_to_release(person):
    at = run(query={"as": person})
    assert not at.exception
    (way,) = (each.proto for each in at.sidebar.get("page_link") if "Release" in each.proto.label)
    return way


def waits_beside_release(person):
    return way_to_release(person).label.removeprefix("Release").strip()


@pytest.mark.usefixtures("home")
def test_beside_release_stands_how_many_decisions_wait_for_this_person(bench):
    stand(bench, [])
    request = requests.open_request(bench, "support-bot", 1, "production", by=HANA, reason="first")
    assert {person: waits_beside_release(person) for person in ("mei", "hana", "ken")} == {
        "mei": ":violet-badge[1]",
        "hana": "",
        "ken": "",
    }
    requests.approve(bench, request.id, by=MEI)
    assert waits_beside_release("hana") == ":violet-badge[1]", "now she may promote it"


@pytest.mark.usefixtures("home")
def test_the_badge_beside_release_leads_to_what_it_counts(bench):
    stand(bench, [], [])
    requests.open_request(bench, "support-bot", 1, "staging", by=MEI, reason="first")
    way = way_to_release("hana")
    assert ":violet-badge[1]" in way.label
    assert {"version=1", "to=staging"} < set(way.query_string.split("&"))
    nothing = way_to_release("ken")
    assert "badge" not in nothing.label
    assert "version" not in nothing.query_string


@pytest.mark.usefixtures("home")
def test_a_request_is_counted_no_more_from_the_moment_it_expires(bench):
    stand(bench, [])
    ends = services.bench().now() + timedelta(hours=1)
    requests.open_request(bench, "support-bot", 1, "production", by=HANA, reason="first")
    with bench.ledger.write() as tx:
        tx.change(Request, {"version": 1}, expires_at=ends)
    assert waits_beside_release("mei") == ":violet-badge[1]"
    services.bench().now = lambda: ends
    assert waits_beside_release("mei") == "", "nobody swept it, and nothing was looked for anew"


@pytest.mark.usefixtures("home")
def test_a_policy_that_cannot_be_read_leaves_the_sidebar_as_it_is(bench):
    stand(bench, [])
    requests.open_request(bench, "support-bot", 1, "production", by=HANA, reason="first")
    write_policy(bench, "application: [")
    assert waits_beside_release("mei") == ""


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("page", ["home", "release", "history"])
@pytest.mark.parametrize("action", [history.SHOWN, history.MOVES[0]])
def test_one_edited_event_is_named_once_and_the_console_goes_on(mlflow_bench, action, page):
    damaged(mlflow_bench, action, details={})
    save_prompt(mlflow_bench)
    (wrong,) = history.events(mlflow_bench, "support-bot", actions=[action])
    at = run(query={"as": "mei"})
    if page != "home":
        at.switch_page(f"../pages/{page}.py").run()
    assert not at.exception
    assert shown(at).count('role="alert"') == 1
    assert f"Event {wrong.number} of the audit log was changed" in shown(at)
    assert "Release" in [each.proto.label for each in at.sidebar.get("page_link")], "and no badge"


def test_an_installation_without_a_home_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("KANMON_HOME", str(tmp_path / "nowhere"))
    monkeypatch.chdir(tmp_path)
    at = run()
    assert not at.exception
    assert "There is no Kanmon home" in shown(at)
    assert "Start the console again" in shown(at)


def test_a_broken_people_file_is_a_card_with_file_and_line(home):
    (home / "people.yaml").write_text("people:\n  ken: {roles: [", encoding="utf-8")
    at = run()
    assert not at.exception
    assert "people.yaml, line" in shown(at)
