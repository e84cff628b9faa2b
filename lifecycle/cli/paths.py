"""Files that people name on the command line: how they are named, opened and written."""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from lifecycle import checks, files
from lifecycle.errors import Invalid

FILE = click.argument("file", type=click.Path(path_type=Path))
LARGEST = click.option(
    "--max-megabytes",
    type=click.IntRange(min=1),
    default=2048,
    show_default=True,
    help="The largest file that is read.",
)
ENCODING = click.option(
    "--encoding",
    type=click.Choice([*checks.ENCODINGS], case_sensitive=False),
    help="How a CSV file is encoded, where it is not recognised rightly.",
)
POINTER = ".dvc"


@contextmanager
def opened(path: Path, *, follow: bool = True) -> Iterator[BinaryIO]:
    """Open a file that a person named, or what a DVC pointer leads to if it is to be followed."""
    try:
        with pointed_at(path) if follow and path.suffix == POINTER else files.opened(path) as file:
            yield file
    except OSError as err:
        raise Invalid("cli.no_file", file=str(path), reason=err.strerror or str(err)) from err


def pointed_at(path: Path) -> AbstractContextManager[BinaryIO]:
    """Open what a DVC pointer leads to; a file that is none needs no more than the checker."""
    from lifecycle.datasets import pointers

    return pointers.opened(path)


def name_of(path: Path) -> str:
    """Give the name of a file, or of that which a DVC pointer leads to."""
    return path.name.removesuffix(POINTER)


def read(path: Path) -> bytes:
    """Read a file that a person named, unless it is too large."""
    with opened(path) as file:
        content = file.read(checks.MAX_BYTES + 1)
    checks.require_size(len(content))
    return content


def read_text(path: Path) -> str:
    """Read a text file that a person named."""
    try:
        return read(path).decode("utf-8-sig").strip()
    except UnicodeDecodeError as err:
        raise Invalid("cli.no_file", file=str(path), reason="UTF-8") from err


def write(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file in one step, so that a failure leaves nothing half-written."""
    try:
        files.write(path, parts)
    except OSError as err:
        raise Invalid("cli.no_write", file=str(path), reason=err.strerror or str(err)) from err


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
