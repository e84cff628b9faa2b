"""Draws the form that makes a version out of its parts."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from console import notices, permission, services
from console.session import actor
from console.untrusted import visible
from console.widgets import attempt, card, paragraph, select
from console.wording import say
from lifecycle import datasets, prompts, versions
from lifecycle.records import DatasetKind, Endpoint, PromptVersion, Ref, Version

UNTUNED = "-"


def form(app: str, known: Sequence[Version]) -> None:
    """Draw the form and make the version; what was typed stays when it is refused."""
    bench = services.bench()
    written = prompts.versions(bench, app)
    with card(say("Create a version"), say("a bundle that never changes"), key="create"):
        if not written:
            paragraph(say("There is no prompt yet. Save one under Prompts first."), quiet=True)
            return
        left, right = st.columns(2)
        with left:
            prompt = Ref.parse(select(say("Prompt version"), prompt_names(written), name="prompt"))
            endpoints = bench.endpoints
            last = known[0].endpoint if known else None
            endpoint = endpoints[
                select(say("Endpoint"), {name: name for name in endpoints}, name="endpoint", default=last)
            ]
            model = choose_model(endpoint, known)
            training = choose_training(app)
        with right:
            typed = parameters()
            note = st.text_area(say("What is new? (note)"), key="note", max_chars=2_000, height=80)
        say_what_happens(known)
        with attempt():
            if permission.button(say("Create the version"), "version.create", primary=True):
                made = versions.create(
                    bench,
                    app=app,
                    prompt=prompt,
                    model=model,
                    endpoint=endpoint.name,
                    parameters=to_parameters(*typed),
                    training=training,
                    note=note.strip(),
                    by=actor(),
                )
                leave(app, made)


def prompt_names(written: Sequence[PromptVersion]) -> dict[str, str]:
    """Name prompt versions for a picker."""
    return {str(each.ref): f"{each.ref} · {visible(each.reason[:60])}" for each in written}


def choose_model(endpoint: Endpoint, known: Sequence[Version]) -> str:
    """Choose one of the endpoint's models, or write one if it does not say what it offers."""
    used = [version.model for version in known if version.endpoint == endpoint.name]
    models = list(dict.fromkeys([*endpoint.models, *used]))
    return str(
        st.selectbox(
            say("Model"),
            models,
            index=0 if models else None,
            accept_new_options=True,
            key=f"model-{endpoint.name}",
            placeholder=say("choose or write a name"),
        )
        or ""
    )


def choose_training(app: str) -> Ref | None:
    """Choose the data that the model was tuned on, if it was."""
    frozen = datasets.versions(services.bench(), app, DatasetKind.TRAINING)
    named = {
        UNTUNED: say("none: the model was not tuned"),
        **{str(each.ref): str(each.ref) for each in frozen},
    }
    chosen = select(say("Training dataset (optional)"), named, name="training", default=UNTUNED)
    return None if chosen == UNTUNED else Ref.parse(chosen)


def parameters() -> tuple[float | None, int | None, str]:
    """Ask for temperature, the longest answer, and any other parameters; empty ones are not sent."""
    one, two = st.columns(2)
    temperature = one.number_input(
        "temperature", 0.0, 2.0, 0.0, step=0.1, key="temperature", help=say("Leave empty not to send it.")
    )
    longest = two.number_input(
        "max_tokens", 1, 1_000_000, None, key="max-tokens", placeholder=say("not sent")
    )
    other = st.text_area(
        say("Other parameters, one a line"), key="other", placeholder="top_p=0.9\nseed=7", height=80
    )
    return temperature, None if longest is None else int(longest), other


def to_parameters(temperature: float | None, longest: int | None, other: str) -> Mapping[str, Any]:
    """Join the parameters that were given.

    Raises:
        Invalid: a line of the others is no `key=value`.
    """
    given = {"temperature": temperature, "max_tokens": longest}
    return {name: value for name, value in given.items() if value is not None} | versions.read_parameters(
        other
    )


def say_what_happens(known: Sequence[Version]) -> None:
    """Say what the button does."""
    number = known[0].number + 1 if known else 1
    paragraph(
        say(
            "It becomes v{number} and is written to MLflow. Nothing goes live: evaluate it next.",
            number=number,
        ),
        quiet=True,
    )


def leave(app: str, made: Version) -> None:
    """Show the version that was made."""
    notices.post(say("v{number} was created. Evaluate it next.", number=made.number))
    st.query_params.from_dict({"app": app, "version": str(made.number)})
    st.rerun()
