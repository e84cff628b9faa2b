"""Fireworks: chats, or preference pairs; a file holds one of them."""

from functools import partial

from lifecycle.checks.profiles.profile import (
    CALLS_UNASKED,
    CHAT_ROLES,
    COMMON_NOTES,
    COMMON_WARNINGS,
    TURNS_UNASKED,
    UNASKED,
    Profile,
)
from lifecycle.checks.rules import (
    calls,
    content,
    images,
    keys,
    listed,
    pairs,
    roles,
    shapes,
    tools,
    weight,
)
from lifecycle.checks.rules.talk import CHAT, OUTPUTS, PAIR

PLACES = (*CHAT, *PAIR)
KEYS = (*shapes.names(shapes.FIREWORKS), "tools", "weight")

FIREWORKS = Profile(
    name="fireworks",
    keys=KEYS,
    rules=(
        partial(shapes.row_has_one_shape, shapes=shapes.FIREWORKS),
        partial(listed.messages_are_listed, places=(*CHAT, *OUTPUTS), required=False),
        partial(listed.messages_are_listed, places=pairs.QUESTION),
        partial(roles.roles_are_known, places=PLACES, roles=CHAT_ROLES),
        partial(content.content_is_text, places=PLACES),
        roles.an_assistant_is_there,
        roles.assistant_has_the_last_word,
        roles.system_stands_first,
        partial(roles.turns_follow, turns=roles.ALTERNATING),
        pairs.the_question_is_an_object,
        pairs.answers_are_messages,
        pairs.the_question_is_open,
        pairs.there_is_one_turn,
        pairs.answers_differ,
        partial(weight.weights_are_0_or_1, fits=weight.is_equal),
        weight.row_weight_is_a_number,
        partial(keys.row_keys_are_known, keys=KEYS),
        partial(keys.row_keys_are_known, keys=("messages", "tools"), within=("input",)),
        partial(calls.calls_have_a_form, places=PLACES, strict=False),
        partial(calls.results_answer_calls, places=PLACES),
        calls.called_tools_are_declared,
        partial(calls.called_tools_are_declared, places=PAIR, tools=("input", "tools")),
        partial(tools.tools_have_a_form, schemas=False),
        partial(tools.tools_have_a_form, tools=("input", "tools"), schemas=False),
        partial(
            images.images_can_be_used,
            places=PLACES,
            types=("image/png", "image/jpeg", "image/jpg"),
            web=False,
        ),
    ),
    kind=shapes.fireworks_kind,
    min_rows=3,
    max_rows=3_000_000,
    # that a pair is of one turn, its page states; how many messages an answer has, it only shows
    warnings=COMMON_WARNINGS
    | (UNASKED - {"chat.system.not_first", "pair.turns"})
    | CALLS_UNASKED
    | TURNS_UNASKED
    | {"chat.content.empty", "chat.answer.empty", "chat.weight.role", "chat.image.data", "chat.image.detail"}
    | {"pair.several"},
    notes=COMMON_NOTES | {"row.key.unknown"},
)
