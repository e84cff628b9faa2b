"""Texts of `datasets`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "datasets.empty_prompt": Entry(
        "The system prompt is empty.",
        "システムプロンプトが空です。",
        "Write what the assistant should know and how it should answer.",
        "アシスタントの前提知識と回答方針を記述してください。",
    ),
    "datasets.no_dataset": Entry(
        "{app} has no dataset {dataset}.",
        "{app} にデータセット {dataset} はありません。",
        "Check the spelling; there are: {known}",
        "表記を確認してください。登録済み: {known}",
    ),
    "datasets.other_kind": Entry(
        "{dataset} is of the kind {kind}, not {wanted}.",
        "{dataset} の種類は {kind} です（{wanted} ではありません）。",
        "Use another name.",
        "別の名前を指定してください。",
    ),
    "datasets.unchanged": Entry(
        "{dataset} already has exactly these rows.",
        "{dataset} はすでに同じ内容です。",
        "Nothing was stored; use {dataset} as it is.",
        "保存は行われていません。{dataset} をそのままご利用ください。",
    ),
}
