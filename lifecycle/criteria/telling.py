"""Puts numbers and what was seen into the texts of a row."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from lifecycle import messages, stats
from lifecycle.criteria.rows import Params
from lifecycle.records import Estimate, Result
from lifecycle.scorecards import PERCENTILES

NAMED = 5
"""So many cases are named in a sentence; the screens show all."""
UNITS = (("days", timedelta(days=3), timedelta(days=1)), ("hours", timedelta(hours=2), timedelta(hours=1)))
"""From how long on a duration is told in which unit; a shorter one in minutes."""


def seen(
    statistic: str, unit: str, found: Estimate, result: Result, *, unanswered: int, family: str = "amount"
) -> dict[str, Any]:
    """Give the fields of a row that tell what was seen; `family` is amount or difference."""
    params: dict[str, Any] = {"n": found.n, **amount("value", found.value, unit, family)}
    if result is Result.MISSING:
        code = "unanswered"
        params["unanswered"] = unanswered
    elif found.low is not None and found.high is not None:
        code = "interval"
        ends = f"ends.{family}"
        params |= amount("low", found.low, unit, ends) | amount("high", found.high, unit, ends)
    elif statistic in PERCENTILES:
        code = "too_few"
        params["needed"] = stats.needed_for_percentile(PERCENTILES[statistic], found.confidence)
    else:
        code = "alone" if result is Result.INCONCLUSIVE else "value"
    return {
        "observed": found,
        "observed_code": f"gates.observed.{code}",
        "observed_params": params,
        "n": found.n,
    }


def amount(name: str, value: float, unit: str, family: str = "amount") -> dict[str, str]:
    """Write a number with its unit, in both languages; shares in percent, their differences in points."""
    shown = value if unit else stats.points(value)
    size = "cents" if unit == "usd" and 0 < abs(value) < 1 else unit or "share"
    return both(name, f"gates.{family}.{size}", {"value": shown})


def lasting(name: str, time: timedelta) -> dict[str, str]:
    """Write how long something lasted, in both languages, begun units left out: `36 hours`."""
    for unit, least, each in UNITS:
        if time >= least:
            return both(name, f"gates.lasting.{unit}", {"n": time // each})
    return both(name, "gates.lasting.minutes", {"n": max(0, time // timedelta(minutes=1))})


def told_reused(reused: int, since: datetime | None, now: datetime) -> tuple[str, Params]:
    """Say how many answers were reused and, where it is known since when, how old the oldest is."""
    if since is None:
        return "gates.observed.reused", {"reused": reused}
    return "gates.observed.reused_since", {"reused": reused, **lasting("age", now - since)}


def both(name: str, code: str, params: Params | None = None) -> dict[str, str]:
    """Render a text that stands inside another one: `name` in English, `name_ja` in Japanese."""
    given = params or {}
    return {name: messages.say(code, "en", **given), f"{name}_ja": messages.say(code, "ja", **given)}


def joined(name: str, texts: Iterable[tuple[str, Params]]) -> dict[str, str]:
    """Render texts one after the other, as `both`."""
    said = [both("text", code, params) for code, params in texts]
    return {
        name: "; ".join(each["text"] for each in said),
        f"{name}_ja": "、".join(each["text_ja"] for each in said),
    }


def named(ids: list[str]) -> list[str]:
    """Name the first few cases."""
    shown = ids[:NAMED]
    return [*shown[:-1], f"{shown[-1]} …"] if len(ids) > NAMED else shown
