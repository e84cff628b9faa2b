"""The audit log: what happened, who did it, and proof that nobody edited it afterwards.

Every change of the ledger appends one event in the same transaction (`chain`). What the environments held
and why follows from it (`past`, `behind`, `grounds`, `account`); what decisions rested on is kept beside it
(`decisions`). Where a clock was wrong shows too (`clock`).
"""

from lifecycle.history.account import Account, account, accounts
from lifecycle.history.anchor import read_anchor, to_anchor
from lifecycle.history.behind import SHOWN, Pile, pile, shown, shown_at
from lifecycle.history.chain import GENESIS, START, Chain, Head, Watch, check, hash_of, record, verify
from lifecycle.history.clock import check_clock, is_ahead
from lifecycle.history.decisions import KeptDecision, KeptRow, KeptSlice, keep, keep_policy, policy_text
from lifecycle.history.export import FORMATS
from lifecycle.history.grounds import grounds
from lifecycle.history.past import (
    MOVES,
    REMOVED,
    ROLLED_BACK,
    Stay,
    count,
    environment_of,
    events,
    find_move,
    moved,
    moves,
    read_day,
    read_moment,
    require_move,
    state_at,
    stays,
    stays_at,
)

__all__ = [
    "FORMATS",
    "GENESIS",
    "MOVES",
    "REMOVED",
    "ROLLED_BACK",
    "SHOWN",
    "START",
    "Account",
    "Chain",
    "Head",
    "KeptDecision",
    "KeptRow",
    "KeptSlice",
    "Pile",
    "Stay",
    "Watch",
    "account",
    "accounts",
    "check",
    "check_clock",
    "count",
    "environment_of",
    "events",
    "find_move",
    "grounds",
    "hash_of",
    "is_ahead",
    "keep",
    "keep_policy",
    "moved",
    "moves",
    "pile",
    "policy_text",
    "read_anchor",
    "read_day",
    "read_moment",
    "record",
    "require_move",
    "shown",
    "shown_at",
    "state_at",
    "stays",
    "stays_at",
    "to_anchor",
    "verify",
]
