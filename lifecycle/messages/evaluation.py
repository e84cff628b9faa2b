"""Texts of `evaluation` and `worker`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "evaluation.answer_missing": Entry(
        "The file of answers has none for case {case}.",
        "回答ファイルに事例 {case} の回答がありません。",
        "Add a line with this id; every repetition needs a line of its own.",
        "この ID の行を追加してください。繰り返しごとに 1 行必要です。",
    ),
    "evaluation.answers_empty": Entry(
        "The file holds no answers.",
        "ファイルに回答がありません。",
        "Give a CSV file with the columns id and answer, or JSON lines with these keys.",
        "id と answer の列を持つ CSV、または同じキーを持つ JSON Lines を指定してください。",
    ),
    "evaluation.answers_encoding": Entry(
        "The file of answers is not UTF-8.",
        "回答ファイルの文字コードが UTF-8 ではありません。",
        "Save it as UTF-8 and try again.",
        "UTF-8 で保存し直してからお試しください。",
    ),
    "evaluation.answers_line": Entry(
        "Line {line} of the file of answers has no text for id and answer.",
        "回答ファイルの {line} 行目に、文字列の id と answer がありません。",
        "Give a CSV file with the columns id and answer, or JSON lines with these keys.",
        "id と answer の列を持つ CSV、または同じキーを持つ JSON Lines を指定してください。",
    ),
    "evaluation.bad_limit": Entry(
        "A limit on cost or time is a number above 0.",
        "コストや時間の上限には 0 より大きい数値を指定してください。",
        "Correct it, or leave it empty for no limit.",
        "修正するか、上限を設けない場合は空欄にしてください。",
    ),
    "evaluation.bad_repetitions": Entry(
        "Each case cannot be asked {repetitions} times.",
        "1 事例あたりの実行回数に {repetitions} は指定できません。",
        "Choose a number from 1 to {limit}.",
        "1〜{limit} の範囲で指定してください。",
    ),
    "evaluation.cannot_resume": Entry(
        "Evaluation {evaluation} cannot go on: it is still under way, or complete.",
        "評価 {evaluation} は実行中か完了済みのため、再開できません。",
        "Only what was cancelled or stopped can be resumed. Start a new evaluation to ask again.",
        "再開できるのは、キャンセルまたは停止した評価だけです。もう一度実行するには、新しい評価を開始してください。",
    ),
    "evaluation.cost_reached": Entry(
        "The evaluation stopped: the next call could have cost more than the limit of {limit:.2f} USD.",
        "次の呼び出しで上限の {limit:.2f} USD を超える可能性があるため、評価を停止しました。",
        "What was answered is kept. Start again with a higher limit; answers can be reused.",
        "ここまでの回答は保存されています。上限を上げて開始し直してください（回答は再利用できます）。",
    ),
    "evaluation.endpoint_moved": Entry(
        "The address of the endpoint {endpoint} was changed after this evaluation was started.",
        "この評価の開始後に、エンドポイント {endpoint} のアドレスが変更されました。",
        "Start a new evaluation: answers of two addresses are never mixed.",
        "新しい評価を開始してください。異なるアドレスの回答が混ざることはありません。",
    ),
    "evaluation.endpoint_unkept": Entry(
        "It was not kept where the endpoint {endpoint} stood when this evaluation was started.",
        "この評価の開始時のエンドポイント {endpoint} のアドレスが記録されていません。",
        "Start a new evaluation: answers of two addresses are never mixed.",
        "新しい評価を開始してください。異なるアドレスの回答が混ざることはありません。",
    ),
    "evaluation.fault": Entry(
        "The evaluation stopped: Kanmon met a fault of its own.",
        "Kanmon の内部エラーにより、評価を停止しました。",
        "Resume it; if it stops again, give whoever runs Kanmon the file logs/worker.log.",
        "再開してください。再び停止する場合は、logs/worker.log を Kanmon の管理者に渡してください。",
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
    "evaluation.no_price": Entry(
        "A limit on the cost cannot be kept: endpoints.yaml gives no {prices} for {endpoint}.",
        "endpoints.yaml に {endpoint} の {prices} がないため、コストの上限を守れません。",
        "Write the price into endpoints.yaml (0 where it is free), or start without a limit.",
        "endpoints.yaml に単価を記入するか（無料の場合は 0）、上限なしで開始してください。",
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
    "evaluation.out_of_time": Entry(
        "The evaluation stopped: it took longer than {minutes:g} minutes.",
        "{minutes:g} 分以内に終わらなかったため、評価を停止しました。",
        "What was answered is kept. Resume it, or look at why the endpoint is slow.",
        "ここまでの回答は保存されています。再開するか、エンドポイントの応答が遅い原因を確認してください。",
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
        "Look at the failed cases, check that the endpoint {endpoint} works, then resume the evaluation.",
        "失敗した事例を確認し、エンドポイント {endpoint} が正常に動作していることを確かめてから、評価を再開してください。",
    ),
    "evaluation.too_dear": Entry(
        "This evaluation is expected to cost about {cost:.2f} USD, more than the limit of {limit:.2f} USD.",
        "この評価の推定コストは約 {cost:.2f} USD で、上限の {limit:.2f} USD を超えます。",
        "Raise the limit, or choose a smaller golden set or fewer repetitions.",
        "上限を上げるか、ゴールデンセットや繰り返し回数を減らしてください。",
    ),
    "worker.replaced": Entry(
        "Another worker ({holder}) has taken this ledger over. This one ends.",
        "別のワーカー（{holder}）がこの台帳を引き継いだため、終了します。",
        "Nothing to do: its rows went back, and the other worker goes on with them.",
        "操作は不要です。処理中の行は返却され、もう一方のワーカーが続行します。",
    ),
    "worker.waiting": Entry(
        "Another worker ({holder}) is working on this ledger. This one waits.",
        "別のワーカー（{holder}）がこの台帳で動作中のため、待機しています。",
        "Nothing to do: it takes over when the other one ends.",
        "操作は不要です。動作中のワーカーが終了すると、自動的に引き継ぎます。",
    ),
}
