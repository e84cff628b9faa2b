"""The sentence of a verdict, and of an override."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
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
    "gates.overridden": Entry(
        "Overridden by {asked_by} and {confirmed_by} until {until}: “{reason}”",
        "{asked_by} と {confirmed_by} による例外承認（期限 {until}）:「{reason}」",
    ),
}
