"""Texts of `versions`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "versions.bad_parameter": Entry(
        "A parameter cannot be kept: {reason}",
        "保存できないパラメーターがあります: {reason}",
        "Use text, numbers, true, false, lists and objects only.",
        "文字列、数値、true、false、リスト、オブジェクトだけを使ってください。",
    ),
    "versions.missing": Entry(
        "{app} has no version v{version}.",
        "{app} にバージョン v{version} はありません。",
        "List the versions with `kanmon version list {app}`.",
        "`kanmon version list {app}` で一覧を確認してください。",
    ),
    "versions.no_training": Entry(
        "{app} has no training dataset {dataset}.",
        "{app} に学習データ {dataset} はありません。",
        "Freeze it first, or leave the dataset out if the model was not tuned.",
        "先に固定してください。ファインチューニングしていないモデルなら、データセットは不要です。",
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
