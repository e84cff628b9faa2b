"""Findings about the characters of a text."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "text.control": Entry(
        "There is a control character in {path}: {value}.",
        "{path} に制御文字があります：{value}",
        "It cannot be seen and a model would learn it; take it out.",
        "目に見えない文字ですが、モデルはそのまま学習します。取り除いてください。",
    ),
    "text.invisible": Entry(
        "There is an invisible character in {path}: {value}.",
        "{path} に見えない文字があります：{value}",
        "Zero-width characters and direction marks come with copied text; take them out.",
        "コピー＆ペーストで入り込むゼロ幅文字や方向制御文字です。取り除いてください。",
    ),
    "text.mojibake": Entry(
        "A text in {path} was once read in the wrong encoding: “{value}”.",
        "{path} に文字化けがあります：「{value}」",
        "Export it again from where it came, as UTF-8.",
        "元のデータから UTF-8 で出力し直してください。",
    ),
    "text.nul": Entry(
        "{path} holds the character U+0000.",
        "{path} に NUL 文字（U+0000）が含まれています。",
        "Remove it.",
        "削除してください。",
    ),
    "text.too_long": Entry(
        "{path} is longer than a million characters.",
        "{path} が 100 万文字を超えています。",
        "Shorten it; in a CSV file look for a quotation mark that was never closed.",
        "短くしてください。CSV の場合は、閉じ忘れた引用符がないか確認してください。",
    ),
}
