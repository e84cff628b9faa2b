import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import history, prompts
from lifecycle.errors import Conflict, Invalid, NotFound, Refused
from lifecycle.records import Actor, Block, PromptContent, Ref
from lifecycle.workbench import Workbench
from tests.builders import KEN

APP, NAME = "support-bot", "support-reply"
MARKS = st.text(alphabet="ab{} 返品", max_size=20)


def a_text(text="You are the shop's assistant."):
    return PromptContent(blocks=(Block(role="system", text=text),))


def a_chat(*texts, roles=("system", "user", "assistant")):
    return PromptContent(
        blocks=tuple(Block(role=role, text=text) for role, text in zip(roles, texts, strict=False))
    )


def save(bench, text="You are the shop's assistant.", **changes):
    given = {"app": APP, "name": NAME, "content": a_text(text), "by": KEN, "reason": "because", **changes}
    return prompts.save(bench, **given)


def codes(changed):
    return [code for code, _ in changed.warnings]


def test_variables_are_named_once_in_the_order_of_the_text():
    content = a_chat("{{shop}} and {{ name }}", "{{question}} for {{shop}}")
    assert prompts.variables(content) == ("shop", "name", "question")


@pytest.mark.parametrize("text", ["{name}", "{{ }}", "{{a b}}", "{{1st}}", "{{name"])
def test_what_only_looks_like_a_variable_is_text(text):
    assert prompts.variables(a_text(text)) == ()


def test_a_text_prompt_is_followed_by_the_question():
    messages = prompts.render(a_text("Shop: {{shop}}"), {"shop": "Minato", "question": "Returns?"})
    assert messages == (Block(role="system", text="Shop: Minato"), Block(role="user", text="Returns?"))


def test_a_chat_prompt_places_the_question_itself():
    messages = prompts.render(a_chat("Be kind.", "Q: {{ question }}"), {"question": "返品は？"})
    assert messages == (Block(role="system", text="Be kind."), Block(role="user", text="Q: 返品は？"))


def test_a_missing_input_is_named():
    with pytest.raises(Invalid) as caught:
        prompts.render(a_text("{{shop}}"), {"name": "x"})
    assert (caught.value.code, caught.value.params) == (
        "prompts.missing_variable",
        {"variables": "shop, question"},
    )


@given(MARKS, MARKS)
def test_an_input_is_never_read_for_variables_or_patterns(shop, question):
    messages = prompts.render(a_text("<{{shop}}>"), {"shop": shop + r"\1{{question}}", "question": question})
    assert messages[0].text == f"<{shop}" + r"\1{{question}}>"
    assert messages[1].text == question


def test_a_text_file_is_one_system_block():
    assert prompts.read("\ufeff丁寧に。\r\n短く。\n".encode(), "p.txt") == a_text("丁寧に。\n短く。")


@pytest.mark.parametrize(
    ("filename", "raw"),
    [
        ("p.json", '[{"role": "system", "content": "A"}, {"role": "user", "content": "{{question}}"}]'),
        ("p.yaml", "- role: system\n  content: A\n- {role: user, content: '{{question}}'}\n"),
    ],
)
def test_a_list_of_messages_is_a_chat_prompt(filename, raw):
    assert prompts.read(raw.encode(), filename) == a_chat("A", "{{question}}")


@pytest.mark.parametrize(
    ("filename", "raw", "code", "params"),
    [
        ("p.txt", b"\x83\x65", "prompts.not_utf8", {"file": "p.txt"}),
        ("p.txt", b" \n ", "prompts.empty", {}),
        ("p.json", b"[]", "prompts.empty", {}),
        ("p.json", b'[{"role": "user"\n "content": 1}]', "prompts.unreadable", {"file": "p.json", "line": 2}),
        ("p.yml", b"- a\n- b: [\n", "prompts.unreadable", {"file": "p.yml", "line": 3}),
        ("p.json", b"[" * 100_000, "prompts.unreadable", {"file": "p.json", "line": 1}),
        ("p.json", b"[" * 100_000 + b"]" * 100_000, "prompts.unreadable", {"file": "p.json", "line": 1}),
        ("p.yaml", b"- " * 100_000, "prompts.unreadable", {"file": "p.yaml", "line": 1}),
        ("p.json", b"[" + b"9" * 5000 + b"]", "prompts.unreadable", {"file": "p.json", "line": 1}),
        ("p.yaml", b"- content: 2024-13-45\n", "prompts.unreadable", {"file": "p.yaml", "line": 1}),
        ("p.yaml", b"- content: !!bool maybe\n", "prompts.unreadable", {"file": "p.yaml", "line": 1}),
        ("p.yaml", b"- content: !!int ''\n", "prompts.unreadable", {"file": "p.yaml", "line": 1}),
        ("p.yaml", b"- content: !!timestamp x\n", "prompts.unreadable", {"file": "p.yaml", "line": 1}),
        (
            "p.json",
            b'[{"role": "system", "content": "A"}, {"role": "user", "content": "\\ud800"}]',
            "prompts.bad_character",
            {"number": 2},
        ),
        (
            "p.yaml",
            b'- {role: user, content: "\\ud800"}',
            "prompts.bad_character",
            {"number": 1},
        ),
        ("p.txt", b"a\0b", "prompts.bad_character", {"number": 1}),
        ("p.json", b'{"role": "user"}', "prompts.no_messages", {"file": "p.json"}),
        (
            "p.json",
            b'[{"role": "robot", "content": "x"}]',
            "prompts.bad_message",
            {"number": 1, "roles": "system, user, assistant"},
        ),
        (
            "p.json",
            b'[{"role": "user", "content": "x", "name": "y"}]',
            "prompts.bad_message",
            {"number": 1, "roles": "system, user, assistant"},
        ),
        ("p.txt", b"x" * 100_001, "prompts.too_long", {"length": 100_001, "limit": 100_000}),
    ],
)
def test_a_broken_file_is_refused_with_its_place(filename, raw, code, params):
    with pytest.raises(Invalid) as caught:
        prompts.read(raw, filename)
    assert (caught.value.code, caught.value.params) == (code, params)
    assert caught.value.say()
    assert caught.value.hint("ja")


def test_the_digest_covers_text_format_and_settings():
    plain = a_text()
    formatted = PromptContent(blocks=plain.blocks, response_format={"type": "object"})
    tuned = PromptContent(blocks=plain.blocks, settings={"temperature": 0})
    assert len({prompts.digest(content) for content in (plain, a_text("x"), formatted, tuned)}) == 4


def test_the_order_of_settings_does_not_change_the_digest():
    one, other = (
        PromptContent(blocks=a_text().blocks, settings=settings)
        for settings in ({"a": 1, "b": 2}, {"b": 2, "a": 1})
    )
    assert prompts.digest(one) == prompts.digest(other)


def test_changes_show_the_difference_and_warn_of_variables():
    changed = prompts.changes(a_text("Hello {{name}}. Bye."), a_text("Hello {{shop}}. Bye."))
    assert "".join(piece.before for piece in changed.pieces) == "Hello {{name}}. Bye."
    assert "".join(piece.after for piece in changed.pieces) == "Hello {{shop}}. Bye."
    assert (changed.added_variables, changed.removed_variables) == (("shop",), ("name",))
    assert changed.warnings == (
        ("prompts.variable_removed", {"variable": "name"}),
        ("prompts.variable_added", {"variable": "shop"}),
    )


def test_a_first_version_is_all_new_and_warns_of_every_variable_but_the_question():
    changed = prompts.changes(None, a_text("Hello {{name}}."))
    assert [piece.op for piece in changed.pieces] == ["insert"]
    assert changed.added_variables == ("name",)
    assert changed.warnings == (("prompts.variable_added", {"variable": "name"}),)


def test_warnings_tell_what_deserves_a_second_look():
    assert codes(prompts.changes(a_text(), a_text())) == ["prompts.same_text"]
    assert codes(prompts.changes(None, a_chat("Be kind.", "Hi"))) == ["prompts.no_question"]
    assert codes(prompts.changes(None, a_text("x" * 100_001))) == ["prompts.over_long"]


def test_a_saved_version_can_be_found_and_read(mlflow_bench: Workbench):
    first = save(mlflow_bench, "Hello {{name}}.", reason=" first \n")
    second = save(mlflow_bench, "Bye {{name}}.", parent=1)
    assert (first.number, second.number, second.parent, first.reason) == (1, 2, 1, "first")
    assert prompts.versions(mlflow_bench, APP) == [second, first]
    assert prompts.versions(mlflow_bench, APP, "other") == []
    assert prompts.names(mlflow_bench, APP) == [NAME]
    assert prompts.find(mlflow_bench, APP, Ref(NAME)) == second
    assert prompts.find(mlflow_bench, APP, Ref(NAME, 1)) == first
    assert prompts.content(mlflow_bench, first) == a_text("Hello {{name}}.")
    assert prompts.digest(a_text("Hello {{name}}.")) == first.digest


def test_saving_stands_in_the_audit_log(mlflow_bench: Workbench):
    saved = save(mlflow_bench)
    (event,) = history.events(mlflow_bench, APP)
    assert (event.action, event.subject, event.actor, event.reason) == (
        "prompt.saved",
        "support-reply@1",
        "ken",
        "because",
    )
    assert event.details == {"digest": saved.digest}


def test_plain_mlflow_reads_the_text_its_author_and_its_reason(mlflow_bench: Workbench):
    content = PromptContent(
        blocks=a_chat("返品は {{shop}} へ。", "{{question}}").blocks,
        response_format={"type": "object"},
        settings={"temperature": 0.2},
    )
    saved = save(mlflow_bench, content=content, reason="New rules.")
    read = plain_client(mlflow_bench).get_prompt_version(NAME, "1")
    assert read.template == [
        {"role": "system", "content": "返品は {{shop}} へ。"},
        {"role": "user", "content": "{{question}}"},
    ]
    assert read.commit_message == "New rules."
    assert read.tags["kanmon.digest"] == saved.digest
    assert read.tags["kanmon.author"] == "ken"
    assert read.response_format == {"type": "object"}
    assert read.model_config["temperature"] == 0.2


def plain_client(bench):
    from mlflow import MlflowClient

    uri = bench.settings.tracking_uri
    return MlflowClient(tracking_uri=uri, registry_uri=uri)


def test_the_same_content_is_not_saved_twice_in_a_row(mlflow_bench: Workbench):
    save(mlflow_bench, "A")
    with pytest.raises(Conflict) as caught:
        save(mlflow_bench, "A")
    assert (caught.value.code, caught.value.params) == ("prompts.unchanged", {"prompt": "support-reply@1"})
    save(mlflow_bench, "B")
    assert save(mlflow_bench, "A").number == 3


def test_a_prompt_belongs_to_one_application(mlflow_bench: Workbench):
    from lifecycle import applications

    save(mlflow_bench)
    applications.create(mlflow_bench, "other-bot", by=KEN)
    with pytest.raises(Conflict) as caught:
        save(mlflow_bench, app="other-bot")
    assert caught.value.params == {"prompt": NAME, "app": APP}


def test_a_name_that_a_model_has_is_taken(mlflow_bench: Workbench):
    plain_client(mlflow_bench).create_registered_model(NAME)
    with pytest.raises(Conflict) as caught:
        save(mlflow_bench)
    assert caught.value.code == "store.name_taken"
    assert prompts.versions(mlflow_bench, APP) == []


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"by": Actor(person="aki")}, Refused, "access.role"),
        ({"by": Actor(person="nobody")}, Refused, "access.stranger"),
        ({"reason": "  "}, Invalid, "prompts.no_reason"),
        ({"reason": "\u200b"}, Invalid, "prompts.no_reason"),
        ({"name": "返信"}, Invalid, "settings.bad_name"),
        ({"text": " "}, Invalid, "prompts.empty"),
        ({"text": "x" * 100_001}, Invalid, "prompts.too_long"),
        ({"app": "no-bot"}, NotFound, "settings.no_app"),
        ({"parent": 7}, NotFound, "prompts.missing"),
        ({"content": PromptContent(blocks=a_text().blocks, settings={"temperature": -1})}, Invalid, None),
    ],
)
def test_what_cannot_be_saved_leaves_nothing(mlflow_bench: Workbench, changes, kind, code):
    with pytest.raises(kind) as caught:
        save(mlflow_bench, **changes)
    assert caught.value.code == (code or "store.bad_settings")
    assert prompts.versions(mlflow_bench, APP) == []
    assert history.events(mlflow_bench, APP) == []


def test_a_damaged_prompt_is_never_used(mlflow_bench: Workbench):
    saved = save(mlflow_bench)
    mlflow_bench.objects.path(saved.digest).write_text(json.dumps({"blocks": []}))
    with pytest.raises(Conflict, match="no longer has the content"):
        prompts.content(mlflow_bench, saved)


def test_a_prompt_that_does_not_exist_is_not_found(bench: Workbench):
    with pytest.raises(NotFound) as caught:
        prompts.find(bench, APP, Ref(NAME, 3))
    assert caught.value.params == {"prompt": "support-reply@3", "app": APP}


def test_the_system_text_is_what_the_system_says():
    blocks = (
        Block(role="system", text="a"),
        Block(role="user", text="{{question}}"),
        Block(role="system", text="b"),
    )
    assert prompts.system_text(PromptContent(blocks=blocks)) == "a\n\nb"
    assert prompts.system_text(PromptContent(blocks=blocks[1:2])) == ""
