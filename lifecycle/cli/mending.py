"""What `check` writes into new files: the rows without an error, and the file mended."""

import errno
import os
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from lifecycle import checks, files
from lifecycle.checks import Report, Source
from lifecycle.cli.front import language
from lifecycle.errors import Invalid
from lifecycle.messages import say


def require_new(*paths: Path | None) -> None:
    """Let pass the names of files that do not exist yet, each in a folder.

    Raises:
        Invalid: one of them does, or has no folder, or two of them are one.
    """
    known = set()
    for path in filter(None, paths):
        if os.path.lexists(path):
            raise Invalid("fix.file_exists", file=str(path))
        if not path.parent.is_dir():
            raise Invalid("cli.no_write", file=str(path), reason=os.strerror(errno.ENOENT))
        if (place := os.path.realpath(path)) in known:
            raise Invalid("fix.same_file", file=str(path))
        known.add(place)


def write_clean(path: Path, source: Source, report: Report, limit: int) -> tuple[dict[str, Any], str]:
    """Write the rows without an error; give what was done, as a document and as a line."""
    parts = checks.clean(source, report.profile, limit=limit)
    first = next(parts, None)
    if first is None:
        return {"cleaned": None}, say("clean.nothing", language(), file=path)
    written = write(path, chain([first], parts), report.profile)
    document = {"file": str(path), "rows": written.rows, "errors": written.errors}
    return {"cleaned": document}, say("clean.written", language(), file=path, rows=written.rows)


def write_fixed(path: Path, source: Source, report: Report, limit: int) -> tuple[dict[str, Any], str]:
    """Write the file mended, as it is if there is nothing to mend; give what was done, as `write_clean`.

    Of a file whose rows cannot be read, not even after mending, nothing is written.
    """
    proposal = checks.propose(source, report.profile, limit=limit)
    if proposal is None and not report.rows:
        return {"fixed": None}, say("fix.unreadable", language(), file=path)
    written = write(path, checks.fixed(source, report.profile, limit=limit), report.profile)
    document = {"file": str(path), "rows": written.rows, "errors": written.errors}
    told = {"file": path, "errors": written.errors}
    if proposal is None:
        return {"fixed": {**document, "counts": {}}}, say("fix.nothing", language(), **told)
    counted = {"changed": proposal.changed, "gone": proposal.gone}
    what = checks.words_of(proposal, language())
    return (
        {"fixed": {**document, **counted, "counts": dict(proposal.counts)}},
        say("fix.written", language(), **told, **counted, what=what),
    )


def write(path: Path, parts: Iterable[bytes], profile: str) -> Report:
    """Write a new file, and check it.

    Raises:
        Invalid: there is one, or it cannot be written.
    """
    require_new(path)
    try:
        files.write(path, parts)
        with files.opened(path) as file:
            return checks.check(file, profile=profile, filename=path.name, limit=path.stat().st_size)
    except OSError as err:
        raise Invalid("cli.no_write", file=str(path), reason=err.strerror or str(err)) from err
