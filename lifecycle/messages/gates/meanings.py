"""What it would mean to customers that a criterion is not met."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
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
