"""Addresses that name what is not there: the message alone, and the way to what is."""

from dataclasses import replace

import pytest

from lifecycle import settings
from tests.pages.conftest import text_of, ways_of


@pytest.mark.parametrize(
    ("screen", "query", "told", "title"),
    [
        ("release", {"version": 999}, "has no version v999", "Release"),
        ("versions", {"version": 999}, "has no version v999", "Versions"),
        ("compare", {"baseline": 999}, "has no version v999", "Compare"),
        ("compare", {"baseline": 1, "candidate": "x"}, "x is not the number of a version", "Compare"),
        ("versions", {"version": "9" * 5000}, "is not the number of a version", "Versions"),
        ("evaluate", {"version": 999}, "has no version v999", "Evaluate"),
        ("evaluate", {"golden": "nothing@1"}, "has no dataset nothing@1", "Evaluate"),
        ("evaluate", {"evaluation": "nothing"}, "There is no evaluation nothing", "Evaluate"),
        ("datasets", {"dataset": "nothing"}, "has no dataset nothing", "Datasets"),
        ("datasets", {"dataset": "support-golden@999"}, "has no dataset support-golden@999", "Datasets"),
        ("datasets", {"dataset": "@"}, "@ is not a name with a version number", "Datasets"),
        ("prompts", {"name": "nothing"}, "has no prompt nothing", "Prompts"),
        ("prompts", {"number": 999}, "has no prompt support-reply@999", "Prompts"),
        ("prompts", {"number": "9" * 25}, "is not a name with a version number", "Prompts"),
        ("prompts", {"number": "x"}, "support-reply@x is not a name", "Prompts"),
        ("prompts", {"write": "nothing@1"}, "has no prompt nothing@1", "Prompts"),
        ("review", {"round": "nothing"}, "There is no review round nothing", "Review"),
        ("history", {"on": "yesterday"}, "yesterday is not a date", "History"),
        ("history", {"on": "20200101"}, "20200101 is not a date", "History"),
        ("history", {"event": 9999}, "has no promotion or rollback with the number 9999", "History"),
        ("history", {"event": 1}, "has no promotion or rollback with the number 1", "History"),
    ],
)
def test_what_is_not_there_is_told_alone_with_the_way_to_what_is(full, open_page, screen, query, told, title):
    at = open_page(screen, person="ken", **query)
    said = text_of(at)
    assert told in said
    assert said.count('role="alert"') == 1
    assert "<h1>" not in said, "no title of another thing stands above it"
    assert "kanmon " not in said, "a browser has no command line"
    assert ways_of(at) == {f"Go to {title}": ""}


def test_the_way_out_is_japanese_too(full, japanese, open_page):
    at = open_page("versions", version=999)
    assert "バージョン v999 はありません" in text_of(at)
    assert ways_of(at) == {"バージョンへ": ""}


def test_a_page_that_fails_without_parameters_offers_no_way_to_itself(full, open_page):
    (full.settings.policies / "support-bot.yaml").unlink()
    at = open_page("release")
    assert "has no policy" in text_of(at)
    assert ways_of(at) == {}


def acting(at):
    return next(box.value for box in at.selectbox if box.label.startswith("Acting as"))


@pytest.mark.parametrize(("asked", "acts"), [({}, "yuki"), ({"as": "nobody"}, "aki"), ({"as": "mei"}, "mei")])
def test_somebody_unknown_in_the_address_acts_with_the_lowest_role(full, open_page, asked, acts):
    at = open_page("home", person="", **asked)
    assert acting(at) == acts
    assert next(iter(full.people)) == "yuki", "the first of the people is the admin"


def test_of_several_with_the_lowest_role_the_first_acts_for_somebody_unknown(full, open_page):
    roles = {"ken": {"*": "editor"}, "hana": {"*": "viewer"}, "mei": {"support-bot": "viewer"}, "rin": {}}
    people = {id: replace(full.people[id], roles=each) for id, each in roles.items()}
    settings.save_people(full.settings.home, {id: people[id] for id in ("ken", "hana", "mei")})
    assert acting(open_page("home", person="nobody")) == "hana"
    settings.save_people(full.settings.home, people)
    assert acting(open_page("home", person="nobody")) == "rin", "no role is less than any"
