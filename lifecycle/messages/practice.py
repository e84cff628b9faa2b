"""Texts of `practice`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "practice.no_start": Entry(
        "The practice model did not start (exit code {exit_code}).",
        "練習用モデルを起動できませんでした（終了コード: {exit_code}）。",
        "Its own message stands above or in the log; `kanmon doctor` checks the installation.",
        "原因は直前の出力またはログに記録されています。`kanmon doctor` でインストール状態を確認してください。",
        "Try again. If it happens again, tell whoever runs Kanmon: the console's output or logs/worker.log says why.",
        "もう一度お試しください。続く場合は Kanmon の管理者に連絡してください（原因はコンソールの出力または logs/worker.log に記録されています）。",
    ),
}
