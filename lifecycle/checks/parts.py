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
from itertools import pairwise
from pathlib import Path

from lifecycle.checks.profiles import PROFILES, Profile
from lifecycle.checks.reading.source import MEGABYTE, Source, line_ends
from lifecycle.checks.rows import Row, Stretch
from lifecycle.checks.sieve import Sieve
from lifecycle.checks.tally import Tally

MAIN = f"from {__name__} import main; main()"
SPLIT = 200 * MEGABYTE
"""A file of at most so many bytes is checked by one process."""


def are_worth_it(source: Source, profile: Profile) -> bool:
    """Whether several processes would be faster: for a large file on disk, and rules without memory."""
    return source.content is None and source.size > SPLIT and not profile.across


def tallies(source: Source, profile: Profile, kept: int) -> Iterator[Tally]:
    """Check the parts of a file at the same time, and tell them in order."""
    count = len(os.sched_getaffinity(0))
    places = [source.line_from(source.size * n // count) for n in range(count)]
    environment = {**os.environ, "PYTHONHASHSEED": str(1 + secrets.randbelow(2**32 - 1))}
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", MAIN, str(source.handle), str(begin), str(end), str(kept), profile.name],
            stdout=subprocess.PIPE,
            pass_fds=[source.handle],
            env=environment,
            cwd=Path(__file__).parents[2],
        )
        for begin, end in pairwise([*places, source.size])
    ]
    for worker in workers:
        told, _ = worker.communicate()
        yield pickle.loads(told)  # our own child wrote it


def tally_of(source: Source, begin: int, end: int, kept: int, profile: Profile) -> Tally:
    """Check the lines between two places, numbered from 1."""
    tally = Tally(profile, kept)
    sieve = Sieve(profile)

    def counted() -> Iterator[Row | Stretch]:
        for block in source.blocks(begin, end):
            tally.lines = block.line - 1 + line_ends(block.content)
            yield from sieve.rows(block)

    tally.take(counted())
    return tally


def main() -> None:
    """Check one part in a process of its own; it is told by a pickled tally on standard output."""
    handle, begin, end, kept = map(int, sys.argv[1:5])
    with open(handle, "rb", closefd=False) as file:
        pickle.dump(tally_of(Source(file), begin, end, kept, PROFILES[sys.argv[5]]), sys.stdout.buffer)
