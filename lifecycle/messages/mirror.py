"""Texts of `mirror` and `langsmith`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "langsmith.no_access": Entry(
        "LangSmith at {where} does not let us in: {reason}",
        "{where} の LangSmith へのアクセスが拒否されました（詳細:「{reason}」）。",
        "Check LANGSMITH_API_KEY, and LANGSMITH_WORKSPACE_ID if the key is one of an organisation.",
        "LANGSMITH_API_KEY を確認してください。組織のキーの場合は LANGSMITH_WORKSPACE_ID も必要です。",
    ),
    "langsmith.no_dataset": Entry(
        "LangSmith at {where} has no dataset {dataset}.",
        "{where} の LangSmith にデータセット {dataset} はありません。",
        "Give its name as LangSmith shows it.",
        "LangSmith に表示されている名前を指定してください。",
    ),
    "langsmith.no_key": Entry(
        "No LangSmith is set up.",
        "LangSmith が設定されていません。",
        "Set LANGSMITH_API_KEY, and LANGSMITH_ENDPOINT for one of your own.",
        "LANGSMITH_API_KEY を設定してください。自社運用の場合は LANGSMITH_ENDPOINT も必要です。",
    ),
    "langsmith.silent": Entry(
        "LangSmith at {where} does not answer as it should: {reason}",
        "{where} の LangSmith から正しい応答がありません（詳細:「{reason}」）。",
        "Check the network and LANGSMITH_ENDPOINT; what is left is sent the next time.",
        "ネットワークと LANGSMITH_ENDPOINT を確認してください。未送信の分は次回に送信されます。",
    ),
    "mirror.no_run": Entry(
        "Evaluation {evaluation} has no run in MLflow yet, so its traces wait.",
        "評価 {evaluation} の MLflow ランがまだないため、トレースの記録を待っています。",
        "They follow by themselves once the run is there.",
        "ランが作成されると自動で記録されます。",
    ),
}
