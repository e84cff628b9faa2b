"""Findings about the tools that a row declares."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "tools.not_a_list": Entry(
        "tools is not a list but of the kind {kind}.",
        "tools が配列ではありません（種類: {kind}）。",
        "Put the tools in brackets.",
        "ツールを角括弧で囲んでください。",
    ),
    "tools.not_json": Entry(
        "tools is a text, but not a JSON list.",
        "tools の文字列が JSON の配列ではありません。",
        "Write the list itself, or the text of one.",
        "配列をそのまま記述するか、配列の JSON 文字列にしてください。",
    ),
    "tools.parallel": Entry(
        "parallel_tool_calls is neither true nor false but of the kind {kind}.",
        "parallel_tool_calls が true でも false でもありません（種類: {kind}）。",
        "Write true or false, without quotation marks.",
        "true または false を引用符なしで指定してください。",
    ),
    "tool.function": Entry(
        "The tool holds no function (it is of the kind {kind}).",
        "ツールに function がありません（種類: {kind}）。",
        'Write it as {{"type": "function", "function": {{"name": …, "parameters": …}}}}.',
        '{{"type": "function", "function": {{"name": …, "parameters": …}}}} の形式で記述してください。',
    ),
    "tool.type": Entry(
        "The type of the tool is not “function”.",
        "ツールの type が function ではありません。",
        'Write "type": "function".',
        '"type": "function" と記述してください。',
    ),
    "tool.name": Entry(
        "{name} cannot be the name of a function.",
        "関数名「{name}」は使用できません。",
        "Use 1 to 64 letters, digits, underscores and hyphens.",
        "半角の英数字・アンダースコア・ハイフンを 1～64 文字で使用してください。",
    ),
    "tool.name.twice": Entry(
        "Two tools have the name {name}.",
        "同じ名前のツール「{name}」が 2 つあります。",
        "Keep one, or give the other its own name.",
        "一方を削除するか、別の名前を付けてください。",
    ),
    "tool.description": Entry(
        "The tool has no description.",
        "ツールに description がありません。",
        "Say in a sentence what it does.",
        "何をするツールかを 1 文で記述してください。",
    ),
    "tool.parameters": Entry(
        "The parameters are not an object but of the kind {kind}.",
        "parameters がオブジェクトではありません（種類: {kind}）。",
        'Write a JSON Schema: {{"type": "object", "properties": {{…}}}}',
        'JSON スキーマで記述してください: {{"type": "object", "properties": {{…}}}}',
    ),
    "tool.schema": Entry(
        "The schema of the parameters is not right here; allowed is: {wanted}",
        "パラメータの JSON スキーマに誤りがあります（指定できる値: {wanted}）。",
        "Compare it with the JSON Schema of the function that is really called.",
        "実際に呼び出す関数の JSON スキーマと照合してください。",
    ),
}
