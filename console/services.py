"""What the pages share in memory: the workbench, and what can never change. The only home of `st.cache_*`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from lifecycle import settings
from lifecycle.records import Evaluation, Scorecard, Verdict
from lifecycle.settings import Settings
from lifecycle.workbench import Workbench

if TYPE_CHECKING:
    from lifecycle.comparison import Comparison
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


def verdict(app: str, version: int, environment: str) -> Verdict:
    """Judge a version for an environment, anew only when something happened or the policy changed.

    Raises:
        LifecycleError: as `evidence.decide`.
    """
    from lifecycle import applications, history

    policy = applications.policy(bench(), app)
    last = next((event.number for event in history.events(bench(), app, limit=1)), 0)
    return kept_verdict(
        bench(), str(bench().settings.home), (app, version, environment), (policy.digest, last)
    )


@st.cache_data(show_spinner=False, max_entries=500)
def kept_verdict(
    _bench: Workbench, home: str, asked: tuple[str, int, str], state: tuple[str, int]
) -> Verdict:
    """Judge once; `state` is the policy's digest and the last event's number: every change is an event."""
    from lifecycle import evidence

    return evidence.decide(_bench, *asked).verdict
