"""Texts of `ledger`, `objects` and `history`: the SQL truth, the frozen files and the audit log."""

from lifecycle.messages.entry import Entry

LOOK = (
    "Keep a copy of the ledger, compare it with a backup, and tell whoever is responsible.",
    "台帳のコピーを保存し、バックアップと照合のうえ、責任者に連絡してください。",
)

CLOCK = (
    "A clock was wrong there. Soaks, closed windows and expiry went by it: look at what was decided around then.",
    "当時、時計がずれていました。安定稼働期間・凍結期間・期限はその時計で判定されています。前後の判断を確認してください。",
)

TEXTS: dict[str, Entry] = {
    "ledger.bad_url": Entry(
        "The ledger's address cannot be read: {reason}",
        "台帳の接続先を読み取れません（詳細:「{reason}」）。",
        "Check KANMON_LEDGER_URL, for example postgresql+psycopg://user@host/kanmon.",
        "KANMON_LEDGER_URL を確認してください（例: postgresql+psycopg://user@host/kanmon）。",
    ),
    "ledger.busy": Entry(
        "The ledger at {where} is busy: others have been using it for too long.",
        "台帳（{where}）が混み合っています。ほかの処理が終わるのを待ちましたが、順番が回ってきませんでした。",
        "Nothing was changed. Try again in a moment.",
        "データは変更していません。少し待ってから、もう一度お試しください。",
    ),
    "ledger.damaged": Entry(
        "Something in the ledger ({kind}) can no longer be read as what was written: {reason}",
        "台帳の記録（{kind}）が壊れていて、書き込んだ内容として読み取れません（詳細:「{reason}」）。",
        *LOOK,
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
        "台帳（{where}）の更新が必要ですが、事前のバックアップを作成できませんでした（詳細:「{reason}」）。",
        "Free some disk space or correct the rights of the home, then try again. Nothing was changed.",
        "ディスクの空き容量とホームの権限を確認し、もう一度お試しください。データは変更していません。",
    ),
    "ledger.silent": Entry(
        "The ledger at {where} does not answer: {reason}",
        "台帳（{where}）が応答しません（詳細:「{reason}」）。",
        "Check that the database is running and reachable, then try again.",
        "データベースが起動していて接続できることを確認し、もう一度お試しください。",
    ),
    "ledger.unreadable": Entry(
        "The ledger at {where} cannot be used: {reason}",
        "台帳（{where}）を使用できません（詳細:「{reason}」）。",
        "Restore ledger.db from a backup, or point KANMON_HOME at another home.",
        "ledger.db をバックアップから復元するか、KANMON_HOME で別のホームを指定してください。",
    ),
    "audit.ahead": Entry(
        "Event {number}, the last of the audit log, is dated {at}, and it is {now} now (UTC).",
        "監査ログの最後のイベント（{number:,} 番）の日時が {at} ですが、現在は {now} です（いずれも UTC）。",
        *CLOCK,
    ),
    "audit.backwards": Entry(
        "Event {number} of the audit log is dated {at}, earlier than the event before it ({before}, UTC).",
        "監査ログの {number:,} 番のイベントの日時（{at}）が、直前のイベント（{before}）より前になっています（いずれも UTC）。",
        *CLOCK,
    ),
    "audit.bad_anchor": Entry(
        "{file} is not an anchor of an audit log.",
        "{file} は監査ログのアンカーではありません。",
        "Name a file that `kanmon audit anchor` wrote, or one that does not exist yet.",
        "`kanmon audit anchor` で作成したファイルか、まだ存在しないファイルを指定してください。",
        "Name a file that was written as an anchor.",
        "アンカーとして作成したファイルを指定してください。",
    ),
    "audit.bad_suffix": Entry(
        "{file} ends in none of {known}.",
        "{file} の拡張子が {known} のいずれでもありません。",
        "The ending tells the format: .csv for a spreadsheet, .jsonl for a program.",
        "拡張子で形式を選びます（.csv: 表計算ソフト用、.jsonl: プログラム用）。",
    ),
    "audit.cut": Entry(
        "The audit log was cut off: it once had event {number}, and now holds {left:event|events}.",
        "監査ログの末尾が切り取られています。{number:,} 番のイベントまでありましたが、現在は {left:,} 件しかありません。",
        *LOOK,
    ),
    "audit.edited": Entry(
        "Event {number} of the audit log was changed after it was written.",
        "監査ログの {number} 番のイベントが、記録後に書き換えられています。",
        *LOOK,
    ),
    "audit.evidence_lost": Entry(
        "Event {number} of the audit log rests on {what} in the frozen file {digest}, which is gone or no "
        "longer what it was.",
        "監査ログの {number} 番のイベントの根拠である{what_ja}（固定済みファイル {digest}）が、"
        "失われているか書き換えられています。",
        "Restore the folder objects/ in the home from a backup, then check again.",
        "ホームの objects/ フォルダーをバックアップから復元し、もう一度検証してください。",
    ),
    "audit.rests_on.answers": Entry("the answers", "評価の回答"),
    "audit.rests_on.dataset": Entry("the dataset", "データセット"),
    "audit.rests_on.decision": Entry("what the gate said", "ゲートの判定結果"),
    "audit.rests_on.policy": Entry("the policy", "ポリシー"),
    "audit.rests_on.prompt": Entry("the prompt", "プロンプト"),
    "audit.inserted": Entry(
        "Event {number} of the audit log was put in afterwards.",
        "監査ログの {number} 番のイベントは、後から挿入されたものです。",
        *LOOK,
    ),
    "audit.removed": Entry(
        "Event {number} of the audit log was removed; event {found} follows in its place.",
        "監査ログの {number} 番のイベントが削除されています（次にあるのは {found} 番です）。",
        *LOOK,
    ),
    "audit.rewritten": Entry(
        "The audit log was written anew: event {number} is not the one that once stood there.",
        "監査ログが作り直されています。{number} 番のイベントが、以前のものと異なります。",
        *LOOK,
    ),
    "audit.sound": Entry(
        "The audit log is sound: {number:event|events}, the last one known by {hash}.",
        "監査ログは正常です（イベント {number:,} 件、最後のハッシュ: {hash}）。",
    ),
    "audit.unlinked": Entry(
        "Event {number} of the audit log does not follow the one before it: one of them was exchanged.",
        "監査ログの {number} 番のイベントが直前のイベントとつながりません。どちらかが差し替えられています。",
        *LOOK,
    ),
    "audit.unreadable": Entry(
        "Event {number} of the audit log can no longer be read: {reason}",
        "監査ログの {number} 番のイベントを読み取れません（詳細:「{reason}」）。",
        *LOOK,
    ),
    "history.clock": Entry(
        "This machine's clock is {minutes:minute|minutes} behind the audit log: event {number}, the last, is dated {at} (UTC).",
        "このマシンの時計が監査ログより {minutes:,} 分遅れています（最後のイベント: {number:,} 番、{at} UTC）。",
        "Set the clock right. If it is, that event came from a machine whose clock was ahead: `kanmon audit verify` tells of it, and as soon as a right clock has written another event you can go on. A rollback is always possible.",
        "時計を合わせてください。時計が正しい場合は、時計の進んだマシンがそのイベントを記録しています（`kanmon audit verify` で確認できます）。正しい時計で別のイベントが記録されれば、操作を続けられます。ロールバックはいつでもできます。",
        "Set the clock right. If it is, that event came from a machine whose clock was ahead: as soon as a right clock has written another event you can go on. A rollback is always possible.",
        "時計を合わせてください。時計が正しい場合は、時計の進んだマシンがそのイベントを記録しています。正しい時計で別のイベントが記録されれば、操作を続けられます。ロールバックはいつでもできます。",
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
    "objects.unreadable": Entry(
        "The frozen file {digest} cannot be read: {reason}",
        "固定済みファイル {digest} を読み取れません（詳細:「{reason}」）。",
        "Correct the rights of the folder objects/ in the home, then try again.",
        "ホームの objects/ フォルダーの権限を確認し、もう一度お試しください。",
    ),
    "objects.unwritable": Entry(
        "The frozen file could not be written: {reason}",
        "ファイルを固定できませんでした（詳細:「{reason}」）。",
        "Free some disk space or correct the rights of the home, then try again. Nothing was saved.",
        "ディスクの空き容量とホームの権限を確認し、もう一度お試しください。何も保存されていません。",
    ),
}
