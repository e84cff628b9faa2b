"""Findings about golden sets."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "golden.id.missing": Entry(
        "The case has no id.",
        "事例に id がありません。",
        "Give it an id that stays the same from version to version.",
        "バージョンが変わっても変わらない id を付けてください。",
    ),
    "golden.id.not_text": Entry(
        "The id is not a text (it is of the kind {kind}) or is blank.",
        "id が空白か、文字列ではありません（種類: {kind}）。",
        'Put it in quotation marks, for example "returns-01".',
        '"returns-01" のように引用符で囲んでください。',
    ),
    "golden.id.twice": Entry(
        "Lines {first} and {second} have the same id, {id}.",
        "{first} 行目と {second} 行目の id が同じです（{id}）。",
        "Give one of them another id, or remove it.",
        "どちらかの id を変更するか、削除してください。",
    ),
    "golden.inputs.missing": Entry(
        "The case has no inputs.",
        "事例に inputs がありません。",
        'Add them, for example {{"question": "…"}}.',
        '{{"question": "…"}} のように追加してください。',
    ),
    "golden.inputs.not_an_object": Entry(
        "inputs is not an object but of the kind {kind}.",
        "inputs がオブジェクトではありません（種類: {kind}）。",
        'Write it as {{"question": "…"}}.',
        '{{"question": "…"}} の形式で記述してください。',
    ),
    "golden.inputs.empty": Entry(
        "inputs is empty.",
        "inputs が空です。",
        'Add what the prompt needs, for example {{"question": "…"}}.',
        'プロンプトに必要な値を {{"question": "…"}} のように追加してください。',
    ),
    "golden.question.missing": Entry(
        "inputs has no question.",
        "inputs に question がありません。",
        "Add the customer's text, unless the prompt does without. The case has: {found}",
        "プロンプトで使用しない場合を除き、お客様の文章を追加してください。この事例のキー: {found}",
    ),
    "golden.question.empty": Entry(
        "The question is empty or not a text.",
        "question が空か、文字列ではありません。",
        "Write what the customer asks.",
        "お客様の質問文を記述してください。",
    ),
    "golden.expected.shape": Entry(
        "expected is of the kind {kind}; it must be a text or an object.",
        "expected が文字列でもオブジェクトでもありません（種類: {kind}）。",
        "Give the reference answer, or an object with answer, contains, excludes and the like.",
        "模範回答の文字列、または answer・contains・excludes などを持つオブジェクトにしてください。",
    ),
    "golden.expected.answer": Entry(
        "expected.answer is not a text but of the kind {kind}.",
        "expected.answer が文字列ではありません（種類: {kind}）。",
        "Give the reference answer as a text.",
        "模範回答を文字列で記述してください。",
    ),
    "golden.expected.list": Entry(
        "expected.{key} is not a list of texts.",
        "expected.{key} が文字列の配列ではありません。",
        'Write ["…", "…"], no text blank.',
        '["…", "…"] の形式で、空でない文字列を並べてください。',
    ),
    "golden.expected.number": Entry(
        "expected.number is not a number but of the kind {kind}.",
        "expected.number が数値ではありません（種類: {kind}）。",
        "Write it without quotation marks and commas: 1980",
        "引用符や桁区切りを付けずに記述してください（例: 1980）。",
    ),
    "golden.expected.fields": Entry(
        "expected.fields is not an object but of the kind {kind}.",
        "expected.fields がオブジェクトではありません（種類: {kind}）。",
        'Write paths and values: {{"items[0].price": 1980}}.',
        'パスと値を {{"items[0].price": 1980}} の形式で記述してください。',
    ),
    "golden.expected.key": Entry(
        "No scorer reads expected.{key}.",
        "expected.{key} を使用する評価器はありません。",
        "Did you mean: {suggestion}",
        "候補: {suggestion}",
    ),
    "golden.tags.not_an_object": Entry(
        "tags is not an object but of the kind {kind}.",
        "tags がオブジェクトではありません（種類: {kind}）。",
        'Write it as {{"topic": "returns"}}.',
        '{{"topic": "returns"}} の形式で記述してください。',
    ),
    "golden.tag.not_text": Entry(
        "The tag {tag} is not a text but of the kind {kind}.",
        "タグ {tag} の値が文字列ではありません（種類: {kind}）。",
        "Put its value in quotation marks.",
        "値を引用符で囲んでください。",
    ),
    "golden.flag.not_boolean": Entry(
        "{flag} is neither true nor false but {value}.",
        "{flag} の値 {value} は true でも false でもありません。",
        "Write true or false, in JSON without quotation marks.",
        "true または false を指定してください（JSON では引用符なし）。",
    ),
}
