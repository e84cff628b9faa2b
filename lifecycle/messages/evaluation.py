"""Texts of `evaluation`, `worker` and `scorers`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "evaluation.bad_repetitions": Entry(
        "Each case cannot be asked {repetitions} times.",
        "1 事例あたりの実行回数に {repetitions} は指定できません。",
        "Choose a number from 1 to {limit}.",
        "1〜{limit} の範囲で指定してください。",
    ),
    "evaluation.missing": Entry(
        "There is no evaluation {evaluation}.",
        "評価 {evaluation} はありません。",
        "The list of evaluations of the application shows their ids.",
        "アプリケーションの評価一覧で ID を確認してください。",
    ),
    "evaluation.missing_variable": Entry(
        "Case {case} gives no value for {variables}, which the prompt {prompt} needs.",
        "事例 {case} に、プロンプト {prompt} が必要とする値（{variables}）がありません。",
        "Add it under `inputs` of the case and freeze the golden set again, or take the variable out of the prompt.",
        "事例の `inputs` に値を追加してゴールデンセットを固定し直すか、プロンプトから変数を外してください。",
    ),
    "evaluation.no_cases": Entry(
        "The golden set {golden} has no cases.",
        "ゴールデンセット {golden} に事例がありません。",
        "Choose another version of it, or freeze one with cases.",
        "別のバージョンを選ぶか、事例のあるゴールデンセットを固定してください。",
    ),
    "evaluation.none": Entry(
        "v{version} has no finished evaluation.",
        "v{version} には完了した評価がありません。",
        "Evaluate it first: `kanmon evaluate APP {version} --golden NAME`.",
        "先に評価を実行してください: `kanmon evaluate APP {version} --golden NAME`",
    ),
    "evaluation.not_golden": Entry(
        "{dataset} is not a golden set: it was frozen as {kind}.",
        "{dataset} はゴールデンセットではありません（種類: {kind}）。",
        "Choose a golden set, or freeze this file as one (its lines need id and inputs).",
        "ゴールデンセットを選ぶか、このファイルをゴールデンセットとして固定してください（各行に id と inputs が必要です）。",
    ),
    "evaluation.over": Entry(
        "Evaluation {evaluation} is over already.",
        "評価 {evaluation} はすでに終了しています。",
        "Its answers are kept. Start a new evaluation to ask again.",
        "回答は保存されています。もう一度実行するには、新しい評価を開始してください。",
    ),
    "evaluation.refused_in_a_row": Entry(
        "The evaluation stopped: {calls} calls failed in a row.",
        "呼び出しが {calls} 回続けて失敗したため、評価を停止しました。",
        "Look at the failed cases, check that the endpoint {endpoint} works, then start the evaluation again.",
        "失敗した事例を確認し、エンドポイント {endpoint} が正常に動作していることを確かめてから、評価を開始し直してください。",
    ),
    "scorers.bad_setting": Entry(
        "The scorer {scorer} cannot take {value} for {setting}.",
        "評価器 {scorer} の設定 {setting} に {value} は指定できません。",
        "Correct the policy file; this scorer has the settings: {known}.",
        "ポリシーファイルを修正してください。この評価器の設定項目: {known}",
    ),
    "scorers.not_measured": Entry(
        "The endpoint did not report what {scorer} needs for case {case}.",
        "事例 {case} について、{scorer} の計算に必要な値がエンドポイントから返されませんでした。",
        "Check that the endpoint reports token usage; the case counts as an error of this score.",
        "エンドポイントがトークン使用量を返す設定になっているか確認してください。この事例はこのスコアのエラーとして数えます。",
    ),
    "scorers.unknown": Entry(
        "There is no scorer {scorer}.",
        "評価器 {scorer} はありません。",
        "Use one of: {known}.",
        "次のいずれかを指定してください: {known}",
    ),
    "worker.waiting": Entry(
        "Another worker (process {pid}) is working on this ledger. This one waits.",
        "別のワーカー（プロセス {pid}）がこの台帳で動作中のため、待機しています。",
        "Nothing to do: it takes over when the other one ends.",
        "操作は不要です。動作中のワーカーが終了すると、自動的に引き継ぎます。",
    ),
}
