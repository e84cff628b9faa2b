"""One of many processes that request, approve, promote and roll back at once, without MLflow."""

import json
import random
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from lifecycle import evidence, projection, promotion, requests
from lifecycle.errors import Conflict, Refused, Unavailable
from lifecycle.promotion import moves
from lifecycle.records import Actor
from lifecycle.workbench import Workbench

APP, ENVIRONMENTS, PEOPLE = "support-bot", ("staging", "production"), ("hana", "mei", "yuki", "ken")


def race(bench: Workbench, seat: int, told_to: str, turns: int, seconds: float) -> None:
    """Do this and that until so many turns or seconds are over, and write what came of it to a file."""
    moves.show = show_without_mlflow
    luck, until = random.Random(seat), time.monotonic() + seconds
    kept: list[Any] = []
    lost = 0
    while turns > 0 and time.monotonic() < until:
        turns -= 1
        environment, by = luck.choice(ENVIRONMENTS), Actor(person=luck.choice(PEOPLE))
        try:
            for what in luck.choice(ACTIONS)(bench, environment, by, luck):
                kept.append(what)
        except (Conflict, Refused):
            lost += 1
        except Unavailable as error:  # it waited for the ledger for too long: nothing happened
            if error.code != "ledger.busy":
                raise
    Path(told_to).write_text(json.dumps({"kept": kept, "lost": lost}), encoding="utf-8")


def show_without_mlflow(bench: Workbench, app: str, environment: str) -> bool:
    """Note that the aliases were moved; MLflow would only slow the race down."""
    with suppress(Unavailable):
        projection.note_shown(bench, app, environment, evidence.placement(bench, app, environment).version)
    return True


Kept = Iterable[tuple[str, str]]
"""What was said to have happened: an event's action, and its hash or what it is about."""


def ask(bench: Workbench, environment: str, by: Actor, luck: random.Random) -> Kept:
    version, pin = luck.randint(1, 3), evidence.placement(bench, APP, environment).pin
    opened = requests.open_request(bench, APP, version, environment, by=by, reason="better", pin=pin)
    return [("request.opened", opened.id)]


def approve(bench: Workbench, environment: str, by: Actor, luck: random.Random) -> Kept:
    waiting = requests.live(bench, APP, environment)
    return [("request.approved", requests.approve(bench, waiting.id, by=by).id)] if waiting else []


def revoke(bench: Workbench, environment: str, by: Actor, luck: random.Random) -> Kept:
    waiting = requests.live(bench, APP, environment)
    return [("request.revoked", requests.revoke(bench, waiting.id, by=by).id)] if waiting else []


def withdraw(bench: Workbench, environment: str, by: Actor, luck: random.Random) -> Kept:
    waiting = requests.live(bench, APP, environment)
    if waiting is None or luck.random() < 0.8:
        return []
    return [("request.withdrawn", requests.withdraw(bench, waiting.id, by=by, reason="no").id)]


def promote(bench: Workbench, environment: str, by: Actor, luck: random.Random) -> Kept:
    """Press as who saw what is there now, half of the time with a key that this person uses twice."""
    seen, waiting = evidence.placement(bench, APP, environment), requests.live(bench, APP, environment)
    key = luck.choice(["", f"{by.person} {waiting and waiting.id}"])
    for _ in range(2 if key else 1):
        if waiting:
            yield told(promotion.promote(bench, waiting.id, by=by, expecting=seen.version, key=key))


def roll_back(bench: Workbench, environment: str, by: Actor, luck: random.Random) -> Kept:
    seen = evidence.placement(bench, APP, environment)
    return [told(promotion.roll_back(bench, APP, environment, by=by, expecting=seen.version, reason="no"))]


def told(move: promotion.Move) -> tuple[str, str]:
    return move.event.action, move.event.hash


ACTIONS: tuple[Callable[[Workbench, str, Actor, random.Random], Kept], ...] = (
    *(ask, approve, approve, promote, promote),
    *(revoke, withdraw, roll_back),
)
