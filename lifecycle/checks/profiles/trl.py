"""TRL, Hugging Face's library for training: rows of any of its dataset types; a file holds one of them."""

from functools import partial

from lifecycle.checks.profiles.profile import (
    CALLS_UNASKED,
    COMMON_NOTES,
    COMMON_WARNINGS,
    UNASKED,
    Profile,
)
from lifecycle.checks.rules import calls, content, listed, pairs, roles, shapes, talk, tools, weight
from lifecycle.checks.rules.talk import CHAT, SIDES

PLACES = (*CHAT, *SIDES)
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
        partial(roles.roles_are_known, places=PLACES, roles=talk.ROLES),
        partial(content.content_is_text, places=PLACES, parts={"user": ("text", "image", "image_url")}),
        roles.an_assistant_is_there,
        roles.assistant_has_the_last_word,
        partial(roles.last_is_one_of, places=(("prompt",),), roles=("user", "tool", "assistant")),
        partial(pairs.answers_differ, keys=("chosen", "rejected")),
        partial(weight.weight_is_not_read, places=PLACES),
        partial(calls.calls_have_a_form, places=PLACES, strict=False, objects=True),
        partial(calls.results_answer_calls, places=PLACES),
        partial(calls.called_tools_are_declared, places=PLACES),
        partial(tools.tools_have_a_form, written=True),
    ),
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
