"""The values that policy files are written in: durations, times of day, days, time zones, lists.

Read strictly: nothing unknown, no value bent into shape, no infinity, nothing left empty.
"""

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

Item = TypeVar("Item")

UNITS = {"m": "minutes", "h": "hours", "d": "days"}
DURATION = re.compile(r"([0-9]{1,5})([mhd])")
TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")
NOT_EVERYWHERE = {"localtime", "Factory"}
"""Time zones that are another one on every machine, or none."""


class Part(BaseModel):
    """A part of the file."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


def is_given(value: Any) -> Any:
    """Refuse a key with nothing behind it: it was forgotten, not left out."""
    if value is None:
        raise PydanticCustomError("empty", "empty")
    return value


def to_duration(value: Any) -> timedelta:
    """Read `90m`, `24h` or `30d`."""
    if isinstance(value, timedelta):
        return value
    found = DURATION.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise PydanticCustomError("policies.bad_duration", "no duration")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def is_some(duration: timedelta) -> timedelta:
    """Refuse a duration of nothing."""
    if not duration:
        raise PydanticCustomError("policies.bad_duration", "no duration")
    return duration


def to_minutes(value: Any) -> int:
    """Read a time of day, `00:00` to `24:00`, as minutes after midnight."""
    if not isinstance(value, str) or not TIME.fullmatch(value):
        raise PydanticCustomError("policies.bad_time", "no time of day")
    hours, minutes = value.split(":")
    return 60 * int(hours) + int(minutes)


def to_day(value: Any) -> date:
    """Read a day, `2026-12-24`, with or without quotation marks."""
    try:
        found = datetime.strptime(value, "%Y-%m-%d").date() if isinstance(value, str) else value
    except ValueError:
        found = None
    if not isinstance(found, date) or isinstance(found, datetime) or found.year == date.max.year:
        raise PydanticCustomError("policies.bad_day", "no day")
    return found


def is_zone(name: str) -> str:
    """Refuse a time zone that is not known, or not the same everywhere."""
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        name = ""
    if not name or name in NOT_EVERYWHERE:
        raise PydanticCustomError("policies.unknown_zone", "no time zone")
    return name


Many = Annotated[tuple[Item, ...], Strict(False)]
"""A list in the file."""
Perhaps = Annotated[Item | None, BeforeValidator(is_given)]
"""What may be left out, and is None then."""
Duration = Annotated[timedelta, BeforeValidator(to_duration)]
"""Minutes, hours or days."""
Term = Annotated[Duration, AfterValidator(is_some)]
"""A duration that is not nothing."""
Minutes = Annotated[int, BeforeValidator(to_minutes)]
"""A time of day, in minutes after midnight."""
Day = Annotated[date, BeforeValidator(to_day)]
"""A day of the calendar."""
Zone = Annotated[str, AfterValidator(is_zone)]
"""A name of the time zone database, such as `Asia/Tokyo`."""
Text = Annotated[str, Field(min_length=1)]
"""Words that must be there."""
Share = Annotated[float, Field(ge=0, le=1)]
"""0..1."""
