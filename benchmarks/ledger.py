"""How the ledger holds with a long past: the data of the gate's page, and reading the audit log."""

import dataclasses
import os
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from benchmarks.figure import Figure
from lifecycle import (
    applications,
    demo,
    evidence,
    gates,
    history,
    overview,
    promotion,
    requests,
    settings,
    versions,
)
from lifecycle.digests import digest_of
from lifecycle.records import Event, Request, RequestState, Version
from lifecycle.workbench import Workbench

VERSIONS, REQUESTS, EVENTS = 1_000, 200, 100_000
ROUNDS = 7
PLACE = "production"


def measure(home: Path) -> list[Figure]:
    """Give a copy of a home with the demo a long past, then look at it as page, command and auditor do."""
    shutil.copytree(home, copy := home.with_name(".kanmon-ledger"))
    bench = Workbench(settings.load({**os.environ, "KANMON_HOME": str(copy)}, copy))
    fill(bench)
    newest = demo_version(bench)
    page_ms = 1000 * median(lambda: gate_page(bench, newest))
    verify_s = median(lambda: check(bench), rounds=3)
    listing_ms = 1000 * median(lambda: history.events(bench, demo.APP, limit=50, skip=EVENTS // 2))
    past_ms = 1000 * median(lambda: history.accounts(bench, demo.APP, bench.now()))
    bench.ledger.close()
    long = f"{VERSIONS:,} versions, {REQUESTS} requests, {EVENTS:,} events"
    return [
        Figure(f"data of the gate's page ({long})", f"{page_ms:.0f} ms", "< 300 ms"),
        Figure("`audit verify`", f"{EVENTS / verify_s:,.0f} events/s", "≥ 15,000 events/s"),
        Figure("a page of events, from the middle", f"{listing_ms:.0f} ms"),
        Figure("what was in production, who allowed it, on what evidence", f"{past_ms:.0f} ms"),
    ]


def median(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Give the median time of an act in seconds, after one to warm up."""
    times = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def demo_version(bench: Workbench) -> int:
    """Give the newest version that was evaluated, which the page looks at."""
    return max(request.version for request in requests.listing(bench, demo.APP) if request.state.is_live)


def gate_page(bench: Workbench, number: int) -> None:
    """Gather what the page Release shows of a version."""
    policy = applications.policy(bench, demo.APP)
    versions.versions(bench, demo.APP)
    version = versions.find(bench, demo.APP, number)
    request = requests.live(bench, demo.APP, PLACE)
    seen = evidence.gather(bench, policy, version, PLACE, request)
    gates.judge(policy, PLACE, seen)
    last = history.state_at(bench, demo.APP, bench.now())[PLACE]
    history.grounds(bench, last)
    overview.taken_back(bench, demo.APP, PLACE, number)
    promotion.way_back(bench, demo.APP, PLACE)


def check(bench: Workbench) -> None:
    """Read the whole audit log."""
    chain = history.check(bench)
    if chain.fault or chain.head.number != EVENTS:
        raise RuntimeError("the benchmark's own audit log is broken")


def fill(bench: Workbench) -> None:
    """Add versions, requests and events to the demo's, until there are so many of each."""
    known, last = versions.versions(bench, demo.APP), requests.listing(bench, demo.APP)[0]
    events = history.events(bench, demo.APP)
    with bench.ledger.write() as tx:
        tx.add(*(another(known[-1], number) for number in range(len(known) + 1, VERSIONS + 1)))
        tx.add(*(closed(last, number) for number in range(REQUESTS)))
        made = chained(events[::-1])
        while some := list(islice(made, 5_000)):
            tx.add(*some)


def another(version: Version, number: int) -> Version:
    """Make a version like another one."""
    return dataclasses.replace(version, number=number, digest=digest_of(f"{number}".encode()))


def closed(request: Request, number: int) -> Request:
    """Make a request that was turned down."""
    return dataclasses.replace(request, id=f"bench{number}", state=RequestState.REJECTED)


def chained(known: list[Event]) -> Iterator[Event]:
    """Go on with a past by repeating it; of moves there are as many as requests."""
    rare = [event for event in known if event.action.startswith(("promotion.", "request."))]
    usual = [event for event in known if event not in rare]
    last, apart = known[-1], EVENTS // REQUESTS
    for number in range(last.number + 1, EVENTS + 1):
        turn, rest = divmod(number, apart)
        like = rare[(turn * 3 + rest) % len(rare)] if rest < 3 else usual[number % len(usual)]
        subject = like.subject if like.action in history.MOVES else f"bench{number}"
        at = last.at + timedelta(milliseconds=1)
        event = dataclasses.replace(like, number=number, at=at, subject=subject, previous=last.hash, hash="")
        last = dataclasses.replace(event, hash=history.hash_of(event))
        yield last
