"""Texts of `stats` and `comparison`."""

from lifecycle.messages.entry import Entry

HEADS: dict[str, Entry] = {
    "improved": Entry(
        "v{candidate} is better than v{baseline} by {points:+.1f} points ({confidence:g} % interval {low:+.1f} to {high:+.1f}, {n:case|cases}).",
        "v{candidate} は v{baseline} より {points:+.1f} ポイント改善（{confidence:g} % 信頼区間 {low:+.1f}〜{high:+.1f}、{n:,} 件）。",
    ),
    "regressed": Entry(
        "v{candidate} is worse than v{baseline}: {points:+.1f} points ({confidence:g} % interval {low:+.1f} to {high:+.1f}, {n:case|cases}).",
        "v{candidate} は v{baseline} より {points:+.1f} ポイント悪化（{confidence:g} % 信頼区間 {low:+.1f}〜{high:+.1f}、{n:,} 件）。",
    ),
    "cannot_tell": Entry(
        "It cannot be told whether v{candidate} is better or worse than v{baseline}: {points:+.1f} points ({confidence:g} % interval {low:+.1f} to {high:+.1f}, {n:case|cases}).",
        "v{candidate} と v{baseline} のどちらが良いかは判断できません（差 {points:+.1f} ポイント、{confidence:g} % 信頼区間 {low:+.1f}〜{high:+.1f}、{n:,} 件）。",
    ),
    "too_few": Entry(
        "It cannot be told whether v{candidate} is better or worse than v{baseline}: {points:+.1f} points, but {n:case|cases} cannot show it.",
        "v{candidate} と v{baseline} のどちらが良いかは判断できません（差 {points:+.1f} ポイント、{n:,} 件では不足しています）。",
    ),
    "same": Entry(
        "v{candidate} and v{baseline} score the same on every case ({n:case|cases}).",
        "v{candidate} と v{baseline} のスコアはすべての事例で同じです（{n:,} 件）。",
    ),
}

TAILS: dict[str, Entry] = {
    "none": Entry("No case got worse.", "悪化した事例はありません。"),
    "harmless": Entry(
        "{worse:case|cases} got worse, none critical.",
        "悪化 {worse:,} 件、重要な事例の悪化はありません。",
    ),
    "critical": Entry(
        "{worse:case|cases} got worse, {worse_critical} critical.",
        "悪化 {worse:,} 件、うち重要な事例 {worse_critical:,} 件。",
    ),
}

TEXTS: dict[str, Entry] = {
    **{
        f"comparison.{head}_{tail}": Entry(f"{first.en} {then.en}", f"{first.ja}{then.ja}")
        for head, first in HEADS.items()
        for tail, then in TAILS.items()
    },
    "comparison.itself": Entry(
        "Both sides are the same evaluation of v{version}: there is nothing to compare.",
        "どちらも v{version} の同じ評価です。比較するものがありません。",
    ),
    "comparison.improved": Entry("improved", "改善"),
    "comparison.regressed": Entry("regressed", "悪化"),
    "comparison.same": Entry("same", "同じ"),
    "comparison.cannot_tell": Entry("cannot tell", "判断できない"),
    "comparison.better": Entry("better", "改善"),
    "comparison.worse": Entry("worse", "悪化"),
    "comparison.missing": Entry("missing", "データなし"),
    "comparison.different_golden": Entry(
        "These evaluations answered different golden sets ({baseline} and {candidate}).",
        "異なるゴールデンセットでの評価です（{baseline} と {candidate}）。",
        "Evaluate both versions on the same golden-set version, then compare again.",
        "両方のバージョンを同じゴールデンセットのバージョンで評価してから、もう一度比較してください。",
    ),
    "comparison.different_scorers": Entry(
        "v{baseline} and v{candidate} were scored by different scorers.",
        "v{baseline} と v{candidate} は異なる評価器で採点されています。",
        "Evaluate the older one again with the policy's scorers of today, then compare again.",
        "古いほうを現在のポリシーの評価器で評価し直してから、もう一度比較してください。",
    ),
    "comparison.nothing_shared": Entry(
        "There is no case that both evaluations answered and that {scorer} scored.",
        "両方の評価で回答があり、{scorer} で採点された事例がありません。",
        "Look at the errors of both evaluations, then evaluate again.",
        "両方の評価のエラーを確認してから、もう一度評価してください。",
    ),
    "stats.empty": Entry(
        "There is nothing to reckon with: no value was given.",
        "計算する値がありません。",
        "Evaluate at least one case.",
        "1 件以上の事例を評価してください。",
    ),
    "stats.no_ratio": Entry(
        "There is no ratio to what is zero on average.",
        "平均がゼロの値に対する比は計算できません。",
        "Compare the two numbers themselves.",
        "二つの値をそのまま比較してください。",
    ),
    "stats.not_finite": Entry(
        "A score is not a finite number.",
        "スコアに有限でない数値が含まれています。",
        "Correct the scorer that gave it, then evaluate again.",
        "その値を返した評価器を修正してから、もう一度評価してください。",
    ),
}
