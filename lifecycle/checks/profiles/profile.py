"""What a target is, as data, and how much findings weigh that several targets share.

A code is an error unless the profile lists it among its warnings or notes. What a vendor refuses or rules
out in so many words is an error there; what it only advises, does not mention or leaves unread is a warning
or a note. The sources of the rules stand with them, in `rules`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lifecycle import personal
from lifecycle.checks.repeats import Exchange
from lifecycle.checks.rows import Path, Rule
from lifecycle.checks.rules import talk
from lifecycle.records import Severity

COMMON_NOTES = frozenset({"file.crlf", "file.no_final_newline", "chat.function_call.deprecated", "rows.near"})
COMMON_WARNINGS = frozenset(
    {
        "leakage.near",
        *(f"text.personal.{kind}" for kind in personal.KINDS),
        *("line.blank", "file.bom", "csv.column.blank", "rows.duplicate", "rows.conflict"),
        *("text.control", "text.invisible", "text.mojibake", "row.too_long"),
    }
)
UNASKED = frozenset(
    {
        *("chat.user.missing", "chat.system.not_first", "chat.system.twice", "chat.weight.nothing"),
        *("chat.calls.empty", "chat.call.id.twice", "chat.call.arguments.not_json", "chat.call.undeclared"),
        *("chat.tool.unpaired", "chat.call.unanswered", "tool.name.twice", "tool.schema"),
        *("pair.same", "pair.turns", "rft.no_reference", "side.empty"),
    }
)
"""What no vendor states, or only in an example; each profile says where it does."""
CALLS_UNASKED = frozenset(
    {
        *("chat.calls.role", "chat.calls.not_a_list", "chat.call.not_an_object", "chat.call.type"),
        *("chat.call.function", "chat.call.name", "chat.call.arguments.not_text"),
        *("chat.call.arguments.not_an_object", "tools.not_a_list", "tool.function", "tool.type", "tool.name"),
        "tool.parameters",
    }
)
"""For targets whose pages only show how tools are called."""
TURNS_UNASKED = frozenset({"chat.turn", "chat.turn.first", "chat.last.not_assistant"})
SKIPPED_IMAGES = frozenset({"chat.image.type", "chat.image.size", "chat.image.data", "chat.image.detail"})
"""For targets that leave such an image out and go on."""

CHAT_ROLES = ("system", "user", "assistant", "tool")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One target of the checker.

    `rules` look at one row; `across` makes, for each check anew, rules that remember rows. `columns`
    are those a CSV file must have; without any, only JSON Lines are read. `keys` is the order in which
    a row is written when it is frozen. `kind` names what all rows of a file must have in common; a file
    has at least `min_rows` and at most `max_rows` rows. `max_tokens` is how many tokens of one row are
    learnt from, what follows is cut off; None where that depends on the model.
    """

    name: str
    keys: tuple[str, ...]
    rules: tuple[Rule, ...]
    across: tuple[Callable[[], Rule], ...] = ()
    exchange: Exchange = talk.exchange
    texts: Callable[[dict[str, Any]], Iterator[tuple[str, str]]] = talk.texts
    columns: tuple[str, ...] = ()
    from_cells: Callable[[Mapping[str, str], Mapping[str, str]], tuple[Any, dict[Path, str]]] | None = None
    kind: Callable[[dict[str, Any]], str] | None = None
    min_rows: int = 1
    max_rows: int | None = None
    max_tokens: int | None = None
    warnings: frozenset[str] = COMMON_WARNINGS
    notes: frozenset[str] = COMMON_NOTES

    def severity(self, code: str) -> Severity:
        """Tell how much a finding weighs for this target."""
        if code in self.notes:
            return Severity.INFO
        return Severity.WARNING if code in self.warnings else Severity.ERROR

    def kind_of(self, value: dict[str, Any]) -> str:
        """Name the kind of a row, empty if it may stand beside any other."""
        return self.kind(value) if self.kind else ""

    def make_rules(self) -> tuple[Rule, ...]:
        """Give every rule, those that remember starting with an empty memory."""
        return (*self.rules, *(make() for make in self.across))
