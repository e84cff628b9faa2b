"""Findings about messages: roles, contents, turns and weights."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "chat.messages.missing": Entry(
        "{name} is missing.",
        "{name} がありません。",
        "Add a list of messages. The keys here: {found}",
        "メッセージの配列を追加してください。現在のキー: {found}",
    ),
    "chat.messages.not_a_list": Entry(
        "{name} is not a list but of the kind {kind}.",
        "{name} が配列ではありません（種類: {kind}）。",
        "Put the messages in brackets.",
        "メッセージを角括弧で囲んでください。",
    ),
    "chat.messages.empty": Entry(
        "{name} is empty.",
        "{name} が空です。",
        "Add the messages that belong here, or remove the row.",
        "メッセージを追加するか、行を削除してください。",
    ),
    "chat.message.not_an_object": Entry(
        "The message is not an object but of the kind {kind}.",
        "メッセージがオブジェクトではありません（種類: {kind}）。",
        'Write it as {{"role": …, "content": …}}.',
        '{{"role": …, "content": …}} の形式で記述してください。',
    ),
    "chat.role.missing": Entry(
        "The message has no role.",
        "メッセージに role がありません。",
        "Add system, user or assistant.",
        "system、user、assistant のいずれかを指定してください。",
    ),
    "chat.role.unknown": Entry(
        "The role {role} does not exist.",
        "ロール「{role}」は存在しません。",
        "Did you mean: {suggestion}",
        "候補: {suggestion}",
    ),
    "chat.content.missing": Entry(
        "The message has no content.",
        "メッセージに content がありません。",
        "Add what was said.",
        "発言内容を追加してください。",
    ),
    "chat.content.empty": Entry(
        "The content is empty.",
        "content が空です。",
        "Add what was said, or remove the message.",
        "発言内容を追加するか、メッセージを削除してください。",
    ),
    "chat.content.mixed": Entry(
        "Some contents of this row are texts, others lists of parts.",
        "この行の content に、文字列と配列が混在しています。",
        "Write all of them in the same way.",
        "どちらかの形式に統一してください。",
    ),
    "chat.answer.empty": Entry(
        "The assistant says nothing and calls no tool.",
        "assistant の発言が空で、ツールの呼び出しもありません。",
        "Add the answer that is wanted, or remove the message.",
        "望ましい回答を追加するか、メッセージを削除してください。",
    ),
    "chat.answer.both": Entry(
        "The assistant says something and calls a tool in one message.",
        "assistant の 1 つのメッセージに、発言とツールの呼び出しの両方があります。",
        "Leave the content out where a tool is called.",
        "ツールを呼び出すメッセージでは content を省略してください。",
    ),
    "chat.content.not_text": Entry(
        "The content is not text but of the kind {kind}.",
        "content が文字列ではありません（種類: {kind}）。",
        "Write what was said as a text in quotation marks.",
        "発言内容を引用符で囲んだ文字列にしてください。",
    ),
    "chat.content.part": Entry(
        "This part of the content has no type that is known.",
        "content の要素の type が正しくありません。",
        "Use one of these types: {types}.",
        "次のいずれかの type を指定してください: {types}",
    ),
    "chat.assistant.missing": Entry(
        "No message is from the assistant, so there is nothing to learn.",
        "assistant のメッセージがないため、学習できません。",
        "Add the answer that is wanted.",
        "望ましい回答を追加してください。",
    ),
    "chat.last.not_assistant": Entry(
        "The last message is from {role}, not from the assistant.",
        "最後のメッセージが assistant ではなく {role} です。",
        "End with the answer that is wanted, or remove what follows it.",
        "望ましい回答で終えるか、その後のメッセージを削除してください。",
    ),
    "chat.last.role": Entry(
        "The last message of {name} is from {role}; an answer can only follow {wanted}.",
        "{name} の最後のメッセージが {role} です（{wanted} で終える必要があります）。",
        "End with the message that is to be answered.",
        "回答の対象となるメッセージで終えてください。",
    ),
    "chat.user.missing": Entry(
        "No message is from the user.",
        "user のメッセージがありません。",
        "Add what the assistant answers.",
        "assistant が回答する質問を追加してください。",
    ),
    "chat.turn": Entry(
        "{role} speaks after {before}.",
        "{before} の次のメッセージが {role} です。",
        "After {before} comes: {wanted}. Join messages of one speaker, or add the one between them.",
        "{before} の次に置けるのは {wanted} です。同じ話者のメッセージをまとめるか、間のメッセージを追加してください。",
    ),
    "chat.turn.first": Entry(
        "The conversation begins with {role}.",
        "会話が {role} から始まっています。",
        "Begin with: {wanted}, after a system message if there is one.",
        "{wanted} から始めてください（system メッセージはその前に置けます）。",
    ),
    "chat.system.twice": Entry(
        "There is more than one system message.",
        "system メッセージが複数あります。",
        "Join them into one at the beginning.",
        "先頭の 1 つにまとめてください。",
    ),
    "chat.weight.value": Entry(
        "The weight is neither 0 nor 1.",
        "weight が 0 でも 1 でもありません。",
        "Write 0 for a message that is not to be learned, else 1 or nothing, without quotation marks.",
        "学習させないメッセージは 0、それ以外は 1 とするか省略してください（引用符なし）。",
    ),
    "chat.weight.role": Entry(
        "A weight counts on messages from {roles} only.",
        "weight が有効なのは {roles} のメッセージだけです。",
        "Remove it here.",
        "このメッセージの weight を削除してください。",
    ),
    "chat.weight.ignored": Entry(
        "The weight is not read.",
        "weight は使用されません。",
        "Remove it, and leave out what is not to be learned.",
        "weight を削除し、学習させない内容は行から除いてください。",
    ),
    "chat.weight.nothing": Entry(
        "Every assistant message has the weight 0, so there is nothing to learn.",
        "assistant のメッセージの weight がすべて 0 のため、学習できません。",
        "Give the answer that is wanted the weight 1, or remove the row.",
        "望ましい回答の weight を 1 にするか、行を削除してください。",
    ),
    "chat.system.not_first": Entry(
        "The {role} message is not the first.",
        "{role} メッセージが先頭にありません。",
        "Put it first; one is enough.",
        "先頭に移動してください。1 つで十分です。",
    ),
    "chat.key.unknown": Entry(
        "A message cannot have the key {key}.",
        "メッセージにキー {key} は使用できません。",
        "Remove it. Did you mean: {suggestion}",
        "削除するか、キー名を確認してください。候補: {suggestion}",
    ),
}
