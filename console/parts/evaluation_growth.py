"""Draws how the golden set may grow, as an evaluation and the reviews show; it changes nothing."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import streamlit as st

from console import screens, services
from console.parts.scorecard_view import quoted, tidy
from console.widgets import card, paragraph
from console.wording import explain, say, say_n
from lifecycle import suggestions
from lifecycle.records import Evaluation
from lifecycle.suggestions import Suggestion

EACH = 3
"""Suggestions of one kind that are shown; the others are counted."""


def growth(found: Evaluation) -> None:
    """Draw the first suggestions of each kind, each with the way to what it speaks of."""
    suggested = suggestions.suggest(services.bench(), found.id)
    if not suggested:
        return
    with card(say("Grow the golden set"), say("so that the next comparison shows more"), key="growth"):
        for _, same in groupby(suggested, key=lambda each: each.code):
            kind = list(same)
            for each in kind[:EACH]:
                draw_one(found, each)
            if rest := len(kind[EACH:]):
                paragraph(say_n("{n} more of this kind", "{n} more of this kind", rest), quiet=True)


def draw_one(found: Evaluation, suggestion: Suggestion) -> None:
    """Draw one suggestion with its link."""
    with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
        paragraph(tidy(explain(suggestion.code, **in_words(suggestion.params))))
        here = {"evaluation": found.id}
        if suggestion.case_id:
            screens.link("evaluate", say("Show the case"), {**here, "case": suggestion.case_id})
            way = {"edit": found.golden.name, "case": suggestion.case_id}
            screens.link("datasets", say("Send to golden set"), way)
        else:
            tags = ",".join(f"{tag}:{value}" for tag, value in suggestion.tags.items())
            screens.link("evaluate", say("Show the slice"), {**here, "slice": tags})


def in_words(params: Mapping[str, Any]) -> dict[str, Any]:
    """Give the parameters with scorers under the names that people know."""
    return {**params, "scorers": [quoted(name) for name in params.get("scorers", ())]}
