"""Findings about a line as JSON."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "json.broken": Entry(
        "The line is not JSON.",
        "JSON として読み取れません。",
        "Look at the marked place: a comma, colon, bracket or quotation mark is missing or too many.",
        "該当箇所のカンマ・コロン・括弧・引用符に過不足がないか確認してください。",
    ),
    "json.cut_off": Entry(
        "The JSON object is not finished at the end of the line.",
        "JSON オブジェクトが行末で途切れています。",
        "Write the whole object on one line; inside texts a line end is written \\n.",
        "オブジェクト全体を 1 行に記述してください。文字列中の改行は \\n と書きます。",
    ),
    "json.extra_data": Entry(
        "Something follows after the JSON object.",
        "JSON オブジェクトの後に余分な文字があります。",
        "Give each object a line of its own and remove what else is there.",
        "1 行に 1 オブジェクトとし、余分な文字を削除してください。",
    ),
    "json.trailing_comma": Entry(
        "There is a comma before a closing bracket.",
        "閉じ括弧の直前に余分なカンマがあります。",
        "Remove the comma.",
        "カンマを削除してください。",
    ),
    "json.wrong_quotes": Entry(
        "The quotation mark is not the one that JSON uses.",
        "JSON で使用できない引用符です。",
        'Use the straight double quotation mark (").',
        '半角の二重引用符（"）を使用してください。',
    ),
    "json.bad_escape": Entry(
        "The backslash is followed by something JSON does not know.",
        "バックスラッシュの後の文字が JSON として不正です。",
        "Write a backslash itself twice (\\\\).",
        "バックスラッシュ自体は 2 つ重ねて（\\\\）記述してください。",
    ),
    "json.control_character": Entry(
        "A text holds a control character as it is, for example a tab.",
        "文字列に制御文字（タブなど）がそのまま含まれています。",
        "Write it as an escape (\\t, \\u0007) or remove it.",
        "エスケープ（\\t、\\u0007 など）で記述するか、削除してください。",
    ),
    "json.too_deep": Entry(
        "Brackets are nested deeper than {limit} levels.",
        "括弧の入れ子が {limit} 階層を超えています。",
        "Flatten it; perhaps the export went wrong.",
        "階層を浅くしてください。書き出しに失敗している可能性があります。",
    ),
    "json.key.twice": Entry(
        "The object has the key {key} twice; which value counts is left to chance.",
        "オブジェクトにキー {key} が 2 つあります。どちらの値が使われるか定まりません。",
        "Keep one of them.",
        "どちらか一方だけにしてください。",
    ),
    "json.not_a_number": Entry(
        "{path} is {value}, which is not JSON.",
        "{path} の値 {value} は JSON では使用できません。",
        "Use a number, null, or leave the key out.",
        "数値または null にするか、キーを省略してください。",
    ),
    "json.number.too_large": Entry(
        "{path} is {value}, a number too large to be kept exactly.",
        "{path} の数値 {value} は大きすぎるため、正確に保持できません。",
        "Put it in quotation marks, as a text.",
        "引用符で囲み、文字列として記述してください。",
    ),
    "json.lone_surrogate": Entry(
        "{path} holds half of a character (a lone surrogate); a text was probably cut in the middle of an emoji.",
        "{path} に文字の半分（単独のサロゲート）が含まれています。絵文字の途中で切れた可能性があります。",
        "Remove the escape, or write the whole character.",
        "該当のエスケープを削除するか、文字全体を記述してください。",
    ),
}
