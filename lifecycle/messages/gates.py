"""Texts of `gates` and `criteria`.

A text that stands inside another one comes in both languages: `{label}` and `{label_ja}`. Sums below a
dollar have two digits that count (`cents`), others two decimals.
"""

from lifecycle.messages.entry import Entry

FORMATS = {"share": ".1f", "ms": ",.0f", "tokens": ",.0f", "usd": ",.2f", "cents": ".2g"}

NUMBERS: dict[str, Entry] = {
    **{
        f"gates.ends.amount.{unit}": Entry(f"{{value:{form}}}", f"{{value:{form}}}")
        for unit, form in FORMATS.items()
    },
    **{
        f"gates.ends.difference.{unit}": Entry(f"{{value:+{form}}}", f"{{value:+{form}}}")
        for unit, form in FORMATS.items()
    },
    "gates.amount.share": Entry("{value:.1f} %", "{value:.1f} %"),
    "gates.amount.ms": Entry("{value:,.0f} ms", "{value:,.0f} ミリ秒"),
    "gates.amount.tokens": Entry("{value:,.0f} tokens", "{value:,.0f} トークン"),
    "gates.amount.usd": Entry("USD {value:,.2f}", "{value:,.2f} ドル"),
    "gates.amount.cents": Entry("USD {value:.2g}", "{value:.2g} ドル"),
    "gates.difference.share": Entry("{value:+.1f} points", "{value:+.1f} ポイント"),
    "gates.difference.ms": Entry("{value:+,.0f} ms", "{value:+,.0f} ミリ秒"),
    "gates.difference.tokens": Entry("{value:+,.0f} tokens", "{value:+,.0f} トークン"),
    "gates.difference.usd": Entry("USD {value:+,.2f}", "{value:+,.2f} ドル"),
    "gates.difference.cents": Entry("USD {value:+.2g}", "{value:+.2g} ドル"),
    "gates.margin.share": Entry("{value:.1f} points", "{value:.1f} ポイント"),
    "gates.margin.ms": Entry("{value:,.0f} ms", "{value:,.0f} ミリ秒"),
    "gates.margin.tokens": Entry("{value:,.0f} tokens", "{value:,.0f} トークン"),
    "gates.margin.usd": Entry("USD {value:,.2f}", "{value:,.2f} ドル"),
    "gates.margin.cents": Entry("USD {value:.2g}", "{value:.2g} ドル"),
    "gates.growth.share": Entry("{value:+.1f} %", "{value:+.1f} %"),
    "gates.ends.growth.share": Entry("{value:+.1f}", "{value:+.1f}"),
    "gates.lasting.days": Entry("{n:day|days}", "{n:,} 日"),
    "gates.lasting.hours": Entry("{n:hour|hours}", "{n:,} 時間"),
    "gates.lasting.minutes": Entry("{n:minute|minutes}", "{n:,} 分"),
}

LABELS: dict[str, Entry] = {
    "gates.label.evidence": Entry("evidence", "評価の有無"),
    "gates.label.passage": Entry("time in {environment}", "{environment} での稼働"),
    "gates.label.no_regression": Entry(
        "not worse than {environment}: {scorer}", "{environment} より悪化していない: {scorer_ja}"
    ),
    "gates.label.slices": Entry("no slice worse ({tags}): {scorer}", "{tags} 別の悪化がない: {scorer_ja}"),
    "gates.label.cost": Entry("cost of 1,000 questions", "1,000 件あたりのコスト"),
    "gates.label.dataset_checked": Entry("datasets checked", "データセットのチェック"),
    "gates.label.leakage": Entry("golden set unseen in training", "学習データへの混入"),
    "gates.label.golden_set": Entry("golden set", "ゴールデンセット"),
    "gates.label.run_integrity": Entry("complete evaluation", "評価の完全性"),
    "gates.label.critical_cases": Entry("critical cases", "重要な事例"),
    "gates.label.approvals": Entry("approvals", "承認"),
}

RULES: dict[str, Entry] = {
    "gates.rule.evidence": Entry(
        "at least {min_cases:case|cases} of the newest {golden}, scored as the policy says",
        "最新の {golden} を {min_cases:,} 件以上、ポリシーの評価器で採点",
    ),
    "gates.rule.evidence_exact": Entry(
        "at least {min_cases:case|cases} of the {golden} that the policy names, scored as it says",
        "ポリシーが指定する {golden} を {min_cases:,} 件以上、ポリシーの評価器で採点",
    ),
    "gates.rule.passage": Entry("was in {environment} before", "先に {environment} で稼働"),
    "gates.rule.passage_soak": Entry(
        "in {environment} for at least {time} at a stretch", "{environment} で連続 {time_ja}以上稼働"
    ),
    "gates.rule.joined": Entry("{rule}", "{rule_ja}"),
    "gates.rule.least_point": Entry("at least {value}", "{value_ja} 以上"),
    "gates.rule.least_sure": Entry("at least {value} (95 % sure)", "{value_ja} 以上（確度 95 %）"),
    "gates.rule.most_point": Entry("at most {value}", "{value_ja} 以下"),
    "gates.rule.most_sure": Entry("at most {value} (95 % sure)", "{value_ja} 以下（確度 95 %）"),
    "gates.rule.p50_point": Entry("half of all answers within {value}", "回答の半数が {value_ja} 以内"),
    "gates.rule.p50_sure": Entry(
        "half of all answers within {value} (95 % sure)",
        "回答の半数が{value_ja} 以内（確度 95 %）",
    ),
    "gates.rule.p95_point": Entry("95 % of answers within {value}", "回答の 95 % が {value_ja} 以内"),
    "gates.rule.p95_sure": Entry(
        "95 % of answers within {value} (95 % sure)",
        "回答の 95 % が{value_ja} 以内（確度 95 %）",
    ),
    "gates.rule.p99_point": Entry("99 % of answers within {value}", "回答の 99 % が {value_ja} 以内"),
    "gates.rule.p99_sure": Entry(
        "99 % of answers within {value} (95 % sure)",
        "回答の 99 % が{value_ja} 以内（確度 95 %）",
    ),
    "gates.rule.no_regression": Entry(
        "at most {margin} worse than v{incumbent} (95 % sure)",
        "v{incumbent} からの悪化が {margin_ja} 以内（確度 95 %）",
    ),
    "gates.rule.no_regression_empty": Entry(
        "at most {margin} worse than the version in {environment} (95 % sure)",
        "{environment} のバージョンからの悪化が {margin_ja} 以内（確度 95 %）",
    ),
    "gates.rule.no_regression_grouped": Entry(
        "at most {margin} worse than v{incumbent} (95 % sure; cases of one {tag} count as alike)",
        "v{incumbent} からの悪化が {margin_ja} 以内（確度 95 %、{tag} が同じ事例は互いに独立でないとみなす）",
    ),
    "gates.rule.no_regression_grouped_empty": Entry(
        "at most {margin} worse than the version in {environment} (95 % sure; cases of one {tag} count as alike)",
        "{environment} のバージョンからの悪化が {margin_ja} 以内（確度 95 %、{tag} が同じ事例は互いに独立でないとみなす）",
    ),
    "gates.rule.slices": Entry(
        "by {tags}: no slice of {min_cases:case|cases} or more is over {margin} worse than v{incumbent} (95 % sure)",
        "{tags} 別の {min_cases:,} 件以上のスライスすべてで、v{incumbent} からの悪化が {margin_ja} 以内（確度 95 %）",
    ),
    "gates.rule.slices_empty": Entry(
        "by {tags}: no slice of {min_cases:case|cases} or more is over {margin} worse than the version in {environment} (95 % sure)",
        "{tags} 別の {min_cases:,} 件以上のスライスすべてで、{environment} のバージョンからの悪化が {margin_ja} 以内（確度 95 %）",
    ),
    "gates.rule.growth": Entry(
        "at most {growth} more than v{incumbent} (95 % sure)",
        "v{incumbent} からの増加が {growth_ja} 以内（確度 95 %）",
    ),
    "gates.rule.growth_empty": Entry(
        "at most {growth} more than the version in {environment} (95 % sure)",
        "{environment} のバージョンからの増加が {growth_ja} 以内（確度 95 %）",
    ),
    "gates.rule.dataset_checked": Entry(
        "no finding in the golden set and the training data", "ゴールデンセットと学習データに指摘がない"
    ),
    "gates.rule.age": Entry("at most {age} old", "固定から {age_ja}以内"),
    "gates.rule.leakage": Entry(
        "no question of the golden set in the training data", "学習データにゴールデンセットの質問がない"
    ),
    "gates.rule.leakage_near": Entry("at most {most:,} nearly in it", "ほぼ同じ質問は {most:,} 件以下"),
    "gates.rule.golden_newest": Entry("the newest {golden}", "最新の {golden}"),
    "gates.rule.golden_exact": Entry(
        "the {golden} with digest {digest}…", "ダイジェスト {digest}… の {golden}"
    ),
    "gates.rule.cases": Entry("at least {min_cases:case|cases}", "{min_cases:,} 件以上"),
    "gates.rule.run_integrity": Entry(
        "every question asked, at most {most} errors", "すべての質問を実施し、エラーが {most_ja} 以下"
    ),
    "gates.rule.critical_cases": Entry("none may fail", "不合格 0 件"),
    "gates.rule.approvals_none": Entry("none needed", "承認は不要"),
    "gates.rule.approvals": Entry(
        "{count:person|people} who did not write or request it, at least {role}",
        "作成者・申請者以外の {count:,} 人（{role_ja}以上）",
    ),
    "gates.rule.approvals_teams": Entry(
        "{count:person|people} who did not write or request it, at least {role}, among them somebody from: {teams}",
        "作成者・申請者以外の {count:,} 人（{role_ja}以上、次のチームから各 1 人以上: {teams}）",
    ),
}

OBSERVED: dict[str, Entry] = {
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

MEANINGS: dict[str, Entry] = {
    "gates.meaning.evidence": Entry(
        "Nobody can say how this version would serve customers.",
        "このバージョンで顧客対応がどうなるか、誰にも判断できません。",
    ),
    "gates.meaning.passage": Entry(
        "Customers would be the first to use this version.", "顧客がこのバージョンの最初の利用者になります。"
    ),
    "gates.meaning.contains": Entry(
        "Customers would miss facts that they asked for.", "顧客が必要な情報を得られなくなります。"
    ),
    "gates.meaning.excludes": Entry(
        "Customers would read what the shop must never say.", "言ってはならない内容が顧客に伝わります。"
    ),
    "gates.meaning.declines": Entry(
        "Customers would get made-up answers, or be turned away without need.",
        "顧客に根拠のない回答をしたり、答えられる質問を断ったりします。",
    ),
    "gates.meaning.contains_any": Entry(
        "Customers would miss a fact that they asked for.", "顧客が必要な情報を得られなくなります。"
    ),
    "gates.meaning.regex": Entry(
        "Answers would not have the form that was agreed.", "取り決めた形式と異なる回答が顧客に届きます。"
    ),
    "gates.meaning.number": Entry(
        "Customers would read wrong prices, days or amounts.", "誤った金額・日数・数量が顧客に伝わります。"
    ),
    "gates.meaning.json_schema": Entry(
        "What reads the answers could not read them.", "回答を受け取るシステムが読み取れなくなります。"
    ),
    "gates.meaning.json_fields": Entry(
        "What reads the answers would act on wrong values.", "回答を受け取るシステムが誤った値で動作します。"
    ),
    "gates.meaning.rouge_l": Entry(
        "Answers would read differently from those the team calls good.",
        "チームが良いとする回答から離れた文面になります。",
    ),
    "gates.meaning.language": Entry(
        "Customers would be answered in a language that they did not use.",
        "顧客が使っていない言語で回答してしまいます。",
    ),
    "gates.meaning.length": Entry(
        "Answers would be too short to help or too long to read.",
        "回答が短すぎる、または長すぎて読まれなくなります。",
    ),
    "gates.meaning.politeness": Entry(
        "Customers would be spoken to in the wrong tone.", "顧客に対して不適切な口調で回答してしまいます。"
    ),
    "gates.meaning.personal_data": Entry(
        "Somebody's personal data would reach a stranger.", "個人情報が第三者に漏れます。"
    ),
    "gates.meaning.exact": Entry(
        "Customers would get other answers than the agreed ones.",
        "取り決めた回答と異なる回答が顧客に届きます。",
    ),
    "gates.meaning.chrf": Entry(
        "Answers would read differently from those the team calls good.",
        "チームが良いとする回答から離れた文面になります。",
    ),
    "gates.meaning.correctness": Entry(
        "Customers would get wrong or incomplete answers.", "誤った回答や不十分な回答が顧客に届きます。"
    ),
    **dict.fromkeys(
        ("gates.meaning.groundedness", "gates.meaning.hallucination"),
        Entry("Customers would be told what the rules do not say.", "規則にない内容が顧客に伝わります。"),
    ),
    "gates.meaning.tone": Entry(
        "Customers would be spoken to in the wrong tone.", "顧客に対して不適切な口調で回答してしまいます。"
    ),
    "gates.meaning.judge": Entry(
        "Answers would not be what the team asks of them.",
        "チームの求める基準を満たさない回答が顧客に届きます。",
    ),
    "gates.meaning.latency_ms": Entry("Customers would wait too long.", "顧客の待ち時間が長くなりすぎます。"),
    "gates.meaning.tokens": Entry(
        "Every answer would be longer and dearer than planned.", "回答が想定より長く、割高になります。"
    ),
    "gates.meaning.cost_usd": Entry(
        "Every conversation would cost more than planned.", "1 件あたりのコストが想定を超えます。"
    ),
    "gates.meaning.errors": Entry(
        "Customers would get no answer at all.", "顧客が回答をまったく得られなくなります。"
    ),
    "gates.meaning.no_regression": Entry(
        "Customers who are served well today would be served worse.",
        "今は満足している顧客への対応が悪くなります。",
    ),
    "gates.meaning.slices": Entry(
        "Some customers would be served worse, hidden by the average of all.",
        "平均では見えないまま、一部の顧客への対応が悪くなります。",
    ),
    "gates.meaning.cost": Entry(
        "The same questions of customers would cost more than planned.",
        "顧客の同じ質問に、想定を超えるコストがかかります。",
    ),
    "gates.meaning.dataset_checked": Entry(
        "Customers would get answers learnt from, or measured by, faulty or outdated examples.",
        "誤りのある例や古い例で学習・評価された回答が顧客に届きます。",
    ),
    "gates.meaning.leakage": Entry(
        "The version would look better than it is: customers ask what it has not learnt by heart.",
        "覚えた質問で評価されるため実力より良く見え、初めての質問をする顧客への対応は分かりません。",
    ),
    "gates.meaning.golden_set": Entry(
        "The version would be measured by other questions than those that customers ask today.",
        "今の顧客の質問とは異なる質問で評価されたことになります。",
    ),
    "gates.meaning.run_integrity": Entry(
        "Customers would get no answer to questions on which the evaluation got none either.",
        "評価で回答を得られなかった質問に、顧客も回答を得られなくなります。",
    ),
    "gates.meaning.critical_cases": Entry(
        "A customer would get a wrong answer where it does real harm.",
        "誤ると実害のある質問に、間違った回答をしてしまいます。",
    ),
    "gates.meaning.approvals": Entry(
        "Nobody but its makers would have looked at what customers will read.",
        "顧客が読む内容を、作成者以外の誰も確認していないことになります。",
    ),
}

SENTENCES: dict[str, Entry] = {
    "gates.sentence.ready": Entry(
        "v{version} may go to {environment}: every required criterion is met.",
        "v{version} は {environment} にリリースできます。必須の基準をすべて満たしています。",
    ),
    "gates.sentence.ready_there": Entry(
        "v{version} is in {environment} and meets every required criterion.",
        "v{version} は {environment} に入っており、必須の基準をすべて満たしています。",
    ),
    "gates.sentence.ready_overridden": Entry(
        "v{version} may go to {environment}. Overridden: {overridden}. Every other required criterion is met.",
        "v{version} は {environment} にリリースできます。例外承認: {overridden_ja}。それ以外の必須の基準はすべて満たしています。",
    ),
    "gates.sentence.ready_there_overridden": Entry(
        "v{version} is in {environment}. Overridden: {overridden}. It meets every other required criterion.",
        "v{version} は {environment} に入っています。例外承認: {overridden_ja}。それ以外の必須の基準はすべて満たしています。",
    ),
    "gates.sentence.needs_review_approvals_overridden": Entry(
        "v{version} meets every required criterion for {environment} but those overridden: {overridden}. Approvals so far: {observed}.",
        "v{version} は、例外承認された{overridden_ja}を除き、{environment} の必須の基準をすべて満たしています。承認は {observed_ja}です。",
    ),
    "gates.sentence.needs_review_approvals": Entry(
        "v{version} meets every required criterion for {environment}. Approvals so far: {observed}.",
        "v{version} は {environment} の必須の基準をすべて満たしています。承認は {observed_ja}です。",
    ),
    "gates.sentence.hold": Entry(
        "v{version} should not go to {environment}: “{label}” is not met (required: {rule}; found: {observed}).",
        "v{version} は {environment} にリリースできません。「{label_ja}」が基準を満たしていません（基準: {rule_ja}、結果: {observed_ja}）。",
    ),
    "gates.sentence.hold_more": Entry(
        "v{version} should not go to {environment}: “{label}” is not met (required: {rule}; found: {observed}), and {others:other criterion fails|other criteria fail} too.",
        "v{version} は {environment} にリリースできません。「{label_ja}」が基準を満たしていません（基準: {rule_ja}、結果: {observed_ja}）。ほかに {others:,} 件の基準も不合格です。",
    ),
    "gates.sentence.insufficient_evidence": Entry(
        "It cannot be told yet whether v{version} may go to {environment}: “{label}” is open (required: {rule}; found: {observed}).",
        "v{version} を {environment} にリリースできるか、まだ判断できません。「{label_ja}」が確認できていません（基準: {rule_ja}、結果: {observed_ja}）。",
    ),
    "gates.sentence.insufficient_evidence_more": Entry(
        "It cannot be told yet whether v{version} may go to {environment}: “{label}” is open (required: {rule}; found: {observed}), and {others:other criterion|other criteria} too.",
        "v{version} を {environment} にリリースできるか、まだ判断できません。「{label_ja}」が確認できていません（基準: {rule_ja}、結果: {observed_ja}）。ほかに {others:,} 件の基準も確認できていません。",
    ),
    "gates.sentence.insufficient_evidence_evidence": Entry(
        "It cannot be told yet whether v{version} may go to {environment}: {observed} (required: {rule}).",
        "v{version} を {environment} にリリースできるか、まだ判断できません。{observed_ja}（必要: {rule_ja}）。",
    ),
    "gates.sentence.blocked_evidence": Entry(
        "v{version} cannot be judged for {environment}: {observed}. Evaluate it again.",
        "v{version} を {environment} 向けに判定できません。{observed_ja}。もう一度評価してください。",
    ),
}

OVERRIDES: dict[str, Entry] = {
    "gates.overridden": Entry(
        "Overridden by {asked_by} and {confirmed_by} until {until}: “{reason}”",
        "{asked_by} と {confirmed_by} による例外承認（期限 {until}）:「{reason}」",
    ),
}

TEXTS: dict[str, Entry] = {**NUMBERS, **LABELS, **RULES, **OBSERVED, **MEANINGS, **SENTENCES, **OVERRIDES}
