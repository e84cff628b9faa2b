"""Atheris puts bytes before the checker that lead it where it has not been: `python -m tests.checks.fuzzing`.

The first byte chooses the profile, the rest is the file. Whatever the bytes: a report, the same with the
sieve and without, as JSON and as CSV, and every finding can be opened.
"""

import json
import sys

import atheris

with atheris.instrument_imports(include=["lifecycle.checks"]):
    from lifecycle import checks
    from lifecycle.checks.reading import jsonl
    from lifecycle.checks.reading.source import Source
    from lifecycle.checks.sieve import Sieve
    from lifecycle.checks.tally import Tally

NAMES = sorted(checks.PROFILES)


def look(data: bytes) -> None:
    """Check a file as far as can be."""
    profile, content = NAMES[data[0] % len(NAMES)] if data else None, data[1:]
    report = checks.check(content, profile=profile)
    json.dumps(report.to_document()).encode()
    checks.to_csv(report, "ja")
    checks.samples(content, report.profile)
    for finding in report.findings[:5]:
        checks.opened(content, finding, report.profile)
    assert report.valid == (report.errors == 0)
    chosen = checks.profile_of(report.profile)
    assert told(content, report.profile, Sieve(chosen).rows) == told(content, report.profile, jsonl.rows)


def told(content: bytes, profile: str, take) -> object:
    """Tell what is found when the file is read as JSON Lines."""
    tally = Tally(checks.profile_of(profile), 9)
    for block in Source(content).blocks():
        tally.take(take(block))
    return tally.findings.in_order(), tally.statistics.to_document(), tally.findings.counts


if __name__ == "__main__":
    atheris.Setup(sys.argv, look)
    atheris.Fuzz()
