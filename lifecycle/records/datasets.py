"""Datasets, what the check finds in them, and the cases of a golden set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from lifecycle.records.refs import Ref


class DatasetKind(StrEnum):
    """What a dataset is for."""

    TRAINING = "training"
    GOLDEN = "golden"
    LOGS = "logs"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetVersion:
    """A frozen dataset: the bytes stand in the objects under `digest`."""

    app: str
    name: str
    number: int
    kind: DatasetKind
    digest: str
    rows: int
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many findings of each code the check gave when it was frozen."""
    parent: int | None = None
    author: str
    note: str = ""
    created_at: datetime

    @property
    def ref(self) -> Ref:
        """`name@number`."""
        return Ref(self.name, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One line of a golden set.

    `expected` is the reference answer, or an object with any of `answer` (str), `contains` (list of
    facts that must all stand in the answer), `contains_any` (list of which one must), `excludes` (list
    of what must not), `number`, and `fields` (path in a JSON answer → value).
    """

    id: str
    inputs: Mapping[str, Any]
    expected: Any = None
    tags: Mapping[str, str] = field(default_factory=dict)
    critical: bool = False
    decline: bool = False

    @property
    def question(self) -> str:
        """The customer's text, empty when the case has none."""
        return str(self.inputs.get("question", ""))

    @property
    def reference(self) -> str:
        """The answer that was expected, as text; empty when none was given."""
        if isinstance(self.expected, Mapping):
            return str(self.expected.get("answer", ""))
        return "" if self.expected is None else str(self.expected)


class Severity(StrEnum):
    """How much a finding weighs: only an error keeps a dataset from being frozen."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault in a file.

    `line` and `column` count from 1 (0: the whole file); `path` is a JSON path such as
    `messages[2].role`; `excerpt` is at most 120 characters of the offending text, control
    characters made visible. Where a stretch of a text is meant, `params` tell the character it begins
    `at`, from 1, and its `length`.
    """

    code: str
    severity: Severity
    line: int = 0
    column: int = 0
    path: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    excerpt: str = ""
