"""Findings about rows of a known form: their sides, weight and reference."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "rft.no_reference": Entry(
        "The row has nothing that a grader could compare an answer with.",
        "評価器が回答と照合する値がありません。",
        "Add it under a key of its own, for example reference_answer.",
        "reference_answer などのキーで追加してください。",
    ),
    "row.shape": Entry(
        "The keys of the row make none of the known forms, or two at once: {found}",
        "行のキーがどの形式にも一致しないか、複数の形式が混在しています: {found}",
        "Use exactly one of: {shapes}",
        "次のいずれか 1 つの形式にしてください: {shapes}",
    ),
    "row.weight": Entry(
        "The weight of the row is not a number that is allowed.",
        "行の weight に使用できない値が指定されています。",
        "Write a number without quotation marks; some targets want none below 0.",
        "引用符なしの数値にしてください（負の値を使用できない場合があります）。",
    ),
    "side.not_text": Entry(
        "{name} is not text but of the kind {kind}.",
        "{name} が文字列ではありません（種類: {kind}）。",
        "Write it as a text in quotation marks.",
        "引用符で囲んだ文字列にしてください。",
    ),
    "side.empty": Entry(
        "{name} is empty.",
        "{name} が空です。",
        "Fill it in, or remove the row.",
        "入力するか、行を削除してください。",
    ),
    "side.mixed": Entry(
        "{name} is of another type than the keys before it: texts and lists of messages are mixed.",
        "{name} の型がほかのキーと異なります（文字列とメッセージの配列が混在しています）。",
        "Write all of them as texts, or all as lists of messages.",
        "すべて文字列にするか、すべてメッセージの配列にしてください。",
    ),
    "side.label": Entry(
        "The label is neither true nor false but of the kind {kind}.",
        "label が true でも false でもありません（種類: {kind}）。",
        "Write true or false, without quotation marks.",
        "true または false を引用符なしで指定してください。",
    ),
}
