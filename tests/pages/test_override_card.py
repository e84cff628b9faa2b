from dataclasses import replace

import pytest

from lifecycle import applications, overrides, requests, settings, versions
from lifecycle.records import Actor, OverrideState, Ref
from tests.pages.conftest import english_in, text_of

APP, PRODUCTION = "support-bot", "production"
YUKI, HANA, MEI = (Actor(person=id) for id in ("yuki", "hana", "mei"))
WHY = "Only questions on an old sale are slower, and they end on Friday."
CLOSED = {"version": 3, "to": PRODUCTION}


@pytest.fixture
def held(full):
    """The demo with two release managers, and a criterion that v3 does not meet."""
    managers = {"yuki", "hana"}
    people = {
        id: replace(person, roles={APP: "release_manager"}) if id in managers else person
        for id, person in full.people.items()
    }
    settings.save_people(full.settings.home, people)
    requests.withdraw(full, requests.live(full, APP, PRODUCTION).id, by=HANA, reason="again")
    path = applications.policy_path(full, APP)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("value: 0.50", "value: 0.99"), encoding="utf-8")
    return full


def press(at, label):
    next(button for button in at.button if button.label == label).click()
    return at.run()


def labels(at):
    return [button.label for button in at.button]


def yes(at, reason=""):
    if reason:
        at.text_area[0].input(reason)
    return at.button(key="k-confirm-yes").click().run()


def given(bench):
    return [(each, overrides.state(bench, each)) for each in overrides.listing(bench, APP)]


def ask(bench):
    return overrides.ask(bench, APP, 3, PRODUCTION, "right-facts", by=HANA, reason=WHY)


def test_a_release_manager_asks_and_a_second_one_confirms(held, open_page):
    at = press(open_page("release", person="hana", **CLOSED), "Ask for an override")
    assert "The reason needs at least 30 characters" in text_of(at)
    yes(at, "too short")
    assert "an override needs at least 30" in text_of(at)
    assert given(held) == []
    press(at, "Ask for an override")
    yes(at, WHY)
    ((asked, state),) = given(held)
    assert (asked.asked_by, asked.criterion, state) == ("hana", "right-facts", OverrideState.WAITING)

    at = open_page("release", person="yuki", **CLOSED)
    assert "asked by Hana Sato" in text_of(at)
    press(at, "Confirm")
    assert WHY in text_of(at)
    yes(at)
    ((confirmed, state),) = given(held)
    assert (confirmed.confirmed_by, state) == ("yuki", OverrideState.COUNTING)


def test_who_asked_cannot_confirm_and_whoever_has_no_say_only_reads(held, open_page):
    ask(held)
    at = open_page("release", person="hana", **CLOSED)
    assert "Confirm" not in labels(at)
    assert "Withdraw the override" in labels(at)
    for person in ("mei", "aki"):
        at = open_page("release", person=person, **CLOSED)
        said = text_of(at)
        assert "waiting for the second person" in said
        assert WHY in said
        assert not {"Confirm", "Withdraw the override", "Ask for an override"} & set(labels(at))


def test_an_override_that_counts_opens_the_gate_and_everybody_sees_by_whom(held, open_page):
    overrides.confirm(held, ask(held).id, by=YUKI)
    at = open_page("release", person="ken", **CLOSED)
    said = text_of(at)
    assert "asked by Hana Sato" in said
    assert "confirmed by Yuki Abe" in said
    assert "until " in said
    assert not next(b for b in at.button if b.label == "Request v3 for production").disabled


def test_an_override_is_withdrawn_with_a_reason(held, open_page):
    ask(held)
    at = press(open_page("release", person="yuki", **CLOSED), "Withdraw the override")
    yes(at, "we rather fix it")
    assert given(held) == []


def test_what_is_there_already_needs_no_override(held, open_page):
    at = open_page("release", person="hana", version=2)
    said = text_of(at)
    assert "v2 is in production. The gate would not let it in today." in said
    assert "“right facts in the answer” is not met" in said
    assert "Ask for an override" not in labels(at)


def test_without_anything_to_except_there_is_no_card(full, open_page):
    assert "Overrides" not in text_of(open_page("release", person="yuki"))


def test_a_version_without_an_evaluation_offers_no_override(held, open_page):
    versions.create(
        held,
        app=APP,
        prompt=Ref("support-reply", 1),
        model="practice-1",
        endpoint="practice",
        parameters={"temperature": 1},
        by=Actor(person="ken"),
    )
    at = open_page("release", person="yuki", version=4, to=PRODUCTION)
    assert "v4 has not been evaluated yet" in text_of(at)
    assert "Ask for an override" not in labels(at)


def test_the_overrides_are_japanese_too(held, japanese, open_page):
    ask(held)
    said = text_of(open_page("release", person="yuki", **CLOSED))
    assert "2 人目の確認待ち" in said
    assert "例外承認を取り下げる" in said
    assert english_in(said) == []
