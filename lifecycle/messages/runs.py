"""Texts of `runs`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "runs.bad_search": Entry(
        "MLflow cannot search like this: {reason}",
        "この条件では検索できません（詳細:「{reason}」）。",
        "Write filters like `metrics.accuracy > 0.9 and params.model = 'a'`, orders like `metrics.accuracy DESC`.",
        "条件は `metrics.accuracy > 0.9 and params.model = 'a'`、並び順は `metrics.accuracy DESC` のように書いてください。",
    ),
    "runs.bad_limit": Entry(
        "A page has 1 to {limit} runs, not {given}.",
        "1 ページの件数は 1〜{limit} 件です（指定: {given}）。",
        "Ask for fewer runs, then for the next page.",
        "件数を減らし、続きは次のページで表示してください。",
    ),
    "runs.missing": Entry(
        "There is no run {run}.",
        "実行 {run} はありません。",
        "Choose it in the list again; somebody may have deleted it for good.",
        "完全に削除された可能性があります。一覧から選び直してください。",
    ),
    "runs.too_few": Entry(
        "Two or more runs are needed for a comparison.",
        "比較するには、実行を 2 件以上選んでください。",
        "Choose another run in the list.",
        "一覧からほかの実行も選んでください。",
    ),
    "runs.too_many": Entry(
        "At most {limit} runs can be compared at once, not {given}.",
        "一度に比較できるのは {limit} 件までです（選択: {given} 件）。",
        "Choose fewer runs.",
        "選択する件数を減らしてください。",
    ),
}
