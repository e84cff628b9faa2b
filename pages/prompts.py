"""Prompts: what the model is told, who wrote it and why, what is in production, and the next version."""

import streamlit as st

from console import screens, services
from console.parts import prompt_view
from console.parts.prompt_timeline import choose_prompt, choose_version
from console.parts.prompt_writing import NEW, write
from console.permission import needed_role
from console.session import require_app
from console.widgets import attempt, card, empty_state, page_header
from console.wording import say
from lifecycle import prompts, versions
from lifecycle.records import Ref

app = require_app()
asked = st.query_params
if "write" in asked:
    write(app, asked["write"])
    st.stop()

bench = services.bench()
names = prompts.names(bench, app)
needed = needed_role("prompt.save")
prompt = None
if names:
    name = asked.get("name", names[0])
    prompt = prompts.find(bench, app, Ref.parse(f"{name}@{asked['number']}" if "number" in asked else name))
actions = page_header(say("Prompts"), say("What the model is told, version by version, and why."))
if prompt is None:
    title, text = (
        say("No prompt yet"),
        say("What the model is told stands here, each version with its reason."),
    )
    empty_state(title, text, action=say("Write the first prompt"), screen="prompts", write=NEW)
    st.stop()

with actions:
    if st.button(say("New prompt"), disabled=bool(needed), help=needed or None):
        screens.go("prompts", write=NEW)
    if st.button(say("Write a new version"), type="primary", disabled=bool(needed), help=needed or None):
        screens.go("prompts", write=prompt.ref)

standing = versions.standing(bench, app)
left, right = st.columns([3, 7])
with left, card(key="timeline"):
    choose_prompt(names)
    chosen = choose_version(app, prompt, standing)
    if chosen != prompt.number:
        asked["number"] = str(chosen)
        st.rerun()
with right:
    with card(prompt.name, f"v{prompt.number}", key="about"):
        used = [version for version in versions.versions(bench, app) if version.prompt == prompt.ref]
        prompt_view.draw_facts(prompt, used)
        screens.link("versions", say("Create a version with it"), {"create": "yes", "prompt": prompt.ref})
    with card(key="text"), attempt():
        written = prompts.versions(bench, app, prompt.name)
        content = prompts.content(bench, prompt)
        one, two = st.columns([1, 1], vertical_alignment="bottom")
        with one:
            other = prompt_view.choose_other(prompt, written, standing)
        if other is None:
            prompt_view.draw_text(content)
            st.stop()
        with two, st.container(horizontal=True, vertical_alignment="bottom"):
            is_split, only = prompt_view.choose_view()
        changed = prompts.changes(prompts.content(bench, other), content)
        sides = (f"v{other.number}", f"v{prompt.number}")
        prompt_view.draw_changes(changed, is_split=is_split, only=only, names=sides)
