"""Findings about calls of tools and their results."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "chat.calls.role": Entry(
        "A message from {role} cannot call tools.",
        "{role} のメッセージからツールを呼び出すことはできません。",
        "Move tool_calls to an assistant message.",
        "tool_calls を assistant のメッセージに移してください。",
    ),
    "chat.calls.not_a_list": Entry(
        "tool_calls is not a list but of the kind {kind}.",
        "tool_calls が配列ではありません（種類: {kind}）。",
        "Put the calls in brackets.",
        "呼び出しを角括弧で囲んでください。",
    ),
    "chat.calls.empty": Entry(
        "tool_calls is empty.",
        "tool_calls が空です。",
        "Leave it out where no tool is called.",
        "ツールを呼び出さない場合は省略してください。",
    ),
    "chat.call.not_an_object": Entry(
        "The call is not an object but of the kind {kind}.",
        "呼び出しがオブジェクトではありません（種類: {kind}）。",
        'Write it as {{"id": …, "type": "function", "function": …}}.',
        '{{"id": …, "type": "function", "function": …}} の形式で記述してください。',
    ),
    "chat.call.type": Entry(
        "The type of the call is not “function”.",
        "呼び出しの type が function ではありません。",
        'Write "type": "function".',
        '"type": "function" と記述してください。',
    ),
    "chat.call.function": Entry(
        "The call holds no function (it is of the kind {kind}).",
        "呼び出す関数がありません（種類: {kind}）。",
        'Write {{"name": …, "arguments": …}}.',
        '{{"name": …, "arguments": …}} の形式で記述してください。',
    ),
    "chat.call.name": Entry(
        "{name} cannot be the name of a function.",
        "関数名「{name}」は使用できません。",
        "Use 1 to 64 letters, digits, underscores and hyphens.",
        "半角の英数字・アンダースコア・ハイフンを 1～64 文字で使用してください。",
    ),
    "chat.call.arguments.not_text": Entry(
        "The arguments are not a text but of the kind {kind}.",
        "arguments が文字列ではありません（種類: {kind}）。",
        'Write the JSON object as a text: "{{\\"city\\": \\"Tokyo\\"}}"',
        'JSON オブジェクトを文字列にしてください（例: "{{\\"city\\": \\"Tokyo\\"}}"）。',
    ),
    "chat.call.arguments.not_json": Entry(
        "The arguments are not a JSON object written as a text.",
        "arguments の文字列が JSON オブジェクトではありません。",
        "Look for a missing bracket or quotation mark; without arguments write {{}}.",
        "括弧や引用符の不足がないか確認してください。引数がない場合は {{}} と記述します。",
    ),
    "chat.call.arguments.not_an_object": Entry(
        "The arguments are not an object but of the kind {kind}.",
        "arguments がオブジェクトではありません（種類: {kind}）。",
        "Write them as an object, not as a text; most templates turn them into JSON themselves.",
        "文字列ではなくオブジェクトで記述してください。多くのテンプレートが自動で JSON に変換します。",
    ),
    "chat.call.id.missing": Entry(
        "The call has no id.",
        "呼び出しに id がありません。",
        "Add one; the result names it as tool_call_id.",
        "id を追加してください。結果のメッセージは tool_call_id でこの id を参照します。",
    ),
    "chat.call.id.form": Entry(
        "{id} cannot be the id of a call.",
        "呼び出しの id「{id}」は使用できません。",
        "It is a text; Mistral wants nine letters and digits, without other characters.",
        "文字列で指定してください。Mistral では半角英数字 9 文字に限られます。",
    ),
    "chat.call.id.twice": Entry(
        "Two calls of one message have the id {id}.",
        "1 つのメッセージの 2 つの呼び出しが同じ id（{id}）です。",
        "Give each its own.",
        "それぞれに別の id を付けてください。",
    ),
    "chat.call.undeclared": Entry(
        "The function {name} is not among the tools of the row.",
        "関数「{name}」がこの行の tools にありません。",
        "Declare it, or correct the name. The tools: {known}",
        "tools に追加するか、関数名を修正してください。定義済みのツール: {known}",
    ),
    "chat.call.unanswered": Entry(
        "No result answers the call {id}.",
        "呼び出し {id} に対する結果がありません。",
        "Add a tool message with this tool_call_id right after the call.",
        "呼び出しの直後に、この tool_call_id を持つ tool メッセージを追加してください。",
    ),
    "chat.tool.unpaired": Entry(
        "The result {id} answers no call before it.",
        "結果 {id} に対応する呼び出しが直前にありません。",
        "Correct tool_call_id, or add the call.",
        "tool_call_id を修正するか、呼び出しを追加してください。",
    ),
    "chat.tool.id.missing": Entry(
        "The result does not say which call it answers.",
        "どの呼び出しに対する結果か指定されていません。",
        "Add tool_call_id with the id of the call.",
        "tool_call_id に呼び出しの id を指定してください。",
    ),
    "chat.tool.id.form": Entry(
        "{id} cannot be the id of a call.",
        "tool_call_id「{id}」は使用できません。",
        "It is a text; Mistral wants nine letters and digits, without other characters.",
        "文字列で指定してください。Mistral では半角英数字 9 文字に限られます。",
    ),
    "chat.function_call.deprecated": Entry(
        "function_call is deprecated.",
        "function_call は非推奨です。",
        "Use tool_calls and tools for new data.",
        "新しいデータでは tool_calls と tools を使用してください。",
    ),
    "chat.function.name": Entry(
        "The result does not name the function.",
        "結果のメッセージに関数名（name）がありません。",
        "Add name, as in the call.",
        "呼び出しと同じ関数名を name に指定してください。",
    ),
}
