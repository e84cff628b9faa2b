"""What criteria look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lifecycle.checks.passes.leakage import Leaked
from lifecycle.records import DatasetVersion, Endpoint, Scorecard, Version
from lifecycle.scorecards import Sample
from lifecycle.scorers import ScorerInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a criterion looks at: the candidate's scorecard if it fits, samples by scorer, and datasets.

    `infos` tells what every scorer of the policy measures. `before` is None while the incumbent has no
    scorecard that can be compared. `golden` is the version of the golden set that counts, `training`
    the data that the candidate's model was tuned on, `leaked` the cases of the one that stand in the
    other; None where there is none, and `leaked` too where it is not asked for or one cannot be read.
    `endpoints` are those that
    the two name, as they are now.
    """

    environment: str
    version: Version
    incumbent: Version | None
    infos: Mapping[str, ScorerInfo]
    card: Scorecard | None
    before: Mapping[str, Sample] | None
    after: Mapping[str, Sample] | None
    golden_name: str
    golden: DatasetVersion | None
    training: DatasetVersion | None
    leaked: Leaked | None
    endpoints: Mapping[str, Endpoint]
    reused_since: datetime | None
    """When the oldest of the answers that were reused may have been given; None where it is not known."""
    now: datetime

    def tagged(self, tag: str) -> dict[str, str]:
        """Give each case its value of a tag, empty where it has none."""
        return {case.id: case.tags.get(tag, "") for case in self.card.cases} if self.card else {}

    def age(self, dataset: DatasetVersion) -> timedelta:
        """Tell how long ago a dataset was frozen."""
        return self.now - dataset.created_at
