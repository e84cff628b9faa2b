"""Golden sets in LangSmith: pushed as a dataset of their digest, pulled as the next version."""

import json
from typing import TYPE_CHECKING, Any

from lifecycle.datasets import editing, reading
from lifecycle.datasets.freezing import freeze
from lifecycle.errors import ConfigError
from lifecycle.records import Actor, Case, DatasetKind, DatasetVersion
from lifecycle.workbench import Workbench

if TYPE_CHECKING:
    from lifecycle.langsmith import LangSmith


def push(bench: Workbench, golden: DatasetVersion) -> str:
    """Send a golden set to LangSmith, unless it is there whole, and give the dataset's name.

    Raises:
        Invalid: it is no golden set.
        ConfigError, Unavailable: there is no key, or LangSmith does not take it.
    """
    cases = reading.open_cases(bench, golden)
    with opened(bench) as langsmith:
        return langsmith.push(golden, cases)


def pull(bench: Workbench, source: str, *, app: str, name: str, by: Actor, note: str = "") -> DatasetVersion:
    """Freeze a dataset of LangSmith as the next version of a golden set.

    Cases of the newest version that say the same there keep their bytes and their places.

    Raises:
        Refused: the role does not allow it.
        NotFound: LangSmith has no such dataset.
        Invalid, Conflict: as `freeze`; nothing changed there is a conflict, too.
        ConfigError, Unavailable: there is no key, or LangSmith does not answer.
    """
    bench.permit(by, app, "dataset.freeze")
    with opened(bench) as langsmith:
        found = langsmith.pull(source)
    newest = next((each for each in reading.versions(bench, app) if each.name == name), None)
    before = reading.content(bench, newest) if newest and newest.kind is DatasetKind.GOLDEN else b""
    return freeze(
        bench,
        editing.apply(before, edits(before, found)),
        app=app,
        name=name,
        kind=DatasetKind.GOLDEN,
        by=by,
        note=note,
        filename=source,
        expecting=newest.number if newest else 0,
    )


def edits(before: bytes, found: list[dict[str, Any]]) -> editing.Edits:
    """Tell what turns a golden set into the cases that were found; two with one id are both kept."""
    known = {value["id"]: value for value in map(json.loads, before.splitlines())}
    made: dict[str, Any] = dict.fromkeys(known)
    for at, value in enumerate(found):
        id = value["id"]
        if made.get(id) is not None or id not in made:
            made[f"{id}\n{at}"] = value
        else:
            made[id] = known[id] if are_alike(known[id], value) else value
    return made


def are_alike(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether two cases say the same, however they say it."""
    first, second = Case(**before), Case(**after)
    return all(
        getattr(first, name) == getattr(second, name) for name in ("inputs", "tags", "critical", "decline")
    ) and expectations(first) == expectations(second)


def expectations(case: Case) -> Any:
    """Give what a case expects, an answer alone as a text."""
    alone = isinstance(case.expected, dict) and case.expected.keys() == {"answer"}
    return (case.reference if alone else case.expected) or None


def opened(bench: Workbench) -> "LangSmith":
    """Open LangSmith.

    Raises:
        ConfigError: there is no key.
    """
    from lifecycle.langsmith import LangSmith

    if not bench.settings.langsmith_url:
        raise ConfigError("langsmith.no_key")
    return LangSmith(bench.settings.langsmith_url)
