"""Texts of `chat`: what an endpoint may answer instead of an answer."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "chat.bad_encoding": Entry(
        "The endpoint {endpoint} answered something that is not UTF-8.",
        "エンドポイント {endpoint} の応答が UTF-8 ではありません。",
        "Look at what it really sends: a proxy between may change the bytes.",
        "実際の応答を確認してください。途中のプロキシがデータを書き換えている場合があります。",
    ),
    "chat.bad_request": Entry(
        "The endpoint {endpoint} cannot use this request ({status}): {reason}",
        "エンドポイント {endpoint} がリクエストを受け付けませんでした（{status}、詳細:「{reason}」）。",
        "Check the version's parameters and the length of the prompt.",
        "バージョンのパラメーターとプロンプトの長さを確認してください。",
    ),
    "chat.broken": Entry(
        "The connection to the endpoint {endpoint} broke before the answer was complete.",
        "エンドポイント {endpoint} との接続が、応答の途中で切れました。",
        "Try again later; if it stays, look for a proxy or load balancer that closes connections early.",
        "時間をおいて再度お試しください。続く場合は、途中のプロキシやロードバランサーが接続を切っていないか確認してください。",
    ),
    "chat.malformed": Entry(
        "The endpoint {endpoint} answered something that is not a chat completion: {reason}",
        "エンドポイント {endpoint} の応答がチャット補完の形式になっていません（詳細:「{reason}」）。",
        "Try again later; if it stays, check that the endpoint speaks OpenAI's chat completions.",
        "時間をおいて再度お試しください。続く場合は、エンドポイントが OpenAI のチャット補完形式に対応しているか確認してください。",
    ),
    "chat.no_choice": Entry(
        "The endpoint {endpoint} answered without any choice: {reason}",
        "エンドポイント {endpoint} の応答に回答（choices）が含まれていません（詳細:「{reason}」）。",
        "Try again later; if it stays, tell whoever runs the endpoint.",
        "時間をおいて再度お試しください。続く場合はエンドポイントの管理者に連絡してください。",
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
    "chat.no_quota": Entry(
        "The account behind the endpoint {endpoint} has no quota left: {reason}",
        "エンドポイント {endpoint} のアカウントの利用枠がなくなりました（詳細:「{reason}」）。",
        "Top up the account, or use another key.",
        "アカウントの残高・利用枠を追加するか、別のキーを使用してください。",
    ),
    "chat.no_text": Entry(
        "The endpoint {endpoint} answered without any text (finish reason: {finish_reason}).",
        "エンドポイント {endpoint} の応答に本文がありません（終了理由: {finish_reason}）。",
        "Check the version's parameters: a tool call or a response filter leaves no text.",
        "バージョンのパラメーターを確認してください。ツール呼び出しや応答フィルターの場合、本文は空になります。",
    ),
    "chat.not_json": Entry(
        "The endpoint {endpoint} answered {content_type} instead of JSON.",
        "エンドポイント {endpoint} が JSON ではなく {content_type} を返しました。",
        "Check base_url in endpoints.yaml: it usually ends in /v1. A proxy's error page looks like this too.",
        "endpoints.yaml の base_url を確認してください（通常は /v1 で終わります）。プロキシのエラーページが返されている場合もあります。",
    ),
    "chat.odd_key": Entry(
        "The environment variable {key_env} holds something that cannot be the key of the endpoint {endpoint}.",
        "環境変数 {key_env} の値は、エンドポイント {endpoint} のキーとして使用できません。",
        "Set it again; a line break or a foreign character often comes along when a key is copied.",
        "設定し直してください。キーのコピー時に改行や全角文字が混ざることがあります。",
    ),
    "chat.rate_limited": Entry(
        "The endpoint {endpoint} takes no more calls for now: {reason}",
        "エンドポイント {endpoint} の利用制限に達しています（詳細:「{reason}」）。",
        "Lower concurrency in endpoints.yaml, or ask the provider for a higher limit.",
        "endpoints.yaml の concurrency を下げるか、提供元に上限の引き上げを依頼してください。",
    ),
    "chat.server_error": Entry(
        "The endpoint {endpoint} failed ({status}): {reason}",
        "エンドポイント {endpoint} でエラーが発生しました（{status}、詳細:「{reason}」）。",
        "Try again later; if it stays, tell whoever runs the endpoint.",
        "時間をおいて再度お試しください。続く場合はエンドポイントの管理者に連絡してください。",
    ),
    "chat.timeout": Entry(
        "The endpoint {endpoint} did not answer within {seconds:g} seconds.",
        "エンドポイント {endpoint} から {seconds:g} 秒以内に応答がありませんでした。",
        "Try again later, or raise timeout_s in endpoints.yaml.",
        "時間をおいて再度お試しいただくか、endpoints.yaml の timeout_s を大きくしてください。",
    ),
    "chat.too_large": Entry(
        "The endpoint {endpoint} answered more than {limit:,} bytes to one question.",
        "エンドポイント {endpoint} の 1 件の応答が {limit:,} バイトを超えました。",
        "Set max_tokens in the version's parameters.",
        "バージョンのパラメーターで max_tokens を設定してください。",
    ),
    "chat.unknown_model": Entry(
        "The endpoint {endpoint} does not know the model {model}: {reason}",
        "エンドポイント {endpoint} にモデル {model} がありません（詳細:「{reason}」）。",
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
