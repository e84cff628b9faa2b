"""Texts of `scorecards`: what an evaluation came to, in words."""

from itertools import combinations

from lifecycle.messages.entry import Entry

ANSWERED = Entry(
    "{answered:,} of {cases:case|cases} answered", "{cases:,} 件中 {answered:,} 件の事例に回答がありました"
)
LACKING: dict[str, Entry] = {
    "failed": Entry("{failed:call|calls} failed", "失敗した呼び出し {failed:,} 件"),
    "unasked": Entry("{unasked:call was|calls were} never made", "未実行の呼び出し {unasked:,} 件"),
    "unscored": Entry(
        "{unscored:answer|answers} could not be scored", "採点できなかった回答 {unscored:,} 件"
    ),
}
AGAIN = "Evaluate again {}: only calls that failed are made again, and judges are asked anew."
AGAIN_JA = (
    "{}もう一度評価してください。失敗した呼び出しだけが再実行され、審査モデルによる採点はやり直しになります。"
)


def incomplete(lacking: tuple[str, ...]) -> Entry:
    """Say what is not there, that the evaluation is not complete for it, and how the next one can be."""
    parts = [LACKING[name] for name in lacking]
    english, japanese = ", ".join(part.en for part in parts), "、".join(part.ja for part in parts)
    return Entry(
        f"{ANSWERED.en}; {english}, so this evaluation is not complete.",
        f"{ANSWERED.ja}。{japanese}があるため、この評価は不完全です。",
        AGAIN.format("with `kanmon evaluate … --reuse`"),
        AGAIN_JA.format("`kanmon evaluate … --reuse` で"),
        AGAIN.format("and reuse the answers"),
        AGAIN_JA.format("回答を再利用して"),
    )


TEXTS: dict[str, Entry] = {
    "scorecards.answered": Entry(f"{ANSWERED.en}.", f"{ANSWERED.ja}。"),
    **{
        "_".join(("scorecards.answered", *lacking)): incomplete(lacking)
        for n in range(1, len(LACKING) + 1)
        for lacking in combinations(LACKING, n)
    },
    "scorecards.passes": Entry(
        "{passes:,} of {n:,} pass {scorer} ({value:.1f} %, {confidence:g} % interval {low:.1f}–{high:.1f} %).",
        "{n:,} 件中 {passes:,} 件が {scorer} に合格しました（{value:.1f} %、{confidence:g} % 信頼区間 {low:.1f}〜{high:.1f} %）。",
    ),
    "scorecards.share": Entry(
        "{value:.1f} % of the answers to {n:case|cases} pass {scorer} ({confidence:g} % interval {low:.1f}–{high:.1f} %).",
        "{n:,} 件の事例に対する回答の {value:.1f} % が {scorer} に合格しました（{confidence:g} % 信頼区間 {low:.1f}〜{high:.1f} %）。",
    ),
    "scorecards.mean": Entry(
        "{scorer} is {value:.1f} of {most:g} on average ({confidence:g} % interval {low:.1f}–{high:.1f}, {n:case|cases}).",
        "{scorer} の平均は {most:g} 点中 {value:.1f} 点です（{confidence:g} % 信頼区間 {low:.1f}〜{high:.1f}、{n:,} 件）。",
    ),
    "scorecards.mean_alone": Entry(
        "{scorer} is {value:.1f} of {most:g} on average: too few cases for an interval ({n:,}).",
        "{scorer} の平均は {most:g} 点中 {value:.1f} 点です（{n:,} 件では信頼区間は計算できません）。",
    ),
    "scorecards.measured": Entry(
        "{scorer} is {value:,.4g} {unit} ({confidence:g} % interval {low:,.4g}–{high:,.4g}, {n:case|cases}).",
        "{scorer} は {value:,.4g} {unit} です（{confidence:g} % 信頼区間 {low:,.4g}〜{high:,.4g}、{n:,} 件）。",
    ),
    "scorecards.measured_alone": Entry(
        "{scorer} is {value:,.4g} {unit}: too few cases for an interval ({n:,}).",
        "{scorer} は {value:,.4g} {unit} です（{n:,} 件では信頼区間は計算できません）。",
    ),
    "scorecards.no_cost": Entry(
        "The cost is not known: a price of the endpoint, or its count of tokens, is missing.",
        "エンドポイントの単価またはトークン数がないため、コストは分かりません。",
        "Write its prices into endpoints.yaml (0 where it is free), then evaluate again; answers can be reused.",
        "endpoints.yaml に単価を記入してから（無料の場合は 0）、もう一度評価してください（回答は再利用できます）。",
    ),
    "scorecards.no_score": Entry("{scorer} scored no case.", "{scorer} で採点された事例はありません。"),
    "scorecards.too_few": Entry(
        "{n:case|cases} cannot show an upper bound of {statistic} ({needed:,} needed).",
        "{n:,} 件の事例では {statistic} の上限を示せません（{needed:,} 件必要）。",
    ),
    "scorecards.no_scorer": Entry(
        "This evaluation has no scorer.",
        "この評価には評価器がありません。",
        "Name at least one scorer in the policy, then evaluate again.",
        "ポリシーに評価器を 1 つ以上指定してから、もう一度評価してください。",
    ),
}
