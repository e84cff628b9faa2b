import pytest

from lifecycle import applications, evaluation, evidence, prompts, scorecards, versions
from lifecycle.records import Actor, Ref
from tests.pages.conftest import english_in, text_of

APP = "support-bot"
KEN = Actor(person="ken")


def press(at, label):
    next(button for button in at.button if button.label == label).click()
    return at.run()


def test_without_a_version_the_page_offers_to_make_one(empty, open_page):
    assert "No application yet" in text_of(open_page("versions"))
    applications.create(empty, "my-bot", by=KEN)
    at = open_page("versions", person="ken")
    assert "No version yet" in text_of(at)
    assert "There is no prompt yet" in text_of(open_page("versions", person="ken", create="yes"))


def test_the_table_says_how_good_each_is_and_where_it_stands(full, open_page):
    said = text_of(open_page("versions"))
    for number in (1, 2, 3):
        card = evaluation.scorecard(full, evaluation.newest(full, APP, number).id)
        share = scorecards.metrics(card)["contains.mean"].estimate.value
        assert f"{100 * share:.1f} %" in said
    assert evidence.decide(full, APP, 1, "production").verdict == "hold"
    assert "hold" in said
    assert versions.places(full, APP) == {2: ("production",)}
    assert "stands there" in said
    for stage in ("None", "Production", "Archived"):
        assert f"MLflow stage: {stage}" in said, "what MLflow's users know it by"


def test_a_version_shows_its_parts_and_its_life(full, open_page):
    found = versions.find(full, APP, 1)
    said = text_of(open_page("versions", version=1))
    assert found.digest in said
    assert found.prompt_digest in said
    assert "temperature = 0" in said
    for told in ("created a version", "evaluation finished", "approved", "promoted", "replaced by v2"):
        assert told in said
    assert "First release of the support bot." in said


def test_the_ways_on_start_from_this_version(full, open_page):
    at = open_page("versions", version=3)
    ways = {link.proto.label: link.proto.query_string for link in at.get("page_link")}
    assert "version=3" in ways["Request release"]
    assert "baseline=2" in ways["Compare with production"]
    assert "candidate=3" in ways["Compare with production"]
    there = {link.proto.label for link in open_page("versions", version=2).get("page_link")}
    assert "Request release" not in there


def test_a_row_opens_its_version(full, open_page):
    at = open_page("versions")
    at.button(key="versions-2").click().run()
    assert at.query_params["version"] == "2"
    assert "Version v2" in text_of(at)


def test_the_form_makes_the_next_version(full, open_page):
    at = press(open_page("versions", person="ken"), "Create a version")
    assert "It becomes v4" in text_of(at)
    at.text_area(key="other").input("top_p=0.9\nseed=7")
    at.text_area(key="note").input("Less <b>free</b>.")
    press(at, "Create the version")
    made = versions.find(full, APP, 4)
    assert made.prompt == Ref("support-reply", 3)
    assert dict(made.parameters) == {"temperature": 0.0, "top_p": 0.9, "seed": 7}
    assert made.author == "ken"
    assert at.query_params["version"] == "4"
    said = text_of(at)
    assert "v4 was created" in said
    assert "<b>free</b>" not in said


def test_the_same_bundle_is_refused_by_name_and_nothing_typed_is_lost(full, open_page):
    at = open_page("versions", person="ken", create="yes")
    at.text_area(key="note").input("again")
    press(at, "Create the version")
    assert "v3 of support-bot is exactly this bundle" in text_of(at)
    assert at.text_area(key="note").value == "again"
    assert len(versions.versions(full, APP)) == 3


def test_a_parameter_that_is_none_is_told(full, open_page):
    at = open_page("versions", person="ken", create="yes")
    at.text_area(key="other").input("warm")
    press(at, "Create the version")
    assert "warm is not a parameter" in text_of(at)


def test_a_prompt_in_the_address_opens_the_form_with_it(full, open_page):
    at = open_page("versions", person="ken", prompt="support-reply@1")
    assert at.selectbox(key="k-url-prompt").value == "support-reply@1"
    assert prompts.find(full, APP, Ref("support-reply", 1)).number == 1


def test_an_unknown_version_is_told(full, open_page):
    assert "has no version v99" in text_of(open_page("versions", version=99))


def test_a_broken_policy_leaves_the_table_standing(full, open_page):
    path = applications.policy_path(full, APP)
    path.write_text("application: support-bot\nnonsense: 1\n", encoding="utf-8")
    said = text_of(open_page("versions"))
    assert said.count('role="alert"') == 1
    assert "support-reply@3" in said


def test_a_viewer_sees_and_cannot_create(full, open_page):
    at = open_page("versions", person="aki")
    assert next(button for button in at.button if button.label == "Create a version").disabled
    form = open_page("versions", person="aki", create="yes")
    assert next(button for button in form.button if button.label == "Create the version").disabled


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize("query", [{}, {"version": 2}, {"create": "yes"}])
def test_versions_in_japanese_have_no_english_sentence(full, open_page, query):
    said = text_of(open_page("versions", person="ken", **query))
    assert "バージョン" in said
    assert english_in(said) == []
