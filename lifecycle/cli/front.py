"""What every command shares: the workbench, who acts, two ways to print, exit codes.

A command is a plain function that gives an `Answer`. With `--json` its document is printed, one
JSON text on standard output and nothing else; without, its lines. A failure prints what happened and
what to do next, and ends with the exit code of its kind (see `errors`).
"""

import dataclasses
import json
import os
import re
import sys
import traceback
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from lifecycle.errors import ConfigError, Invalid, LifecycleError
from lifecycle.messages import Language, hint, say
from lifecycle.records import Actor

if TYPE_CHECKING:
    from lifecycle.workbench import Workbench

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What moves the cursor, turns the order of letters around, or is no character: none of it is shown."""
NO_TEXT = re.compile(r"[\ud800-\udfff]")
"""How Python hands on bytes of a command line that are no UTF-8."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command has to say, for a program and for a person."""

    document: Any
    lines: Sequence[str] = ()
    exit_code: int = 0


def command(
    group: click.Group, name: str, *parameters: Callable[..., Any], writes: bool = False
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Make a function a command of a group.

    The function is called with the parameters by name; one that takes `bench` is handed the open
    workbench, and one that writes is handed `by`, from `--by` or `KANMON_USER`.
    """

    def register(act: Callable[..., Answer]) -> Callable[..., Answer]:
        takes = act.__annotations__

        def run(*, as_json: bool, by: str = "", **given: Any) -> None:
            try:
                require_text(by, *given.values())
                if "bench" in takes:
                    given["bench"] = open_home()
                if writes:
                    given["by"] = Actor(person=by or nobody())
                answer = act(**given)
            except LifecycleError as error:
                fail(error, as_json)
            show(answer, as_json)

        run = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(run)
        if writes:
            run = click.option("--by", envvar="KANMON_USER", help="Who does it [KANMON_USER].")(run)
        for parameter in reversed(parameters):
            run = parameter(run)
        group.command(name, help=act.__doc__)(run)
        return act

    return register


def open_home() -> "Workbench":
    """Open the workbench of this home; what needs none does not wait for it to be imported."""
    from lifecycle.workbench import open_workbench

    return open_workbench()


def nobody() -> NoReturn:
    """Complain that nobody is named for a change."""
    raise ConfigError("settings.no_user")


def require_text(*given: Any) -> None:
    """Refuse a word of the command line that is no text; the name of a file may be any bytes.

    Raises:
        Invalid: there is one.
    """
    for word in given:
        if isinstance(word, tuple):
            require_text(*word)
        elif isinstance(word, str) and NO_TEXT.search(word):
            raise Invalid("cli.no_text", text=word[:40])


def language() -> Language:
    """Choose the language of a terminal: `KANMON_LANG`, else the locale, else English."""
    wanted = os.environ.get("KANMON_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "ja" if wanted.lower().startswith("ja") else "en"


def show(answer: Answer, as_json: bool) -> NoReturn:
    """Print an answer and end with its exit code; a line stays one line, whatever somebody wrote in it."""
    lines = [to_json(answer.document)] if as_json else [line.replace("\n", "\\n") for line in answer.lines]
    for line in lines:
        put(line)
    sys.exit(answer.exit_code)


def put(text: str, *, err: bool = False) -> None:
    """Print a text; what could do more than be read stands there as JSON escapes it."""
    click.echo(CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text), err=err)


def fail(error: LifecycleError, as_json: bool) -> NoReturn:
    """Print what happened and what to do, and end with the error's exit code."""
    if as_json:
        put(to_json({"error": error.to_document()}))
    else:
        put(error.say(language()), err=True)
        put(error.hint(language()), err=True)
    sys.exit(error.exit_code)


def report_incident(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Keep an unexpected error in the log of the home, and tell its incident number, no traceback.

    Stands in for `sys.excepthook`.
    """
    from lifecycle.settings import find_home
    from lifecycle.workbench import new_id, utc_now

    incident = new_id()
    home = find_home(os.environ, Path.cwd())
    if home:
        (home / "logs").mkdir(exist_ok=True)
        with (home / "logs" / "kanmon.log").open("a", encoding="utf-8") as log:
            log.write(f"{utc_now().isoformat()} incident {incident}\n")
            traceback.print_exception(kind, error, trace, file=log)
    where = str(home / "logs" / "kanmon.log") if home else "-"
    click.echo(say("cli.incident", language(), incident=incident, error=kind.__name__), err=True)
    click.echo(hint("cli.incident", language(), file=where), err=True)


def to_json(value: Any) -> str:
    """Write a document: records as objects, moments as ISO text, Japanese as it is."""
    return json.dumps(value, default=plain, ensure_ascii=False, indent=2)


def plain(value: Any) -> Any:
    """Turn what JSON does not know into what it knows."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return list(value)


def table(rows: Sequence[Sequence[object]], header: Sequence[str] = ()) -> list[str]:
    """Lay rows out in columns; Japanese characters take two places."""
    cells = [[str(cell) for cell in row] for row in ([header, *rows] if header else rows)]
    widths = [max(width(cell) for cell in column) for column in zip(*cells, strict=True)]
    return [
        "  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def width(text: str) -> int:
    """Count the places a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
