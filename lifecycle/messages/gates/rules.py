"""What a criterion asks for."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
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
