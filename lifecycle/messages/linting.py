"""Texts of `linting`: a policy in words, and what its criteria can show."""

from lifecycle.messages.entry import Entry

DAYS: dict[str, Entry] = {
    f"linting.day.{key}": Entry(*names)
    for key, names in {
        "mon": ("Monday", "月曜"),
        "tue": ("Tuesday", "火曜"),
        "wed": ("Wednesday", "水曜"),
        "thu": ("Thursday", "木曜"),
        "fri": ("Friday", "金曜"),
        "sat": ("Saturday", "土曜"),
        "sun": ("Sunday", "日曜"),
    }.items()
}

RULES: dict[str, Entry] = {
    "linting.rule.approvals_expire": Entry(
        "An approval counts for {time}.", "承認の有効期間は {time_ja}です。"
    ),
    "linting.rule.dates": Entry(
        "Nothing is promoted from {begin} to {end} ({zone}){why}.",
        "{begin} から {end} までは凍結期間です（{zone}）{why}。",
    ),
    "linting.rule.override": Entry(
        "A criterion may count as passed all the same for {time}: asked for with a reason of at least {least:character|characters}, confirmed by a second person, both at least {role}.",
        "例外承認: {role_ja}以上の 1 人が {least:,} 文字以上の理由を添えて申請し、別の 1 人が確認すると、{time_ja}のあいだ合格扱いになります。",
    ),
    "linting.rule.override_never": Entry(
        "A criterion may count as passed all the same for {time}: asked for with a reason of at least {least:character|characters}, confirmed by a second person, both at least {role}. Never: {never}.",
        "例外承認: {role_ja}以上の 1 人が {least:,} 文字以上の理由を添えて申請し、別の 1 人が確認すると、{time_ja}のあいだ合格扱いになります。対象外: {never}",
    ),
    "linting.rule.override_none": Entry(
        "No criterion may count as passed that is not.", "例外承認は認められません。"
    ),
    "linting.rule.requests": Entry(
        "A release request ends after {time}.", "リリース申請の期限は {time_ja}です。"
    ),
    "linting.rule.rollback_any": Entry(
        "One person, at least {role}, may roll back at any time to any version that stood there.",
        "{role_ja}以上の 1 人が、過去に入っていた任意のバージョンへいつでもロールバックできます。",
    ),
    "linting.rule.rollback_previous": Entry(
        "One person, at least {role}, may roll back at any time to the version before.",
        "{role_ja}以上の 1 人が、直前のバージョンへいつでもロールバックできます。",
    ),
    "linting.rule.row": Entry("{label}: {rule}", "{label_ja}: {rule_ja}"),
    "linting.rule.smoke": Entry(
        "After a move the endpoint is asked {questions:question|questions}.",
        "リリースの直後に、エンドポイントへ {questions:,} 件の質問で動作確認をします。",
    ),
    "linting.rule.weekly": Entry(
        "Nothing is promoted on {days} from {begin} to {end} ({zone}){why}.",
        "毎週 {days_ja}の {begin} から {end} までは凍結期間です（{zone}）{why}。",
    ),
}

SHOWS: dict[str, Entry] = {
    "linting.shows.bound": Entry(
        "{n:case|cases} give an upper bound ({needed:,} needed).",
        "{n:,} 件の事例で上限を示せます（{needed:,} 件必要）。",
    ),
    "linting.shows.critical": Entry(
        "{n:critical case|critical cases}: when none fails, up to {most:.1f} % of such questions may still fail.",
        "重要な事例は {n:,} 件です。すべて合格しても、同種の質問の最大 {most:.1f} % は不合格になる可能性があります。",
    ),
    "linting.shows.difference": Entry(
        "{n:case|cases} will probably show a difference of {value}, if one case in ten changes.",
        "{n:,} 件の事例では、回答の 1 割が変わる場合、{value_ja}の差を検出できる見込みです。",
    ),
    "linting.shows.from": Entry(
        "With {n:case|cases} it passes from {value} on.", "{n:,} 件の事例では {value_ja} 以上で合格します。"
    ),
    "linting.shows.groups": Entry(
        "{n:group|groups} of {tag} will show a difference of {value} at worst, when all cases of a group change together.",
        "{tag} ごとの {n:,} グループでは、グループ内の事例がすべて同じように変わる最悪の場合でも、{value_ja}の差を検出できる見込みです。",
    ),
    "linting.shows.groups_unknown": Entry(
        "How small a difference shows depends on how many groups of {tag} the golden set has.",
        "検出できる差は、ゴールデンセットにある {tag} のグループ数によって決まります。",
    ),
    "linting.shows.slice": Entry(
        "{tag} {value_of}: {n:case|cases} will probably show a difference of {value}.",
        "{tag} {value_of}: {n:,} 件の事例で、{value_ja}の差を検出できる見込みです。",
    ),
    "linting.shows.slice_least": Entry(
        "In a slice of {n:case|cases} a difference of {value} will probably show, if one case in ten changes.",
        "{n:,} 件のスライスでは、回答の 1 割が変わる場合、{value_ja}の差を検出できる見込みです。",
    ),
    "linting.shows.slice_small": Entry(
        "{tag} {value_of}: {n:case|cases}, too few to decide ({least:,} needed).",
        "{tag} {value_of}: {n:,} 件のため判定しません（{least:,} 件必要）。",
    ),
    "linting.shows.spread": Entry(
        "How small a difference shows depends on how much the scores vary, which the first evaluation tells.",
        "検出できる差は評価値のばらつきによって決まり、最初の評価で分かります。",
    ),
    "linting.shows.up_to": Entry(
        "With {n:case|cases} it passes up to {value}.", "{n:,} 件の事例では {value_ja} 以下で合格します。"
    ),
}

WARNS: dict[str, Entry] = {
    "linting.warns.margin": Entry(
        "A version that is equally good probably passes a margin of {margin} only with {needed:case|cases} or more; as few as {least:,} may count here.",
        "同等のバージョンでも、許容幅 {margin_ja}で合格するには {needed:,} 件程度必要ですが、{least:,} 件しかない場合があります。",
        "Raise min_cases and add cases, or allow a larger margin.",
        "min_cases と事例を増やすか、margin を大きくしてください。",
    ),
    "linting.warns.never": Entry(
        "No number of cases can prove so much: this never passes.",
        "事例がいくつあっても証明できないため、合格することはありません。",
        "Choose another value, or bound: point.",
        "value を変えるか、bound: point にしてください。",
    ),
    "linting.warns.no_bound": Entry(
        "Below {needed:case|cases} there is no upper bound and this stays inconclusive; as few as {least:,} may count here.",
        "{needed:,} 件未満では上限を示せず判断できませんが、{least:,} 件しかない場合があります。",
        "Raise golden.min_cases and add cases.",
        "golden.min_cases と事例を増やしてください。",
    ),
    "linting.warns.no_critical": Entry(
        "The golden set has no critical case: {id} is missing for ever.",
        "ゴールデンセットに重要な事例がないため、{id} は確認できないままになります。",
        "Mark the cases where a wrong answer does real harm with critical: true.",
        "誤ると実害のある事例に critical: true を付けてください。",
    ),
    "linting.warns.no_margin": Entry(
        "Without a margin a version that is equally good stays inconclusive, however many cases there are.",
        "許容幅が 0 のため、同等のバージョンは事例がいくつあっても判断できません。",
        "Allow a margin above 0.",
        "margin を 0 より大きくしてください。",
    ),
    "linting.warns.no_slice": Entry(
        "No slice has {least:case|cases}: nothing can be decided.",
        "{least:,} 件以上のスライスがないため、判定できません。",
        "Add cases, or lower min_cases.",
        "事例を増やすか、min_cases を小さくしてください。",
    ),
    "linting.warns.no_tag": Entry(
        "No case of the golden set has the tag {tag}.",
        "ゴールデンセットにタグ {tag} の付いた事例がありません。",
        "Check the spelling, or tag the cases.",
        "表記を確認するか、事例にタグを付けてください。",
    ),
    "linting.warns.out_of_reach": Entry(
        "Even if every case is good, being sure of it needs {needed:case|cases}; as few as {least:,} may count here.",
        "すべて良い結果でも、確度 95 % には {needed:,} 件必要ですが、{least:,} 件しかない場合があります。",
        "Raise golden.min_cases and add cases.",
        "golden.min_cases と事例を増やしてください。",
    ),
    "linting.warns.slices": Entry(
        "{small:,} of {n:slice|slices} have fewer than the {needed:,} cases that a margin of {margin} needs.",
        "{n:,} 個のスライスのうち {small:,} 個は、許容幅 {margin_ja}に必要な {needed:,} 件に足りません。",
        "Add cases, or allow a larger margin.",
        "事例を増やすか、margin を大きくしてください。",
    ),
    "linting.warns.too_few": Entry(
        "The golden set has {cases:case|cases}, and {least:,} are asked for.",
        "ゴールデンセットは {cases:,} 件ですが、{least:,} 件必要です。",
        "Add cases, or lower min_cases.",
        "事例を増やすか、min_cases を小さくしてください。",
    ),
}

HEADS: dict[str, Entry] = {
    "linting.golden": Entry(
        "Golden set {golden}: {n:case|cases} here, at least {least:,} asked for.",
        "ゴールデンセット {golden}: {n:,} 件（{least:,} 件以上が必要）",
    ),
    "linting.golden_unknown": Entry(
        "Golden set {golden}: none frozen here, so everything is reckoned with the fewest cases that count, {least:,}.",
        "ゴールデンセット {golden}: この環境には固定されたものがないため、必要な最少件数 {least:,} 件で計算しています。",
    ),
}

TEXTS: dict[str, Entry] = {**DAYS, **RULES, **SHOWS, **WARNS, **HEADS}
