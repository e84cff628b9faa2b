"""Checks a large file in several processes, a part of its lines each; line numbers stay right.

A process copies itself for each part, so that what all need is loaded once and the hashes of equal rows are
equal. They read the open file, so that another one that takes its name meanwhile is not read.
"""

import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeAlias

from lifecycle.checks.profiles import Profile
from lifecycle.checks.reading.jsonl import BOM
from lifecycle.checks.reading.source import MEGABYTE, Block, Source, line_ends
from lifecycle.checks.rows import Row, Stretch
from lifecycle.checks.sieve import Sieve
from lifecycle.checks.tally import Tally
from lifecycle.errors import Unavailable

COPIES = multiprocessing.get_context("fork")
MAIN = f"from {__name__} import main; main()"
Part: TypeAlias = tuple[int, int]
"""Where lines begin and end in a file."""
SPLIT = 200 * MEGABYTE
"""A file of at most so many bytes is checked by one process."""


def are_worth_it(source: Source, profile: Profile) -> bool:
    """Whether several processes would be faster: for a large file on disk, and rules without memory."""
    return source.content is None and source.size > SPLIT and not profile.across


def tally(source: Source, empty: Tally) -> Tally:
    """Check the parts of a file at the same time, and give what was found, in a tally like an empty one.

    A process with threads cannot be copied safely, and one of a pool may not be; they start one that can.

    Raises:
        Unavailable: a process was ended before it was done.
    """
    if threading.active_count() == 1 and not multiprocessing.current_process().daemon:
        return together(source, empty)
    with subprocess.Popen(
        [sys.executable, "-c", MAIN, str(source.handle), pickle.dumps(empty).hex()],
        stdout=subprocess.PIPE,
        pass_fds=[source.handle],
        cwd=Path(__file__).parents[2],
    ) as worker:
        told, _ = worker.communicate()
    if worker.returncode:
        raise Unavailable("checks.cut_off")
    found: Tally = pickle.loads(told)  # our own child wrote it
    return found


def main() -> None:
    """Check a file for a process with threads, and tell it what was found."""
    empty: Tally = pickle.loads(bytes.fromhex(sys.argv[2]))
    with open(int(sys.argv[1]), "rb", closefd=False) as file:
        try:
            found = together(Source(file), empty)
        except Unavailable:
            sys.exit(1)
    pickle.dump(found, sys.stdout.buffer)


def together(source: Source, empty: Tally) -> Tally:
    """Check the first part of a file here and each other in a copy of this process.

    Raises:
        Unavailable: a copy could not begin, or was ended before it was done.
    """
    first, *rest = parts(source)
    with ExitStack() as begun:
        copies = [begun.enter_context(copied(source, empty, part)) for part in rest]
        fill(empty, source, first)
        for copy in copies:
            empty.join(told_by(copy))
    return empty


@contextmanager
def copied(source: Source, empty: Tally, part: Part) -> Iterator[Connection]:
    """Check a part in a copy of this process, which tells what it found, and ends with this block.

    Raises:
        Unavailable: there can be no more processes.
    """
    found, telling = COPIES.Pipe(duplex=False)
    with found, telling:
        copy = COPIES.Process(target=fill_and_tell, args=(source, empty, part, found, telling), daemon=True)
        try:
            copy.start()
        except OSError as err:
            raise Unavailable("checks.cut_off") from err
        telling.close()  # so that it ends when the copy does
        try:
            yield found
        finally:
            copy.kill()
            copy.join()


def fill_and_tell(source: Source, empty: Tally, part: Part, found: Connection, telling: Connection) -> None:
    """Check a part and tell what was found; whatever goes wrong is told by silence."""
    try:
        found.close()  # else it would wait for a reader that is itself
        fill(empty, source, part)
        telling.send(empty)
    finally:
        os._exit(0)


def told_by(copy: Connection) -> Tally:
    """Wait for what a copy tells.

    Raises:
        Unavailable: it was ended before it had told all.
    """
    try:
        found: Tally = copy.recv()
    except (EOFError, OSError) as err:
        raise Unavailable("checks.cut_off") from err
    return found


def parts(source: Source) -> list[Part]:
    """Cut a file between lines, into as many parts as there are processors for this process."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    places = [0, *(source.line_from(source.size * n // count) for n in range(1, count))]
    return [*pairwise([*(begin_of(source, place) for place in places), source.size])]


def begin_of(source: Source, place: int) -> int:
    """Give where a part can begin: a byte order mark there would be taken for that of the file."""
    while place and source.read(place, len(BOM)) == BOM:
        place = source.line_from(place + 1)
    return place


def fill(empty: Tally, source: Source, part: Part) -> None:
    """Check the lines of a part, numbered from 1."""
    sieve = Sieve(empty.profile, repeats=empty.repeats is not None)

    def counted() -> Iterator[Row | Stretch]:
        block = Block(1, b"")
        for block in source.blocks(*part):
            yield from sieve.rows(block)
        empty.lines = block.line - 1 + max(line_ends(block.content), block.is_cut)

    empty.take(counted())
