"""Texts of `review`: the blind rounds."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "review.closed": Entry(
        "This review round is closed.",
        "このレビューは終了しています。",
        "Its result is on the Review page.",
        "結果は「レビュー」画面で確認できます。",
    ),
    "review.different_golden": Entry(
        "The two evaluations used different golden sets.",
        "2 つの評価は異なるゴールデンセットを使っています。",
        "Evaluate both versions on the same golden set first.",
        "先に両方のバージョンを同じゴールデンセットで評価してください。",
    ),
    "review.no_case": Entry(
        "The round has no case {id}.",
        "このレビューに事例 {id} はありません。",
        "Reload the page.",
        "ページを再読み込みしてください。",
    ),
    "review.no_difference": Entry(
        "The two evaluations do not differ in any answer.",
        "2 つの評価の回答に違いがありません。",
        "There is nothing to review. Choose another pair.",
        "レビューする対象がありません。別の組み合わせを選んでください。",
    ),
    "review.no_round": Entry(
        "There is no review round {id}.",
        "レビュー {id} はありません。",
        "Choose one from the list on the Review page.",
        "「レビュー」画面の一覧から選んでください。",
    ),
    "review.not_owner": Entry(
        "Only {owner} can close this round.",
        "このレビューを終了できるのは {owner} さんだけです。",
        "Ask {owner}.",
        "{owner} さんに依頼してください。",
    ),
    "review.still_open": Entry(
        "The result is shown after the round has been closed.",
        "結果はレビューの終了後に表示されます。",
        "Its owner closes it on the Review page.",
        "レビューの作成者が「レビュー」画面で終了します。",
    ),
}
