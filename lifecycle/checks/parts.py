"""Checks a large file in several processes, a part of its lines each; line numbers stay right.

One process is started and divides itself, so that what all need is loaded once and the hashes of equal
rows are equal. They read the open file, so that another one that takes its name meanwhile is not read.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from lifecycle.checks.profiles import Profile
from lifecycle.checks.reading.source import MEGABYTE, Block, Source, line_ends
from lifecycle.checks.rows import Row, Stretch
from lifecycle.checks.sieve import Sieve
from lifecycle.checks.tally import Tally
from lifecycle.errors import Unavailable

MAIN = f"from {__name__} import main; main()"
Part: TypeAlias = tuple[int, int]
"""Where lines begin and end in a file."""
SPLIT = 200 * MEGABYTE
"""A file of at most so many bytes is checked by one process."""


def are_worth_it(source: Source, profile: Profile) -> bool:
    """Whether several processes would be faster: for a large file on disk, and rules without memory."""
    return source.content is None and source.size > SPLIT and not profile.across


def tally(source: Source, like: Tally) -> Tally:
    """Check the parts of a file at the same time, and give what was found, in a tally like a given one.

    Raises:
        Unavailable: a process was ended before it was done.
    """
    with subprocess.Popen(
        [sys.executable, "-c", MAIN, str(source.handle), pickle.dumps(like).hex()],
        stdout=subprocess.PIPE,
        pass_fds=[source.handle],
        env={**os.environ, "OMP_NUM_THREADS": "1"},  # threads of numpy's that nobody needs
        cwd=Path(__file__).parents[2],
    ) as worker:
        told, _ = worker.communicate()
    if worker.returncode:
        raise Unavailable("checks.cut_off")
    found: Tally = pickle.loads(told)  # our own child wrote it
    return found


def main() -> None:
    """Divide this process, check a part of the file in each, and tell what was found in all."""
    found: Tally = pickle.loads(bytes.fromhex(sys.argv[2]))
    with open(int(sys.argv[1]), "rb", closefd=False) as file:
        source = Source(file)
        (begin, end), out, others = divided(parts(source))
        fill(found, source, begin, end)
    for process, told in others.items():
        with os.fdopen(told, "rb") as pipe:
            of_part = pipe.read()
        if os.waitpid(process, 0)[1]:
            sys.exit(1)
        found.join(pickle.loads(of_part))
    with os.fdopen(out, "wb") as pipe:
        pickle.dump(found, pipe)


def divided(places: list[Part]) -> tuple[Part, int, dict[int, int]]:
    """Begin a process for each part after the first, a copy of this one.

    Gives the part of the process that this is now, the handle to tell what was found in it, and the
    processes that it began, each with the handle of what it tells.
    """
    first, *rest = places
    others = {}
    for part in rest:
        told, telling = os.pipe()
        if (process := os.fork()) == 0:
            return part, telling, {}
        os.close(telling)
        others[process] = told
    return first, sys.stdout.fileno(), others


def parts(source: Source) -> list[Part]:
    """Cut a file between lines, into as many parts as there are processors for this process."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    places = [source.line_from(source.size * n // count) for n in range(count)]
    return [*pairwise([*places, source.size])]


def fill(found: Tally, source: Source, begin: int, end: int) -> None:
    """Check the lines between two places, numbered from 1."""
    sieve = Sieve(found.profile, repeats=found.repeats is not None)

    def counted() -> Iterator[Row | Stretch]:
        block = Block(1, b"")
        for block in source.blocks(begin, end):
            yield from sieve.rows(block)
        found.lines = block.line - 1 + max(line_ends(block.content), block.is_cut)

    found.take(counted())
