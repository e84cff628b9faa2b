"""Texts of `settings`, `yamlfile`, `records` and `workbench`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "settings.bad_ref": Entry(
        "{text} is not a name with a version number.",
        "「{text}」は名前とバージョン番号の形式になっていません。",
        "Write NAME or NAME@N, for example support-reply@3.",
        "NAME または NAME@N の形式で指定してください（例: support-reply@3）。",
    ),
    "settings.bad_name": Entry(
        "{name} cannot be a name here.",
        "「{name}」は名前として使用できません。",
        "Use 1 to 100 letters, digits, dots, dashes and underscores, starting with a letter or digit.",
        "半角英数字・ピリオド・ハイフン・アンダースコアで 1〜100 文字、先頭は英数字にしてください。",
    ),
    "settings.bad_traces": Entry(
        "KANMON_TRACES cannot be {value}.",
        "KANMON_TRACES に {value} は指定できません。",
        "Choose one of: {known}.",
        "次のいずれかを指定してください: {known}",
    ),
    "settings.home_unwritable": Entry(
        "The home {home} cannot be made: {reason}",
        "ホーム {home} を作成できません: {reason}",
        "Choose another folder with KANMON_HOME.",
        "KANMON_HOME で別のフォルダーを指定してください。",
    ),
    "settings.no_app": Entry(
        "There is no application {app}.",
        "アプリケーション {app} はありません。",
        "Create it with `kanmon init {app}`, or check the spelling (`kanmon status` lists them).",
        "`kanmon init {app}` で作成するか、表記を確認してください（一覧は `kanmon status`）。",
        "Choose one in the sidebar.",
        "サイドバーで選んでください。",
    ),
    "settings.no_id": Entry(
        "The id is missing.",
        "ID が入力されていません。",
        "Use 1 to 100 letters, digits, dots, dashes and underscores, starting with a letter or digit.",
        "半角英数字・ピリオド・ハイフン・アンダースコアで 1〜100 文字、先頭は英数字にしてください。",
    ),
    "settings.no_name": Entry(
        "The name is missing.",
        "名前が入力されていません。",
        "Use 1 to 100 letters, digits, dots, dashes and underscores, starting with a letter or digit.",
        "半角英数字・ピリオド・ハイフン・アンダースコアで 1〜100 文字、先頭は英数字にしてください。",
    ),
    "settings.no_endpoint": Entry(
        "There is no endpoint {endpoint}.",
        "エンドポイント {endpoint} は登録されていません。",
        "Add it to endpoints.yaml in the home, or choose one of: {known}.",
        "ホームの endpoints.yaml に追加するか、次から選んでください: {known}",
    ),
    "settings.no_home": Entry(
        "There is no Kanmon home at or above {cwd}.",
        "{cwd} またはその上位フォルダーに Kanmon のホームがありません。",
        "Make one with `kanmon init APP` or `kanmon demo`, or name one with KANMON_HOME.",
        "`kanmon init APP` か `kanmon demo` で作成するか、KANMON_HOME で指定してください。",
        "Start the console again: it makes one, at KANMON_HOME if that is set.",
        "コンソールを起動し直すと作成されます（KANMON_HOME を設定している場合はその場所）。",
    ),
    "settings.no_user": Entry(
        "Nobody is named for this change.",
        "この操作を行う人が指定されていません。",
        "Say who acts with --by PERSON, or set KANMON_USER.",
        "--by PERSON を付けるか、KANMON_USER を設定してください。",
    ),
    "settings.yaml_alias": Entry(
        "{file}, line {line}: anchors and aliases are not allowed.",
        "{file} の {line} 行目: アンカーとエイリアスは使用できません。",
        "Write the value out.",
        "値をそのまま書いてください。",
    ),
    "settings.yaml_bad_value": Entry(
        "{file}, line {line}: {key} cannot be {value}.",
        "{file} の {line} 行目: {key} に {value} は指定できません。",
        "The documentation of this file lists the values it takes.",
        "指定できる値はこのファイルの説明をご覧ください。",
    ),
    "settings.yaml_broken": Entry(
        "{file}, line {line}: this is not YAML ({reason}).",
        "{file} の {line} 行目: YAML として読み取れません（{reason}）。",
        "Check indentation, colons and quotation marks on that line and the one before.",
        "その行と前の行のインデント・コロン・引用符を確認してください。",
    ),
    "settings.yaml_missing_key": Entry(
        "{file}, line {line}: {key} is missing.",
        "{file} の {line} 行目: {key} がありません。",
        "Add it.",
        "追加してください。",
    ),
    "settings.yaml_odd_key": Entry(
        "{file}, line {line}: the key {key} is not text.",
        "{file} の {line} 行目: キー {key} が文字列ではありません。",
        "Put it in quotation marks.",
        "引用符で囲んでください。",
    ),
    "settings.yaml_too_deep": Entry(
        "{file}, line {line}: nested deeper than {limit} levels.",
        "{file} の {line} 行目: 入れ子が {limit} 階層を超えています。",
        "Flatten it.",
        "階層を浅くしてください。",
    ),
    "settings.yaml_too_large": Entry(
        "{file} is larger than {limit} bytes.",
        "{file} が {limit} バイトを超えています。",
        "Such a file is written by hand; remove what does not belong there.",
        "不要な内容を削除してください。",
    ),
    "settings.yaml_twice": Entry(
        "{file}, line {line}: {key} is given twice.",
        "{file} の {line} 行目: {key} が二重に指定されています。",
        "Keep one of them.",
        "どちらか一方だけにしてください。",
    ),
    "settings.yaml_unknown_key": Entry(
        "{file}, line {line}: {key} is not known.",
        "{file} の {line} 行目: {key} は使用できないキーです。",
        "Check the spelling; nothing unknown is ignored.",
        "表記を確認してください。未知のキーは無視されません。",
    ),
    "settings.yaml_unreadable": Entry(
        "{file} cannot be read: {reason}",
        "{file} を読み取れません: {reason}",
        "Check that the file is there and may be read.",
        "ファイルの有無と読み取り権限を確認してください。",
    ),
}
