"""The small marks that carry meaning: chips, badges, version tokens, interval bars.

Each gives `Html`, for a cell of a table, a card or a sentence. A colour never stands alone: an icon and
a word go with it.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Literal

from console.markup import Child, Html, join, tag
from console.palette import ICONS, Tone
from console.wording import ago, clock, day, moment, say, word
from lifecycle.records import (
    EvaluationState,
    OverrideState,
    RequestState,
    Result,
    Severity,
    SmokeState,
    Verdict,
)

Side = Literal["baseline", "candidate"]

VERDICTS: dict[Verdict, Tone] = {
    Verdict.READY: "good",
    Verdict.NEEDS_REVIEW: "review",
    Verdict.INSUFFICIENT_EVIDENCE: "unsure",
    Verdict.HOLD: "bad",
    Verdict.BLOCKED: "quiet",
}

RESULTS: dict[Result, tuple[Tone, str]] = {
    Result.PASS: ("good", "✓"),
    Result.FAIL: ("bad", "✗"),
    Result.INCONCLUSIVE: ("unsure", "…"),
    Result.MISSING: ("unsure", "?"),
    Result.OPEN: ("review", "◆"),
    Result.OVERRIDDEN: ("review", "✓"),
    Result.NOT_APPLICABLE: ("quiet", "–"),
}

STATES: dict[type[StrEnum], dict[StrEnum, tuple[Tone, str]]] = {
    EvaluationState: {
        EvaluationState.WAITING: ("quiet", "◷"),
        EvaluationState.RUNNING: ("primary", "▶"),
        EvaluationState.CANCELLING: ("unsure", "…"),
        EvaluationState.FINISHED: ("good", "✓"),
        EvaluationState.CANCELLED: ("quiet", "■"),
        EvaluationState.STOPPED: ("bad", "!"),
    },
    RequestState: {
        RequestState.OPEN: ("review", "◆"),
        RequestState.APPROVED: ("good", "✓"),
        RequestState.PROMOTED: ("good", "▲"),
        RequestState.REJECTED: ("bad", "✗"),
        RequestState.CHANGES_REQUESTED: ("unsure", "…"),
        RequestState.WITHDRAWN: ("quiet", "■"),
        RequestState.STALE: ("unsure", "■"),
        RequestState.EXPIRED: ("unsure", "■"),
    },
    OverrideState: {
        OverrideState.WAITING: ("review", "◆"),
        OverrideState.COUNTING: ("good", "✓"),
        OverrideState.EXPIRED: ("quiet", "■"),
        OverrideState.VOID: ("quiet", "■"),
    },
    SmokeState: {
        SmokeState.WAITING: ("primary", "◷"),
        SmokeState.PASSED: ("good", "✓"),
        SmokeState.FAILED: ("bad", "✗"),
        SmokeState.ERROR: ("unsure", "!"),
    },
    Severity: {
        Severity.ERROR: ("bad", "✗"),
        Severity.WARNING: ("unsure", "!"),
        Severity.INFO: ("quiet", "i"),
    },
}
"""By enumeration: words of two of them are equal where they mean different things."""

DIFFERENCES: dict[str, Tone] = {
    "improved": "good",
    "regressed": "bad",
    "same": "quiet",
    "cannot_tell": "unsure",
}


def chip(text: str, tone: Tone = "quiet", icon: str | None = None) -> Html:
    """Make an outlined pill; `icon` is the tone's own unless another is given."""
    return tag("span", sign(tone, icon), " ", text, class_=f"k-chip k-{tone}")


def label(text: str, tone: Tone = "quiet", icon: str | None = None) -> Html:
    """Make an icon and a word in the colour of a tone, without the pill: for the cells of a table."""
    return tag("span", sign(tone, icon), " ", text, class_=f"k-label k-{tone}")


def sign(tone: Tone, icon: str | None = None) -> Html:
    """Make the icon of a tone; the word beside it says the same, so a screen reader skips it."""
    return tag("span", ICONS[tone] if icon is None else icon, class_="k-sign", aria_hidden="true")


def verdict_chip(verdict: Verdict) -> Html:
    """Show what came of a gate."""
    return chip(word(verdict), VERDICTS[verdict])


def result_chip(result: Result) -> Html:
    """Show what came of one criterion, as a label without a pill."""
    tone, icon = RESULTS[result]
    return label(word(result), tone, icon)


def tone_of(state: StrEnum) -> tuple[Tone, str]:
    """Give the colour and the icon of a state."""
    return STATES[type(state)][state]


def state_chip(state: RequestState | EvaluationState | OverrideState | SmokeState | Severity) -> Html:
    """Show where a request, an evaluation, an override or a test stands, or how much a finding weighs."""
    tone, icon = tone_of(state)
    return chip(word(state), tone, icon)


def difference_label(verdict: str, text: str = "") -> Html:
    """Show improved, regressed, same or cannot_tell; `text` says it otherwise (dearer, slower)."""
    icon = "=" if verdict == "same" else None
    return label(text or word(verdict, "comparison"), DIFFERENCES[verdict], icon)


def tick(right: bool | None) -> Html:
    """Show whether an answer was right; None is a call that failed or a case that is missing."""
    if right is None:
        return tag(
            "span", "?", class_="k-label k-unsure", title=say("no answer"), aria_label=say("no answer")
        )
    name = say("right") if right else say("wrong")
    tone = "good" if right else "bad"
    mark = "✓" if right else "✗"
    return tag("span", mark, class_=f"k-label k-{tone}", role="img", title=name, aria_label=name)


def environment_badge(name: str) -> Html:
    """Show an environment."""
    return tag("span", name, class_="k-badge")


def stage(name: str) -> Html:
    """Show the stage that MLflow's users know, as `lifecycle.versions.stages` derives it."""
    told = say("Derived from where the version stands, as MLflow shows it; nobody sets it.")
    return tag("span", say("MLflow stage: {stage}", stage=name), class_="k-muted", title=told)


def version(number: int | None) -> Html:
    """Show a version, `v12`; None is an environment without one."""
    return tag("b", say("none") if number is None else f"v{number}", class_="k-version")


def version_token(number: int, side: Side | None = None, environments: Sequence[str] = ()) -> Html:
    """Show a version with its side of a comparison and the environments where it stands."""
    names = {"baseline": say("baseline"), "candidate": say("candidate")}
    dot = tag("span", class_="k-dot", aria_hidden="true") if side else None
    role = f" {names[side]} " if side else " "
    badges = (environment_badge(name) for name in environments)
    return tag("span", dot, version(number), role, *badges, class_=f"k-token k-{side or 'plain'}")


def digest(value: str) -> Html:
    """Show a digest short, the whole of it on hover."""
    return tag("code", f"{value[:6]}…{value[-2:]}" if value else "–", title=value, class_="k-digest")


def muted(*children: Child) -> Html:
    """Show something quietly."""
    return tag("span", *children, class_="k-muted")


def strong(*children: Child) -> Html:
    """Show something in bold."""
    return tag("b", *children)


def when(at: datetime | None) -> Html:
    """Show a moment as its day and how long ago, with the time zone on hover."""
    if at is None:
        return muted("–")
    return tag("time", f"{day(at)} · {ago(at)}", datetime=at.isoformat(), title=moment(at), class_="k-when")


def stamp(at: datetime) -> Html:
    """Show a moment as its day and, below that, its time of day with the time zone."""
    first = tag("time", day(at), datetime=at.isoformat(), title=moment(at), class_="k-when")
    return lines(first, tag("span", clock(at), class_="k-when"))


def counter(n: int, tone: Tone = "primary") -> Html:
    """Show how many wait, beside a name."""
    return tag("span", n, class_=f"k-badge k-{tone}")


def stepper(steps: Sequence[str], current: int) -> Html:
    """Show the steps of a road; `current` counts from 0, `len(steps)` when all are done."""
    items = [
        tag(
            "li",
            step,
            class_="k-done" if at < current else "k-now" if at == current else "k-later",
            aria_current="step" if at == current else None,
        )
        for at, step in enumerate(steps)
    ]
    return tag("ol", *items, class_="k-steps")


def interval_bar(
    low: float | None,
    value: float,
    high: float | None,
    *,
    scale: tuple[float, float],
    text: str,
    tone: Tone | None = None,
    zero: bool = False,
    threshold: float | None = None,
) -> Html:
    """Draw a value with its interval on a scale.

    Args:
        low: lower end, None when there is no interval: then only the value is drawn.
        value: the estimate, in the same unit as the scale.
        high: upper end, or None.
        scale: what the two ends of the line stand for; what lies beyond is drawn at the edge.
        text: the same in words, for those who do not see it and on hover.
        tone: colour of the bar, the candidate's own when None.
        zero: mark zero with a solid line.
        threshold: mark a limit with a dotted line.
    """
    parts = [tag("span", class_="k-track")]
    if zero:
        parts.append(tag("span", class_="k-zero", style=f"left:{place(0, scale)}"))
    if threshold is not None:
        parts.append(tag("span", class_="k-threshold", style=f"left:{place(threshold, scale)}"))
    if low is not None and high is not None:
        ends = f"left:{place(low, scale)};right:calc(100% - {place(high, scale)})"
        parts.append(tag("span", class_="k-bar", style=ends))
    parts.append(tag("span", class_="k-value", style=f"left:{place(value, scale)}"))
    colour = f"k-{tone}" if tone else "k-candidate"
    return tag("span", *parts, class_=f"k-interval {colour}", role="img", aria_label=text, title=text)


def place(value: float, scale: tuple[float, float]) -> str:
    """Give where a value stands on a scale, as a CSS percentage within 0..100."""
    first, last = scale
    share = 0.5 if first == last else (value - first) / (last - first)
    return f"{100 * min(1.0, max(0.0, share)):.2f}%"


def lines(*children: Child) -> Html:
    """Put things under each other in one cell; the second and later ones are quieter."""
    first, *rest = (child for child in children if child is not None)
    return join(first, *(tag("div", child, class_="k-small") for child in rest))
