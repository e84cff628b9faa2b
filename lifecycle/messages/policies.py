"""Texts of `policies`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "policies.always_closed": Entry(
        "{file}, line {line}: the weekly windows leave no time at which anything could be promoted.",
        "{file} の {line} 行目: 毎週の凍結期間に空きがなく、リリースできる時間がありません。",
        "Leave some hours open.",
        "リリースできる時間帯を残してください。",
    ),
    "policies.bad_day": Entry(
        "{file}, line {line}: {key} cannot be {value}, which is no day of the calendar.",
        "{file} の {line} 行目: {key} の {value} は日付として読み取れません。",
        "Write a day as 2026-12-24.",
        "2026-12-24 の形で書いてください。",
    ),
    "policies.bad_duration": Entry(
        "{file}, line {line}: {key} cannot be {value}, which is no duration.",
        "{file} の {line} 行目: {key} の {value} は期間として読み取れません。",
        "Write whole minutes, hours or days, such as 90m, 24h or 30d.",
        "90m（分）、24h（時間）、30d（日）のように整数で書いてください。",
    ),
    "policies.bad_environment": Entry(
        "{file}, line {line}: MLflow takes no alias named {environment}, so no environment can have that name.",
        "{file} の {line} 行目: MLflow のエイリアスとして使用できないため、{environment} は環境名にできません。",
        "Use letters, digits, - and _, and neither latest nor a version such as v1.",
        "文字・数字・-・_ を使ってください。latest や v1 のような名前は使用できません。",
    ),
    "policies.bad_scorer": Entry(
        "{file}, line {line}: {reason}",
        "{file} の {line} 行目: {reason_ja}",
        "{remedy}",
        "{remedy_ja}",
    ),
    "policies.bad_time": Entry(
        "{file}, line {line}: {key} cannot be {value}, which is no time of day.",
        "{file} の {line} 行目: {key} の {value} は時刻として読み取れません。",
        'Write it in quotation marks, from "00:00" to "24:00".',
        '"00:00" から "24:00" までを引用符で囲んで書いてください。',
    ),
    "policies.cannot_fail": Entry(
        "{file}, line {line}: {id} can judge nothing, because no scorer of this policy gives pass or fail.",
        "{file} の {line} 行目: 合否を返す評価器がないため、{id} は判定できません。",
        "Add a scorer such as contains or declines.",
        "contains や declines などの評価器を追加してください。",
    ),
    "policies.cost_unlimited": Entry(
        "{file}, line {line}: {id} sets no limit.",
        "{file} の {line} 行目: {id} に上限が指定されていません。",
        "Give most_usd, growth or both.",
        "most_usd か growth、または両方を指定してください。",
    ),
    "policies.criterion_twice": Entry(
        "{file}, line {line}: two criteria are called {id}.",
        "{file} の {line} 行目: 基準項目 {id} が二重に指定されています。",
        "Give each criterion of an environment its own id.",
        "環境ごとに、基準項目の id が重複しないようにしてください。",
    ),
    "policies.days_backwards": Entry(
        "{file}, line {line}: the window ends on {end}, before it begins on {begin}.",
        "{file} の {line} 行目: 凍結期間の終了日 {end} が開始日 {begin} より前です。",
        "Both days belong to the window: for a single day write it twice.",
        "両端の日も期間に含まれます。1 日だけの場合は同じ日を 2 回書いてください。",
    ),
    "policies.easy_bound": Entry(
        "{file}, line {line}: the {bound} bound does not prove anything for {operator}.",
        "{file} の {line} 行目: {operator} の判定に {bound} の境界を使っても根拠になりません。",
        "For >= use point or lower, for <= use point or upper.",
        ">= には point か lower、<= には point か upper を指定してください。",
    ),
    "policies.hours_backwards": Entry(
        "{file}, line {line}: the window from {begin} to {end} does not end after it begins.",
        "{file} の {line} 行目: {begin} から {end} までの凍結期間は、終了が開始より後になっていません。",
        'Over midnight, write two windows: to "24:00", and from "00:00" on the day after.',
        '日をまたぐ場合は、当日の "24:00" までと翌日の "00:00" からの 2 つに分けてください。',
    ),
    "policies.no_environment": Entry(
        "The policy of {app} knows no environment {environment}.",
        "{app} のポリシーに環境 {environment} はありません。",
        "Use one of: {known}, or add it to the policy.",
        "次のいずれかを指定するか、ポリシーに追加してください: {known}",
    ),
    "policies.origin_circle": Entry(
        "{file}, line {line}: the environments wait for each other: {way}.",
        "{file} の {line} 行目: 環境が互いを前提にしています: {way}",
        "Remove one `from`, so that a version can begin somewhere.",
        "いずれかの from を削除し、最初に入れる環境を用意してください。",
    ),
    "policies.percentile_parts": Entry(
        "{file}, line {line}: {key} needs a mean, and {metric} is a percentile.",
        "{file} の {line} 行目: {key} は平均にだけ使用できます（{metric} はパーセンタイルです）。",
        "Use a metric that ends in .mean, or leave {key} out.",
        ".mean で終わる指標を使うか、{key} を外してください。",
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
    "policies.soak_alone": Entry(
        "{file}, line {line}: soak says how long a version stands in the environment it comes from, and there is no `from`.",
        "{file} の {line} 行目: soak は from の環境に置いておく時間ですが、from がありません。",
        "Add `from`, or remove soak.",
        "from を追加するか、soak を削除してください。",
    ),
    "policies.too_many_teams": Entry(
        "{file}, line {line}: {count:approval|approvals} cannot come from all of these teams: {teams}.",
        "{file} の {line} 行目: 承認 {count} 件では、すべてのチーム（{teams}）の承認を得られません。",
        "Raise count to at least the number of teams.",
        "count をチームの数以上にしてください。",
    ),
    "policies.unknown_criterion": Entry(
        "{file}, line {line}: this environment has no criterion {id}.",
        "{file} の {line} 行目: この環境に基準項目 {id} はありません。",
        "Use one of: {known}.",
        "次のいずれかを指定してください: {known}",
    ),
    "policies.unknown_metric": Entry(
        "{file}, line {line}: there is no metric {metric} with the scorers of this policy.",
        "{file} の {line} 行目: このポリシーの評価器では、指標 {metric} は得られません。",
        "Use one of: {known}.",
        "次のいずれかを指定してください: {known}",
    ),
    "policies.unknown_origin": Entry(
        "{file}, line {line}: this policy has no environment {environment}.",
        "{file} の {line} 行目: このポリシーに環境 {environment} はありません。",
        "Use one of: {known}.",
        "次のいずれかを指定してください: {known}",
    ),
    "policies.unknown_role": Entry(
        "{file}, line {line}: the role {role} does not allow this.",
        "{file} の {line} 行目: ロール {role} にはこの権限がありません。",
        "Use one of: {known}.",
        "次のいずれかを指定してください: {known}",
    ),
    "policies.unknown_zone": Entry(
        "{file}, line {line}: {key} cannot be {value}, which is no time zone known here.",
        "{file} の {line} 行目: {key} の {value} というタイムゾーンはありません。",
        "Use a name of the IANA database, such as Asia/Tokyo or UTC.",
        "Asia/Tokyo や UTC など、IANA の名称を指定してください。",
    ),
}
