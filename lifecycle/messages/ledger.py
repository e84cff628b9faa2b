"""Texts of `ledger`, `objects` and `history`: the SQL truth, the frozen files and the audit log."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "ledger.bad_url": Entry(
        "The ledger's address cannot be read: {reason}",
        "台帳の接続先を読み取れません: {reason}",
        "Check KANMON_LEDGER_URL, for example postgresql+psycopg://user@host/kanmon.",
        "KANMON_LEDGER_URL を確認してください（例: postgresql+psycopg://user@host/kanmon）。",
    ),
    "ledger.busy": Entry(
        "The ledger at {where} is busy: others have been using it for too long.",
        "台帳（{where}）が混み合っています。ほかの処理が終わるのを待ちましたが、順番が回ってきませんでした。",
        "Nothing was changed. Try again in a moment.",
        "データは変更していません。少し待ってから、もう一度お試しください。",
    ),
    "ledger.exists": Entry(
        "This {kind} is already in the ledger.",
        "この {kind} はすでに台帳に登録されています。",
        "Somebody saved it at the same moment. Look again and repeat if it is still needed.",
        "同時に別の人が保存しました。最新の状態を確認し、必要であればもう一度実行してください。",
    ),
    "ledger.newer": Entry(
        "The ledger was written by a newer Kanmon (schema {found}, this one knows {known}).",
        "この台帳は新しいバージョンの Kanmon で作成されています（スキーマ {found}、対応しているのは {known} まで）。",
        "Update Kanmon, or point KANMON_HOME at another home. Nothing was changed.",
        "Kanmon を更新するか、KANMON_HOME で別のホームを指定してください。データは変更していません。",
    ),
    "ledger.no_backup": Entry(
        "The ledger at {where} has to be upgraded, and its backup could not be written: {reason}",
        "台帳（{where}）の更新が必要ですが、事前のバックアップを作成できませんでした: {reason}",
        "Free some disk space or correct the rights of the home, then try again. Nothing was changed.",
        "ディスクの空き容量とホームの権限を確認し、もう一度お試しください。データは変更していません。",
    ),
    "ledger.silent": Entry(
        "The ledger at {where} does not answer: {reason}",
        "台帳（{where}）が応答しません: {reason}",
        "Check that the database is running and reachable, then try again.",
        "データベースが起動していて接続できることを確認し、もう一度お試しください。",
    ),
    "ledger.unreadable": Entry(
        "The ledger at {where} cannot be used: {reason}",
        "台帳（{where}）を使用できません: {reason}",
        "Restore ledger.db from a backup, or point KANMON_HOME at another home.",
        "ledger.db をバックアップから復元するか、KANMON_HOME で別のホームを指定してください。",
    ),
    "objects.missing": Entry(
        "The frozen file {digest} is not in the home.",
        "固定済みファイル {digest} がホームにありません。",
        "Restore the folder objects/ from a backup.",
        "objects/ フォルダーをバックアップから復元してください。",
    ),
    "objects.damaged": Entry(
        "The frozen file {digest} no longer has the content it was frozen with.",
        "固定済みファイル {digest} の内容が、固定した時点から変わっています。",
        "Somebody changed it. Restore the folder objects/ from a backup.",
        "ファイルが書き換えられています。objects/ フォルダーをバックアップから復元してください。",
    ),
    "objects.unwritable": Entry(
        "The frozen file could not be written: {reason}",
        "ファイルを固定できませんでした: {reason}",
        "Free some disk space or correct the rights of the home, then try again. Nothing was saved.",
        "ディスクの空き容量とホームの権限を確認し、もう一度お試しください。何も保存されていません。",
    ),
}
