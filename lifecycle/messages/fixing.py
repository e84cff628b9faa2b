"""Texts of `checks.mending`: what is mended in a file, by the code of the finding."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "fix.csv.carriage_return": Entry("line ends made LF", "改行コード（CR）を LF に変換"),
    "fix.csv.encoding": Entry("turned into UTF-8", "文字コードを UTF-8 に変換"),
    "fix.file.bom": Entry("byte order mark removed", "BOM を削除"),
    "fix.file.crlf": Entry("line ends made LF", "改行コードを LF に統一"),
    "fix.file.no_final_newline": Entry("line end added to the last line", "末尾に改行を追加"),
    "fix.file.one_document": Entry("each row put on a line of its own", "1 行に 1 オブジェクトの形式に変換"),
    "fix.file.utf16": Entry("turned into UTF-8", "文字コードを UTF-8 に変換"),
    "fix.line.blank": Entry("{n:blank line|blank lines} removed", "空行の削除 {n:,} 件"),
    "fix.line.too_long": Entry("each row put on a line of its own", "1 行に 1 オブジェクトの形式に変換"),
    "fix.json.broken": Entry("{n:line|lines} put right", "JSON の書式の修正 {n:,} 件"),
    "fix.json.control_character": Entry(
        "{n:line|lines} with control characters written as escapes", "制御文字のエスケープ {n:,} 件"
    ),
    "fix.json.cut_off": Entry("{n:line|lines} put right", "JSON の書式の修正 {n:,} 件"),
    "fix.json.extra_data": Entry(
        "{n:line|lines} with more than one object put right", "行末の余分な文字の修正 {n:,} 件"
    ),
    "fix.json.trailing_comma": Entry(
        "surplus commas removed from {n:line|lines}", "余分なカンマの削除 {n:,} 件"
    ),
    "fix.row.not_an_object": Entry(
        "{n:JSON list|JSON lists} made rows", "JSON 配列を 1 行 1 件に変換 {n:,} 件"
    ),
    "fix.chat.role.unknown": Entry("{n:role name|role names} corrected", "ロール名の修正 {n:,} 件"),
    "fix.chat.call.arguments.not_text": Entry(
        "arguments of {n:call|calls} written as text", "ツール引数の文字列への変換 {n:,} 件"
    ),
    "fix.chat.call.arguments.not_an_object": Entry(
        "arguments of {n:call|calls} written as an object", "ツール引数のオブジェクトへの変換 {n:,} 件"
    ),
    "fix.chat.weight.value": Entry(
        "{n:weight|weights} written as 0 or 1", "weight の 0・1 への変換 {n:,} 件"
    ),
    "fix.text.control": Entry("control characters removed from {n:text|texts}", "制御文字の削除 {n:,} 件"),
    "fix.text.invisible": Entry(
        "invisible characters removed from {n:text|texts}", "不可視文字の削除 {n:,} 件"
    ),
    "fix.text.mojibake": Entry("{n:garbled text|garbled texts} decoded again", "文字化けの復元 {n:,} 件"),
    "fix.rows.duplicate": Entry("{n:repeated row|repeated rows} removed", "重複行の削除 {n:,} 件"),
    "fix.others": Entry(
        "{n:more finding goes|more findings go} away with them", "これにより解消する指摘 {n:,} 件"
    ),
    # on the command line
    "fix.file_exists": Entry(
        "There is already a file {file}.",
        "{file} はすでに存在します。",
        "Name a new one: no file is written over.",
        "新しいファイル名を指定してください（既存のファイルは上書きしません）。",
    ),
    "fix.same_file": Entry(
        "Two options name the same file {file}.",
        "2 つのオプションに同じファイル {file} が指定されています。",
        "Name a file for each.",
        "それぞれ別のファイル名を指定してください。",
    ),
    "fix.written": Entry(
        "{file}: {changed:row|rows} mended, {gone:row|rows} removed: {what}; {errors:error|errors} left",
        "{file}: {changed:,} 行を修正、{gone:,} 行を削除（{what}）。残りのエラー {errors:,} 件",
    ),
    "fix.nothing": Entry(
        "{file}: nothing to mend; {errors:error|errors} left",
        "{file}: 自動で修正できる箇所はありません。残りのエラー {errors:,} 件",
    ),
    "fix.unreadable": Entry(
        "{file}: not written, as no row can be read",
        "{file}: 読み取れる行がないため、書き出しませんでした",
    ),
    "clean.written": Entry(
        "{file}: {rows:row|rows} without an error", "{file}: エラーのない行 {rows:,} 行を書き出しました"
    ),
    "clean.nothing": Entry(
        "{file}: not written, as no row is without an error",
        "{file}: エラーのない行がないため、書き出しませんでした",
    ),
}
