"""Evaluations: one version answers one golden-set version, case by case, and is scored.

Rows (case × repetition) in the ledger are the truth while it runs; when it is finished they are
frozen as an object whose digest stands in the ledger. `engine` does the work, in another process.
"""

from lifecycle.chat import Reply
from lifecycle.evaluation.cards import newest, pair, scorecard
from lifecycle.evaluation.preview import Trial, preview, some_cases
from lifecycle.evaluation.progress import Progress, belonging, find, listing, progress
from lifecycle.evaluation.start import Plan, cancel, expected_s, plan, start

__all__ = [
    "Plan",
    "Progress",
    "Reply",
    "Trial",
    "belonging",
    "cancel",
    "expected_s",
    "find",
    "listing",
    "newest",
    "pair",
    "plan",
    "preview",
    "progress",
    "scorecard",
    "some_cases",
    "start",
]
