"""Words, numbers and dates as a person reads them, in the language of the page.

    say("Save as v{n}. Nothing goes live.", n=15)      a sentence of the console; English is the key
    explain(error), explain("gates.closed", app=app)   a sentence of `lifecycle`, by its code
    word(Verdict.READY), word("chrf", "scorer")        a word that all screens share

The results are plain text: `markup.tag` and the widgets escape it, labels go through `untrusted.plain`.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st
from babel import dates, numbers

from console import language, services
from lifecycle import messages
from lifecycle.errors import LifecycleError
from lifecycle.records import (
    Choice,
    DatasetKind,
    EvaluationState,
    OverrideState,
    RequestState,
    Result,
    Severity,
    SmokeState,
    Verdict,
)

PEOPLE = {"person", "by", "owner", "asked_by", "confirmed_by"}
"""Parameters of `lifecycle` that are the id of a person."""

FAMILIES: dict[type[StrEnum], str] = {
    Verdict: "verdict",
    Result: "result",
    RequestState: "request",
    EvaluationState: "evaluation_state",
    OverrideState: "override_state",
    SmokeState: "smoke_state",
    DatasetKind: "kind",
    Choice: "choice",
    Severity: "severity",
}


def mark(text: str) -> str:
    """Give a literal back unchanged; it only tells that the text will go through `say` later."""
    return text


def say(text: str, /, **params: object) -> str:
    """Say a sentence of the console; `text` is English, written out where it is said."""
    return language.translated(text).format(**params)


def say_n(one: str, many: str, n: int, /, **params: object) -> str:
    """Say a sentence with a count: `say_n("{n} case", "{n} cases", n)`. The catalogue holds `many`.

    `{n}` is written with thousands separated.
    """
    text = one if n == 1 and language.current() == "en" else language.translated(many)
    return text.format(n=count(n), **params)


def explain(what: LifecycleError | str, /, **params: object) -> str:
    """Say what `lifecycle` says: the message of an error, or of a code with its parameters.

    `lifecycle` speaks of people by their ids and of states as it keeps them; here they have their names.
    """
    code, given = (what.code, what.params) if isinstance(what, LifecycleError) else (what, params)
    return messages.say(code, language.current(), **named(given))


def hint(what: LifecycleError | str, /, **params: object) -> str:
    """Say what to do next, in the browser, about an error or a code; may be empty."""
    code, given = (what.code, what.params) if isinstance(what, LifecycleError) else (what, params)
    return messages.screen_hint(code, language.current(), **named(given))


def named(params: Mapping[str, object]) -> dict[str, object]:
    """Put people's names in the place of their ids, and the shared words in that of states."""
    return {key: spelled(key, value) for key, value in params.items()}


def spelled(name: str, value: object) -> object:
    """Write one parameter of `lifecycle` as a person reads it."""
    if isinstance(value, StrEnum) and type(value) in FAMILIES:
        return word(value)
    return name_of(str(value)) if name in PEOPLE else value


def name_of(id: str) -> str:
    """Give a person's name, the id where there is none or the people cannot be read."""
    try:
        found = services.bench().people.get(id)
    except LifecycleError:
        return id
    return found.name if found and found.name else id


def listed(texts: Iterable[str]) -> str:
    """Write texts one after the other, with the comma of the language between them."""
    return messages.listed(texts, language.current())


def word(value: StrEnum | str, family: str = "") -> str:
    """Say a shared word: of an enumeration of the records, or of a family: `scorer`, `role`, `event`."""
    kind = family or FAMILIES[type(value)]  # type: ignore[index]
    if kind == "scorer" and f"scorer.{value}" not in messages.CATALOGUE:
        return value  # a policy's own name for one
    return messages.say(f"{kind}.{value}", language.current())


def decimal(value: float, digits: int = 1) -> str:
    """Write a number with fixed decimals and thousands separated: `1,234.5`."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    text = numbers.format_decimal(value, pattern, locale=language.current())
    negative = text.startswith("-")
    if negative and not any(digit in "123456789" for digit in text):
        return text[1:]
    return text.replace("-", "−", 1) if negative else text


def count(n: int) -> str:
    """Write a whole number: `1,910`."""
    return decimal(n, 0)


def signed(value: float, digits: int = 1) -> str:
    """Write a difference with its sign: `+2.7`, `−2.5`, `+0.0`."""
    text = decimal(value, digits)
    return text if text.startswith("−") else f"+{text}"


def percent(rate: float) -> str:
    """Write a rate in 0..1: `84.0 %`."""
    return f"{decimal(100 * rate)} %"


def points(difference: float) -> str:
    """Write a difference of rates in -1..1: `+4.0 pt`."""
    return f"{signed(100 * difference)} pt"


def size(n: int) -> str:
    """Write how many bytes a file has, as the place does where it was dropped: `12.3 kB`, `1.9 MB`."""
    return f"{decimal(n / 1000)} kB" if n < 999_950 else f"{decimal(n / 1_000_000)} MB"


def milliseconds(ms: float) -> str:
    """Write a time: `1,840 ms`, from ten seconds on `12.3 s`."""
    return f"{decimal(ms, 0)} ms" if ms < 10_000 else f"{decimal(ms / 1000)} s"


def dollars(usd: float) -> str:
    """Write money: `$2.14`, below a dollar two significant digits: `$0.0023`."""
    size = abs(usd)
    digits = 2 if size >= 1 or size == 0 else 1 - math.floor(math.log10(size))
    text = decimal(size, digits)
    return f"−${text}" if usd < 0 else f"${text}"


def metric(value: float, unit: str = "", kind: str = "continuous") -> str:
    """Write a metric's value by the unit of its scorer: ms, tokens, usd, or a share of cases."""
    if kind == "pass_fail":
        return percent(value)
    match unit:
        case "ms":
            return milliseconds(value)
        case "usd":
            return dollars(value)
        case "tokens":
            return decimal(value, 0)
    return decimal(100 * value)


def metric_difference(value: float, unit: str = "", kind: str = "continuous") -> str:
    """Write the difference of two values of a metric, with its sign."""
    if kind == "pass_fail":
        return points(value)
    sign = "−" if value < 0 else "+"
    return signed(100 * value) if unit == "" else sign + metric(abs(value), unit, kind)


def duration(seconds: float) -> str:
    """Write how long something takes, about: `12 sec`, `3 min`."""
    return dates.format_timedelta(
        timedelta(seconds=max(1, seconds)), threshold=1.5, format="short", locale=language.current()
    )


def ago(moment: datetime, now: datetime | None = None) -> str:
    """Write how long ago a moment was: `3 days ago`, 「3 日前」."""
    since = moment - (now or datetime.now(UTC))
    return dates.format_timedelta(since, add_direction=True, threshold=1.5, locale=language.current())


def zone() -> ZoneInfo:
    """Give the time zone of the person's browser, UTC when it is not known."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def day(moment: datetime | date) -> str:
    """Write the date of a moment in the person's time zone: `Nov 2, 2026`, 「2026年11月2日」."""
    at = moment.astimezone(zone()) if isinstance(moment, datetime) else moment
    return dates.format_date(at, "long" if language.current() == "ja" else "medium", locale=language.region())


def clock(at: datetime) -> str:
    """Write the time of day of a moment with its time zone: `2:03:00 PM +0900`, 「14:03:00 JST」."""
    return dates.format_time(at, "long", tzinfo=zone(), locale=language.region())


def moment(at: datetime) -> str:
    """Write a moment with its time zone: `November 2, 2026, 2:03:00 PM +0900`."""
    return dates.format_datetime(at, "long", tzinfo=zone(), locale=language.region())
