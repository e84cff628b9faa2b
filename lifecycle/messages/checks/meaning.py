"""Texts of the passes of `checks` that look at what rows mean: leakage, near duplicates, personal data."""

from lifecycle.messages.entry import Entry

LEAKAGE: dict[str, Entry] = {
    "leakage.exact": Entry(
        "This question is the golden case {case} (line {case_line} there): “{golden}”",
        "ゴールデンセットの事例 {case}（{case_line} 行目）と同じ質問です: 「{golden}」",
        "Remove the row: a model that was tuned on a question of its exam passes without being good.",
        "この行を削除してください。評価と同じ質問で学習したモデルは、実力がなくても合格してしまいます。",
    ),
    "leakage.near": Entry(
        "This question is nearly the golden case {case} (line {case_line} there, {percent} % alike): “{golden}”",
        "ゴールデンセットの事例 {case}（{case_line} 行目）とほぼ同じ質問です（類似度 {percent} %）: 「{golden}」",
        "Compare the two; remove the row if a model that learnt it would know the answer of the case.",
        "両者を見比べ、この行を学習すれば事例の正解が分かる場合は削除してください。",
    ),
}

NEAR: dict[str, Entry] = {
    "rows.near": Entry(
        "{rows:row|rows} ask nearly the same in {texts:way|ways} (lines {lines}): “{text}”",
        "よく似た質問が {rows:,} 行あります（言い回し {texts:,} 通り、{lines} 行目）: 「{text}」",
        "Nothing has to be done; keep a few of them if one subject should not weigh more than others.",
        "対応は必須ではありません。特定の話題に偏らせたくない場合は、一部だけを残してください。",
    ),
}

PERSONAL: dict[str, Entry] = {
    f"text.personal.{kind}": Entry(
        f"This text has {en}.",
        f"この文章に{ja}が含まれています。",
        "Put a placeholder in its place, or remove the row: a model may repeat what it has learnt.",
        "仮の値に置き換えるか、行を削除してください。モデルは学習した内容を回答に含めることがあります。",
    )
    for kind, en, ja in (
        ("email", "an e-mail address", "メールアドレス"),
        ("phone", "a phone number", "電話番号"),
        ("postal", "a postal code", "郵便番号"),
        ("card", "what looks like the number of a payment card", "クレジットカード番号とみられる数字"),
        ("my_number", "what looks like an Individual Number", "マイナンバーとみられる数字"),
    )
}

TEXTS: dict[str, Entry] = {**LEAKAGE, **NEAR, **PERSONAL}
