"""Findings about rows of any kind, alone and beside each other."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "row.not_an_object": Entry(
        "The row is not an object but of the kind {kind}.",
        "この行はオブジェクトではありません（種類: {kind}）。",
        "Give one object in braces on each line, without brackets around all of them.",
        "1 行に 1 つ、波括弧のオブジェクトを記述してください。全体を角括弧で囲む必要はありません。",
    ),
    "row.key.unknown": Entry(
        "The key {key} is not known here.",
        "キー {key} は使用できません。",
        "Remove it. Did you mean: {suggestion}",
        "削除するか、キー名を確認してください。候補: {suggestion}",
    ),
    "row.key.both": Entry(
        "{name} and {other} mean the same here; only one of them may be given.",
        "{name} と {other} は同じ意味のキーです。どちらか一方しか指定できません。",
        "Keep {name} and remove {other}.",
        "{name} を残し、{other} を削除してください。",
    ),
    "rows.duplicate": Entry(
        "Line {second} says the same as line {first}.",
        "{second} 行目は {first} 行目と同じ内容です。",
        "Keep one of them, unless it is meant to weigh twice.",
        "意図的な重複でなければ、どちらか一方を削除してください。",
    ),
    "rows.conflict": Entry(
        "Line {second} asks the same as line {first} and answers differently.",
        "{second} 行目は {first} 行目と同じ質問ですが、回答が異なります。",
        "Decide which answer is right.",
        "どちらの回答が正しいか確認してください。",
    ),
    "rows.mixed": Entry(
        "Line {second} is of another kind ({kind}) than line {first} ({known}).",
        "{second} 行目の形式（{kind}）が {first} 行目の形式（{known}）と異なります。",
        "Give all rows of a file the same form.",
        "ファイル内のすべての行を同じ形式にしてください。",
    ),
    "row.too_long": Entry(
        "This row has about {tokens} tokens; the training service learns from the first {most} at most.",
        "この行は約 {tokens} トークンあります（学習先が読むのは最大 {most} トークン）。",
        "Shorten it, or divide the conversation into several rows.",
        "短くするか、会話を複数の行に分けてください。",
    ),
    "rows.too_few": Entry(
        "The file has {rows:row|rows}; the target takes no fewer than {least}.",
        "行数が {rows} 行です（学習先の下限は {least} 行）。",
        "Add rows before you hand it in for training.",
        "学習に使う前に行を追加してください。",
    ),
    "rows.too_many": Entry(
        "The file has {rows} rows; the target takes at most {most}.",
        "行数が {rows} 行です（学習先の上限は {most} 行）。",
        "Choose some of the rows, or split the file.",
        "行を選ぶか、ファイルを分割してください。",
    ),
}
