"""Texts of `suggestions`: how a golden set may grow."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "suggestions.failed": Entry(
        "Case {case} fails {scorers}: add cases like it, so that a fix can be seen to hold.",
        "事例 {case} は {scorers} に不合格です。改善を確認できるよう、似た事例を追加してください。",
    ),
    "suggestions.lost": Entry(
        "Reviewers turned the answer to case {case} down in {lost:,} of {votes:vote|votes}: add cases like it.",
        "事例 {case} の回答は、レビューの {votes:,} 票中 {lost:,} 票で支持されませんでした。似た事例を追加してください。",
    ),
    "suggestions.lost_passed": Entry(
        "Reviewers turned the answer to case {case} down in {lost:,} of {votes:vote|votes}, yet no scorer failed it: write down in the case what they missed, and add cases like it.",
        "事例 {case} の回答はどの評価器でも不合格になっていませんが、レビューの {votes:,} 票中 {lost:,} 票で支持されませんでした。何が足りないかを事例の期待値に書き加え、似た事例を追加してください。",
    ),
    "suggestions.thin": Entry(
        "{more:more case|more cases} with {slice} would let you see a drop of {points:g} points there ({n:,} now, {needed:,} needed).",
        "{slice} の事例をあと {more:,} 件追加すると、{points:g} ポイントの低下を検出できるようになります（現在 {n:,} 件、必要 {needed:,} 件）。",
    ),
}
