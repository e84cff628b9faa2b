"""Texts of `review`: the blind rounds."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "review.preferred": Entry(
        "Reviewers prefer the answers of v{candidate} to those of v{baseline}.",
        "レビューでは v{baseline} より v{candidate} の回答が選ばれています。",
    ),
    "review.not_preferred": Entry(
        "Reviewers do not prefer v{candidate}: they chose the answers of v{baseline} more often.",
        "レビューで v{candidate} は支持されませんでした。v{baseline} の回答のほうが多く選ばれています。",
    ),
    "review.cannot_tell": Entry(
        "It cannot be told whether reviewers prefer v{candidate} or v{baseline}.",
        "v{candidate} と v{baseline} のどちらが好まれるかは判断できません。",
    ),
    "review.no_preference": Entry(
        "Nobody preferred either side: v{candidate} and v{baseline} were judged alike every time.",
        "優劣を付けた投票がありません。v{candidate} と v{baseline} は毎回同等と評価されました。",
    ),
    "review.no_votes": Entry(
        "Nobody voted, so nothing can be said about v{candidate} and v{baseline}.",
        "投票がなかったため、v{candidate} と v{baseline} について判断できることはありません。",
    ),
    "review.counts": Entry(
        "{wins:win|wins}, {losses:loss|losses} and {ties:tie|ties} for v{candidate} against v{baseline}, {both_bad:vote|votes} for both bad (exact sign test p {p}).",
        "v{baseline} に対する v{candidate} の成績は {wins:,} 勝 {losses:,} 敗 {ties:,} 引き分け、「どちらも良くない」{both_bad:,} 票（正確な符号検定 p {p}）。",
    ),
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
    "review.unfinished": Entry(
        "The evaluation {evaluation} is not finished.",
        "評価 {evaluation} はまだ完了していません。",
        "Wait until it is, or choose another one.",
        "完了を待つか、別の評価を選んでください。",
    ),
    "review.still_open": Entry(
        "The result is shown after the round has been closed.",
        "結果はレビューの終了後に表示されます。",
        "Its owner closes it on the Review page.",
        "レビューの作成者が「レビュー」画面で終了します。",
    ),
}
