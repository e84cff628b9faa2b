"""Findings about the columns and fields of a CSV file."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "csv.column.missing": Entry(
        "The column {column} is missing.",
        "列「{column}」がありません。",
        "Rename a column or say which one it is. The file has: {found}",
        "列名を変更するか、対応する列を指定してください。ファイルの列: {found}",
    ),
    "csv.column.twice": Entry(
        "The column {column} is there twice, as columns {first} and {second}.",
        "列「{column}」が {first} 列目と {second} 列目の 2 か所にあります。",
        "Rename or remove one of them.",
        "どちらかの列名を変更するか、削除してください。",
    ),
    "csv.column.blank": Entry(
        "Column {number} has no name; it is left out.",
        "{number} 列目に列名がないため、取り込まれません。",
        "Give it a name if it is to be kept.",
        "取り込む場合は列名を付けてください。",
    ),
    "csv.ragged": Entry(
        "The row has {found:field|fields}, the header {expected}.",
        "この行の列数は {found} で、見出し行の {expected} と一致しません。",
        "Look for a comma in a text without quotation marks, or a missing field.",
        "引用符で囲まれていない文中のカンマや、項目の不足がないか確認してください。",
    ),
    "csv.quote": Entry(
        "A quotation mark is not closed, or stands inside a field.",
        "引用符が閉じられていないか、項目の途中にあります。",
        'Put the whole field in quotation marks and double those inside ("").',
        '項目全体を引用符で囲み、中の引用符は 2 つ重ねて（""）ください。',
    ),
    "csv.carriage_return": Entry(
        "The row holds a lone carriage return (CR).",
        "行の途中に単独の復帰文字（CR）があります。",
        "Save the file with Windows or Unix line ends (CRLF or LF).",
        "改行コードを CRLF または LF にして保存し直してください。",
    ),
}
