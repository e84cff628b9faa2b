"""Texts of `policies`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "policies.bad_scorer": Entry(
        "{file}, line {line}: {reason}",
        "{file} の {line} 行目: {reason_ja}",
        "{remedy}",
        "{remedy_ja}",
    ),
    "policies.cannot_fail": Entry(
        "{file}, line {line}: {id} can judge nothing, because no scorer of this policy gives pass or fail.",
        "{file} の {line} 行目: 合否を返す評価器がないため、{id} は判定できません。",
        "Add a scorer such as contains or declines.",
        "contains や declines などの評価器を追加してください。",
    ),
    "policies.criterion_twice": Entry(
        "{file}, line {line}: two criteria are called {id}.",
        "{file} の {line} 行目: 基準項目 {id} が二重に指定されています。",
        "Give each criterion of an environment its own id.",
        "環境ごとに、基準項目の id が重複しないようにしてください。",
    ),
    "policies.easy_bound": Entry(
        "{file}, line {line}: the {bound} bound does not prove anything for {operator}.",
        "{file} の {line} 行目: {operator} の判定に {bound} の境界を使っても根拠になりません。",
        "For >= use point or lower, for <= use point or upper.",
        ">= には point か lower、<= には point か upper を指定してください。",
    ),
    "policies.no_environment": Entry(
        "The policy of {app} knows no environment {environment}.",
        "{app} のポリシーに環境 {environment} はありません。",
        "Use one of: {known}, or add it to the policy.",
        "次のいずれかを指定するか、ポリシーに追加してください: {known}",
    ),
    "policies.reserved": Entry(
        "{file}, line {line}: {id} is the name of a row that every gate has.",
        "{file} の {line} 行目: {id} はどのゲートにもある項目の名前なので使用できません。",
        "Choose another id.",
        "別の id を指定してください。",
    ),
    "policies.scorer_name_taken": Entry(
        "{file}, line {line}: {scorer} is the name of another scorer.",
        "{file} の {line} 行目: {scorer} は別の評価器の名前です。",
        "Choose a name of your own.",
        "別の名前を付けてください。",
    ),
    "policies.scorer_twice": Entry(
        "{file}, line {line}: two scorers are called {scorer}.",
        "{file} の {line} 行目: 評価器の名前 {scorer} が重複しています。",
        "Keep one of them, or give one another name and say with `scorer: {scorer}` what it is.",
        "どちらか一方だけにするか、片方に別の名前を付けて `scorer: {scorer}` と指定してください。",
    ),
    "policies.too_many_teams": Entry(
        "{file}, line {line}: {count:approval|approvals} cannot come from all of these teams: {teams}.",
        "{file} の {line} 行目: 承認 {count} 件では、すべてのチーム（{teams}）の承認を得られません。",
        "Raise count to at least the number of teams.",
        "count をチームの数以上にしてください。",
    ),
    "policies.unknown_metric": Entry(
        "{file}, line {line}: there is no metric {metric} with the scorers of this policy.",
        "{file} の {line} 行目: このポリシーの評価器では、指標 {metric} は得られません。",
        "Use one of: {known}.",
        "次のいずれかを指定してください: {known}",
    ),
    "policies.unknown_role": Entry(
        "{file}, line {line}: nobody with the role {role} may approve.",
        "{file} の {line} 行目: ロール {role} では承認できません。",
        "Use one of: {known}.",
        "次のいずれかを指定してください: {known}",
    ),
}
