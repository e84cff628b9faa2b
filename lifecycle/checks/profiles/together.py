"""Together: chats, preference pairs, instructions and plain texts; a file holds one of them."""

from functools import partial

from lifecycle.checks.profiles.profile import (
    CALLS_UNASKED,
    CHAT_ROLES,
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
KEYS = (*shapes.names(shapes.TOGETHER), "tools", "weight")

TOGETHER = Profile(
    name="together",
    keys=KEYS,
    rules=(
        partial(shapes.row_has_one_shape, shapes=shapes.TOGETHER),
        partial(shapes.sides_are_texts, keys=("text", "prompt", "completion"), parts=True),
        partial(listed.messages_are_listed, places=(*CHAT, *OUTPUTS), required=False),
        partial(listed.messages_are_listed, places=pairs.QUESTION),
        partial(roles.roles_are_known, places=PLACES, roles=CHAT_ROLES),
        partial(content.content_is_text, places=PLACES),
        partial(content.contents_are_alike, places=PLACES),
        roles.an_assistant_is_there,
        roles.assistant_has_the_last_word,
        roles.system_stands_first,
        roles.system_speaks_once,
        partial(roles.turns_follow, turns=roles.ALTERNATING),
        pairs.the_question_is_an_object,
        pairs.answers_are_messages,
        pairs.the_question_is_open,
        pairs.answers_differ,
        partial(weight.weights_are_0_or_1, places=PLACES, roles=(), fits=weight.is_flag),
        partial(weight.pictures_do_not_weigh, places=PLACES),
        partial(weight.row_weight_is_a_number, least=0),
        partial(keys.row_keys_are_known, keys=KEYS),
        partial(calls.calls_have_a_form, places=PLACES, strict=False),
        partial(calls.results_answer_calls, places=PLACES),
        calls.called_tools_are_declared,
        partial(calls.called_tools_are_declared, places=PAIR, tools=("input", "tools")),
        tools.tools_have_a_form,
        partial(tools.tools_have_a_form, tools=("input", "tools")),
        partial(images.images_can_be_used, places=PLACES, web=False, most=10, largest=10),
    ),
    kind=partial(shapes.kind_by_shape, shapes=shapes.TOGETHER),
    warnings=(COMMON_WARNINGS - {"file.bom"})
    | UNASKED
    | CALLS_UNASKED
    | TURNS_UNASKED
    | {"chat.content.empty", "chat.answer.empty", "row.key.unknown", "chat.image.data", "chat.image.detail"},
)
