"""Evaluations: one version answers one golden-set version, case by case, and is scored.

Rows (case × repetition) in the ledger are the truth while it runs; when it is finished they are
frozen as an object whose digest stands in the ledger. `engine` does the work, in another process.
"""

from lifecycle.chat import Reply
from lifecycle.evaluation.cards import newest, pair, scorecard
from lifecycle.evaluation.golden import default_golden
from lifecycle.evaluation.job import check_addresses
from lifecycle.evaluation.known import known_calls
from lifecycle.evaluation.planning import Plan, expected_s, plan
from lifecycle.evaluation.preview import Trial, ask, preview, some_cases
from lifecycle.evaluation.progress import Progress, belonging, find, listing, progress, unjudged
from lifecycle.evaluation.start import cancel, resume, start
from lifecycle.evaluation.why import reasons, wrong_so_far

__all__ = [
    "Plan",
    "Progress",
    "Reply",
    "Trial",
    "ask",
    "belonging",
    "cancel",
    "check_addresses",
    "default_golden",
    "expected_s",
    "find",
    "known_calls",
    "listing",
    "newest",
    "pair",
    "plan",
    "preview",
    "progress",
    "reasons",
    "resume",
    "scorecard",
    "some_cases",
    "start",
    "unjudged",
    "wrong_so_far",
]
