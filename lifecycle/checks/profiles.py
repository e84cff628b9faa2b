"""The targets a file can be checked for, as data: how its rows are read, which rules they meet.

A code is an error unless the profile lists it among its warnings or notes.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lifecycle.checks.repeats import Exchange
from lifecycle.checks.rows import Path, Rule
from lifecycle.checks.rules import chat, golden, logs
from lifecycle.errors import Invalid
from lifecycle.records import Severity

COMMON_NOTES = frozenset({"file.crlf", "file.no_final_newline"})
COMMON_WARNINGS = frozenset(
    {
        *("line.blank", "file.bom", "csv.column.blank", "rows.duplicate", "rows.conflict"),
        *("text.control", "text.invisible", "text.mojibake"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One target of the checker.

    `rules` look at one row; `across` makes, for each check anew, rules that remember rows. `columns`
    are those a CSV file must have; without any, only JSON Lines are read. `keys` is the order in which
    a row is written when it is frozen.
    """

    name: str
    keys: tuple[str, ...]
    rules: tuple[Rule, ...]
    across: tuple[Callable[[], Rule], ...] = ()
    exchange: Exchange
    texts: Callable[[dict[str, Any]], Iterator[tuple[str, str]]]
    columns: tuple[str, ...] = ()
    from_cells: Callable[[Mapping[str, str], Mapping[str, str]], tuple[Any, dict[Path, str]]] | None = None
    warnings: frozenset[str] = COMMON_WARNINGS
    notes: frozenset[str] = COMMON_NOTES

    def severity(self, code: str) -> Severity:
        """Tell how much a finding weighs for this target."""
        if code in self.notes:
            return Severity.INFO
        return Severity.WARNING if code in self.warnings else Severity.ERROR

    def make_rules(self) -> tuple[Rule, ...]:
        """Give every rule, those that remember starting with an empty memory."""
        return (*self.rules, *(make() for make in self.across))


OPENAI_CHAT = Profile(
    name="openai-chat",
    keys=chat.ROW_KEYS,
    rules=chat.RULES,
    exchange=chat.exchange,
    texts=chat.texts,
    warnings=COMMON_WARNINGS | {"row.key.unknown", "chat.system.not_first"},
)

GOLDEN = Profile(
    name="golden",
    keys=golden.KEYS,
    rules=golden.RULES,
    across=(golden.ids_differ,),
    exchange=golden.exchange,
    texts=golden.texts,
    columns=golden.COLUMNS,
    from_cells=golden.from_cells,
    warnings=COMMON_WARNINGS | {"golden.question.missing", "golden.expected.key"},
)

LOGS_CSV = Profile(
    name="logs-csv",
    keys=logs.KEYS,
    rules=logs.RULES,
    exchange=logs.exchange,
    texts=logs.texts,
    columns=logs.COLUMNS,
    from_cells=logs.from_cells,
)

PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in (LOGS_CSV, OPENAI_CHAT, GOLDEN)}


def profile_of(name: str) -> Profile:
    """Find a profile.

    Raises:
        Invalid: there is none of that name.
    """
    if name not in PROFILES:
        raise Invalid("checks.unknown_profile", profile=name, known=", ".join(PROFILES))
    return PROFILES[name]
