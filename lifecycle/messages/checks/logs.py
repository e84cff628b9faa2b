"""Findings about logs."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "logs.user_query.empty": Entry(
        "The customer's question (user_query) is empty.",
        "お客様の質問（user_query）が空です。",
        "Fill it in or remove the row.",
        "入力するか、行を削除してください。",
    ),
    "logs.ideal_response.empty": Entry(
        "The ideal response (ideal_response) is empty.",
        "理想の回答（ideal_response）が空です。",
        "Fill it in or remove the row.",
        "入力するか、行を削除してください。",
    ),
    "logs.not_text": Entry(
        "{column} is not what it should be (it is of the kind {kind}).",
        "{column} の形式が正しくありません（種類: {kind}）。",
        "user_query and ideal_response are texts, tags an object of texts.",
        "user_query と ideal_response は文字列、tags は文字列のオブジェクトにしてください。",
    ),
}
