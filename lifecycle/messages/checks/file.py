"""Findings about the whole file and its lines."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "file.empty": Entry(
        "The file is empty.",
        "ファイルが空です。",
        "Choose the file again; perhaps the export had not finished.",
        "ファイルを選び直してください。書き出しが完了していない可能性があります。",
    ),
    "file.no_rows": Entry(
        "The file has no rows.",
        "ファイルにデータ行がありません。",
        "Add at least one row; a header alone is not enough.",
        "データを 1 行以上追加してください。見出し行だけでは使用できません。",
    ),
    "file.too_large": Entry(
        "The file has {megabytes:.0f} MB; at most {limit:.0f} MB are read.",
        "ファイルサイズが {megabytes:.0f} MB あります（上限は {limit:.0f} MB）。",
        "Split it into several files.",
        "複数のファイルに分割してください。",
    ),
    "file.spreadsheet": Entry(
        "This is an Excel workbook, not a text file.",
        "Excel ブックです。テキストファイルではありません。",
        "In Excel, choose Save As and the type “CSV UTF-8 (comma delimited)”.",
        "Excel の「名前を付けて保存」で「CSV UTF-8（コンマ区切り）」を選んで保存してください。",
    ),
    "file.wrong_type": Entry(
        "This is a {kind} file, not CSV or JSON Lines.",
        "{kind} 形式のファイルです。CSV または JSON Lines ではありません。",
        "Unpack or export it as CSV or JSON Lines first.",
        "展開するか、CSV または JSON Lines で書き出してからお試しください。",
    ),
    "file.binary": Entry(
        "This is not a text file.",
        "テキストファイルではありません。",
        "Choose a CSV or JSON Lines file.",
        "CSV または JSON Lines のファイルを選んでください。",
    ),
    "file.utf16": Entry(
        "The file is encoded as UTF-16; JSON Lines must be UTF-8.",
        "文字コードが UTF-16 です。JSON Lines は UTF-8 である必要があります。",
        "Save it again as UTF-8.",
        "UTF-8 で保存し直してください。",
    ),
    "file.unknown_encoding": Entry(
        "The encoding is not known: as UTF-8, byte {byte} does not belong there.",
        "文字コードを判別できません。UTF-8 として読むとバイト {byte} が不正です。",
        "Save the file as UTF-8 and look at this place.",
        "UTF-8 で保存し直し、該当箇所を確認してください。",
    ),
    "file.not_this_encoding": Entry(
        "The file is not {encoding}: byte {byte} does not belong there.",
        "文字コードが {encoding} ではありません（バイト {byte} が不正です）。",
        "Choose another encoding; if it is the right one, correct this place.",
        "別の文字コードを選んでください。正しい文字コードを選んでいる場合は、該当箇所を修正してください。",
    ),
    "file.bom": Entry(
        "The file begins with a byte order mark, which some tools take for data.",
        "ファイルの先頭に BOM があります。データと誤認するツールがあります。",
        "Nothing needs to be done: the frozen dataset has none. For other tools, save as UTF-8 without BOM.",
        "対応は不要です（固定したデータセットには含まれません）。他のツールで使う場合は BOM なしの UTF-8 で保存してください。",
    ),
    "file.changed": Entry(
        "The file was changed while it was read.",
        "読み込み中にファイルが変更されました。",
        "Wait until whatever writes it is done, and check it again.",
        "書き込みが終わってから、もう一度チェックしてください。",
    ),
    "file.crlf": Entry(
        "Lines end as on Windows (CR LF).",
        "改行コードが Windows 形式（CR LF）です。",
        "Nothing needs to be done: the frozen dataset has LF.",
        "対応は不要です（固定したデータセットでは LF になります）。",
    ),
    "file.no_final_newline": Entry(
        "The last line has no line end.",
        "最終行に改行がありません。",
        "Nothing needs to be done; if rows are missing, the file may have been cut off.",
        "対応は不要です。行が足りない場合は、ファイルが途中で切れていないか確認してください。",
    ),
    "file.not_json": Entry(
        "This is not JSON Lines: none of the first lines is an object in braces.",
        "JSON Lines ではありません。先頭の数行に波括弧で囲まれたオブジェクトがありません。",
        "Give one JSON object a line. CSV logs are turned into it with `kanmon build`.",
        "1 行に 1 つの JSON オブジェクトを記述してください。CSV のログは `kanmon build` で変換できます。",
        "Give one JSON object a line. For logs as CSV choose the kind “logs”; training data can be built from them on this page.",
        "1 行に 1 つの JSON オブジェクトを記述してください。CSV のログは、種類で「ログ」を選ぶとこの画面で学習データに変換できます。",
    ),
    "file.one_document": Entry(
        "This is one JSON document spread over several lines, not one object a line.",
        "1 つの JSON が複数行に分かれています。1 行に 1 オブジェクトの形式ではありません。",
        "Write each object on a line of its own, without brackets around and commas between them.",
        "各オブジェクトを 1 行ずつ記述し、全体を囲む角括弧と行間のカンマを取り除いてください。",
    ),
    "line.blank": Entry(
        "The line is blank.",
        "空行です。",
        "Nothing needs to be done: blank lines are left out when the dataset is frozen.",
        "対応は不要です（固定時に空行は除かれます）。",
    ),
    "line.too_long": Entry(
        "This line has more than {limit} MB; the rest of it was not read.",
        "この行は {limit} MB を超えるため、続きを読み込めませんでした。",
        "Look whether a line end is missing, or something that is no text stands here.",
        "改行が抜けていないか、テキスト以外のデータが入っていないか確認してください。",
    ),
    "line.not_utf8": Entry(
        "The line is not UTF-8: byte {byte} does not belong there.",
        "UTF-8 として読み取れません（バイト {byte} が不正です）。",
        "Save the file as UTF-8.",
        "ファイルを UTF-8 で保存し直してください。",
    ),
}
