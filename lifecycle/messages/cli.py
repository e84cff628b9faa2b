"""Texts of the command line and of the demo."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "cli.incident": Entry(
        "Something unexpected happened ({error}), incident {incident}.",
        "予期しないエラーが発生しました（{error}、インシデント番号 {incident}）。",
        "The details are in {file}.",
        "詳細は {file} に記録されています。",
    ),
    "cli.as_of": Entry("As of {moment} (UTC)", "{moment}（UTC）時点"),
    "cli.if_it_fails": Entry("If it fails: {meaning}", "満たさない場合: {meaning}"),
    "cli.bad_date": Entry(
        "{text} is not a date.",
        "「{text}」は日付として読み取れません。",
        "Write 2026-03-03 or 2026-03-03T09:00:00+09:00.",
        "2026-03-03 または 2026-03-03T09:00:00+09:00 の形式で指定してください。",
    ),
    "cli.no_file": Entry(
        "{file} cannot be read: {reason}",
        "{file} を読み取れません（詳細:「{reason}」）。",
        "Check the path.",
        "パスを確認してください。",
    ),
    "cli.no_text": Entry(
        "“{text}” holds bytes that are no text.",
        "「{text}」には文字として読み取れないバイトが含まれています。",
        "Set the terminal to UTF-8, then type it again.",
        "端末の文字コードを UTF-8 に設定し、入力し直してください。",
    ),
    "cli.no_write": Entry(
        "{file} cannot be written: {reason}",
        "{file} に書き込めません（詳細:「{reason}」）。",
        "Choose another place.",
        "別の場所を指定してください。",
    ),
    "check.counted": Entry("counted", "実測"),
    "check.errors_for": Entry("{errors:error|errors} for {name}", "{name} ではエラー {errors:,} 件"),
    "check.estimated": Entry("estimated, ± 25 %", "推定値、± 25 %"),
    "check.fine_for": Entry("fine for: {names}", "問題のない学習先: {names}"),
    "check.languages": Entry("languages: {shares}", "言語: {shares}"),
    "check.near": Entry(
        "near duplicates: {rows:row|rows} in {clusters:cluster|clusters}",
        "よく似た質問: {rows:,} 行（{clusters:,} グループ）",
    ),
    "check.none": Entry("none", "なし"),
    "check.questions": Entry("questions of a row: {shares}", "1 行あたりの質問数: {shares}"),
    "check.result": Entry(
        "{file}: {profile}, {rows:row|rows}, {errors:error|errors}, {warnings:warning|warnings}",
        "{file}: {profile}、{rows:,} 行、エラー {errors:,} 件、警告 {warnings:,} 件",
    ),
    "check.tokens": Entry(
        "tokens of a row: median {half:,}, 95th percentile {most:,}, most {longest:,} ({how})",
        "1 行のトークン数: 中央値 {half:,}、95 パーセンタイル {most:,}、最大 {longest:,}（{how}）",
    ),
    "demo.no_examples": Entry(
        "The example files are not beside the package.",
        "見本ファイルがパッケージの隣にありません。",
        "Run the demo from a checkout of the project.",
        "プロジェクトをチェックアウトしたフォルダーで実行してください。",
    ),
    "demo.failed": Entry(
        "The demo's evaluation of v{version} did not finish: {state}.",
        "デモの v{version} の評価が完了しませんでした（{state}）。",
        "See logs/worker.log in the home, run `kanmon demo --remove`, then try again.",
        "ホームの logs/worker.log を確認し、`kanmon demo --remove` の後にもう一度お試しください。",
    ),
}
