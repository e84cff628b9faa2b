"""Texts of `versions`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "versions.bad_parameter": Entry(
        "A parameter cannot be kept: {reason}",
        "保存できないパラメーターがあります（詳細:「{reason}」）。",
        "Use text, numbers, true, false, lists and objects only.",
        "文字列、数値、true、false、リスト、オブジェクトだけを使ってください。",
    ),
    "versions.missing": Entry(
        "{app} has no version v{version}.",
        "{app} にバージョン v{version} はありません。",
        "List the versions with `kanmon version list {app}`.",
        "`kanmon version list {app}` で一覧を確認してください。",
        "The Versions page lists those there are.",
        "「バージョン」画面の一覧で確認してください。",
    ),
    "versions.no_training": Entry(
        "{app} has no training dataset {dataset}.",
        "{app} に学習データ {dataset} はありません。",
        "Freeze it first, or leave the dataset out if the model was not tuned.",
        "先に固定してください。ファインチューニングしていないモデルなら、データセットは不要です。",
    ),
    "versions.not_a_number": Entry(
        "{text} is not the number of a version.",
        "「{text}」はバージョン番号ではありません。",
        "Write a number such as 3 or v3, or choose a version on the page.",
        "3 や v3 のような番号を指定するか、画面でバージョンを選んでください。",
    ),
    "versions.not_a_parameter": Entry(
        "{text} is not a parameter, or its name stands twice.",
        "「{text}」はパラメーターとして読み取れないか、名前が重複しています。",
        "Write one parameter a line, as key=value, for example top_p=0.9.",
        "1 行に 1 つ、key=value の形式で指定してください（例: top_p=0.9）。",
    ),
    "versions.same_bundle": Entry(
        "v{version} of {app} is exactly this bundle.",
        "{app} の v{version} とまったく同じ構成です。",
        "Use v{version}, or change the prompt, the model or a parameter.",
        "v{version} をそのまま使うか、プロンプト、モデル、パラメーターのいずれかを変更してください。",
    ),
    "versions.unknown_model": Entry(
        "The endpoint {endpoint} does not offer the model “{model}”. It offers: {models}.",
        "エンドポイント {endpoint} にモデル「{model}」はありません。利用できるモデル: {models}",
        "Choose one of these, or add the model to endpoints.yaml.",
        "いずれかを選ぶか、endpoints.yaml にモデルを追加してください。",
    ),
}
