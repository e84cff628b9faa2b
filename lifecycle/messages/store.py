"""Texts of `store`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "store.alias_not_kept": Entry(
        "The alias {alias} of {name} was written but names another version: something else moves it too.",
        "{name} のエイリアス {alias} を書き込みましたが、別のバージョンを指しています。ほかの処理が変更している可能性があります。",
        "Find out who moves aliases in MLflow directly; `kanmon reconcile` sets it right.",
        "MLflow のエイリアスを直接変更しているものがないか確認し、`kanmon reconcile` で修正してください。",
    ),
    "store.bad_settings": Entry(
        "MLflow does not take the settings of this prompt: {reason}",
        "このプロンプトの設定は MLflow で受け付けられません（詳細:「{reason}」）。",
        "Correct the settings, then save again.",
        "設定を修正してから、もう一度保存してください。",
    ),
    "store.content_not_kept": Entry(
        "What MLflow keeps of {name} v{number} is not what was approved, and it cannot be written again.",
        "MLflow に保存されている {name} v{number} の内容が承認されたものと異なり、書き戻すこともできません。",
        "Restore MLflow from a backup, or release another version.",
        "MLflow をバックアップから復元するか、別のバージョンをリリースしてください。",
    ),
    "store.exists": Entry(
        "MLflow at {where} already has this: {reason}",
        "{where} の MLflow に同じものがすでにあります（詳細:「{reason}」）。",
        "Choose another name.",
        "別の名前を指定してください。",
    ),
    "store.missing": Entry(
        "MLflow at {where} does not have it (any more): {reason}",
        "{where} の MLflow に見つかりません。削除された可能性があります（詳細:「{reason}」）。",
        "Somebody may have deleted it in MLflow. Make it again, or restore MLflow from a backup.",
        "MLflow 側で削除された可能性があります。作り直すか、MLflow をバックアップから復元してください。",
    ),
    "store.name_taken": Entry(
        "MLflow already uses the name {name} for something else.",
        "{name} という名前は、MLflow で別の用途に使われています。",
        "Choose another name: MLflow keeps prompts and models in one table.",
        "別の名前を指定してください。MLflow ではプロンプトとモデルに同じ名前を付けられません。",
    ),
    "store.newer": Entry(
        "The MLflow store {where} was written by a newer MLflow than the installed {mlflow}.",
        "MLflow ストア {where} は、インストール済みの MLflow {mlflow} より新しいバージョンで作成されています。",
        "Install the newer MLflow, or set MLFLOW_TRACKING_URI to another store.",
        "新しい MLflow をインストールするか、MLFLOW_TRACKING_URI に別のストアを指定してください。",
    ),
    "store.no_access": Entry(
        "MLflow at {where} does not let us in: {reason}",
        "{where} の MLflow へのアクセスが拒否されました（詳細:「{reason}」）。",
        "Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN; ask the server's owner to allow this host.",
        "MLFLOW_TRACKING_USERNAME と MLFLOW_TRACKING_PASSWORD、または MLFLOW_TRACKING_TOKEN を設定してください。ホストの許可についてはサーバーの管理者に確認してください。",
    ),
    "store.older": Entry(
        "The MLflow store {where} was written by an older MLflow than the installed {mlflow}.",
        "MLflow ストア {where} は、インストール済みの MLflow {mlflow} より古いバージョンで作成されています。",
        "Back it up, then run `mlflow db upgrade` with its address.",
        "バックアップを取ってから、そのアドレスを指定して `mlflow db upgrade` を実行してください。",
    ),
    "store.refused": Entry(
        "MLflow at {where} does not take this: {reason}",
        "{where} の MLflow で受け付けられませんでした（詳細:「{reason}」）。",
        "Change the input as the message says.",
        "メッセージに従って入力を修正してください。",
    ),
    "store.silent": Entry(
        "MLflow at {where} does not answer: {reason}",
        "{where} の MLflow から応答がありません（詳細:「{reason}」）。",
        "Check that it is running and that MLFLOW_TRACKING_URI is right, then try again.",
        "MLflow が起動しているか、MLFLOW_TRACKING_URI が正しいかを確認し、もう一度お試しください。",
    ),
    "store.stage_not_kept": Entry(
        "The stage of {name} v{number} was written but another one stands there: something else writes it too.",
        "{name} v{number} のステージを書き込みましたが、別の値になっています。ほかの処理が変更している可能性があります。",
        "Find out who writes the tag kanmon.stage in MLflow directly; Kanmon writes it again by itself.",
        "MLflow のタグ kanmon.stage を直接変更しているものがないか確認してください。タグは自動で書き直されます。",
    ),
    "store.unreadable": Entry(
        "The MLflow store {where} cannot be opened: {reason}",
        "MLflow ストア {where} を開けません（詳細:「{reason}」）。",
        "Check that the file is an MLflow database and that its folder can be written.",
        "ファイルが MLflow のデータベースであること、フォルダーに書き込めることを確認してください。",
    ),
    "store.version_gone": Entry(
        "MLflow no longer has {name} v{number}: it was deleted there.",
        "{name} v{number} は MLflow から削除されています。",
        "Restore MLflow from a backup, or release another version.",
        "MLflow をバックアップから復元するか、別のバージョンをリリースしてください。",
    ),
}
