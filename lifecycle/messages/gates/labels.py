"""What a criterion is called."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
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
