"""What `check` writes into new files: the rows without an error, and the file mended."""

import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from lifecycle import checks
from lifecycle.checks import Report, Source
from lifecycle.cli.front import language
from lifecycle.cli.paths import opened, require_new, write
from lifecycle.messages import say


def write_clean(path: Path, source: Source, report: Report, limit: int) -> tuple[dict[str, Any], str]:
    """Write the rows without an error; give what was done, as a document and as a line."""
    parts = checks.clean(source, report.profile, limit=limit)
    first = next(parts, None)
    if first is None:
        return {"cleaned": None}, say("clean.nothing", language(), file=path)
    made = written(path, chain([first], parts), report.profile)
    document = {"file": str(path), "rows": made.rows, "errors": made.errors}
    return {"cleaned": document}, say("clean.written", language(), file=path, rows=made.rows)


def write_fixed(path: Path, source: Source, report: Report, limit: int) -> tuple[dict[str, Any], str]:
    """Write the file mended, as it is if there is nothing to mend; give what was done, as `write_clean`.

    Of a file whose rows cannot be read, not even after mending, nothing is written.
    """
    proposal = checks.propose(source, report.profile, limit=limit)
    if proposal is None and not report.rows:
        return {"fixed": None}, say("fix.unreadable", language(), file=path)
    made = written(path, checks.fixed(source, report.profile, limit=limit), report.profile)
    document = {"file": str(path), "rows": made.rows, "errors": made.errors}
    told = {"file": path, "errors": made.errors}
    if proposal is None:
        return {"fixed": {**document, "counts": {}}}, say("fix.nothing", language(), **told)
    counted = {"changed": proposal.changed, "gone": proposal.gone}
    what = checks.words_of(proposal, language())
    return (
        {"fixed": {**document, **counted, "counts": dict(proposal.counts)}},
        say("fix.written", language(), **told, **counted, what=what),
    )


def written(path: Path, parts: Iterable[bytes], profile: str) -> Report:
    """Write a new file, and check it.

    Raises:
        Invalid: there is one, or it cannot be written.
    """
    require_new(path)
    write(path, parts)
    with opened(path, follow=False) as file:
        return checks.check(file, profile=profile, filename=path.name, limit=sys.maxsize)
