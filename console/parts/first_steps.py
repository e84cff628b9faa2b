"""The road of a new application: what it has already, what is next, and the forms for the first four steps.

A step that is done shows what was chosen; the next one is open; the rest wait. The later steps have
screens of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from console import marks, notices, screens, services, session
from console.markup import Child, join
from console.permission import needed_role
from console.untrusted import plain
from console.widgets import attempt, card, draw, paragraph
from console.wording import listed, say, say_n, word
from lifecycle import access, applications
from lifecycle.overview import Beginning
from lifecycle.records import Application, Endpoint, Person

NEW = "+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the road: `chosen` is None while it is to do; `form` draws how it is done."""

    id: str
    title: str
    why: str
    chosen: Child = None
    form: Callable[[], None]
    again: str = ""
    """What to call the form once the step is done; empty: it is done once."""


def draw_road(application: Application | None, begun: Beginning | None) -> None:
    """Draw the steps with the next one open; without an application all but the first wait."""
    steps = road(application, begun)
    following = next((step.id for step in steps if step.chosen is None), "")
    for at, step in enumerate(steps, start=1):
        is_next = step.id == following
        with card(key=f"step-{step.id}"):
            draw(sign(at, step, is_next), " ", marks.strong(step.title), *told(step))
            if is_next:
                paragraph(step.why, quiet=True)
                step.form()
            elif step.chosen is not None and step.again:
                with st.expander(step.again):
                    step.form()


def sign(at: int, step: Step, is_next: bool) -> Child:
    """Mark a step as done, next or later."""
    if step.chosen is not None:
        return marks.label(say("done"), "good", "✓")
    return marks.counter(at, "primary" if is_next else "quiet")


def told(step: Step) -> tuple[Child, ...]:
    """Say what was chosen in a step that is done."""
    return () if step.chosen is None else (" · ", marks.muted(step.chosen))


def done_of(application: Application | None, begun: Beginning | None) -> tuple[int, int]:
    """Count the steps that are done, and all of them."""
    steps = road(application, begun)
    return sum(step.chosen is not None for step in steps), len(steps)


def road(application: Application | None, begun: Beginning | None) -> tuple[Step, ...]:
    """List the steps in their order."""
    app = application.name if application else ""
    known = begun or Beginning()
    return (
        to_create(application),
        to_name_people(app, known),
        to_choose_an_endpoint(app, known),
        to_take_a_policy(app, known),
        to_freeze_a_golden_set(known),
        to_write_a_prompt(known),
        to_make_a_version(known),
    )


def to_create(application: Application | None) -> Step:
    """Begin with what is released."""
    return Step(
        id="application",
        title=say("Create the application"),
        why=say("An application is what you release, such as a support bot."),
        chosen=join(application.name, " · ", application.title) if application else None,
        form=create_application,
    )


def to_name_people(app: str, known: Beginning) -> Step:
    """Go on with who may do what; done with the second person."""
    names = listed(f"{person.name or person.id} ({role_in(person, app)})" for person in known.people)
    return Step(
        id="people",
        title=say("Name its people"),
        why=say("Nobody approves their own work, so a release takes two people."),
        chosen=names if len(known.people) > 1 else None,
        form=lambda: name_person(app),
        again=say("Add another person"),
    )


def to_choose_an_endpoint(app: str, known: Beginning) -> Step:
    """Go on with what answers."""
    return Step(
        id="endpoint",
        title=say("Choose an endpoint"),
        why=say("An endpoint answers the questions: a model's address, or the practice model without a key."),
        chosen=known.endpoint or None,
        form=lambda: choose_endpoint(app),
        again=say("Choose another endpoint"),
    )


def to_take_a_policy(app: str, known: Beginning) -> Step:
    """Go on with the rules of a release."""
    rules = None
    if known.policy:
        places, file = len(known.policy.environments), f"{app}.yaml"
        rules = say_n("{file} · {n} environment", "{file} · {n} environments", places, file=file)
    return Step(
        id="policy",
        title=say("Take the example policy"),
        why=say("A policy says what must be true before a version goes live. You can edit the file later."),
        chosen=rules,
        form=lambda: take_policy(app),
    )


def to_freeze_a_golden_set(known: Beginning) -> Step:
    """Go on with the questions; the policy says what they are called."""
    name = known.policy.golden.name if known.policy else say("the golden set of the policy")
    cases = None
    if known.golden:
        cases = say_n("{name}, {n} case", "{name}, {n} cases", known.golden.rows, name=str(known.golden.ref))
    return Step(
        id="golden",
        title=say("Freeze a golden set"),
        why=say(
            "Its cases are the questions every version has to answer. The policy wants it named {name}.",
            name=name,
        ),
        chosen=cases,
        form=lambda: lead_to("datasets", say("Go on to Datasets")),
    )


def to_write_a_prompt(known: Beginning) -> Step:
    """Go on with what the model is told."""
    return Step(
        id="prompt",
        title=say("Write a prompt"),
        why=say("It tells the model what to say, and what not."),
        chosen=str(known.prompt.ref) if known.prompt else None,
        form=lambda: lead_to("prompts", say("Go on to Prompts")),
    )


def to_make_a_version(known: Beginning) -> Step:
    """End with what can be evaluated."""
    return Step(
        id="version",
        title=say("Make the first version"),
        why=say("A version bundles a prompt with a model. Then it can be evaluated and released."),
        chosen=f"v{known.version.number}" if known.version else None,
        form=lambda: lead_to("versions", say("Go on to Versions")),
    )


def role_in(person: Person, app: str) -> str:
    """Name a person's role."""
    return word(person.roles.get(app, person.roles.get("*", "")), "role")


def lead_to(screen: str, label: str) -> None:
    """Offer the way to the screen where a step is done."""
    if st.button(label, type="primary", key=f"k-go-{screen}"):
        screens.go(screen)


def finish(told: str) -> None:
    """Say on the next page that a step is done, and show that page."""
    notices.post(told)
    st.rerun()


def create_application() -> None:
    """Ask for name and title."""
    with st.form("k-create", border=False):
        left, right = st.columns(2)
        name = left.text_input(
            say("Name (letters, digits, dashes)"), placeholder="support-bot", max_chars=100
        )
        title = right.text_input(say("Title, as people call it (optional)"), max_chars=200)
        if st.form_submit_button(say("Create the application"), type="primary"):
            with attempt():
                made = applications.create(
                    services.bench(), name.strip(), by=session.actor(), title=title.strip()
                )
                st.query_params["app"] = made.name
                finish(say("The application {app} is created. You are its admin.", app=made.name))


def name_person(app: str) -> None:
    """Ask for one person and the role."""
    if needed_role("people.change"):
        paragraph(needed_role("people.change"), quiet=True)
        return
    with st.form("k-person", border=False, clear_on_submit=False):
        first, second, third = st.columns(3)
        id = first.text_input(say("Id (letters, digits, dashes)"), placeholder="hana", max_chars=100)
        name = second.text_input(say("Name"), placeholder="Hana Sato", max_chars=200)
        role = third.selectbox(
            say("Role"),
            access.ROLES,
            index=access.ROLES.index("approver"),
            format_func=lambda role: word(role, "role"),
        )
        if st.form_submit_button(say("Add the person"), type="primary"):
            with attempt():
                person = Person(id=id.strip(), name=name.strip())
                applications.set_role(services.bench(), app, person, role, by=session.actor())
                finish(
                    say("{person} is {role} now.", person=name.strip() or id.strip(), role=word(role, "role"))
                )


def choose_endpoint(app: str) -> None:
    """Ask which endpoint, one that is known or a new one."""
    if needed_role("endpoints.change"):
        paragraph(needed_role("endpoints.change"), quiet=True)
        return
    known = services.bench().endpoints
    names = {
        **{
            name: plain(say("practice model, offline") if each.is_practice else name)
            for name, each in known.items()
        },
        NEW: say("Add an endpoint"),
    }
    chosen = st.radio(
        say("Endpoint"),
        list(names),
        format_func=lambda id: names.get(id, str(id)),
        horizontal=True,
        label_visibility="collapsed",
        key="k-endpoint",
    )
    if chosen == NEW:
        add_endpoint(app)
        return
    if known[chosen].is_practice:
        paragraph(
            say("It is no LLM: it picks sentences from the prompt. Good for trying everything out."),
            quiet=True,
        )
    else:
        paragraph(known[chosen].base_url, quiet=True)
    if st.button(say("Use this endpoint"), type="primary", key="k-use-endpoint"):
        take_endpoint(app, known[chosen])


def add_endpoint(app: str) -> None:
    """Ask for a new endpoint; the key itself is never asked for."""
    with st.form("k-endpoint-form", border=False):
        first, second = st.columns(2)
        name = first.text_input(say("Name (letters, digits, dashes)"), placeholder="gateway", max_chars=100)
        base_url = second.text_input(
            say("Base URL (OpenAI-compatible)"), placeholder="http://localhost:11434/v1", max_chars=500
        )
        key_env = first.text_input(
            say("Environment variable that holds the key (optional)"),
            placeholder="OPENAI_API_KEY",
            max_chars=100,
        )
        models = second.text_input(
            say("Models, separated by commas"), placeholder="gpt-4o-mini", max_chars=500
        )
        if st.form_submit_button(say("Add the endpoint"), type="primary"):
            listed = tuple(model.strip() for model in models.split(",") if model.strip())
            take_endpoint(
                app,
                Endpoint(
                    name=name.strip(), base_url=base_url.strip(), key_env=key_env.strip(), models=listed
                ),
            )


def take_endpoint(app: str, endpoint: Endpoint) -> None:
    """Choose an endpoint for the application."""
    with attempt():
        applications.set_endpoint(services.bench(), app, endpoint, by=session.actor())
        finish(say("{app} uses the endpoint {endpoint}.", app=app, endpoint=endpoint.name))


def take_policy(app: str) -> None:
    """Offer the example policy."""
    bench = services.bench()
    paragraph(say("It will stand in {file}.", file=str(applications.policy_path(bench, app))), quiet=True)
    if needed_role("people.change"):
        paragraph(needed_role("people.change"), quiet=True)
    elif st.button(say("Take the example policy"), type="primary", key="k-policy"):
        with attempt():
            applications.take_example_policy(bench, app, by=session.actor())
            finish(say("{app} has a policy now.", app=app))
