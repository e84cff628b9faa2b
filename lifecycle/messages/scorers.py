"""Texts of `scorers`: what they and their settings are called, why an answer does not pass, and what they cannot do."""

from lifecycle.messages.entry import Entry

NAMES: dict[str, Entry] = {
    "scorer.exact": Entry("same as the expected answer", "期待回答と一致"),
    "scorer.contains": Entry("right facts in the answer", "必要な情報を含む"),
    "scorer.contains_any": Entry("one of the expected facts in the answer", "いずれかの情報を含む"),
    "scorer.excludes": Entry("nothing forbidden said", "禁止表現がない"),
    "scorer.regex": Entry("matches the pattern", "パターンに適合"),
    "scorer.number": Entry("right number in the answer", "正しい数値を含む"),
    "scorer.json_schema": Entry("JSON of the right shape", "JSON がスキーマに適合"),
    "scorer.json_fields": Entry("right values in the JSON", "JSON の値が正しい"),
    "scorer.chrf": Entry("close to the expected text (chrF)", "期待回答との近さ（chrF）"),
    "scorer.rouge_l": Entry("close to the expected text (ROUGE-L)", "期待回答との近さ（ROUGE-L）"),
    "scorer.language": Entry("in the right language", "適切な言語で回答"),
    "scorer.length": Entry("of the right length", "適切な長さ"),
    "scorer.politeness": Entry("in the right form (polite or plain)", "文体（敬体・常体）の統一"),
    "scorer.personal_data": Entry("gives away no personal data", "個人情報を漏らさない"),
    "scorer.declines": Entry("declines when it should", "適切に回答を控える"),
    "scorer.correctness": Entry(
        "right by the expected answer (judge)", "期待回答に照らして正しい（審査モデル）"
    ),
    "scorer.groundedness": Entry("keeps to the rules (judge)", "規則に沿った内容（審査モデル）"),
    "scorer.hallucination": Entry("hallucination rate (judge)", "ハルシネーション率（審査モデル）"),
    "scorer.tone": Entry("in the right tone (judge)", "口調が適切（審査モデル）"),
    "scorer.judge": Entry("meets the criterion (judge)", "基準を満たす（審査モデル）"),
    "scorer.latency_ms": Entry("latency", "応答時間"),
    "scorer.tokens": Entry("tokens", "トークン数"),
    "scorer.cost_usd": Entry("cost", "コスト"),
    "scorer.errors": Entry("failed calls", "呼び出しエラー"),
    "scorer.named": Entry("{name}", "{name}"),
}

WORDS: dict[str, Entry] = {
    "language.ja": Entry("Japanese", "日本語"),
    "language.en": Entry("English", "英語"),
    "language.zh": Entry("Chinese", "中国語"),
    "language.ko": Entry("Korean", "韓国語"),
    "language.other": Entry("another language", "その他の言語"),
    "personal.email": Entry("e-mail address", "メールアドレス"),
    "personal.phone": Entry("phone number", "電話番号"),
    "personal.postal": Entry("postal code", "郵便番号"),
    "personal.card": Entry("card number", "カード番号"),
    "personal.my_number": Entry("My Number", "マイナンバー"),
}

SETTINGS: dict[str, Entry] = {
    "setting.absent": Entry("the pattern must not be found", "パターンに適合しないこと"),
    "setting.allow": Entry("may be said", "記載してよい情報"),
    "setting.always": Entry("in every answer", "すべての回答に必要"),
    "setting.any_of": Entry("one of these in every answer", "すべての回答にいずれかが必要"),
    "setting.criterion": Entry("criterion", "基準"),
    "setting.endpoint": Entry("endpoint", "エンドポイント"),
    "setting.fields": Entry("values in the JSON", "JSON の値"),
    "setting.form": Entry("form", "文体"),
    "setting.ignore": Entry("differences that do not count", "区別しない違い"),
    "setting.kinds": Entry("looked for", "対象"),
    "setting.language": Entry("language", "言語"),
    "setting.max": Entry("characters at most", "最大文字数"),
    "setting.min": Entry("characters at least", "最小文字数"),
    "setting.model": Entry("model", "モデル"),
    "setting.never": Entry("in no answer", "どの回答でも使用禁止"),
    "setting.pattern": Entry("pattern", "パターン"),
    "setting.phrases": Entry("how an answer declines", "回答を控える表現"),
    "setting.prompt": Entry("prompt of the judge", "審査モデルのプロンプト"),
    "setting.relative": Entry("may be off by this share", "許容誤差（割合）"),
    "setting.schema": Entry("schema", "スキーマ"),
    "setting.text": Entry("what the judge is told", "審査モデルへの指示"),
    "setting.threshold": Entry("passes from this grade of 5", "合格とする評点（5 点満点）"),
    "setting.tolerance": Entry("may be off by", "許容誤差"),
    "setting.votes": Entry("judgements of each answer", "1 回答あたりの審査回数"),
    "setting.which": Entry("number that counts", "対象の数値"),
    "setting.form.polite": Entry("polite", "敬体"),
    "setting.form.plain": Entry("plain", "常体"),
    "setting.ignore.nfkc": Entry("Unicode forms (NFKC)", "Unicode の表記形式（NFKC）"),
    "setting.ignore.width": Entry("full and half width", "全角・半角"),
    "setting.ignore.case": Entry("case", "大文字・小文字"),
    "setting.ignore.space": Entry("white space", "空白"),
    "setting.ignore.punctuation": Entry("punctuation", "句読点・記号"),
    "setting.language.same": Entry("that of the question", "質問と同じ"),
    "setting.which.any": Entry("any", "いずれか"),
    "setting.which.every": Entry("every", "すべて"),
    "setting.which.first": Entry("the first", "最初"),
    "setting.which.last": Entry("the last", "最後"),
    **{f"setting.{code}": word for code, word in WORDS.items() if code.startswith("language.")},
    **{
        f"setting.kinds.{code.split('.')[1]}": word
        for code, word in WORDS.items()
        if code.startswith("personal.")
    },
}

FAILURES: dict[str, Entry] = {
    "failure.exact": Entry("The answer is not the expected one.", "期待回答と一致しません。"),
    "failure.contains": Entry("Not in the answer: {texts}", "回答に含まれていません: {texts}"),
    "failure.contains_any": Entry(
        "None of these is in the answer: {texts}", "いずれも回答に含まれていません: {texts}"
    ),
    "failure.excludes": Entry(
        "In the answer, where it must not be: {texts}",
        "使用してはならない表現が回答に含まれています: {texts}",
    ),
    "failure.regex": Entry(
        "The answer does not match {pattern}", "回答がパターン {pattern} に適合しません。"
    ),
    "failure.regex_found": Entry(
        "The answer matches {pattern}, and must not.",
        "回答が、適合してはならないパターン {pattern} に適合しています。",
    ),
    "failure.number": Entry(
        "{expected} was expected; numbers in the answer: {found}",
        "期待される数値は {expected} です。回答中の数値: {found}",
    ),
    "failure.not_json": Entry(
        "The answer is not JSON (line {line}, column {column}).",
        "回答が JSON ではありません（{line} 行 {column} 列）。",
    ),
    "failure.json_schema": Entry(
        "{path} breaks the rule {rule} of the schema.", "{path} がスキーマの {rule} に反しています。"
    ),
    "failure.json_field_missing": Entry(
        "{path} is not in the answer; {expected} was expected.",
        "回答に {path} がありません（期待値: {expected}）。",
    ),
    "failure.json_fields": Entry(
        "{path} is {found}; {expected} was expected.", "{path} が {found} です（期待値: {expected}）。"
    ),
    "failure.language": Entry(
        "The answer is in {found}; {expected} was expected.", "回答が{found_ja}です（期待: {expected_ja}）。"
    ),
    "failure.too_short": Entry(
        "The answer has {characters:character|characters}; at least {min} were expected.",
        "回答が {characters:,} 文字です（{min:,} 文字以上が必要）。",
    ),
    "failure.too_long": Entry(
        "The answer has more than {max:character|characters}.", "回答が {max:,} 文字を超えています。"
    ),
    "failure.personal_data": Entry(
        "The answer gives away: {kinds}", "回答に個人情報が含まれています: {kinds_ja}"
    ),
    "failure.answered": Entry(
        "It answers where it should decline.", "回答を控えるべき質問に回答しています。"
    ),
    "failure.judged": Entry(
        "The judge gave {grade} of 5: {rationale}",
        "審査モデルの評点は 5 点中 {grade} 点です（理由:「{rationale}」）。",
    ),
    "failure.declined": Entry("It declines where it should answer.", "回答すべき質問で回答を控えています。"),
}

ERRORS: dict[str, Entry] = {
    "scorers.applies_nowhere": Entry(
        "The scorer {scorer} applies to none of the {cases:case|cases}: no case to be answered has {needs}.",
        "評価器 {scorer} を適用できる事例がありません（全 {cases:,} 件）。回答すべき事例に {needs} がありません。",
        "Add {needs} to the golden set and freeze it again, or take the scorer out of the policy.",
        "ゴールデンセットに {needs} を追加して固定し直すか、ポリシーからこの評価器を外してください。",
    ),
    "scorers.bad_path": Entry(
        "{path} is no path into a JSON value.",
        "{path} は JSON のパスとして解釈できません。",
        "Write keys and positions only: items[0].price",
        "キーと位置だけで記述してください（例: items[0].price）。",
    ),
    "scorers.bad_pattern": Entry(
        "{pattern} is no regular expression: {reason}.",
        "{pattern} は正規表現として解釈できません（詳細:「{reason}」）。",
        "Correct the pattern; in YAML it is safest between single quotation marks.",
        "パターンを修正してください。YAML では単一引用符で囲むと安全です。",
    ),
    "scorers.bad_schema": Entry(
        "The JSON schema cannot be used: {reason}.",
        "この JSON スキーマは使用できません（詳細:「{reason}」）。",
        "Correct the schema; it stands alone (no $ref to elsewhere) and has no patternProperties.",
        "スキーマを修正してください。外部への $ref と patternProperties は使用できません。",
    ),
    "scorers.bad_setting": Entry(
        "The scorer {scorer} cannot take {value} for {setting}.",
        "評価器 {scorer} の設定 {setting} に {value} は指定できません。",
        "Correct the policy file; this scorer has the settings: {known}.",
        "ポリシーファイルを修正してください。この評価器の設定項目: {known}",
    ),
    "scorers.judge_no_rules": Entry(
        "The judge {scorer} has no rules to hold answers against: the prompt {prompt} has no system message.",
        "審査モデル {scorer} が照らし合わせる規則がありません。プロンプト {prompt} に system メッセージがありません。",
        "Put the rules into a system message of the prompt, or take the judge out of the policy.",
        "プロンプトの system メッセージに規則を記述するか、ポリシーからこの審査モデルを外してください。",
    ),
    "scorers.judge_practice": Entry(
        "The judge {scorer} cannot ask the endpoint {endpoint}: the practice model is no LLM and can judge nothing.",
        "審査モデル {scorer} にエンドポイント {endpoint} は使用できません。練習用モデルは LLM ではないため、審査できません。",
        "Name an endpoint with a real model in the policy, or take the judge out of it.",
        "実際のモデルのエンドポイントをポリシーで指定するか、この審査モデルを外してください。",
    ),
    "scorers.judge_prompt": Entry(
        "The judge {scorer} cannot be told by the prompt {prompt}.",
        "審査モデル {scorer} にプロンプト {prompt} は使用できません。",
        "Use a text prompt without variables, and no setting `text` beside it; question and answer are added by themselves.",
        "変数のないテキスト形式のプロンプトを指定し、設定 `text` は併用しないでください。質問と回答は自動的に追加されます。",
    ),
    "scorers.no_judgement": Entry(
        "The judge answered something that is no judgement: {said}",
        "審査モデルの応答が所定の形式ではありません（応答:「{said}」）。",
        "If it stays, choose a model that keeps to a JSON form. The case counts as an error of this score.",
        "続く場合は、JSON 形式を守れるモデルを選んでください。この事例はこのスコアのエラーとして数えます。",
    ),
    "scorers.not_measured": Entry(
        "The endpoint did not report what {scorer} needs for case {case}.",
        "事例 {case} について、{scorer} の計算に必要な値がエンドポイントから返されませんでした。",
        "Check that the endpoint reports token usage; the case counts as an error of this score.",
        "エンドポイントがトークン使用量を返す設定になっているか確認してください。この事例はこのスコアのエラーとして数えます。",
    ),
    "scorers.pattern_too_slow": Entry(
        "The search for {pattern} took longer than {milliseconds:.0f} ms and was given up.",
        "パターン {pattern} の検索が {milliseconds:.0f} ミリ秒を超えたため、中止しました。",
        "Simplify the pattern: avoid a repetition within a repetition, such as (a+)+.",
        "パターンを簡単にしてください。(a+)+ のような繰り返しの入れ子は避けてください。",
    ),
    "scorers.too_deep": Entry(
        "The answer, or the schema that refers to itself, is nested too deep.",
        "回答の入れ子が深すぎるか、スキーマが自身を無限に参照しています。",
        "Look at the answer; if it is as it should be, correct the $ref of the schema.",
        "回答を確認してください。回答に問題がなければ、スキーマの $ref を修正してください。",
    ),
    "scorers.too_long": Entry(
        "{scorer} compares at most {limit:character|characters}; there are {characters:,}.",
        "{scorer} で比較できるのは {limit:,} 文字までです（{characters:,} 文字あります）。",
        "Limit the length of answers with max_tokens; the case counts as an error of this score.",
        "max_tokens で回答の長さを制限してください。この事例はこのスコアのエラーとして数えます。",
    ),
    "scorers.unknown": Entry(
        "There is no scorer {scorer}.",
        "評価器 {scorer} はありません。",
        "Use one of: {known}.",
        "次のいずれかを指定してください: {known}",
    ),
}

TEXTS: dict[str, Entry] = {**NAMES, **WORDS, **SETTINGS, **FAILURES, **ERRORS}
