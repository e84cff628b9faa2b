"""Findings about the check itself."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "checks.cut_off": Entry(
        "The check was ended before it was done.",
        "チェックが途中で終了しました。",
        "Drop the file again.",
        "ファイルをもう一度選択してください。",
    ),
    "checks.no_room": Entry(
        "There is no room for a copy of the file while it is checked: {reason}.",
        "チェック用の一時ファイルを作成できません：「{reason}」",
        "Make room on the disk for temporary files, or set TMPDIR to another one.",
        "一時ファイル用のディスクの空き容量を確保するか、TMPDIR で別の場所を指定してください。",
    ),
    "checks.not_valid": Entry(
        "{file} has {errors:error|errors}. The first, in line {line}: {first}",
        "{file} に {errors} 件のエラーがあります。最初のエラー（{line} 行目）: {first_ja}",
        "Check the file with `kanmon check` or on the Datasets page, correct it, and try again.",
        "`kanmon check` またはデータセット画面で確認し、修正してから再度お試しください。",
        "Drop the file on the Datasets page to read every error, correct it, and try again.",
        "「データセット」画面にファイルを追加してすべてのエラーを確認し、修正してから再度お試しください。",
    ),
    "checks.unknown_encoding": Entry(
        "There is no encoding {encoding}.",
        "文字コード {encoding} は指定できません。",
        "Use one of: {known}.",
        "次のいずれかを指定してください: {known}",
    ),
    "checks.unknown_profile": Entry(
        "There is no profile {profile}.",
        "プロファイル {profile} はありません。",
        "Use one of: {known}.",
        "次のいずれかを指定してください: {known}",
    ),
}
