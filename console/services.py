"""What the pages share in memory: the workbench, drafts, and what can never change.

The only home of `st.cache_*`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from lifecycle import checks, datasets, settings
from lifecycle.checks import Proposal, Report, Sample
from lifecycle.checks.beside import Beside
from lifecycle.checks.passes import survey
from lifecycle.checks.passes.survey import Survey
from lifecycle.datasets import Diff
from lifecycle.digests import digest_of
from lifecycle.errors import LifecycleError
from lifecycle.records import (
    Case,
    DatasetKind,
    DatasetVersion,
    Evaluation,
    Override,
    Request,
    Scorecard,
    Verdict,
)
from lifecycle.settings import Settings
from lifecycle.workbench import Workbench

if TYPE_CHECKING:
    from lifecycle.comparison import Comparison
    from lifecycle.history import Watch
    from lifecycle.scorecards import Metric


def bench() -> Workbench:
    """Give the workbench of this installation, opened once.

    Raises:
        ConfigError: there is no home. The launcher makes one, so only a page without it gets here.
    """
    return opened(settings.load(os.environ, Path.cwd()))


@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs={Settings: repr})
def opened(settings: Settings) -> Workbench:
    """Open a workbench once for the same settings."""
    return Workbench(settings)


def scorecard(evaluation: Evaluation) -> Scorecard:
    """Give the scorecard of a finished evaluation; read once, because it never changes.

    Raises:
        LifecycleError: as `evaluation.scorecard`.
    """
    return kept_scorecard(bench(), str(bench().settings.home), evaluation.id, evaluation.answers_digest)


@st.cache_resource(show_spinner=False, max_entries=32)
def kept_scorecard(_bench: Workbench, home: str, id: str, answers_digest: str) -> Scorecard:
    """Read a scorecard once; the digest of its answers is part of the key."""
    from lifecycle import evaluation

    return evaluation.scorecard(_bench, id)


def compared(baseline: Evaluation, candidate: Evaluation) -> "Comparison":
    """Give the comparison of two finished evaluations; computed once, because neither ever changes.

    Raises:
        Invalid: they cannot be compared.
    """
    return kept_comparison(
        bench(),
        str(bench().settings.home),
        (baseline.id, baseline.answers_digest),
        (candidate.id, candidate.answers_digest),
    )


@st.cache_resource(show_spinner=False, max_entries=32)
def kept_comparison(
    _bench: Workbench, home: str, baseline: tuple[str, str], candidate: tuple[str, str]
) -> "Comparison":
    """Compare once; ids and digests of the answers are the key."""
    from lifecycle import comparison

    first = kept_scorecard(_bench, home, *baseline)
    return comparison.compare(first, kept_scorecard(_bench, home, *candidate))


def metrics(evaluation: Evaluation) -> "dict[str, Metric]":
    """Give the metrics of a finished evaluation; reckoned once, because it never changes."""
    key = (evaluation.id, evaluation.answers_digest)
    return kept_metrics(bench(), str(bench().settings.home), *key)


@st.cache_resource(show_spinner=False, max_entries=200)
def kept_metrics(_bench: Workbench, home: str, id: str, answers_digest: str) -> "dict[str, Metric]":
    """Reckon the metrics of a scorecard once."""
    from lifecycle import scorecards

    return scorecards.metrics(kept_scorecard(_bench, home, id, answers_digest))


def reused_since(found: Scorecard) -> datetime | None:
    """Tell how old reused answers may be (see `evidence.reused_since`); of a finished evaluation once."""
    from lifecycle import evidence

    done = found.evaluation
    if not done.answers_digest:
        return evidence.reused_since(bench(), found)
    return kept_reused_since(bench(), str(bench().settings.home), done.id, done.answers_digest)


@st.cache_data(show_spinner=False, max_entries=200)
def kept_reused_since(_bench: Workbench, home: str, id: str, answers_digest: str) -> datetime | None:
    """Look once where the answers of a finished evaluation come from."""
    from lifecycle import evidence

    return evidence.reused_since(_bench, kept_scorecard(_bench, home, id, answers_digest))


def verdict(app: str, version: int, environment: str) -> Verdict:
    """Judge a version for an environment, anew when something happened or the policy changed.

    The approvals of its request count, if it has one. A change of `people.yaml` by hand shows within a
    minute.

    Raises:
        LifecycleError: as `evidence.decide`.
    """
    return kept_verdict(bench(), str(bench().settings.home), (app, version, environment), state_of(app))


@st.cache_data(show_spinner=False, max_entries=500, ttl=60)
def kept_verdict(
    _bench: Workbench, home: str, asked: tuple[str, int, str], state: tuple[str, int]
) -> Verdict:
    """Judge once; `state` is the policy's digest and the last event's number: every change is an event."""
    from lifecycle import evidence, requests

    app, version, environment = asked
    standing = requests.live(_bench, app, environment)
    request = standing if standing and standing.version == version else None
    return evidence.decide(_bench, app, version, environment, request).verdict


def decisions(app: str, person: str) -> "tuple[Request | Override, ...]":
    """List what waits for a person to decide, looked for anew as `verdict` is; nothing that has expired.

    Under a policy that cannot be read, or on an audit log that was edited, nobody can decide.
    """
    try:
        found = kept_decisions(bench(), str(bench().settings.home), (app, person), state_of(app))
    except LifecycleError:
        return ()
    now = bench().now()
    return tuple(each for each in found if each.expires_at is None or now < each.expires_at)


@st.cache_data(show_spinner=False, max_entries=500, ttl=60)
def kept_decisions(
    _bench: Workbench, home: str, asked: tuple[str, str], state: tuple[str, int]
) -> "tuple[Request | Override, ...]":
    """Look once; `state` as for `kept_verdict`."""
    from lifecycle import overview

    return overview.waiting_for(_bench, *asked).decisions


def state_of(app: str) -> tuple[str, int]:
    """Give what changes whenever something happened in an application: policy's digest, last event's number.

    Raises:
        NotFound, Invalid: there is no policy, or it is broken.
    """
    from lifecycle import applications, history

    last = next((event.number for event in history.events(bench(), app, limit=1)), 0)
    return applications.policy(bench(), app).digest, last


def audit_log() -> "Watch":
    """Watch the audit log: the whole of it is read once an hour, and what is new at each look."""
    return watched(bench(), bench().settings.ledger_url)


@st.cache_resource(show_spinner=False, max_entries=4, ttl="1h")
def watched(_bench: Workbench, ledger_url: str) -> "Watch":
    """Read the audit log once; whoever wants it read again clears this."""
    from lifecycle import history

    return history.Watch(_bench)


@st.cache_resource(show_spinner=False, max_entries=64, ttl="12h")
def draft(id: str) -> dict[str, Any]:
    """Give the fields of what somebody is writing; they end with the server, or after twelve hours."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that is not kept yet, or the rows that a dataset version was frozen as.

    `encoding` is how it is read, if it is CSV: as of `checks.Source`.
    """

    name: str
    content: bytes
    digest: str
    encoding: str = ""

    @property
    def source(self) -> checks.Source:
        """The content, to be read in the encoding."""
        return checks.Source(self.content, encoding=self.encoding)


def identity(file: File) -> tuple[str, str, str]:
    """Give what a file is known by."""
    return file.name, file.digest, file.encoding


BY_CONTENT: dict[Any, Any] = {
    File: lambda file: (file.digest, file.encoding),
    Report: lambda report: report.profile,
}
"""How arguments are told apart where names do not matter: the report on a file is known by its profile."""


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs={File: identity})
def checked(file: File, profile: str, mapping: Mapping[str, str]) -> Report:
    """Check a file once for a profile and a choice of columns."""
    return checks.check(file.source, profile=profile, filename=file.name, mapping=mapping)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={File: identity})
def checking(file: File, profile: str, mapping: Mapping[str, str]) -> Beside[Report]:
    """Begin to check a large file, once; what was found goes with the sixteenth one after it."""
    work = partial(checks.check, profile=profile, filename=file.name, mapping=mapping)
    return Beside(work, file.content, encoding=file.encoding)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=BY_CONTENT)
def surveyed(file: File, mapping: Mapping[str, str], report: Report) -> Survey:
    """Survey a file once that was checked."""
    return survey.take(report, file.source, mapping)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs=BY_CONTENT)
def surveying(file: File, mapping: Mapping[str, str], report: Report) -> Beside[Survey]:
    """Begin to survey a large file, once, as `checking`."""
    work = partial(survey.take, report, mapping=mapping)
    return Beside(work, file.content, encoding=file.encoding, readings=survey.readings(report))


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs={File: identity})
def proposed(file: File, profile: str, mapping: Mapping[str, str]) -> Proposal | None:
    """Look once how a file can be mended."""
    return checks.propose(file.source, profile, mapping)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={File: identity})
def proposing(file: File, profile: str, mapping: Mapping[str, str]) -> Beside[Proposal | None]:
    """Begin to look how a large file can be mended, once, as `checking`."""
    work = partial(checks.propose, profile=profile, mapping=mapping)
    return Beside(work, file.content, encoding=file.encoding)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs={File: identity})
def has_clean_rows(file: File, profile: str, mapping: Mapping[str, str]) -> bool:
    """Look once whether any row of a file is without an error."""
    return next(checks.clean(file.source, profile, mapping), None) is not None


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs={File: identity})
def samples(file: File, profile: str, mapping: Mapping[str, str]) -> tuple[Sample, ...]:
    """Read the first rows of a file once."""
    return checks.samples(file.source, profile, mapping)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs={File: identity})
def columns(file: File) -> tuple[str, ...]:
    """Read the column names of a CSV file once."""
    return checks.columns_of(file.source)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs={File: identity})
def encoding(file: File) -> str:
    """Recognise the encoding of a CSV file once; empty if none fits."""
    return checks.encoding_of(file.source)


@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs={File: identity})
def built(logs: File, system_prompt: str, mapping: Mapping[str, str]) -> File:
    """Build the training rows of some logs once.

    Raises:
        Invalid: as `datasets.build`.
    """
    rows = b"".join(datasets.build(logs.source, system_prompt, mapping))
    return File(name=f"{Path(logs.name).stem}-training.jsonl", content=rows, digest=digest_of(rows))


def frozen(dataset: DatasetVersion) -> File:
    """Give the rows of a dataset version, read and checked against their digest once.

    Raises:
        NotFound, Unavailable: as `datasets.content`.
    """
    return kept_rows(bench(), str(bench().settings.home), str(dataset.ref), dataset)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={DatasetVersion: lambda each: each.digest})
def kept_rows(_bench: Workbench, home: str, name: str, dataset: DatasetVersion) -> File:
    """Read the rows of a dataset version once."""
    return File(name=f"{name}.jsonl", content=datasets.content(_bench, dataset), digest=dataset.digest)


@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs={File: identity})
def told_apart(before: File, after: File, kind: DatasetKind) -> Diff:
    """Tell the rows of two dataset versions apart once."""
    return datasets.diff(before.content, after.content, kind)


def cases(golden: DatasetVersion) -> tuple[Case, ...]:
    """Give the cases of a golden set, read once.

    Raises:
        LifecycleError: as `datasets.cases`.
    """
    return kept_cases(bench(), str(bench().settings.home), golden)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={DatasetVersion: lambda each: each.digest})
def kept_cases(_bench: Workbench, home: str, golden: DatasetVersion) -> tuple[Case, ...]:
    """Read the cases of a golden set once."""
    return datasets.cases(_bench, golden)
