"""Looks at a file more closely than a check does: personal data, near duplicates, tokens, languages, targets.

A check must be fast, this need not be: a survey takes some twenty times as long.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from lifecycle.checks import targets
from lifecycle.checks.passes import census, near, privacy
from lifecycle.checks.passes.census import Census
from lifecycle.checks.passes.near import Cluster
from lifecycle.checks.profiles import profile_of
from lifecycle.checks.reading.source import File, Source
from lifecycle.checks.report import MAX_KEPT, Report, more

MAX_CLUSTERS = 100
READINGS = 3
"""How often a survey goes through any file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What is in a file.

    `report` is what the check found, with personal data, near duplicates and rows of too many tokens.
    `clusters` are the rows that ask nearly the same, the largest 100; `clustered` rows are in one, of
    `clusters_in_all`. `fits` counts the errors of training rows for each target, as `targets.fits`.
    """

    report: Report
    census: Census
    clusters: tuple[Cluster, ...]
    clusters_in_all: int
    clustered: int
    fits: Mapping[str, int]

    def to_document(self) -> dict[str, Any]:
        """Give the JSON form: that of the report, whose `statistics` tell more."""
        document = self.report.to_document()
        counted = asdict(self.census)
        del counted["too_long"]  # they are findings
        document["statistics"] |= counted | {
            "clusters": [cluster.to_document() for cluster in self.clusters],
            "clusters_in_all": self.clusters_in_all,
            "clustered": self.clustered,
        }
        document |= {"fits": dict(self.fits)} if self.fits else {}
        return document


def take(
    report: Report, file: File, mapping: Mapping[str, str] | None = None, *, kept: int = MAX_KEPT
) -> Survey:
    """Survey a file that was checked.

    Args:
        report: what the check found.
        file: the file.
        mapping: for CSV, our column names → those of the file, where they differ.
        kept: how many findings of each code are told; all are counted.
    """
    first, second, third, fourth = (reading(Source(file), n) for n in range(READINGS + 1))
    profile = profile_of(report.profile)
    clusters = near.clusters(first, profile, mapping)
    counted = census.take(second, profile, mapping)
    personal = privacy.find(third, profile, mapping)
    return Survey(
        report=more(report, chain(personal, near.told(clusters), census.told(counted, profile)), kept),
        census=counted,
        clusters=tuple(clusters[:MAX_CLUSTERS]),
        clusters_in_all=len(clusters),
        clustered=sum(cluster.size for cluster in clusters),
        fits=targets.fits(fourth, fourth.size) if profile in targets.TARGETS else {},
    )


def readings(report: Report) -> int:
    """Tell how often a survey goes through the file of a report: once more through training rows."""
    return READINGS + (profile_of(report.profile) in targets.TARGETS)


def reading(source: Source, n: int) -> Source:
    """Give the file for the n-th time, from 0: what it tells goes on where the time before ended."""
    return Source(source, tell=lambda place: source.tell(n * source.size + place))
