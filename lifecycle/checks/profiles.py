"""The targets a file can be checked for, as data: how its rows are read, which rules they meet.

A code is an error unless the profile lists it among its warnings or notes. What a vendor refuses or rules
out in so many words is an error there; what it only advises, does not mention or leaves unread is a warning
or a note. The sources of the rules stand with them, in `rules`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from lifecycle import personal
from lifecycle.checks.repeats import Exchange
from lifecycle.checks.rows import Path, Rule
from lifecycle.checks.rules import (
    calls,
    content,
    golden,
    images,
    keys,
    listed,
    logs,
    pairs,
    rft,
    roles,
    shapes,
    talk,
    tools,
    weight,
)
from lifecycle.checks.rules.talk import CHAT, OUTPUTS, PAIR, SIDES, Places
from lifecycle.errors import Invalid
from lifecycle.records import Severity

COMMON_NOTES = frozenset({"file.crlf", "file.no_final_newline", "chat.function_call.deprecated", "rows.near"})
COMMON_WARNINGS = frozenset(
    {
        "leakage.near",
        *(f"text.personal.{kind}" for kind in personal.KINDS),
        *("line.blank", "file.bom", "csv.column.blank", "rows.duplicate", "rows.conflict"),
        *("text.control", "text.invisible", "text.mojibake"),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One target of the checker.

    `rules` look at one row; `across` makes, for each check anew, rules that remember rows. `columns`
    are those a CSV file must have; without any, only JSON Lines are read. `keys` is the order in which
    a row is written when it is frozen. `kind` names what all rows of a file must have in common; a file
    has at least `min_rows` and at most `max_rows` rows.
    """

    name: str
    keys: tuple[str, ...]
    rules: tuple[Rule, ...]
    across: tuple[Callable[[], Rule], ...] = ()
    exchange: Exchange
    texts: Callable[[dict[str, Any]], Iterator[tuple[str, str]]]
    columns: tuple[str, ...] = ()
    from_cells: Callable[[Mapping[str, str], Mapping[str, str]], tuple[Any, dict[Path, str]]] | None = None
    kind: Callable[[dict[str, Any]], str] | None = None
    min_rows: int = 1
    max_rows: int | None = None
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


CHAT_ROLES = ("system", "user", "assistant", "tool")
OPENAI_ROLES = (*CHAT_ROLES, "function")
OPENAI_ROW = ("messages", "tools", "functions", "parallel_tool_calls")
OPENAI_MESSAGE = (
    *("role", "content", "name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal", "audio"),
)


def openai_rules(places: Places, within: Path = ()) -> tuple[Rule, ...]:
    """Give the rules of OpenAI's messages and tools; the tools stand beside the messages, in `within`."""
    declared = (*within, "tools")
    return (
        partial(keys.message_keys_are_known, keys=OPENAI_MESSAGE, places=places),
        partial(calls.calls_have_a_form, places=places),
        partial(calls.old_calls_have_a_form, places=places),
        partial(calls.ids_have_a_form, places=places),
        partial(calls.results_answer_calls, places=places),
        partial(calls.called_tools_are_declared, places=places, tools=declared),
        partial(tools.tools_have_a_form, tools=declared),
        partial(images.images_can_be_used, places=places, most=10),
        partial(roles.system_stands_first, places=places),
        partial(roles.system_speaks_once, places=places),
    )


SKIPPED_IMAGES = frozenset({"chat.image.type", "chat.image.data", "chat.image.detail"})

OPENAI_CHAT = Profile(
    name="openai-chat",
    keys=OPENAI_ROW,
    rules=(
        listed.messages_are_listed,
        partial(roles.roles_are_known, roles=OPENAI_ROLES),
        content.content_is_text,
        roles.an_assistant_is_there,
        roles.assistant_has_the_last_word,
        roles.a_user_is_there,
        partial(weight.weights_are_0_or_1, fits=weight.is_whole),
        partial(keys.row_keys_are_known, keys=OPENAI_ROW),
        tools.parallel_calls_are_a_choice,
        *openai_rules(CHAT),
    ),
    exchange=talk.exchange,
    texts=talk.texts,
    min_rows=10,
    # OpenAI refuses unknown keys of a row and fewer than 10 rows; data for any target is frozen with this
    warnings=COMMON_WARNINGS
    | UNASKED
    | SKIPPED_IMAGES
    | {"rows.too_few", "row.key.unknown", "chat.weight.role"},
)

OPENAI_DPO = Profile(
    name="openai-dpo",
    keys=pairs.KEYS,
    rules=(
        pairs.a_pair_is_given,
        partial(listed.messages_are_listed, places=pairs.QUESTION),
        partial(listed.messages_are_listed, places=OUTPUTS, required=False),
        partial(roles.roles_are_known, places=PAIR, roles=OPENAI_ROLES),
        partial(content.content_is_text, places=PAIR),
        partial(pairs.answers_are_messages, roles=("assistant", "tool")),
        pairs.the_question_is_open,
        pairs.there_is_one_turn,
        pairs.answers_differ,
        partial(weight.weight_is_not_read, places=PAIR),
        partial(keys.row_keys_are_known, keys=pairs.KEYS),
        partial(keys.row_keys_are_known, keys=pairs.INPUT_KEYS, within=("input",)),
        partial(tools.parallel_calls_are_a_choice, within=("input",)),
        *openai_rules(PAIR, ("input",)),
    ),
    exchange=talk.exchange,
    texts=talk.texts,
    min_rows=10,
    warnings=COMMON_WARNINGS
    | UNASKED
    | SKIPPED_IMAGES
    | {"pair.several", "pair.answered", "row.key.unknown", "chat.weight.ignored"},
    notes=COMMON_NOTES | {"rows.conflict"},
)

OPENAI_RFT = Profile(
    name="openai-rft",
    keys=rft.RESERVED,
    rules=(
        listed.messages_are_listed,
        partial(roles.roles_are_known, roles=("developer", "user", "assistant", "tool")),
        partial(content.content_is_text, parts=content.TEXT_ONLY),
        partial(roles.last_is_one_of, places=CHAT, roles=("user",)),
        rft.something_is_known_of_the_answer,
        weight.weight_is_not_read,
        *openai_rules(CHAT),
    ),
    exchange=talk.whole,
    texts=talk.texts,
    max_rows=50_000,
    warnings=COMMON_WARNINGS | UNASKED | SKIPPED_IMAGES | {"chat.weight.ignored"},
    notes=COMMON_NOTES | {"rows.conflict"},
)

TOGETHER_PLACES = (*CHAT, *PAIR)
TOGETHER = Profile(
    name="together",
    keys=(*shapes.names(shapes.TOGETHER), "tools", "weight"),
    rules=(
        partial(shapes.row_has_one_shape, shapes=shapes.TOGETHER),
        partial(shapes.sides_are_texts, keys=("text", "prompt", "completion"), parts=True),
        partial(listed.messages_are_listed, places=TOGETHER_PLACES, required=False),
        partial(roles.roles_are_known, places=TOGETHER_PLACES, roles=CHAT_ROLES),
        partial(content.content_is_text, places=TOGETHER_PLACES),
        partial(content.contents_are_alike, places=TOGETHER_PLACES),
        roles.an_assistant_is_there,
        roles.assistant_has_the_last_word,
        roles.system_stands_first,
        roles.system_speaks_once,
        partial(roles.turns_follow, turns=roles.ALTERNATING),
        pairs.answers_are_messages,
        pairs.the_question_is_open,
        pairs.answers_differ,
        partial(weight.weights_are_0_or_1, places=TOGETHER_PLACES, roles=(), fits=weight.is_flag),
        partial(weight.pictures_do_not_weigh, places=TOGETHER_PLACES),
        partial(weight.row_weight_is_a_number, least=0),
        partial(keys.row_keys_are_known, keys=(*shapes.names(shapes.TOGETHER), "tools", "weight")),
        partial(calls.calls_have_a_form, places=TOGETHER_PLACES, strict=False),
        partial(calls.results_answer_calls, places=TOGETHER_PLACES),
        calls.called_tools_are_declared,
        partial(calls.called_tools_are_declared, places=PAIR, tools=("input", "tools")),
        tools.tools_have_a_form,
        partial(tools.tools_have_a_form, tools=("input", "tools")),
        partial(images.images_can_be_used, places=TOGETHER_PLACES, web=False, most=10),
    ),
    exchange=talk.exchange,
    texts=talk.texts,
    kind=shapes.together_kind,
    warnings=(COMMON_WARNINGS - {"file.bom"})
    | UNASKED
    | CALLS_UNASKED
    | TURNS_UNASKED
    | {"chat.content.empty", "chat.answer.empty", "row.key.unknown", "chat.image.data", "chat.image.detail"},
)

FIREWORKS = Profile(
    name="fireworks",
    keys=("messages", "tools", "weight"),
    rules=(
        listed.messages_are_listed,
        partial(roles.roles_are_known, roles=CHAT_ROLES),
        content.content_is_text,
        roles.an_assistant_is_there,
        roles.assistant_has_the_last_word,
        roles.system_stands_first,
        partial(roles.turns_follow, turns=roles.ALTERNATING),
        partial(weight.weights_are_0_or_1, fits=weight.is_equal),
        weight.row_weight_is_a_number,
        partial(keys.row_keys_are_known, keys=("messages", "tools", "weight")),
        partial(calls.calls_have_a_form, strict=False),
        calls.results_answer_calls,
        calls.called_tools_are_declared,
        partial(tools.tools_have_a_form, schemas=False),
        partial(images.images_can_be_used, types=("image/png", "image/jpeg", "image/jpg"), web=False),
    ),
    exchange=talk.exchange,
    texts=talk.texts,
    kind=weight.weighted_or_not,
    min_rows=3,
    max_rows=3_000_000,
    warnings=COMMON_WARNINGS
    | (UNASKED - {"chat.system.not_first"})
    | CALLS_UNASKED
    | TURNS_UNASKED
    | {"chat.content.empty", "chat.answer.empty", "chat.weight.role", "chat.image.data", "chat.image.detail"},
    notes=COMMON_NOTES | {"row.key.unknown"},
)

MISTRAL_TURNS: roles.Turns = {
    "user": ("assistant", "user"),
    "assistant": ("assistant", "user", "tool"),
    "tool": ("assistant", "tool"),
}
MISTRAL = Profile(
    name="mistral",
    keys=("messages", "tools"),
    rules=(
        listed.messages_are_listed,
        partial(roles.roles_are_known, roles=CHAT_ROLES),
        partial(content.content_is_text, parts={**content.PICTURES_ASKED, "assistant": ("text",)}),
        content.answers_say_or_call,
        roles.an_assistant_is_there,
        roles.assistant_has_the_last_word,
        roles.system_speaks_once,
        partial(roles.a_user_is_there, only_alone=True),
        partial(roles.turns_follow, turns=MISTRAL_TURNS),
        partial(weight.weights_are_0_or_1, fits=weight.is_equal),
        partial(keys.row_keys_are_known, keys=("messages", "tools", "parallel_tool_calls")),
        calls.calls_have_a_form,
        partial(calls.ids_have_a_form, form=calls.NINE),
        calls.results_answer_calls,
        calls.called_tools_are_declared,
        partial(tools.tools_have_a_form, explained=True),
        partial(images.images_can_be_used, plain=True),
    ),
    exchange=talk.exchange,
    texts=talk.texts,
    warnings=COMMON_WARNINGS
    | (
        UNASKED
        - {
            "chat.user.missing",
            "chat.system.twice",
            "chat.tool.unpaired",
            "chat.call.unanswered",
            "tool.schema",
        }
    )
    | SKIPPED_IMAGES
    | {"chat.content.empty", "chat.weight.role", "chat.call.type", "chat.calls.role", "tool.type"},
    notes=COMMON_NOTES | {"row.key.unknown"},
)

TRL_PLACES = (*CHAT, *SIDES)
SIDE_NAMES = ("prompt", "completion", "chosen", "rejected")
TRL = Profile(
    name="trl",
    keys=(*shapes.names(shapes.TRL), "tools"),
    rules=(
        partial(shapes.row_has_one_shape, shapes=shapes.TRL),
        partial(shapes.sides_are_texts, keys=("text", *SIDE_NAMES), messages=True),
        partial(shapes.sides_are_alike, keys=SIDE_NAMES),
        shapes.label_is_a_choice,
        partial(listed.messages_are_listed, required=False),
        partial(roles.roles_are_known, places=TRL_PLACES, roles=talk.ROLES),
        partial(content.content_is_text, places=TRL_PLACES, parts={"user": ("text", "image", "image_url")}),
        roles.an_assistant_is_there,
        roles.assistant_has_the_last_word,
        partial(roles.last_is_one_of, places=(("prompt",),), roles=("user", "tool", "assistant")),
        partial(pairs.answers_differ, keys=("chosen", "rejected")),
        partial(weight.weight_is_not_read, places=TRL_PLACES),
        partial(calls.calls_have_a_form, places=TRL_PLACES, strict=False, objects=True),
        partial(calls.results_answer_calls, places=TRL_PLACES),
        partial(calls.called_tools_are_declared, places=TRL_PLACES),
        partial(tools.tools_have_a_form, written=True),
    ),
    exchange=talk.exchange,
    texts=talk.texts,
    kind=shapes.trl_kind,
    warnings=COMMON_WARNINGS
    | UNASKED
    | CALLS_UNASKED
    | {
        *("chat.role.unknown", "chat.content.missing", "chat.content.empty", "chat.answer.empty"),
        *("chat.content.not_text", "chat.content.part", "chat.assistant.missing"),
    },
    notes=COMMON_NOTES | {"chat.weight.ignored", "chat.last.not_assistant", "rows.conflict"},
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

PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (LOGS_CSV, GOLDEN, OPENAI_CHAT, OPENAI_DPO, OPENAI_RFT, TOGETHER, FIREWORKS, MISTRAL, TRL)
}


def profile_of(name: str) -> Profile:
    """Find a profile.

    Raises:
        Invalid: there is none of that name.
    """
    if name not in PROFILES:
        raise Invalid("checks.unknown_profile", profile=name, known=", ".join(PROFILES))
    return PROFILES[name]
