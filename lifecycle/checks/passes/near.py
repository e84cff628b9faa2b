"""Finds rows of one file that ask nearly the same, and puts them together.

Two rows are near if what customers say in them is (see `similarity`); what is near to the same is in one
cluster, as in single linkage. So that not all rows are compared with all, each text is signed: 256 random
orders of all runs of three characters, and for each the first that the text has (MinHash, Broder 1997).
Texts are compared that agree in all 8 orders of one of 32 bands (Leskovec, Rajaraman and Ullman 2014,
chapter 3) and in 180 orders at all, each with the first of at most four clusters that it meets in a band.
Two texts whose similarity is s agree in an order with the probability j = s / (2 - s), and so in no band
with (1 - j⁸)³²: at s = 0.9 one pair in 1,300 is missed, at 0.95 one in 200 million. What is told was
compared. A row takes 400 bytes, and its text.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lifecycle.checks import passes
from lifecycle.checks.passes.similarity import N, are_near, grams
from lifecycle.checks.profiles import Profile
from lifecycle.checks.reading.source import File, Source, nothing
from lifecycle.checks.rows import Fault, Place, Row, visible
from lifecycle.text import normalise

BANDS, ROWS = 32, 8
SEED = 1
BATCH = 2_000
"""So many texts are signed at a time."""
SHOWN, LINES_SHOWN, LINES_TOLD = 80, 10, 100
MOST = 4
"""With so many clusters a text is compared in a band."""
LIKELY = 180
"""Texts that agree in fewer orders are not compared."""
AT_HAND = 10_000
"""The runs of so many texts are kept."""

Numbers = NDArray[np.uint64]
ORDERS: Numbers = np.random.default_rng(SEED).integers(
    2**64, size=(BANDS * ROWS, 2), dtype=np.uint64
) | np.uint64(1)
"""An order of runs is a factor and a summand, modulo 2⁶⁴ (Dietzfelbinger et al. 1997)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Rows that ask nearly the same: their lines, in order, how many different texts, and the most frequent.

    There are at least two texts: rows that are the same are told by the check.
    """

    lines: tuple[int, ...]
    texts: int
    text: str

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.lines)

    def to_document(self) -> dict[str, Any]:
        """Give the JSON form: the beginning of the text, and the first 100 lines."""
        text = visible(self.text, SHOWN)
        return {"rows": self.size, "texts": self.texts, "text": text, "lines": self.lines[:LINES_TOLD]}


class Joined:
    """Which of `n` things belong together (union-find, Tarjan 1975)."""

    def __init__(self, n: int) -> None:
        self.above = list(range(n))

    def root(self, at: int) -> int:
        """Give the one that stands for all that belong to a thing."""
        while self.above[at] != at:
            self.above[at] = at = self.above[self.above[at]]
        return at

    def join(self, one: int, other: int) -> None:
        """Put two things together; the earlier stands for both."""
        first, second = sorted((self.root(one), self.root(other)))
        self.above[second] = first


def clusters(file: File, profile: Profile, mapping: Mapping[str, str] | None = None) -> list[Cluster]:
    """Put the rows of a file together that ask nearly the same, the largest cluster first.

    What the file is told is how far its texts are signed, which takes the longest.
    """
    source = Source(file)
    lines: defaultdict[str, list[int]] = defaultdict(list)
    said: dict[str, str] = {}
    for row in passes.rows(Source(source, tell=nothing), profile, mapping):
        text = "\n".join(passes.questions(row.value, profile))
        if text:
            plain = normalise(text)
            lines[plain].append(row.line)
            said.setdefault(plain, text)
    plains = list(lines)
    members: defaultdict[int, list[str]] = defaultdict(list)
    together = joined(plains, lambda share: source.tell(round(share * source.size)))
    for at, plain in enumerate(plains):
        members[together.root(at)].append(plain)
    found = (
        Cluster(
            lines=tuple(sorted(line for plain in alike for line in lines[plain])),
            texts=len(alike),
            text=said[max(alike, key=lambda plain: len(lines[plain]))],
        )
        for alike in members.values()
        if len(alike) > 1
    )
    return sorted(found, key=lambda cluster: (-cluster.size, cluster.lines))


def told(clusters: Iterable[Cluster]) -> Iterator[passes.Found]:
    """Tell clusters, each at the first of its lines; nothing about them is wrong."""
    for cluster in clusters:
        shown = [*map(str, cluster.lines[:LINES_SHOWN]), *(["…"] if cluster.size > LINES_SHOWN else [])]
        text = visible(cluster.text, SHOWN)
        params = {"rows": cluster.size, "texts": cluster.texts, "lines": shown, "text": text}
        place = Place(line=cluster.lines[0], excerpt=text)
        yield Fault("rows.near", (), params, place), Row(line=cluster.lines[0])


def joined(plains: list[str], tell: Callable[[float], object]) -> Joined:
    """Put texts in normal form together that are near; `tell` is called with how much is done, 0..1."""
    together, runs = Joined(len(plains)), lru_cache(AT_HAND)(lambda at: grams(plains[at]))
    marks, bands = signed(plains, tell)
    for band in bands.T:
        order = np.argsort(band, kind="stable")
        edges = np.flatnonzero(np.diff(band[order], prepend=~band[order[:1]], append=~band[order[-1:]]))
        for place in np.flatnonzero(np.diff(edges) > 1):
            join_bucket(order[edges[place] : edges[place + 1]], marks, together, runs)
    return together


def join_bucket(
    bucket: NDArray[np.intp],
    marks: NDArray[np.uint8],
    together: Joined,
    runs: Callable[[int], set[str]],
) -> None:
    """Put those of a bucket together that are near to the first of a cluster."""
    for _ in range(MOST):
        if len(bucket) < 2:
            return
        first, bucket = int(bucket[0]), bucket[1:]
        is_left = np.ones(len(bucket), bool)
        for place in np.flatnonzero(np.count_nonzero(marks[bucket] == marks[first], axis=1) >= LIKELY):
            at = int(bucket[place])
            if together.root(at) == together.root(first):
                is_left[place] = False
            elif are_near(runs(first), runs(at)):
                together.join(first, at)
                is_left[place] = False
        bucket = bucket[is_left]


def signed(
    plains: list[str], tell: Callable[[float], object]
) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Sign texts, a row for each: a byte for each order, and a number for each band."""
    marks, bands = (
        np.empty((len(plains), BANDS * ROWS), np.uint8),
        np.empty((len(plains), BANDS), np.uint32),
    )
    for at in range(0, len(plains), BATCH):
        firsts = sign(plains[at : at + BATCH])
        tell(min(1.0, (at + BATCH) / len(plains)))
        marks[at : at + BATCH] = firsts
        key = np.zeros((len(firsts), BANDS), np.uint64)
        for column in range(ROWS):
            key = mix(key ^ firsts[:, column::ROWS])
        bands[at : at + BATCH] = key
    return marks, bands


def sign(plains: list[str]) -> Numbers:
    """Give of each text (row) the first of its runs in each order (column)."""
    padded = [plain.ljust(N, "\0") for plain in plains]
    points = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    ends = np.cumsum([*map(len, padded)])
    is_run = np.ones(len(points), bool)
    runs = points.copy()
    for n in range(1, N):
        runs[:-n] = runs[:-n] << np.uint64(21) ^ points[n:]
        is_run[ends - n] = False
    runs = mix(runs[is_run])
    starts = np.concatenate([[0], ends[:-1] - (N - 1) * np.arange(1, len(ends))])
    columns = [np.minimum.reduceat(runs * factor + summand, starts) for factor, summand in ORDERS]
    return np.stack(columns, axis=1) >> np.uint64(40)


def mix(numbers: Numbers) -> Numbers:
    """Scatter 64-bit numbers, each to one of its own (the last step of splitmix64, Steele et al. 2014)."""
    numbers = (numbers ^ numbers >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ numbers >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return numbers ^ numbers >> np.uint64(31)
