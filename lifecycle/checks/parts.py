"""Checks a large file in several processes, a part of its lines each; line numbers stay right.

The processes share a seed, so that their hashes of equal rows are equal, and the open file, so that
another one that takes its name meanwhile is not read.
"""

import os
import pickle
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

from lifecycle.checks.profiles import Profile
from lifecycle.checks.reading.source import MEGABYTE, Source, line_ends
from lifecycle.checks.rows import Row, Stretch
from lifecycle.checks.sieve import Sieve
from lifecycle.checks.tally import Tally
from lifecycle.errors import Unavailable

MAIN = f"from {__name__} import main; main()"
SEED = str(1 + secrets.randbelow(2**32 - 1))
"""What the processes hash with, so that nobody can make texts whose hashes are equal."""
SPLIT = 200 * MEGABYTE
"""A file of at most so many bytes is checked by one process."""


def are_worth_it(source: Source, profile: Profile) -> bool:
    """Whether several processes would be faster: for a large file on disk, and rules without memory."""
    return source.content is None and source.size > SPLIT and not profile.across


def tallies(source: Source, like: Tally) -> Iterator[Tally]:
    """Check the parts of a file at the same time, and tell them in order, each a tally like a given one.

    Raises:
        Unavailable: a process was ended before it was done.
    """
    count = len(os.sched_getaffinity(0))
    places = [source.line_from(source.size * n // count) for n in range(count)]
    with ExitStack() as stack:
        workers = [
            stack.enter_context(begun(source, begin, end, like))
            for begin, end in pairwise([*places, source.size])
        ]
        for worker in workers:
            told, _ = worker.communicate()
            if worker.returncode:
                raise Unavailable("checks.cut_off")
            yield pickle.loads(told)  # our own child wrote it


def begun(source: Source, begin: int, end: int, like: Tally) -> "subprocess.Popen[bytes]":
    """Start a process for the lines between two places."""
    return subprocess.Popen(
        [sys.executable, "-c", MAIN, *map(str, (source.handle, begin, end)), pickle.dumps(like).hex()],
        stdout=subprocess.PIPE,
        pass_fds=[source.handle],
        env={**os.environ, "PYTHONHASHSEED": SEED},
        cwd=Path(__file__).parents[2],
    )


def fill(tally: Tally, source: Source, begin: int, end: int) -> None:
    """Check the lines between two places, numbered from 1."""
    sieve = Sieve(tally.profile, repeats=tally.repeats is not None)

    def counted() -> Iterator[Row | Stretch]:
        for block in source.blocks(begin, end):
            tally.lines = block.line - 1 + line_ends(block.content)
            yield from sieve.rows(block)

    tally.take(counted())


def main() -> None:
    """Check one part in a process of its own: an empty tally is handed on, a full one goes out."""
    tally: Tally = pickle.loads(bytes.fromhex(sys.argv[4]))
    handle, begin, end = map(int, sys.argv[1:4])
    with open(handle, "rb", closefd=False) as file:
        fill(tally, Source(file), begin, end)
    pickle.dump(tally, sys.stdout.buffer)
