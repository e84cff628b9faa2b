"""Closed windows, by the clock on the wall."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.policies import Closed, Dates, Weekly, window_at

TOKYO, NEW_YORK = "Asia/Tokyo", "America/New_York"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def weekly(days, begin, end, why=""):
    return Weekly(**{"days": days.split(), "from": begin, "to": end, "why": why})


def dates(begin, end, why=""):
    return Dates(**{"from": begin, "to": end, "why": why})


def closed(*windows, zone=TOKYO):
    return Closed(
        time_zone=zone,
        weekly=tuple(each for each in windows if isinstance(each, Weekly)),
        dates=tuple(each for each in windows if isinstance(each, Dates)),
    )


def at(text, zone=TOKYO, fold=0):
    """Read the clock on the wall, in UTC: an hour that comes twice equals nothing in another zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def until(rule, moment):
    found = window_at(rule, moment)
    return found and found.until


def test_without_windows_it_is_always_open():
    assert window_at(None, at("2026-11-20 18:00")) is None
    assert window_at(closed(), at("2026-11-20 18:00")) is None


@pytest.mark.parametrize(
    ("moment", "is_closed"),
    [
        ("2026-11-20 16:59:59", False),  # a Friday
        ("2026-11-20 17:00", True),
        ("2026-11-20 23:59:59", True),
        ("2026-11-21 00:00", False),
        ("2026-11-19 18:00", False),
    ],
)
def test_a_weekly_window_begins_with_its_first_minute_and_ends_before_its_last(moment, is_closed):
    rule = closed(weekly("fri", "17:00", "24:00"))

    assert until(rule, at(moment)) == (at("2026-11-21 00:00") if is_closed else None)


def test_the_time_zone_of_the_policy_decides_not_that_of_the_asker():
    rule = closed(weekly("fri", "17:00", "24:00"))

    assert window_at(rule, datetime(2026, 11, 20, 8, tzinfo=UTC))
    assert window_at(rule, datetime(2026, 11, 20, 7, 59, tzinfo=UTC)) is None


def test_windows_that_adjoin_are_one_over_midnight_and_the_weekend():
    rule = closed(
        weekly("fri", "17:00", "24:00", "weekend"),
        weekly("sat sun", "00:00", "24:00"),
        weekly("mon", "00:00", "09:00"),
    )

    found = window_at(rule, at("2026-11-20 18:00"))

    assert (found.why, found.until) == ("weekend", at("2026-11-23 09:00"))


def test_dates_are_closed_with_both_their_days_and_lead_into_the_weekend():
    rule = closed(dates(date(2026, 12, 24), "2027-01-01", "Year-end sale"), weekly("sat", "00:00", "12:00"))

    assert window_at(rule, at("2026-12-23 23:59")) is None
    found = window_at(rule, at("2026-12-24 00:00"))
    assert (found.why, found.until) == ("Year-end sale", at("2027-01-02 12:00"))
    assert window_at(rule, at("2027-01-02 12:00")) is None


def test_a_window_without_a_reason_is_named_as_the_policy_has_it():
    rule = closed(weekly("fri sat", "17:00", "24:00"), dates("2026-12-24", "2026-12-25"))

    assert window_at(rule, at("2026-11-20 18:00")).why == "fri, sat 17:00-24:00"
    assert window_at(rule, at("2026-12-24 18:00")).why == "2026-12-24 - 2026-12-25"


def test_an_hour_that_does_not_come_is_not_closed_and_one_that_comes_twice_is_closed_twice():
    rule = closed(weekly("sun", "01:00", "02:30"), zone=NEW_YORK)

    forward, back = "2026-03-08", "2026-11-01"
    assert until(rule, at(f"{forward} 01:30", NEW_YORK)) == datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert window_at(rule, at(f"{forward} 03:00", NEW_YORK)) is None
    assert until(rule, at(f"{back} 01:30", NEW_YORK)) == at(f"{back} 02:30", NEW_YORK)
    assert until(rule, at(f"{back} 01:30", NEW_YORK, fold=1)) == at(f"{back} 02:30", NEW_YORK)

    early = closed(weekly("sun", "00:30", "01:30"), zone=NEW_YORK)
    assert until(early, at(f"{back} 01:10", NEW_YORK)) == at(f"{back} 01:30", NEW_YORK)
    assert window_at(early, at(f"{back} 01:40", NEW_YORK)) is None
    assert until(early, at(f"{back} 01:10", NEW_YORK, fold=1)) == at(f"{back} 01:30", NEW_YORK, fold=1)


hours = st.integers(0, 24 * 4).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")
windows = st.builds(
    lambda days, edges: weekly(" ".join(sorted(days)), min(edges), max(edges)),
    st.sets(st.sampled_from(DAYS), min_size=1, max_size=3),
    st.sets(hours, min_size=2, max_size=2),
)
nights = st.sampled_from(["2026-03-07", "2026-03-08", "2026-10-31", "2026-11-01"]).map(date.fromisoformat)


@given(st.lists(windows, min_size=1, max_size=2), nights, st.integers(0, 24 * 60))
def test_it_stays_closed_up_to_the_minute_that_is_told_and_is_open_then(rules, night, minute):
    rule = closed(*rules, zone=NEW_YORK)
    start = datetime(night.year, night.month, night.day, tzinfo=ZoneInfo(NEW_YORK)).astimezone(UTC)
    moment = start + timedelta(minutes=minute)

    end = until(rule, moment)

    if end is None:
        return
    assert window_at(rule, end) is None
    step = moment
    while step < end:
        assert until(rule, step) == end
        step += timedelta(minutes=7)
