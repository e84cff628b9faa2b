"""Texts of `datasets`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "datasets.empty_prompt": Entry(
        "The system prompt is empty.",
        "システムプロンプトが空です。",
        "Write what the assistant should know and how it should answer.",
        "アシスタントの前提知識と回答方針を記述してください。",
    ),
    "datasets.no_dataset": Entry(
        "{app} has no dataset {dataset}.",
        "{app} にデータセット {dataset} はありません。",
        "Check the spelling; there are: {known}",
        "表記を確認してください。登録済み: {known}",
    ),
    "datasets.no_fsspec": Entry(
        "The DVC remote {remote} cannot be read here.",
        "DVC リモート {remote} はこの環境では読み込めません。",
        "Install fsspec with the plug-in for this kind of remote, or fetch the file with `dvc pull`.",
        "fsspec とこのリモート用のプラグインを導入するか、`dvc pull` でファイルを取得してください。",
    ),
    "datasets.no_pointer_name": Entry(
        "{file} cannot be the name of a DVC pointer.",
        "{file} は DVC ポインターのファイル名にできません。",
        "Give a name that ends with .dvc, such as golden.jsonl.dvc.",
        "golden.jsonl.dvc のように .dvc で終わる名前を指定してください。",
    ),
    "datasets.other_kind": Entry(
        "{dataset} is of the kind {kind}, not {wanted}.",
        "{dataset} の種類は {kind} です（{wanted} ではありません）。",
        "Use another name.",
        "別の名前を指定してください。",
    ),
    "datasets.moved": Entry(
        "{dataset} is at v{newest} by now; the edits were made on v{seen}.",
        "{dataset} はすでに v{newest} になっています（編集の元は v{seen}）。",
        "Look at what changed since v{seen}, then carry your edits over and freeze them.",
        "v{seen} からの変更点を確認し、編集内容を引き継いでから固定してください。",
    ),
    "datasets.pointer_lost": Entry(
        "The content of {file} (MD5 {md5}) is in none of its places.",
        "{file} の内容（MD5 {md5}）が見つかりません。",
        "Fetch it with `dvc pull`. Looked in: {tried}",
        "`dvc pull` で取得してください。確認した場所: {tried}",
    ),
    "datasets.pointer_settings": Entry(
        "{file} cannot be read.",
        "{file} を読み込めません。",
        "Correct the settings of DVC in it or in config.local beside it.",
        "このファイル、または同じ場所の config.local の DVC 設定を修正してください。",
    ),
    "datasets.pointer_to_folder": Entry(
        "{file} points to a folder.",
        "{file} はフォルダーを指しています。",
        "Point to one file; `dvc add` makes a pointer for each file it is given.",
        "1 つのファイルを指すポインターを指定してください。ファイルごとに `dvc add` すると作成されます。",
    ),
    "datasets.remote_silent": Entry(
        "The DVC remote {remote} did not answer: {reason}",
        "DVC リモート {remote} から応答がありません（詳細:「{reason}」）。",
        "Check the network and the access to it, or fetch the file with `dvc pull`.",
        "ネットワークとアクセス権を確認するか、`dvc pull` でファイルを取得してください。",
    ),
    "datasets.unchanged": Entry(
        "{dataset} already has exactly these rows.",
        "{dataset} はすでに同じ内容です。",
        "Nothing was stored; use {dataset} as it is.",
        "保存は行われていません。{dataset} をそのままご利用ください。",
    ),
}
