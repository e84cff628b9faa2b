"""Writes a new version of a prompt: blocks left, a trial right, the difference before it is saved."""

from collections.abc import Mapping

import streamlit as st

from console import drafts, notices, screens, services
from console.drafts import Draft
from console.parts import prompt_editor
from console.parts.prompt_trial import draw_trial
from console.parts.prompt_view import chips, draw_changes, draw_warnings
from console.permission import needed_role
from console.session import actor
from console.widgets import attempt, card, page_header, paragraph
from console.wording import say
from lifecycle import prompts, versions
from lifecycle.records import PromptContent, PromptVersion, Ref

NEW = "new"
PRODUCTION = "production"


def write(app: str, wish: str) -> None:
    """Draw the editor; `wish` is the version to start from, such as `support-reply@3`, or `new`.

    Raises:
        LifecycleError: there is no such version, or its text cannot be read.
    """
    bench = services.bench()
    source = None if wish == NEW else prompts.find(bench, app, Ref.parse(wish))
    before = prompts.content(bench, source) if source else prompt_editor.EMPTY
    draft = drafts.opened(f"{app}-prompts-{wish}")
    title = say("New version of {name}", name=source.name) if source else say("New prompt")
    with page_header(
        title, say("Written from v{n}. Nothing goes live.", n=source.number) if source else None
    ):
        if st.button(say("Throw away"), key="k-throw-away"):
            drafts.close(draft)
            leave(source)
    left, right = st.columns(2)
    with left, card(say("Text"), key="blocks"):
        name = (
            source.name
            if source
            else draft.keep(st.text_input, say("Name of the prompt"), "name", f"{app}-reply")
        )
        content = prompt_editor.edit(draft, before)
        paragraph(say("Variables"), ": ", chips(prompts.variables(content)))
        with st.expander(say("Take the text from a file (.txt, .json, .yaml)")):
            prompt_editor.take_file(draft)
    with right, card(say("Try it"), say("nothing is kept"), key="trial"):
        draw_trial(app, draft, content)
    save(app, draft, name.strip(), content, source)


def leave(source: PromptVersion | None) -> None:
    """Go back to reading."""
    place: Mapping[str, object] = {"name": source.name, "number": source.number} if source else {}
    screens.go("prompts", **place)


def save(app: str, draft: Draft, name: str, content: PromptContent, source: PromptVersion | None) -> None:
    """Show what would change, ask why, and save."""
    bench = services.bench()
    number = next((each.number for each in prompts.versions(bench, app, name)), 0) + 1 if name else 1
    with card(say("Before you save"), key="save"):
        draw_difference(app, content, source)
        reason = draft.keep(st.text_input, say("Reason (required)"), "reason", "", max_chars=500)
        closed = needed_role("prompt.save")
        label = say("Save as v{n}. Nothing goes live.", n=number)
        if st.button(label, type="primary", disabled=bool(closed), help=closed or None, key="k-save"):
            with attempt():
                saved = prompts.save(
                    bench,
                    app=app,
                    name=name,
                    content=content,
                    by=actor(),
                    reason=reason,
                    parent=source.number if source else None,
                )
                drafts.close(draft)
                notices.post(say("{ref} is saved. Nothing went live.", ref=saved.ref))
                leave(saved)


def draw_difference(app: str, content: PromptContent, source: PromptVersion | None) -> None:
    """Show what would change against production, else against the version it is written from."""
    if source is None:
        changed = prompts.changes(None, content)
        draw_warnings(changed)
        return
    bench = services.bench()
    live = versions.standing(bench, app).get(PRODUCTION)
    if live and live.prompt.name == source.name:
        base, name = live.prompt, say("production (v{number})", number=live.prompt.number)
    else:
        base, name = source.ref, f"v{source.number}"
    changed = prompts.changes(prompts.content(bench, prompts.find(bench, app, base)), content)
    paragraph(say("Against {name}:", name=name), quiet=True)
    with st.container(key="k-difference"):
        draw_changes(changed, is_split=False, only=True, names=(name, say("new")))
    draw_warnings(changed)
