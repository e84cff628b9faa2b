"""Shows which training services would take a file as it is, and how many errors it has for the others."""

from collections.abc import Mapping

from console import marks
from console.markup import Html
from console.widgets import card, table
from console.wording import count, say, say_n, word


def draw_services(fits: Mapping[str, int]) -> None:
    """List the services, those that are fine first: name of the profile → errors for it."""
    if not fits:
        return
    fine = sum(not errors for errors in fits.values())
    note = say("fine for {fine} of {n}", fine=count(fine), n=count(len(fits)))
    with card(say("Training services"), note, key="services"):
        ranked = sorted(fits.items(), key=lambda each: each[1])
        rows = [(word(profile, "target"), state_of(errors)) for profile, errors in ranked]
        table([say("Service"), say("As it is")], rows, caption=say("Which training services take the file"))


def state_of(errors: int) -> Html:
    """Say whether there are errors for a service."""
    if not errors:
        return marks.label(say("fine"), "good", "✓")
    return marks.label(say_n("{n} error", "{n} errors", errors), "bad")
