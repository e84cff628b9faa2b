"""The release road where it is not straight: an override, a yes taken back, a rollback and its pin."""

import re
import shutil
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from lifecycle import applications, bypasses, evidence, requests, settings
from lifecycle.records import Actor
from lifecycle.workbench import Workbench
from tests.browser.harness import Walker, chromium, console

pytestmark = [pytest.mark.browser, pytest.mark.whole]

APP = "support-bot"
WHY = "Only questions on an old sale are missed, and those end on Friday."
MANAGERS = {"hana", "mei"}


@pytest.fixture(scope="module")
def bench(demo_home, tmp_path_factory):
    """The demo with two release managers and a criterion that v3 does not meet."""
    place = tmp_path_factory.mktemp("road") / "home"
    shutil.copytree(demo_home.parent, place)
    home = place / ".kanmon"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KANMON_HOME", str(home))
        made = Workbench(settings.load({"KANMON_HOME": str(home)}, home))
    people = {
        id: replace(person, roles={APP: "release_manager"}) if id in MANAGERS else person
        for id, person in made.people.items()
    }
    settings.save_people(home, people)
    requests.withdraw(made, requests.live(made, APP, "production").id, by=Actor(person="hana"), reason="-")
    path = applications.policy_path(made, APP)
    path.write_text(path.read_text(encoding="utf-8").replace("value: 0.50", "value: 0.99"), encoding="utf-8")
    yield made
    made.ledger.close()


def test_an_override_a_yes_taken_back_a_rollback_and_its_pin(bench):
    with console(bench.settings.home) as url, chromium() as browser:
        context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
        walker = Walker(context.new_page(), url, "en-light")
        except_a_criterion(walker)
        take_a_yes_back(walker)
        roll_back_in_two_clicks(walker)
        name_the_pin(walker)
        put_an_alias_back(walker, bench)
    place = evidence.placement(bench, APP, "production")
    assert (place.version, requests.live(bench, APP, "production").pin) == (2, place.pin)


def except_a_criterion(walker: Walker) -> None:
    walker.open("release?version=3", "hana")
    expect(walker.page.get_by_role("button", name="Request v3 for production")).to_be_disabled()
    walker.press("Ask for an override")
    walker.confirm("Ask for an override", WHY)
    walker.sees(re.compile("waiting for the second person"))
    walker.open("", "mei")
    walker.sees("v3 → production: override for “right facts in the answer”")
    walker.open("release?version=3", "mei")
    walker.shot("release-override")
    walker.press("Confirm")
    walker.confirm("Confirm")
    walker.sees(re.compile("confirmed by Mei Tanaka"))


def take_a_yes_back(walker: Walker) -> None:
    walker.open("release?version=3", "hana")
    walker.press("Request v3 for production")
    walker.confirm("Request the release", "better, with one override")
    walker.open("release?version=3", "mei")
    walker.press("Approve")
    walker.confirm("Approve")
    walker.sees(re.compile("counts until"))
    walker.press("Revoke my approval")
    walker.confirm("Revoke my approval")
    expect(walker.page.get_by_role("button", name="Promote v3 to production")).to_be_disabled()
    walker.press("Approve")
    walker.confirm("Approve")
    walker.press("Promote v3 to production")
    walker.confirm("Promote v3 to production")
    walker.sees("v3 is in production.")


def roll_back_in_two_clicks(walker: Walker) -> None:
    walker.press("Roll back to v2")
    walker.confirm("Roll back to v2", "wrong fees")
    walker.sees(re.compile("production is back on v2"))


def name_the_pin(walker: Walker) -> None:
    page = walker.page
    walker.open("release?version=3", "ken")
    walker.sees(re.compile("v3 was rolled back from production by Mei Tanaka"))
    walker.sees("production is pinned to v2.")
    walker.shot("release-pinned")
    except_a_criterion(walker)  # the first override ended with the rollback
    walker.open("release?version=3", "ken")
    asked = page.get_by_role("button", name="Request v3 for production")
    expect(asked).to_be_disabled()
    page.get_by_text(re.compile("I know of the rollback")).click()
    expect(asked).to_be_enabled()
    walker.press("Request v3 for production")
    walker.confirm("Request the release", "the fees are right, the report was not")


def put_an_alias_back(walker: Walker, bench: Workbench) -> None:
    bench.store.models.point(APP, "production", 1)
    bypasses.report(bench, APP)
    walker.open("", "mei")
    walker.sees(re.compile("production names v1, and the ledger says v2"))
    walker.press("Put it back")
    walker.confirm("Put it back")
    walker.sees("It is put back.")
