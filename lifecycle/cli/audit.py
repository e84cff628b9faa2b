"""Commands on the audit log: `history`, `audit verify`, `audit anchor`, `audit export`."""

import dataclasses
import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from lifecycle import history, promotion
from lifecycle.cli.front import Answer, command, language, table
from lifecycle.cli.paths import FILE, read, write
from lifecycle.errors import Conflict, Invalid
from lifecycle.history import Account, Chain, Head, KeptRow
from lifecycle.messages import CATALOGUE, say
from lifecycle.records import Event
from lifecycle.workbench import Workbench

EXPLAINING = ("promotion", "request", "approvals", "overrides", "decision", "policy", "version", "evaluation")


def register(kanmon: click.Group) -> None:
    """Add these commands to the group."""

    @kanmon.group()
    def audit() -> None:
        """The audit log: is it sound, where does it end, and all of it as a file."""

    against = click.option("--anchor", type=click.Path(path_type=Path), help="A file of `audit anchor`.")
    command(audit, "verify", against)(verify)
    command(audit, "anchor", FILE)(anchor)
    command(audit, "export", FILE)(export)
    at = click.option("--at", help="A date (its end in UTC), or a moment (in UTC unless it names a zone).")
    command(kanmon, "history", click.argument("app"), at)(past)


def verify(bench: Workbench, anchor: Path | None) -> Answer:
    """Check that nobody edited the audit log, and that what it rests on is there. Exit 0 if so, else 5.

    Also tells where a clock was wrong.
    """
    chain = history.check(bench, anchor=read_anchor(anchor) if anchor else None)
    document = {
        "sound": not chain.faults,
        "head": chain.head,
        "anchor": str(anchor) if anchor else None,
        "fault": chain.fault.to_document() if chain.fault else None,
        "lost": [fault.to_document() for fault in chain.lost],
        "clocks": [each.to_document() for each in chain.clocks],
    }
    lines = [*(told(chain.faults) or [sound(chain)]), *told(chain.clocks)]
    return Answer(document=document, lines=lines, exit_code=ending(chain.faults))


def told(found: Sequence[Conflict]) -> list[str]:
    """Say what was found, and below each what to do."""
    return [line for each in found for line in (each.say(language()), each.hint(language()))]


def ending(faults: Sequence[Conflict]) -> int:
    """Give the exit code of a check that found these faults."""
    return Conflict.exit_code if faults else 0


def anchor(bench: Workbench, file: Path) -> Answer:
    """Write the end of the audit log into a file to keep elsewhere.

    An anchor that stands there already has to hold: it is only ever replaced by a later one.
    """
    chain = history.check(bench, anchor=read_anchor(file) if os.access(file, os.F_OK) else None)
    if chain.fault:
        raise chain.fault
    write(file, [history.to_anchor(chain.head, bench.now())])
    return Answer(document={"file": str(file), "head": chain.head}, lines=[f"{file}: {sound(chain)}"])


def read_anchor(path: Path) -> Head:
    """Read the anchor that a person named."""
    return history.read_anchor(read(path), str(path))


def sound(chain: Chain) -> str:
    """Say how many events were read, and how the last one is known."""
    return say("audit.sound", language(), number=chain.head.number, hash=chain.head.hash)


def export(bench: Workbench, file: Path) -> Answer:
    """Write the whole audit log to FILE: .csv for a spreadsheet, .jsonl for a program."""
    if file.suffix not in history.FORMATS:
        raise Invalid("audit.bad_suffix", file=str(file), known=", ".join(history.FORMATS))
    with bench.ledger.read() as tx, closing(tx.each(Event)) as events:
        write(file, history.FORMATS[file.suffix](events))
        count = tx.count(Event)
    return Answer(document={"file": str(file), "events": count}, lines=[f"{file}: {count:,} events"])


def past(bench: Workbench, app: str, at: str | None) -> Answer:
    """Tell what happened, or with --at what stood where at a moment, who allowed it and on what evidence.

    Exit 5 if some of that was changed or is lost.
    """
    if not history.count(bench, app):
        bench.application(app)
    if at is None:
        events = history.events(bench, app)
        return Answer(document={"events": events}, lines=[line(event) for event in events])
    moment = history.read_moment(at)
    found = history.accounts(bench, app, moment)
    document = {"at": moment, "environments": {each.stay.environment: to_document(each) for each in found}}
    as_of = say("cli.as_of", language(), moment=f"{moment:%Y-%m-%d %H:%M:%S}")
    lines = [told for each in found for told in lay_out(each)] or ["nothing was released yet"]
    faults = [fault for each in found for fault in each.faults]
    return Answer(document=document, lines=[as_of, *lines], exit_code=ending(faults))


def to_document(account: Account) -> dict[str, Any]:
    """Give an account as JSON: the move as an event, and beside it all that explains it."""
    explained = {name: getattr(account, name) for name in EXPLAINING}
    move = {each.name: getattr(account.stay.move, each.name) for each in dataclasses.fields(Event)}
    faults = [fault.to_document() for fault in account.faults]
    return {**move, "until": account.stay.until, **explained, "faults": faults}


def lay_out(account: Account) -> list[str]:
    """Tell one account on some lines: what stands there, who allowed it, on what evidence."""
    move, let_in, allowed = account.stay.move, account.promotion, account.promotion.details
    verdict = say(f"verdict.{allowed['verdict']}", language())
    sentence = allowed["sentence_ja" if language() == "ja" else "sentence"]
    facts = [
        ("moved", line(move)),
        ("let in", line(let_in) if let_in.number != move.number else ""),
        ("requested", line(account.request) if account.request else allowed["requested_by"]),
        *(("approved", line(event)) for event in account.approvals),
        *(("overridden", overridden(each)) for each in account.overrides),
        ("verdict", f"{verdict}: {sentence}"),
        *(("", row) for row in rows(account)),
        ("evaluation", evaluated(account)),
        *((name, allowed[f"{name}_digest"]) for name in ("bundle", "evidence", "policy")),
        ("event", f"{move.number}  {move.hash}"),
    ]
    shown = table([(f"  {name}", told) for name, told in facts if told])
    policy = [f"    {each}" for each in (account.policy or "").splitlines()]
    faults = [f"  ! {fault.say(language())} {fault.hint(language())}" for fault in account.faults]
    return [f"{account.stay.environment}: {promotion.name(move.after)}", *faults, *shown, *policy]


def rows(account: Account) -> list[str]:
    """Lay out the rows of the gate as they were, below each the slices that it sums up."""
    kept, spoken = account.decision.rows if account.decision else (), language()
    lines = table(
        [
            (say(f"result.{row.result}", spoken), row.label[spoken], row.rule[spoken], row.observed[spoken])
            for row in kept
        ]
    )
    return [told for row, line in zip(kept, lines, strict=True) for told in (line, *slices(row))]


def slices(row: KeptRow) -> list[str]:
    """Lay out the slices that a row of the gate sums up, a little further in."""
    spoken = language()
    return table(
        [
            (
                f"    {each.tag}: {each.value}",
                f"n = {each.n}",
                say(f"result.{each.result}", spoken),
                each.observed[spoken],
            )
            for each in row.slices
        ]
    )


def overridden(override: Mapping[str, str]) -> str:
    """Tell who let a criterion count as passed, until when, and why."""
    until = f"{datetime.fromisoformat(override['expires_at']):%Y-%m-%d %H:%M}Z"
    who = {"asked_by": override["asked_by"], "confirmed_by": override["confirmed_by"]}
    said = say("gates.overridden", language(), **who, until=until, reason=override["reason"])
    return f"{override['criterion']}: {said}"


def evaluated(account: Account) -> str:
    """Name the evaluation and its golden set."""
    found = account.evaluation
    golden = f"  {found.golden}  {found.golden_digest}" if found else ""
    return f"{account.promotion.details['evaluation']}{golden}"


def line(event: Event) -> str:
    """Write an event on one line."""
    code = f"event.{event.action}"
    words = say(code, language()) if code in CATALOGUE else event.action
    before, after = promotion.name(event.before), promotion.name(event.after)
    moved = f" {before} → {after}" if event.action in history.MOVES else ""
    why = f"  ({event.reason})" if event.reason else ""
    return f"{event.at:%Y-%m-%d %H:%M:%S}Z  {event.actor}  {words}  {event.subject}{moved}{why}"
