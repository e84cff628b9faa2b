"""Tells what an evaluation will take before it is started: calls, cost and time; asks for a ceiling."""

from collections.abc import Iterable

import streamlit as st

from console.wording import count, dollars, duration, listed, metric, say, say_n
from lifecycle import stats
from lifecycle.evaluation import Plan
from lifecycle.records import Endpoint


def facts(planned: Plan, known: int | None, expected_s: float | None) -> list[tuple[str, str]]:
    """List what the plan says: calls, cost, time, and what so many cases can show.

    `known` calls are not made, so the estimates, which are those of all calls, are then the most.
    """
    tokens = planned.tokens_in + planned.tokens_out
    least = 100 * stats.smallest_detectable(len(planned.cases))
    calls = say("{n} to {endpoint}", n=count(planned.calls), endpoint=planned.endpoint.name)
    if known is not None:
        calls += " · " + say("{n} of them known already", n=count(known))
    return [
        (say("calls"), calls),
        *judge_calls(planned),
        (say("estimated tokens"), metric(tokens, "tokens")),
        (say("estimated cost"), cost(planned, known)),
        (
            say("estimated time"),
            say("not known before the first one")
            if expected_s is None
            else roughly(duration(expected_s), known),
        ),
        (say("smallest difference it can show"), say_n("about {n} point", "about {n} points", round(least))),
    ]


def judge_facts(planned: Plan) -> list[tuple[str, str]]:
    """List what judges will take of answers that are there."""
    return [*judge_calls(planned), (say("estimated cost"), price(planned.judges_usd, planned.judges))]


def judge_calls(planned: Plan) -> list[tuple[str, str]]:
    """Say how often judges will ask which endpoint; nothing without judges."""
    asked = planned.judge_calls.items()
    told = [say("{n} to {endpoint}", n=count(n), endpoint=name) for name, n in asked]
    return [(say("calls of judges"), listed(told))] if told else []


def cost(planned: Plan, known: int | None) -> str:
    """Say what all calls are expected to cost, and how much of it the judges."""
    value = price(planned.cost_usd, (planned.endpoint, *planned.judges), known)
    if not planned.cost_usd or not planned.judges_usd:
        return value
    return say("{value} ({judges} for judges)", value=value, judges=dollars(planned.judges_usd))


def price(usd: float | None, asked: Iterable[Endpoint], known: int | None = None) -> str:
    """Say what is expected to be paid; where a price is not known, of which endpoints."""
    if usd is None:
        names = sorted({each.name for each in asked if each.unpriced})
        return say("price not known: {endpoints}", endpoints=listed(names))
    return roughly(dollars(usd), known) if usd else say("free")


def roughly(value: str, known: int | None) -> str:
    """Say that a value is an estimate: with known calls it will be less."""
    return say("at most {value}", value=value) if known else say("about {value}", value=value)


def limit_usd() -> float | None:
    """Ask for a ceiling of the cost; None for no ceiling."""
    return st.number_input(
        say("Spend at most (USD)"),
        min_value=0.01,
        value=None,
        step=1.0,
        key="limit",
        bind="query-params",
        placeholder=say("no limit"),
        width=180,
    )
