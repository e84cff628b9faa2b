"""Findings about preference pairs."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "pair.missing": Entry(
        "{key} is missing.",
        "{key} がありません。",
        "A pair needs input, preferred_output and non_preferred_output. The row has: {found}",
        "input、preferred_output、non_preferred_output が必要です。この行のキー: {found}",
    ),
    "pair.input": Entry(
        "input is not an object but of the kind {kind}.",
        "input がオブジェクトではありません（種類: {kind}）。",
        'Write it as {{"messages": [ … ]}}.',
        '{{"messages": [ … ]}} の形式で記述してください。',
    ),
    "pair.several": Entry(
        "{name} has {found} messages.",
        "{name} に {found} 件のメッセージがあります。",
        "Leave one, the answer that is compared.",
        "比較する回答 1 件だけにしてください。",
    ),
    "pair.role": Entry(
        "The answer is from {role}.",
        "回答のロールが {role} です。",
        "Both answers are the assistant's.",
        "どちらの回答も assistant にしてください。",
    ),
    "pair.answered": Entry(
        "The input already ends with an answer of the assistant.",
        "input がすでに assistant の回答で終わっています。",
        "End it with the user's message; the two outputs are what comes next.",
        "user のメッセージで終えてください。2 つの出力がその続きになります。",
    ),
    "pair.turns": Entry(
        "The input has more than one message of the user.",
        "input に user のメッセージが複数あります。",
        "Pairs are made of one turn; leave one message of the user.",
        "対象は 1 往復の会話です。user のメッセージ 1 件だけにしてください。",
    ),
    "pair.same": Entry(
        "Both answers are the same, so none is preferred.",
        "2 つの回答が同じため、優劣を学習できません。",
        "Correct one of them, or remove the row.",
        "どちらかを修正するか、行を削除してください。",
    ),
}
