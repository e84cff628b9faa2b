"""What is in a file, looked at more closely than a check does: tokens, lengths, turns and languages."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lifecycle.checks import passes
from lifecycle.checks.passes import tokens
from lifecycle.checks.profiles import Profile
from lifecycle.checks.reading.source import File, Source
from lifecycle.checks.rows import Fault, Place, Row
from lifecycle.checks.statistics import Statistics
from lifecycle.languages import languages

BATCH = 2_000
"""So many rows are looked at at a time."""
PERCENTILES = (50, 95, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """A file in numbers; rows that could not be read do not count.

    `is_exact` tells whether tokens were counted; else they are estimates, see `tokens`. `tokens` are those of
    all texts by role or field, `tokens_of_row` the 50th and 95th percentile of those of a row, and the most.
    """

    rows: int
    is_exact: bool
    tokens: Mapping[str, int]
    tokens_of_row: Mapping[int, int]
    """Percentile → tokens; empty without rows. The 100th is the longest row."""
    lengths: Mapping[int, int]
    """Tokens, a power of two → how many rows have so many or more, and fewer than twice as many; ascending.
    0 has rows without any."""
    turns: Mapping[int, int]
    """How often a customer speaks in a row → how many such rows; ascending."""
    languages: Mapping[str, float]
    """Language of what customers say → share of the rows (0..1), the most frequent first: `ja`, `en`, `zh`,
    `ko`, `other`, `ja/zh` for kanji alone, and empty where there are no letters."""
    tags: Mapping[str, Mapping[str, float]]
    """Tag → value → share of the rows (0..1), as `Statistics.to_document` gives it."""
    too_long: tuple[tuple[int, int], ...]
    """Line and tokens of each row that has more than the target learns from."""


def take(file: File, profile: Profile, mapping: Mapping[str, str] | None = None) -> Census:
    """Go through a file.

    Args:
        file: JSON Lines or CSV.
        profile: what it is.
        mapping: for CSV, our column names → those of the file, where they differ.
    """
    statistics = Statistics(profile)
    by_role, turns, spoken = Counter[str](), Counter[int](), Counter[str]()
    of_rows, lines = [np.zeros(0)], array("Q")
    for batch in batches(passes.rows(Source(file), profile, mapping)):
        of_rows.append(count_tokens([row.value for row in batch], profile, by_role))
        for row in batch:
            lines.append(row.line)
            statistics.add(row.value)
            said = list(passes.questions(row.value, profile))
            turns[len(said)] += 1
            spoken["/".join(sorted(languages("\n".join(said))))] += 1
    rows, sizes = statistics.rows, np.rint(np.concatenate(of_rows)).astype(np.int64)
    steps = Counter((1 << int(size).bit_length()) >> 1 for size in sizes)
    beyond = np.flatnonzero(sizes > profile.max_tokens).tolist() if profile.max_tokens else []
    most = np.percentile(sizes, PERCENTILES, method="inverted_cdf").tolist() if rows else []
    return Census(
        rows=rows,
        is_exact=tokens.is_exact(),
        tokens=dict(by_role),
        tokens_of_row=dict(zip(PERCENTILES, most, strict=False)),
        lengths=dict(sorted(steps.items())),
        turns=dict(sorted(turns.items())),
        languages={name: n / rows for name, n in spoken.most_common()},
        tags=statistics.to_document()["tags"],
        too_long=tuple((lines[at], int(sizes[at])) for at in beyond),
    )


def told(census: Census, profile: Profile) -> Iterator[passes.Found]:
    """Tell the rows that are too long for a target."""
    for line, size in census.too_long:
        params = {"tokens": size, "most": profile.max_tokens}
        yield Fault("row.too_long", (), params, Place(line, 1)), Row(line=line)


def batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Cut rows into batches."""
    while batch := list(islice(rows, BATCH)):
        yield batch


def count_tokens(
    values: list[dict[str, Any]], profile: Profile, by_role: Counter[str]
) -> NDArray[np.float64]:
    """Count the tokens of each row, and add them to those of each role."""
    texts = [(at, name, text) for at, value in enumerate(values) for name, text in profile.texts(value)]
    counts = tokens.count([text for *_, text in texts])
    for name in dict.fromkeys(name for _, name, _ in texts):
        is_its = np.array([each == name for _, each, _ in texts])
        by_role[name] += round(float(counts[is_its].sum()))
    rows = np.array([at for at, *_ in texts], np.intp)
    return np.bincount(rows, counts, len(values)).astype(np.float64)
