"""Texts of `prompts`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "prompts.bad_character": Entry(
        "Message {number} holds a character that cannot be kept: half of one (\\ud800 to \\udfff) or NUL.",
        "{number} 番目のメッセージに、保存できない文字（サロゲートの片方 \\ud800～\\udfff、または NUL）があります。",
        "Take it out, or write the whole character.",
        "その文字を削除するか、正しい文字に書き直してください。",
    ),
    "prompts.bad_message": Entry(
        "Message {number} is not a {{role, content}} with one of the roles {roles}.",
        "{number} 番目のメッセージが {{role, content}} の形式ではないか、役割が {roles} のいずれでもありません。",
        "Write each message as an object with `role` and `content`, both text, and nothing else.",
        "各メッセージは、文字列の `role` と `content` だけを持つオブジェクトにしてください。",
    ),
    "prompts.empty": Entry(
        "The prompt is empty.",
        "プロンプトが空です。",
        "Write what the model shall do.",
        "モデルへの指示を入力してください。",
    ),
    "prompts.missing": Entry(
        "{app} has no prompt {prompt}.",
        "{app} にプロンプト {prompt} はありません。",
        "List the prompts with `kanmon prompt list --app {app}`.",
        "`kanmon prompt list --app {app}` で一覧を確認してください。",
        "The Prompts page lists those there are.",
        "「プロンプト」画面の一覧で確認してください。",
    ),
    "prompts.missing_variable": Entry(
        "The prompt names variables that the case does not give: {variables}.",
        "プロンプトの変数に対応する入力が事例にありません: {variables}",
        "Add them to the inputs of the case, or take them out of the prompt.",
        "事例の inputs に追加するか、プロンプトから変数を削除してください。",
    ),
    "prompts.no_messages": Entry(
        "{file} is not a list of messages.",
        "{file} がメッセージのリストではありません。",
        'Write a list such as [{{"role": "system", "content": "…"}}], or save plain text as .txt.',
        '[{{"role": "system", "content": "…"}}] のようなリストにするか、テキストなら .txt で保存してください。',
    ),
    "prompts.no_question": Entry(
        "The prompt does not place {{{{question}}}}: the customer's question would not reach the model.",
        "プロンプトに {{{{question}}}} がありません。このままでは、お客様の質問がモデルに渡りません。",
        "Add a user message with {{{{question}}}}.",
        "{{{{question}}}} を含む user メッセージを追加してください。",
    ),
    "prompts.no_reason": Entry(
        "A reason is needed.",
        "理由を入力してください。",
        "Write one sentence on what is better in this version.",
        "このバージョンで何を改善したのかを一文で書いてください。",
    ),
    "prompts.not_utf8": Entry(
        "{file} is not UTF-8 text.",
        "{file} は UTF-8 のテキストではありません。",
        "Save the file as UTF-8, then try again.",
        "UTF-8 で保存し直してから、もう一度お試しください。",
    ),
    "prompts.other_app": Entry(
        "The prompt {prompt} belongs to the application {app}.",
        "プロンプト {prompt} はアプリケーション {app} のものです。",
        "Choose another name: a prompt belongs to one application.",
        "別の名前を指定してください。プロンプトは 1 つのアプリケーションにだけ属します。",
    ),
    "prompts.other_prompt": Entry(
        "{before} and {after} are different prompts.",
        "{before} と {after} は別のプロンプトです。",
        "Compare two versions of the same prompt.",
        "同じプロンプトの 2 つのバージョンを指定してください。",
    ),
    "prompts.over_long": Entry(
        "The prompt has {length:,} characters; at most {limit:,} can be saved.",
        "プロンプトは {length:,} 文字です。保存できるのは {limit:,} 文字までです。",
        "Shorten it before you save.",
        "保存する前に短くしてください。",
    ),
    "prompts.same_text": Entry(
        "The prompt says the same as before.",
        "プロンプトの内容は変わっていません。",
        "Change something, or keep the version that stands.",
        "内容を変更するか、今のバージョンをそのまま使ってください。",
    ),
    "prompts.too_long": Entry(
        "The prompt has {length:,} characters; at most {limit:,} can be saved.",
        "プロンプトは {length:,} 文字です。保存できるのは {limit:,} 文字までです。",
        "Shorten it, for example by moving rules that no question needs.",
        "質問に関係のないルールを省くなどして、短くしてください。",
    ),
    "prompts.unchanged": Entry(
        "This is exactly what {prompt} says.",
        "{prompt} とまったく同じ内容です。",
        "Nothing has to be saved. Use {prompt}, or change the text.",
        "保存の必要はありません。{prompt} をそのまま使うか、内容を変更してください。",
    ),
    "prompts.unreadable": Entry(
        "{file} cannot be read: line {line} is broken.",
        "{file} を読み取れません。{line} 行目に誤りがあります。",
        "Correct that line, or save plain text as .txt.",
        "その行を修正するか、テキストなら .txt で保存してください。",
    ),
    "prompts.variable_added": Entry(
        "New variable {variable}: every case must give it.",
        "変数 {variable} が追加されました。すべての事例に値が必要です。",
        "Check that the golden set and the application fill it.",
        "ゴールデンセットとアプリケーションの両方で値が渡されるか確認してください。",
    ),
    "prompts.variable_removed": Entry(
        "The variable {variable} is gone: what the application fills in there will be ignored.",
        "変数 {variable} がなくなりました。アプリケーションが渡す値は使われなくなります。",
        "Put it back unless this is meant.",
        "意図した変更でなければ、元に戻してください。",
    ),
}
