"""Texts of `applications`, `requests` and `promotion`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "release.already_there": Entry(
        "v{version} is already in {environment}.",
        "v{version} はすでに {environment} に入っています。",
        "Nothing has to be released. Choose another version.",
        "リリースの必要はありません。別のバージョンを選んでください。",
    ),
    "release.app_exists": Entry(
        "There is already an application {app}.",
        "アプリケーション {app} はすでにあります。",
        "Choose another name.",
        "別の名前を指定してください。",
    ),
    "release.endpoint_address": Entry(
        "This is not the address of an endpoint.",
        "エンドポイントのアドレスとして使用できません。",
        "Write an address such as https://api.example.com/v1, without a name or password in it.",
        "https://api.example.com/v1 の形式で入力してください。ユーザー名やパスワードは含めないでください。",
    ),
    "release.endpoint_key": Entry(
        "This is not the name of an environment variable.",
        "環境変数の名前として使用できません。",
        "Put the key into a variable such as OPENAI_API_KEY and write only its name here; keys are never stored.",
        "キーは OPENAI_API_KEY などの環境変数に設定し、ここには変数名だけを入力してください。キー自体は保存されません。",
    ),
    "release.endpoint_reserved": Entry(
        "{endpoint} is the name of the practice model.",
        "{endpoint} は練習用モデルの名前です。",
        "Choose another name.",
        "別の名前を指定してください。",
    ),
    "release.changed_since_seen": Entry(
        "The evidence or the policy for v{version} changed while you were looking.",
        "確認している間に、v{version} の根拠またはポリシーが変わりました。",
        "Read the page again; it shows the new state. Then decide.",
        "画面を読み込み直して最新の内容を確認してから、判断してください。",
    ),
    "release.foreign_policy": Entry(
        "{file} is the policy of {found}, not of {app}.",
        "{file} は {app} ではなく {found} のポリシーです。",
        "Correct the line `application:` in it, or the file's name.",
        "ファイル内の `application:` の行か、ファイル名を修正してください。",
    ),
    "release.shared": Entry(
        "{name} is used by other applications too, of which {person} is no admin.",
        "{name} はほかのアプリケーションでも使われており、{person} さんはその管理者ではありません。",
        "Ask somebody who is an admin of every application.",
        "すべてのアプリケーションの管理者に依頼してください。",
    ),
    "release.gate_closed": Entry(
        "The gate is closed ({verdict}): {sentence}",
        "ゲートは閉じています（{verdict}）: {sentence_ja}",
        "See every criterion on the Release page or with `kanmon gate`.",
        "すべての基準項目は「リリース」画面か `kanmon gate` で確認できます。",
        "The Release page shows every criterion.",
        "すべての基準項目は「リリース」画面で確認できます。",
    ),
    "release.last_admin": Entry(
        "{person} is the last admin of {app}.",
        "{person} さんは {app} の最後の管理者です。",
        "Make somebody else an admin first.",
        "先に別の人を管理者にしてください。",
    ),
    "release.moved_meanwhile": Entry(
        "{environment} changed since you looked: expected {expected}, found {found} (moved by {by}).",
        "確認後に {environment} が変更されています（想定: {expected}、現在: {found}、変更者: {by}）。",
        "Look again, then decide anew.",
        "最新の状態を確認してから、もう一度判断してください。",
    ),
    "release.no_policy": Entry(
        "{app} has no policy ({file} does not exist).",
        "{app} のポリシーがありません（{file} が存在しません）。",
        "Write one, or take the example policy on the Home page.",
        "ファイルを作成するか、「ホーム」画面で見本のポリシーを取り込んでください。",
    ),
    "release.no_reason": Entry(
        "A reason is needed.",
        "理由を入力してください。",
        "Write one sentence that will still make sense in a year.",
        "1 年後に読んでも分かる一文を書いてください。",
    ),
    "release.no_request": Entry(
        "There is no release request {id}.",
        "リリース申請 {id} はありません。",
        "List them with `kanmon requests APP`.",
        "`kanmon requests APP` で一覧を確認してください。",
        "The Release page shows the request that stands now, if there is one.",
        "現在の申請は「リリース」画面で確認してください。",
    ),
    "release.no_way_back": Entry(
        "There is no earlier version to roll {environment} back to.",
        "{environment} には戻せる以前のバージョンがありません。",
        "Release a better version instead.",
        "改善したバージョンをリリースしてください。",
    ),
    "release.own_request": Entry(
        "{person} opened this request and cannot approve it.",
        "{person} さんはこの申請の申請者のため、承認できません。",
        "Ask another approver.",
        "ほかの承認者に依頼してください。",
    ),
    "release.own_version": Entry(
        "{person} is an author of v{version} and cannot approve it.",
        "{person} さんは v{version} の作成者のため、承認できません。",
        "Ask another approver.",
        "ほかの承認者に依頼してください。",
    ),
    "release.request_over": Entry(
        "Request {id} is over: {state} (by {by}).",
        "申請 {id} はすでに終了しています（状態: {state}、担当: {by}）。",
        "Open a new request if it is still wanted.",
        "引き続き必要であれば、新しく申請してください。",
    ),
    "release.request_stands": Entry(
        "Request {id} (v{version}) already stands for {environment}.",
        "{environment} には申請 {id}（v{version}）がすでに出ています。",
        "Promote, reject or withdraw it first: an environment has one open request at a time.",
        "先にその申請を昇格・却下・取り下げしてください。1 つの環境で同時に進められる申請は 1 件です。",
    ),
}
