"""Closed windows: the times at which nothing is promoted. Pure.

The clock on the wall of the window's time zone decides, also in the nights in which it is moved: an
hour that comes twice is closed twice, one that does not come is not.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lifecycle.policies.rules import Closed, Weekly

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60
"""Minutes."""
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A closed window that holds at a moment, and when all that follow on it have ended (UTC).

    `why` is what the policy says, else the window as the policy has it: `fri 17:00-24:00`.
    """

    why: str
    until: datetime


def window_at(closed: Closed | None, moment: datetime) -> Window | None:
    """Tell which window holds at a moment (with its time zone), None while promotion is open.

    Windows that adjoin or overlap are one; `why` is that of the first, dates before days of the week.
    """
    if closed is None:
        return None
    zone, until = ZoneInfo(closed.time_zone), moment.astimezone(UTC)
    first = found = holding(closed, wall(until, zone))
    while found:
        until = reached(found[1], zone, until)
        found = holding(closed, wall(until, zone))
    return Window(why=first[0], until=until) if first else None


def wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """Read the clock on the wall, without its time zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def reached(clock: datetime, zone: ZoneInfo, after: datetime) -> datetime:
    """Give the first minute (UTC) after a moment at which the clock on the wall shows this, or has passed it.

    It passes without showing it when it is put forward over it.
    """
    readings = (clock.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    found = min(reading for reading in readings if reading > after)
    while found - MINUTE > after and wall(found - MINUTE, zone) >= clock:
        found -= MINUTE
    return found


def holding(closed: Closed, clock: datetime) -> tuple[str, datetime] | None:
    """Find a window that holds at a time of the wall's clock: why, and when it ends by that clock."""
    today = clock.date()
    for dates in closed.dates:
        if dates.from_ <= today <= dates.to:
            return dates.why or f"{dates.from_} - {dates.to}", midnight(dates.to + timedelta(days=1))
    minute = 60 * clock.hour + clock.minute
    for weekly in closed.weekly:
        if DAYS[today.weekday()] in weekly.days and weekly.from_ <= minute < weekly.to:
            return weekly.why or told(weekly), midnight(today) + timedelta(minutes=weekly.to)
    return None


def midnight(day: date) -> datetime:
    """Give the beginning of a day."""
    return datetime.combine(day, time())


def told(weekly: Weekly) -> str:
    """Write a weekly window as the policy has it: `fri, sat 17:00-24:00`."""
    return f"{', '.join(weekly.days)} {clock_of(weekly.from_)}-{clock_of(weekly.to)}"


def clock_of(minutes: int) -> str:
    """Write minutes after midnight as a time of day."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
