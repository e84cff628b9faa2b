"""Evaluations: one version answers one golden-set version, case by case, and is scored.

Rows (case × repetition) in the ledger are the truth while it runs; when it is finished they are
frozen as an object whose digest stands in the ledger. `engine` does the work, in another process.
"""

from lifecycle.evaluation.cards import newest, scorecard
from lifecycle.evaluation.preview import ask_once
from lifecycle.evaluation.progress import Progress, find, listing, progress
from lifecycle.evaluation.start import Plan, cancel, plan, start

__all__ = [
    "Plan",
    "Progress",
    "ask_once",
    "cancel",
    "find",
    "listing",
    "newest",
    "plan",
    "progress",
    "scorecard",
    "start",
]
