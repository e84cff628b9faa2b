"""Gate policies: what must be true before an environment moves.

A policy is a YAML file that people write and keep in git. It is read strictly (see `yamlfile`), and
what it names must exist: scorers, their settings, metrics, roles. Its digest is that of its bytes, so
any edit voids approvals given under it.
"""

from lifecycle.policies.criterion import (
    AnyCriterion,
    Bound,
    Cost,
    Criterion,
    CriticalCases,
    DatasetChecked,
    GoldenSet,
    Latency,
    Leakage,
    NoRegression,
    Operator,
    RunIntegrity,
    Slices,
    Threshold,
)
from lifecycle.policies.faults import RESERVED
from lifecycle.policies.reading import load, parse
from lifecycle.policies.rules import (
    Approvals,
    Closed,
    Dates,
    EnvironmentRule,
    GoldenRule,
    OverrideRule,
    Policy,
    Requests,
    RollbackRule,
    SmokeRule,
    Weekly,
)
from lifecycle.policies.windows import Window, window_at

__all__ = [
    "RESERVED",
    "AnyCriterion",
    "Approvals",
    "Bound",
    "Closed",
    "Cost",
    "Criterion",
    "CriticalCases",
    "DatasetChecked",
    "Dates",
    "EnvironmentRule",
    "GoldenRule",
    "GoldenSet",
    "Latency",
    "Leakage",
    "NoRegression",
    "Operator",
    "OverrideRule",
    "Policy",
    "Requests",
    "RollbackRule",
    "RunIntegrity",
    "Slices",
    "SmokeRule",
    "Threshold",
    "Weekly",
    "Window",
    "load",
    "parse",
    "window_at",
]
