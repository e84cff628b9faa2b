"""Which version a page speaks of: read from its address, named in a picker."""

from collections.abc import Mapping, Sequence

import streamlit as st

from console.wording import day, say
from lifecycle.errors import Invalid, NotFound
from lifecycle.records import NUMBER, Version


def asked(name: str, known: Sequence[Version], app: str) -> Version | None:
    """Give the version that the address asks for as `?name=3` or `v3`, None if it asks for none.

    Raises:
        Invalid: that is no number.
        NotFound: there is no such version.
    """
    wish = st.query_params.get(name)
    if wish is None:
        return None
    number = wish.removeprefix("v")
    if not NUMBER.fullmatch(number):
        raise Invalid("versions.not_a_number", text=wish)
    found = next((version for version in known if version.number == int(number)), None)
    if found is None:
        raise NotFound("versions.missing", app=app, version=int(number))
    return found


def named(known: Sequence[Version], places: Mapping[int, Sequence[str]]) -> dict[str, str]:
    """Name versions for a picker: number → `v3 · production · support-reply@3 · Nov 2, 2026`."""
    return {str(version.number): name(version, places.get(version.number, ())) for version in known}


def name(version: Version, environments: Sequence[str]) -> str:
    """Name one version with what tells it apart."""
    parts = (f"v{version.number}", *environments, str(version.prompt), version.model, day(version.created_at))
    return " · ".join(parts)


def two_sides(
    known: Sequence[Version],
    evaluated: Sequence[int],
    standing: int | None,
    wishes: tuple[Version | None, Version | None],
) -> tuple[int, int]:
    """Choose baseline and candidate: as wished, else production and the newest other that was evaluated.

    Args:
        known: two versions or more, the newest first.
        evaluated: the numbers of those with a finished evaluation, the newest first.
        standing: the version in production, None while it is empty.
        wishes: what the address asks for on either side.
    """
    before, after = (wish.number if wish else None for wish in wishes)
    numbers = [*evaluated, *(version.number for version in known if version.number not in evaluated)]
    if before is None:
        likely = (standing, *numbers[1:], numbers[0])
        before = next(number for number in likely if number not in {None, after})
    return before or numbers[0], after or next(number for number in numbers if number != before)


def nothing_yet() -> tuple[str, str, str]:
    """Say what an application without versions lacks: title, text and the one step."""
    return (
        say("No version yet"),
        say("A version is a prompt version with a model and its parameters: what is evaluated and released."),
        say("Create the first version"),
    )
