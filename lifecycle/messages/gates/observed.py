"""What a criterion found."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "gates.observed.evidence": Entry("{cases:case|cases} of {seen}", "{seen} の {cases:,} 件"),
    "gates.observed.not_evaluated": Entry(
        "v{version} has not been evaluated yet", "v{version} はまだ評価されていません"
    ),
    "gates.observed.other_bundle": Entry(
        "the evaluation is of another bundle than v{version}", "v{version} とは異なる構成の評価です"
    ),
    "gates.observed.other_golden": Entry(
        "the evaluation is on {seen}, which is not the newest {golden}",
        "評価に使われた {seen} は最新の {golden} ではありません",
    ),
    "gates.observed.other_golden_exact": Entry(
        "the evaluation is on {seen}, which is not the {golden} that the policy names",
        "評価に使われた {seen} は、ポリシーが指定する {golden} ではありません",
    ),
    "gates.observed.other_scorers": Entry(
        "the evaluation was scored by other scorers than the policy's",
        "ポリシーとは異なる評価器で採点されています",
    ),
    "gates.observed.other_endpoint": Entry(
        "the address of the endpoint {endpoint} was changed after this evaluation",
        "評価の後にエンドポイント {endpoint} のアドレスが変更されています",
    ),
    "gates.observed.other_endpoint_unkept": Entry(
        "it was not kept where the endpoint {endpoint} stood then; evaluate again",
        "評価時のエンドポイント {endpoint} のアドレスが記録されていません。もう一度評価してください",
    ),
    "gates.observed.tries": Entry(
        "the newest of {n:evaluation|evaluations}, {before} before it",
        "{n:,} 回の評価のうち最新（それ以前に {before:,} 回）",
    ),
    "gates.observed.tries_early": Entry(
        "{early:evaluation|evaluations} ended early", "途中で終了した評価 {early:,} 回"
    ),
    "gates.observed.tries_baseline": Entry(
        "v{incumbent} by the newest of {n:evaluation|evaluations}",
        "v{incumbent} は {n:,} 回の評価のうち最新の結果",
    ),
    "gates.observed.never_there": Entry(
        "v{version} has not been in {environment}", "v{version} は {environment} で稼働したことがありません"
    ),
    "gates.observed.rolled_back": Entry(
        "v{version} was rolled back from {environment}",
        "v{version} は {environment} からロールバックされました",
    ),
    "gates.observed.not_shown": Entry(
        "MLflow has not shown v{version} in {environment} yet",
        "{environment} の v{version} は、MLflow への反映をまだ確認できていません",
    ),
    "gates.observed.broken_off": Entry(
        "{time} in {environment} at a stretch, broken off where MLflow was found to show something else",
        "{environment} で連続 {time_ja}稼働（MLflow でゲート外の変更が見つかった時点で、いったん途切れています）",
    ),
    "gates.observed.there": Entry("{time} in {environment}", "{environment} で {time_ja}稼働"),
    "gates.observed.nothing": Entry("not measured", "測定されていません"),
    "gates.observed.value": Entry("{value}", "{value_ja}"),
    "gates.observed.interval": Entry("{value} ({low} to {high})", "{value_ja}（{low_ja}〜{high_ja}）"),
    "gates.observed.alone": Entry(
        "{value}, which so few cases cannot confirm", "{value_ja}。ただし事例が少なく、区間を示せません"
    ),
    "gates.observed.one_group": Entry(
        "{value}, but the cases do not differ in {tag}, which leaves nothing to confirm it",
        "{value_ja}。ただし事例の {tag} がすべて同じで、区間を示せません",
    ),
    "gates.observed.too_few": Entry(
        "{value}, but {n:case|cases} cannot show an upper bound ({needed} needed)",
        "{value_ja}。ただし {n:,} 件の事例では上限を示せません（{needed:,} 件必要）",
    ),
    "gates.observed.unanswered": Entry(
        "{value}, but {unanswered:case|cases} without an answer could change the result",
        "{value_ja}。ただし回答のない {unanswered:,} 件によって結果が変わる可能性があります",
    ),
    "gates.observed.unpriced": Entry(
        "{value}, but {unanswered:case|cases} whose cost is not known could change the result",
        "{value_ja}。ただしコストが分からない {unanswered:,} 件によって結果が変わる可能性があります",
    ),
    "gates.observed.empty": Entry("{environment} is empty", "{environment} にはまだ何も入っていません"),
    "gates.observed.itself": Entry(
        "v{incumbent} in {environment} is this very bundle", "{environment} の v{incumbent} と同じ構成です"
    ),
    "gates.observed.no_baseline": Entry(
        "v{incumbent} in {environment} has not been evaluated on the same golden set with the same scorers, where its endpoint stands now",
        "{environment} の v{incumbent} が、同じゴールデンセットと評価器、現在のエンドポイントのアドレスで評価されていません",
    ),
    "gates.observed.from_nothing": Entry(
        "v{incumbent} in {environment} costs nothing",
        "{environment} の v{incumbent} はコストがかかっていません",
    ),
    "gates.observed.no_price": Entry(
        "the cost is not known: endpoints.yaml gives no {prices} for {endpoint}",
        "endpoints.yaml に {endpoint} の {prices} がないため、コストが分かりません",
    ),
    "gates.observed.priced_since": Entry(
        "the cost is not known: {endpoint} had no price when v{version} was evaluated; evaluate it again",
        "v{version} の評価時に {endpoint} の単価がなかったため、コストが分かりません。もう一度評価してください",
    ),
    "gates.observed.no_tokens": Entry(
        "the cost is not known: {endpoint} did not count the tokens of v{version}",
        "{endpoint} が v{version} のトークン数を返さなかったため、コストが分かりません",
    ),
    "gates.observed.no_tag": Entry("no case has the tag {tags}", "タグ {tags} の付いた事例がありません"),
    "gates.observed.no_slice": Entry(
        "no slice by {tags} has {min_cases:case|cases} ({small} smaller)",
        "{tags} 別で {min_cases:,} 件以上のスライスがありません（それ未満が {small:,} 個）",
    ),
    "gates.observed.slice": Entry("{tag} {value}: {observed}", "{tag} が {value}: {observed_ja}"),
    "gates.observed.slices_pass": Entry(
        "none of {n:slice|slices} is worse; lowest: {named}",
        "{n:,} 個のスライスのいずれも悪化なし（低い順: {named_ja}）",
    ),
    "gates.observed.slices_fail": Entry(
        "{found} of {n:slice|slices} worse: {named}",
        "{n:,} 個のスライスのうち {found:,} 個が悪化: {named_ja}",
    ),
    "gates.observed.slices_inconclusive": Entry(
        "{found} of {n:slice|slices} cannot tell: {named}",
        "{n:,} 個のスライスのうち {found:,} 個は判断できません: {named_ja}",
    ),
    "gates.observed.slices_missing": Entry(
        "{found} of {n:slice|slices} open: {named}",
        "{n:,} 個のスライスのうち {found:,} 個が未確認: {named_ja}",
    ),
    "gates.observed.slices_small": Entry(
        "{small} too small to decide", "件数不足で判定しないスライスが {small:,} 個"
    ),
    "gates.observed.no_dataset": Entry("{dataset} is not there", "{dataset} がありません"),
    "gates.observed.dataset_clean": Entry(
        "{dataset}: no finding, {age} old", "{dataset}: 指摘なし（{age_ja}前に固定）"
    ),
    "gates.observed.golden_only": Entry(
        "only the golden set was checked, as v{version} names no training data",
        "v{version} に学習データの指定がないため、確認したのはゴールデンセットのみ",
    ),
    "gates.observed.no_training": Entry(
        "v{version} names no training data", "v{version} に学習データの指定がありません"
    ),
    "gates.observed.leakage_unread": Entry(
        "{golden} and {training} cannot be compared, as one of them can no longer be read",
        "{golden} か {training} を読み込めないため、比較できません",
    ),
    "gates.observed.leakage_none": Entry(
        "{training} has no question of {golden}", "{training} に {golden} の質問はありません"
    ),
    "gates.observed.leakage_exact": Entry(
        "{training} has {n:question|questions} of {golden}: {cases}",
        "{training} に {golden} の質問が {n:,} 件あります: {cases}",
    ),
    "gates.observed.leakage_near": Entry("{n:,} nearly: {cases}", "ほぼ同じ質問が {n:,} 件: {cases}"),
    "gates.observed.dataset_findings": Entry(
        "{dataset}: {findings:finding|findings}, {age} old",
        "{dataset}: 指摘 {findings:,} 件（{age_ja}前に固定）",
    ),
    "gates.observed.golden_set": Entry(
        "{golden}: {cases:case|cases}, {age} old", "{golden}: {cases:,} 件（{age_ja}前に固定）"
    ),
    "gates.observed.golden_other": Entry(
        "{golden} has the digest {digest}…", "{golden} のダイジェストは {digest}… です"
    ),
    "gates.observed.run": Entry(
        "{asked} asked, {failed} failed, {unscored} without a score",
        "質問 {asked:,} 件（エラー {failed:,} 件、採点不能 {unscored:,} 件）",
    ),
    "gates.observed.run_unasked": Entry(
        "{unasked} of {asked:question|questions} never asked, {failed} failed, {unscored} without a score",
        "質問 {asked:,} 件のうち {unasked:,} 件が未実施（エラー {failed:,} 件、採点不能 {unscored:,} 件）",
    ),
    "gates.observed.reused": Entry("{reused:answer|answers} reused", "再利用した回答 {reused:,} 件"),
    "gates.observed.reused_since": Entry(
        "{reused:answer|answers} reused, the oldest given up to {age} ago",
        "再利用した回答 {reused:,} 件（最も古いもので最大 {age_ja}前）",
    ),
    "gates.observed.no_critical": Entry(
        "the golden set has no critical case", "ゴールデンセットに重要な事例がありません"
    ),
    "gates.observed.critical_passed": Entry(
        "0 of {n} failed; up to {most:.1f} % of such questions may still fail",
        "{n:,} 件中 0 件が不合格（同種の質問の最大 {most:.1f} % は不合格になる可能性があります）",
    ),
    "gates.observed.critical_failed": Entry(
        "{failed} of {n} failed: {named}", "{n:,} 件中 {failed:,} 件が不合格: {named}"
    ),
    "gates.observed.critical_unsaid": Entry(
        "{unsaid} of {n} without an answer or a score: {named}",
        "{n:,} 件中 {unsaid:,} 件に回答または採点がありません: {named}",
    ),
    "gates.observed.approved": Entry("{given} of {count}: {people}", "{count:,} 人中 {given:,} 人: {people}"),
    "gates.observed.approvals_open": Entry(
        "{given} of {count}, {needed} more needed",
        "{count:,} 人中 {given:,} 人（あと {needed:,} 人必要）",
    ),
    "gates.observed.approvals_absent": Entry(
        "{given} of {count}, still needed: somebody from {absent}",
        "{count:,} 人中 {given:,} 人（次のチームの承認が必要: {absent}）",
    ),
    "gates.observed.approvals_expired": Entry("expired: {people}", "期限切れ: {people}"),
}
