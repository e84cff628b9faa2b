"""OpenAI: chats, preference pairs, and rows for reinforcement.

Its fine-tuning guide gives 65,536 tokens to an example of any model that can be fine-tuned today, gpt-4o
and gpt-4.1 with their smaller ones: what stands after them is cut off. Azure's page says the same of
o4-mini, which is fine-tuned by reinforcement.
"""

from functools import partial

from lifecycle.checks.profiles.profile import (
    CHAT_ROLES,
    COMMON_NOTES,
    COMMON_WARNINGS,
    SKIPPED_IMAGES,
    UNASKED,
    Profile,
)
from lifecycle.checks.rows import Path, Rule
from lifecycle.checks.rules import (
    calls,
    content,
    images,
    keys,
    listed,
    pairs,
    rft,
    roles,
    talk,
    tools,
    weight,
)
from lifecycle.checks.rules.talk import CHAT, OUTPUTS, PAIR, Places

ROLES = (*CHAT_ROLES, "function")
ROW = ("messages", "tools", "functions", "parallel_tool_calls")
MESSAGE = (
    *("role", "content", "name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal", "audio"),
)
MIN_ROWS = 10
MAX_TOKENS = 65_536
WARNINGS = COMMON_WARNINGS | UNASKED | SKIPPED_IMAGES


def rules_of_messages(places: Places, within: Path = ()) -> tuple[Rule, ...]:
    """Give the rules of messages and tools; the tools stand beside the messages, in `within`."""
    declared = (*within, "tools")
    return (
        partial(keys.message_keys_are_known, keys=MESSAGE, places=places),
        partial(calls.calls_have_a_form, places=places),
        partial(calls.old_calls_have_a_form, places=places),
        partial(calls.ids_have_a_form, places=places),
        partial(calls.results_answer_calls, places=places),
        partial(calls.called_tools_are_declared, places=places, tools=declared),
        partial(tools.tools_have_a_form, tools=declared),
        partial(images.images_can_be_used, places=places, most=10, largest=10),
        partial(roles.system_stands_first, places=places),
        partial(roles.system_speaks_once, places=places),
    )


def rules_of_answered(places: Places, within: Path = ()) -> tuple[Rule, ...]:
    """Give those of messages that hold the answer to be learnt."""
    return (
        partial(roles.roles_are_known, places=places, roles=ROLES),
        partial(content.content_is_text, places=places),
        partial(tools.parallel_calls_are_a_choice, within=within),
        *rules_of_messages(places, within),
    )


OPENAI_CHAT = Profile(
    name="openai-chat",
    keys=ROW,
    rules=(
        listed.messages_are_listed,
        roles.an_assistant_is_there,
        roles.assistant_has_the_last_word,
        roles.a_user_is_there,
        partial(weight.weights_are_0_or_1, fits=weight.is_whole),
        partial(keys.row_keys_are_known, keys=ROW),
        *rules_of_answered(CHAT),
    ),
    min_rows=MIN_ROWS,
    max_tokens=MAX_TOKENS,
    # OpenAI refuses unknown keys of a row and fewer than 10 rows; data for any target is frozen with this
    warnings=WARNINGS | {"rows.too_few", "row.key.unknown", "chat.weight.role"},
)

OPENAI_DPO = Profile(
    name="openai-dpo",
    keys=pairs.KEYS,
    rules=(
        pairs.a_pair_is_given,
        pairs.the_question_is_an_object,
        partial(listed.messages_are_listed, places=pairs.QUESTION),
        partial(listed.messages_are_listed, places=OUTPUTS, required=False),
        partial(pairs.answers_are_messages, roles=("assistant", "tool")),
        pairs.the_question_is_open,
        pairs.there_is_one_turn,
        pairs.answers_differ,
        partial(weight.weight_is_not_read, places=PAIR),
        partial(keys.row_keys_are_known, keys=pairs.KEYS),
        partial(keys.row_keys_are_known, keys=pairs.INPUT_KEYS, within=("input",)),
        *rules_of_answered(PAIR, ("input",)),
    ),
    min_rows=MIN_ROWS,
    max_tokens=MAX_TOKENS,
    warnings=WARNINGS | {"pair.several", "pair.answered", "row.key.unknown", "chat.weight.ignored"},
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
        *rules_of_messages(CHAT),
    ),
    exchange=talk.whole,
    max_rows=50_000,
    max_tokens=MAX_TOKENS,
    warnings=WARNINGS | {"chat.weight.ignored"},
    notes=COMMON_NOTES | {"rows.conflict"},
)
