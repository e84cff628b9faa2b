"""Checks a dataset file: names every fault with its line, column and path, and never stops early.

    report = checks.check(content, filename="support.csv")
    report.valid, report.errors, report.findings

Whatever the bytes, the answer is a report. A reader turns bytes into rows (`reading`), a rule is a small
function over one row (`rules`), a profile a table of rules and severities (`profiles`). Rows that cannot
have a fault pass through a sieve (`sieve`), so that a large file takes little more than reading it. What
takes longer is a pass of its own (`passes`); what can be done about faults is told by `mending`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lifecycle.checks import reading
from lifecycle.checks.checking import check, require_valid
from lifecycle.checks.mending import (
    Change,
    Proposal,
    clean,
    fixed,
    is_worth_mending,
    propose,
    settled,
    words_of,
)
from lifecycle.checks.opening import Opened, Passage, Sample, opened, samples
from lifecycle.checks.profiles import GOLDEN, PROFILES, profile_of
from lifecycle.checks.reading import content
from lifecycle.checks.reading.content import MAX_BYTES, require_size
from lifecycle.checks.reading.source import ENCODINGS, MEGABYTE, File, Source
from lifecycle.checks.report import MAX_KEPT, Report, to_csv
from lifecycle.checks.rows import NOTHING, Row
from lifecycle.checks.rules import golden
from lifecycle.checks.rules.talk import speaker_of
from lifecycle.checks.sieve import Plain
from lifecycle.checks.targets import fits
from lifecycle.records import Case

__all__ = [
    "ENCODINGS",
    "MAX_BYTES",
    "MAX_KEPT",
    "MEGABYTE",
    "PROFILES",
    "Change",
    "File",
    "Opened",
    "Passage",
    "Plain",
    "Proposal",
    "Report",
    "Sample",
    "Source",
    "check",
    "clean",
    "columns_of",
    "encoding_of",
    "fits",
    "fixed",
    "guess_profile",
    "is_csv",
    "is_worth_mending",
    "opened",
    "profile_of",
    "propose",
    "read_cases",
    "require_size",
    "require_valid",
    "samples",
    "settled",
    "speaker_of",
    "to_csv",
    "values",
    "words_of",
]


def is_csv(file: File, profile: str) -> bool:
    """Tell whether a file is read as CSV for a profile, so that encoding and columns can be chosen.

    What is of another type is not; what seems to be no text may be, in an encoding that is not recognised.

    Raises:
        Invalid: there is no such profile.
    """
    source, chosen = Source(file), profile_of(profile)
    other = any(fault.code != "file.binary" for fault in content.whole_file_faults(source, None))
    return not other and not reading.takes_json(source, chosen)


def guess_profile(file: File, filename: str = "") -> str:
    """Name the profile that a file was probably made for."""
    return reading.guess_profile(Source(file), filename)


def encoding_of(file: File) -> str:
    """Name the encoding that a CSV file is read in, one of `ENCODINGS`; empty if none fits."""
    encoding = content.encoding_of(Source(file))
    return "" if encoding.faults else next(name for name in ENCODINGS if encoding.name.startswith(name))


def columns_of(file: File) -> tuple[str, ...]:
    """Give the column names of a CSV file, for people to map; empty if it has none."""
    return reading.columns_of(Source(file))


def values(
    file: File, profile: str, mapping: Mapping[str, str] | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Go through the rows of a valid file: the line each begins on and its value, keys in order."""
    chosen = profile_of(profile)
    for row in reading.read(Source(file), chosen, mapping).rows:
        if isinstance(row, Row) and row.value is not NOTHING:
            order = [*chosen.keys, *(key for key in row.value if key not in chosen.keys)]
            yield row.line, {key: row.value[key] for key in order if key in row.value}


def read_cases(file: File) -> tuple[Case, ...]:
    """Read a golden set, JSON Lines or CSV.

    Raises:
        Invalid: it has errors; the first is named.
    """
    require_valid(check(file, profile=GOLDEN.name))
    return tuple(golden.to_case(value) for _, value in values(file, GOLDEN.name))
