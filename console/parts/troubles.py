"""What is wrong, on Home: changed past the gate, not shown in MLflow, tests that were not carried out."""

from collections.abc import Sequence

from console import marks, services, session
from console.confirm import confirm
from console.markup import join
from console.parts import smoke_test
from console.permission import button
from console.widgets import card, notice, paragraph
from console.wording import explain, hint, say
from lifecycle import bypasses
from lifecycle.overview import Troubles
from lifecycle.records import Errand, Event, SmokeState


def draw_troubles(app: str, found: Troubles) -> None:
    """Show what is wrong with what the environments hold; a failed test has its band on every screen."""
    if found.bypasses:
        draw_bypasses(app, found.bypasses)
    for errand in found.unshown:
        draw_unshown(errand)
    for each in found.smokes:
        if each.state is SmokeState.ERROR:
            smoke_test.draw_error(each)


def draw_bypasses(app: str, found: Sequence[Event]) -> None:
    """Say what was changed past the gate, when that was found, and what to do about it."""
    told = [(event, *bypasses.sentence(event)) for event in found]
    with card(say("Changed past the gate"), key="bypasses"):
        for event, code, params in told:
            words = marks.strong(explain(code, **params))
            notice(join(words, " ", say("found"), " ", marks.when(event.at)), "bad")
        for next_step in dict.fromkeys(hint(code, **params) for _, code, params in told):
            paragraph(next_step, quiet=True)
        if button(say("Put it back"), "alias.repair"):
            confirm(
                title=say("Put back what the gate let in?"),
                body=[say("MLflow then shows again what was promoted. Whoever reads the alias follows.")],
                action=say("Put it back"),
                do=lambda _: bypasses.repair(services.bench(), app, by=session.actor()),
                done=say("It is put back."),
            )


def draw_unshown(errand: Errand) -> None:
    """Say that MLflow does not show what an environment holds, and why."""
    code, params = "bypass.not_shown", {"environment": errand.params["environment"], "reason": errand.error}
    notice(join(marks.strong(explain(code, **params)), " ", hint(code, **params)), "bad")
