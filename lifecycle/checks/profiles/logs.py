"""Our logs: what customers asked and what the ideal response was."""

from lifecycle.checks.profiles.profile import Profile
from lifecycle.checks.rules import logs

LOGS_CSV = Profile(
    name="logs-csv",
    keys=logs.KEYS,
    rules=logs.RULES,
    exchange=logs.exchange,
    texts=logs.texts,
    columns=logs.COLUMNS,
    from_cells=logs.from_cells,
)
