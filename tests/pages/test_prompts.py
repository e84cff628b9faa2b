"""The Prompts page: the registry, the differences, and writing a new version."""

import json

import pytest

from console import language
from lifecycle import applications, prompts, versions
from lifecycle.records import Actor, Block, PromptContent, Ref
from tests.pages.conftest import english_in, text_of

APP, NAME = "support-bot", "support-reply"
KEN = Actor(person="ken")


def press(at, label):
    next(button for button in at.button if button.label == label).click().run()
    assert not at.exception, at.exception
    return at


def field(at, label):
    return next(each for each in (*at.text_input, *at.text_area, *at.selectbox) if each.label == label)


def save_button(at):
    return next(button for button in at.button if button.key == "k-save")


def saved(bench, number):
    return prompts.content(bench, prompts.find(bench, APP, Ref(NAME, number)))


def test_without_a_prompt_the_page_offers_to_write_one(empty, open_page):
    assert "No application yet" in text_of(open_page("prompts"))
    applications.create(empty, "my-bot", by=KEN)
    at = open_page("prompts", person="ken")
    assert "No prompt yet" in text_of(at)
    [way] = [link for link in at.get("page_link") if link.proto.label == "Write the first prompt"]
    assert "write=new" in way.proto.query_string


def test_the_timeline_tells_what_is_in_production(full, open_page):
    at = open_page("prompts")
    said = text_of(at)
    for version in prompts.versions(full, APP):
        assert version.reason in said
        assert at.button(key=f"prompt-{version.number}")
    assert versions.standing(full, APP)["production"].prompt == Ref(NAME, 2)
    chosen = prompts.find(full, APP, Ref(NAME))
    assert chosen.digest in said
    assert saved(full, 3).blocks[0].text.splitlines()[2] in said
    at.toggle[0].set_value(True).run()
    assert [button.key for button in at.button if (button.key or "").startswith("prompt-")] == [
        "prompt-2",
        "prompt-1",
    ]


def test_what_is_typed_while_the_page_is_drawn_is_not_written_over(full, open_page):
    at = open_page("prompts", person="ken", write=f"{NAME}@3")
    fields = [field(at, label) for label in ("Text", "Reason (required)")]
    assert [each.proto.set_value for each in fields] == [True, True]
    fields[0].set_value("Be kind.").run()
    assert [field(at, each.label).proto.set_value for each in fields] == [False, False]
    assert field(at, "Text").value == "Be kind."


def test_another_version_is_opened_and_compared(full, open_page):
    at = open_page("prompts")
    field(at, "Compare with").set_value("production").run()
    assert at.query_params["against"] == "production"
    assert "<ins>" in text_of(at)
    field(at, "View").set_value("unified").run()
    assert "⋯" in text_of(at)
    only = next(toggle for toggle in at.toggle if toggle.label == "Differences only")
    only.set_value(False).run()
    assert "⋯" not in text_of(at)
    at.button(key="prompt-1").click().run()
    assert at.query_params["number"] == "1"
    assert "<ins>" in text_of(at)


def test_a_link_from_another_page_opens_the_version_it_names(full, open_page):
    said = text_of(open_page("prompts", name=NAME, number=1))
    assert prompts.find(full, APP, Ref(NAME, 1)).digest in said


def test_a_new_version_is_saved_after_its_difference_was_shown(full, open_page):
    at = press(open_page("prompts", person="ken"), "Write a new version")
    said = text_of(at)
    assert "Against production (v2):" in said
    assert save_button(at).label == "Save as v4. Nothing goes live."
    text = field(at, "Text")
    text.set_value(text.value + "\nNew rule for {{shop}}.").run()
    said = text_of(at)
    assert "New rule for {{shop}}." in said
    assert "New variable shop: every case must give it." in said
    save_button(at).click().run()
    assert "A reason is needed." in text_of(at)
    assert "New rule" in field(at, "Text").value
    field(at, "Reason (required)").set_value("one rule more").run()
    save_button(at).click().run()
    made = prompts.find(full, APP, Ref(NAME))
    assert (made.number, made.parent, made.author, made.reason) == (4, 3, "ken", "one rule more")
    assert made.variables == ("shop",)
    assert saved(full, 4).blocks[0].text.endswith("New rule for {{shop}}.")
    assert "support-reply@4 is saved. Nothing went live." in text_of(at)
    assert versions.standing(full, APP)["production"].prompt == Ref(NAME, 2)


def test_what_is_typed_outlives_an_error_another_page_and_another_language(full, open_page, monkeypatch):
    at = open_page("prompts", person="ken", write=f"{NAME}@3")
    field(at, "Text").set_value(saved(full, 3).blocks[0].text).run()
    field(at, "Reason (required)").set_value("same again").run()
    save_button(at).click().run()
    assert "This is exactly what support-reply@3 says." in text_of(at)
    field(at, "Text").set_value("draft of ken").run()
    monkeypatch.setattr(language, "chosen", lambda cookie, locale: "ja")
    again = open_page("prompts", person="ken", write=f"{NAME}@3", draft=at.query_params["draft"])
    assert again.text_area[0].value == "draft of ken"
    assert "same again" in [each.value for each in again.text_input]
    at.query_params.clear()
    at.query_params["write"] = f"{NAME}@3"
    at.run()
    assert at.text_area[0].value == "draft of ken"
    press(at, "下書きを破棄")
    assert "write" not in at.query_params


def test_a_prompt_is_tried_on_cases_before_it_is_saved(full, open_page):
    at = open_page("prompts", person="ken", write=f"{NAME}@3")
    press(at, "Try on 3 cases")
    said = text_of(at)
    assert "practice model" in said
    assert "tokens in" in said
    field(at, "Text").set_value("Be kind to {{shop}}.").run()
    assert "The text has changed since these answers." in text_of(at)
    press(at, "Try on 3 cases")
    assert "The prompt names variables that the case does not give: shop." in text_of(at)
    assert len(prompts.versions(full, APP)) == 3


def test_a_new_prompt_comes_from_a_file(full, open_page):
    at = open_page("prompts", person="ken", write="new")
    field(at, "Name of the prompt").set_value("support-chat-reply").run()
    chat = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "{{question}}"}]
    drop = at.get("file_uploader")[0]
    drop.set_value(("broken.json", b"[{", "application/json")).run()
    assert "broken.json cannot be read: line 1 is broken." in text_of(at)
    at.get("file_uploader")[0].set_value(("chat.json", json.dumps(chat).encode(), "application/json")).run()
    assert [area.value for area in at.text_area] == ["Be kind.", "{{question}}"]
    field(at, "Reason (required)").set_value("first").run()
    assert save_button(at).label == "Save as v1. Nothing goes live."
    save_button(at).click().run()
    made = prompts.find(full, APP, Ref("support-chat-reply"))
    assert prompts.content(full, made) == PromptContent(
        blocks=(Block(role="system", text="Be kind."), Block(role="user", text="{{question}}"))
    )
    field(at, "Prompt").set_value(NAME).run()
    assert prompts.find(full, APP, Ref(NAME)).digest in text_of(at)


def test_messages_are_added_and_taken_out(full, open_page):
    at = open_page("prompts", person="ken", write="new")
    at.text_area[0].set_value("rules").run()
    press(at, "Add a message")
    assert [area.value for area in at.text_area] == ["rules", ""]
    at.text_area[1].set_value("no question here").run()
    assert "the customer's question would not reach the model" in text_of(at).replace("&#x27;", "'")
    next(button for button in at.button if (button.key or "").startswith("k-remove-")).click().run()
    assert [area.value for area in at.text_area] == ["no question here"]


def test_a_viewer_reads_and_cannot_write(full, open_page):
    at = open_page("prompts", person="aki")
    for label in ("New prompt", "Write a new version"):
        assert next(button for button in at.button if button.label == label).disabled
    at = open_page("prompts", person="aki", write=f"{NAME}@3")
    assert save_button(at).disabled
    assert next(button for button in at.button if button.key == "k-try").disabled


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"name": NAME, "number": "x"}, "is not a name with a version number"),
        ({"name": "nothing"}, "has no prompt nothing"),
        ({"write": f"{NAME}@9"}, "has no prompt support-reply@9"),
    ],
)
def test_an_address_that_leads_nowhere_says_so(full, open_page, query, message):
    assert message in text_of(open_page("prompts", person="ken", **query))


def test_a_text_that_is_gone_is_told_beside_what_is_known(full, open_page):
    prompt = prompts.find(full, APP, Ref(NAME))
    [file] = full.settings.home.joinpath("objects").rglob(f"*{prompt.digest[8:]}*")
    file.unlink()
    said = text_of(open_page("prompts"))
    assert "k-bad" in said
    assert prompt.reason in said
    assert "Traceback" not in said


def test_a_japanese_page_says_nothing_in_english(full, japanese, open_page):
    at = open_page("prompts", person="ken", against="production")
    assert not english_in(text_of(at))
    at = open_page("prompts", person="ken", write=f"{NAME}@3")
    press(at, "3 件の事例で試す")
    assert not english_in(text_of(at))
    assert "v4 として保存" in save_button(at).label
