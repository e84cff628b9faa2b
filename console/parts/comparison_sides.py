"""Draws who is compared with whom, and whether the two can be compared at all."""

from collections.abc import Mapping, Sequence

import streamlit as st

from console import marks, screens
from console.markup import Html, join
from console.parts.version_choice import named
from console.untrusted import plain
from console.widgets import facts_line, failure_card, select, sentence_card
from console.wording import count, explain, hint, listed, say, say_n
from lifecycle.comparison import Comparison
from lifecycle.errors import Invalid
from lifecycle.records import Evaluation, Ref, Version

PICKER_PX = 400
Sides = tuple[Evaluation | None, Evaluation | None]
Places = Mapping[int, Sequence[str]]


def tokens(known: Sequence[Version], places: Places, baseline: int, candidate: int) -> None:
    """Show both sides as tokens that open to choose another version, and the button that swaps them."""
    token("baseline", say("baseline"), baseline, known, places)
    st.button(
        "⇄",
        key="swap",
        type="tertiary",
        help=say("Swap the two sides"),
        on_click=put_sides,
        args=(candidate, baseline),
    )
    token("candidate", say("candidate"), candidate, known, places)


def token(name: str, role: str, number: int, known: Sequence[Version], places: Places) -> None:
    """Show one side."""
    badges = " ".join(f":gray-badge[{plain(place)}]" for place in places.get(number, ()))
    with (
        st.container(key=f"k-side-{name}", width="content"),
        st.popover(f"**● v{number}** {role} {badges}"),
        st.container(width=PICKER_PX),
    ):
        select(role, named(known, places), name=name, default=str(number))


def put_sides(baseline: int, candidate: int) -> None:
    """Compare these two from now on; the case that was open belonged to the comparison before."""
    st.query_params["baseline"] = str(baseline)
    st.query_params["candidate"] = str(candidate)
    st.query_params.pop("case", None)


def strip(sides: tuple[Evaluation, Evaluation], found: Comparison) -> None:
    """Say in one line why the two can be compared."""
    golden = sides[1].golden
    shared, total = len(found.cases) - found.missing, len(found.cases)
    cases = say_n("{shared} of {n} case", "{shared} of {n} cases", total, shared=count(shared))
    errors = say_n("{n} error", "{n} errors", found.errors)
    facts_line(
        join(
            say("golden set"), " ", marks.strong(f"{golden.name} v{golden.number}"), tick(True, say("same"))
        ),
        join(say("scorers"), tick(True, say("same"))),
        join(cases, tick(shared == total)),
        join(errors, tick(not found.errors)),
    )


def sentence(found: Comparison) -> None:
    """Say what came of it: what was found in bold, how sure it is after it."""
    said = explain(found.sentence_code, **found.sentence_params)
    lead, bracket, rest = said.partition("（" if "（" in said else "(")
    head = found.sentence_code.removeprefix("comparison.").rpartition("_")[0]
    sentence_card(lead.strip(), marks.DIFFERENCES.get(head, "unsure"), more=bracket + rest)


def tick(right: bool, text: str = "") -> Html:
    """Show that a condition holds, or does not."""
    return marks.label(text, "good" if right else "bad", " ✓" if right else " ✗")


def refusal(sides: Sides, numbers: tuple[int, int], error: Invalid | None = None) -> None:
    """Say in red why there is no comparison, and offer the one step that makes it possible."""
    lacking = [n for n, side in zip(numbers, sides, strict=True) if side is None]
    if error is not None:
        failure_card(explain(error), hint(error))
    else:
        told = say_n(
            "{versions} has no finished evaluation, so there is nothing to compare.",
            "{versions} have no finished evaluation, so there is nothing to compare.",
            len(lacking),
            versions=listed(f"v{number}" for number in lacking),
        )
        one_only = len(lacking) == 1
        advice = (
            say("Evaluate it on the golden set of the other version.")
            if one_only
            else say("Evaluate both on the same golden set.")
        )
        failure_card(told, advice)
    number, golden = remedy(sides, numbers)
    label = say("Evaluate v{number}", number=number)
    label = f"{label} · {plain(str(golden))}" if golden else label
    with st.container(key="k-ways"):
        screens.link("evaluate", label, {"version": number, "golden": golden}, icon=":material/play_circle:")


def beside_itself(number: int, other: int) -> None:
    """Say that one version stands on both sides, and offer to compare another with it."""
    failure_card(
        say("v{n} stands on both sides: there is nothing to compare.", n=number),
        say("Choose another version on one of them."),
    )
    with st.container(key="k-ways"):
        label = say("Compare v{baseline} with v{candidate}", baseline=other, candidate=number)
        screens.link("compare", label, {"baseline": other, "candidate": number})


def remedy(sides: Sides, numbers: tuple[int, int]) -> tuple[int, Ref | None]:
    """Tell which version to evaluate, and on what, so that the two can be compared.

    What was evaluated later holds: the other side is asked again on its golden set.
    """
    before, after = sides
    if before is None or after is None:
        other = after or before
        return numbers[0 if before is None and after else 1 if after is None else 0], (
            other.golden if other else None
        )
    if before.created_at > after.created_at:
        return after.version, before.golden
    return before.version, after.golden
