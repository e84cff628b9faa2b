"""Mistral: chats for its service and for mistral-finetune, which also takes plain texts for pretraining.

A file holds one of them.
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
from lifecycle.checks.rules import calls, content, images, keys, listed, roles, shapes, tools, weight
from lifecycle.checks.rules.talk import CHAT

TURNS: roles.Turns = {
    "user": ("assistant", "user"),
    "assistant": ("assistant", "user", "tool"),
    "tool": ("assistant", "tool"),
}
KEYS = (*shapes.names(shapes.MISTRAL), "tools", "parallel_tool_calls")
NAMES = (("messages", "interactions"), ("text", "content"), ("tools", "available_tools"))
"""The keys that mistral-finetune knows by two names."""
NAMES_IN_MESSAGES = (("content", "text"),)

MISTRAL = Profile(
    name="mistral",
    keys=(*shapes.names(shapes.MISTRAL), "tools"),
    rules=(
        partial(shapes.row_has_one_shape, shapes=shapes.MISTRAL),
        partial(shapes.sides_are_texts, keys=("text",)),
        partial(listed.messages_are_listed, required=False),
        partial(roles.roles_are_known, roles=CHAT_ROLES),
        partial(content.content_is_text, parts={**content.PICTURES_ASKED, "assistant": ("text",)}),
        content.answers_say_or_call,
        roles.an_assistant_is_there,
        roles.assistant_has_the_last_word,
        roles.system_speaks_once,
        partial(roles.a_user_is_there, only_alone=True),
        partial(roles.turns_follow, turns=TURNS),
        partial(weight.weights_are_0_or_1, fits=weight.is_equal),
        partial(keys.row_keys_are_known, keys=KEYS),
        partial(keys.one_name_is_used, names=NAMES),
        partial(keys.one_name_is_used, names=NAMES_IN_MESSAGES, places=CHAT),
        calls.calls_have_a_form,
        partial(calls.ids_have_a_form, form=calls.NINE),
        calls.results_answer_calls,
        calls.called_tools_are_declared,
        partial(tools.tools_have_a_form, explained=True),
        partial(images.images_can_be_used, plain=True),
    ),
    kind=partial(shapes.kind_by_shape, shapes=shapes.MISTRAL),
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
