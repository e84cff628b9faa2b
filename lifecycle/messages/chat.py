"""Texts of `chat`: what an endpoint may answer instead of an answer."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "chat.bad_request": Entry(
        "The endpoint {endpoint} cannot use this request ({status}): {reason}",
        "エンドポイント {endpoint} がリクエストを受け付けませんでした（{status}）: {reason}",
        "Check the version's parameters and the length of the prompt.",
        "バージョンのパラメーターとプロンプトの長さを確認してください。",
    ),
    "chat.malformed": Entry(
        "The endpoint {endpoint} answered something that is not a chat completion: {reason}",
        "エンドポイント {endpoint} の応答がチャット補完の形式になっていません: {reason}",
        "Check base_url in endpoints.yaml: it usually ends in /v1. A proxy's error page looks like this too.",
        "endpoints.yaml の base_url を確認してください（通常は /v1 で終わります）。プロキシのエラーページが返されている場合もあります。",
    ),
    "chat.no_connection": Entry(
        "The endpoint {endpoint} at {base_url} cannot be reached.",
        "エンドポイント {endpoint}（{base_url}）に接続できません。",
        "Check that the server is running and that base_url in endpoints.yaml is right.",
        "サーバーが起動していることと、endpoints.yaml の base_url が正しいことを確認してください。",
    ),
    "chat.no_key": Entry(
        "The endpoint {endpoint} needs a key, and the environment variable {key_env} is empty.",
        "エンドポイント {endpoint} にはキーが必要ですが、環境変数 {key_env} が設定されていません。",
        "Set {key_env} where the console and the worker are started, then start them again.",
        "コンソールとワーカーを起動する環境で {key_env} を設定し、起動し直してください。",
    ),
    "chat.rate_limited": Entry(
        "The endpoint {endpoint} takes no more calls for now: {reason}",
        "エンドポイント {endpoint} の利用制限に達しています: {reason}",
        "Lower concurrency in endpoints.yaml, or ask the provider for a higher limit.",
        "endpoints.yaml の concurrency を下げるか、提供元に上限の引き上げを依頼してください。",
    ),
    "chat.server_error": Entry(
        "The endpoint {endpoint} failed ({status}): {reason}",
        "エンドポイント {endpoint} でエラーが発生しました（{status}）: {reason}",
        "Try again later; if it stays, tell whoever runs the endpoint.",
        "時間をおいて再度お試しください。続く場合はエンドポイントの管理者に連絡してください。",
    ),
    "chat.timeout": Entry(
        "The endpoint {endpoint} did not answer within {seconds:g} seconds.",
        "エンドポイント {endpoint} から {seconds:g} 秒以内に応答がありませんでした。",
        "Try again later, or raise timeout_s in endpoints.yaml.",
        "時間をおいて再度お試しいただくか、endpoints.yaml の timeout_s を大きくしてください。",
    ),
    "chat.unknown_model": Entry(
        "The endpoint {endpoint} does not know the model {model}: {reason}",
        "エンドポイント {endpoint} にモデル {model} がありません: {reason}",
        "Check the model's name in the version and base_url in endpoints.yaml.",
        "バージョンのモデル名と endpoints.yaml の base_url を確認してください。",
    ),
    "chat.wrong_key": Entry(
        "The endpoint {endpoint} does not accept the key.",
        "エンドポイント {endpoint} がキーを受け付けませんでした。",
        "Correct the key in the environment variable {key_env}, then start console and worker again.",
        "環境変数 {key_env} のキーを修正し、コンソールとワーカーを起動し直してください。",
    ),
}
