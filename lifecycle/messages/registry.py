"""Texts of `registry`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "registry.removing": Entry(
        "MLflow still has the former application {app}, which was removed here.",
        "削除した以前の {app} が、MLflow にまだ残っています。",
        "Run `kanmon reconcile`, then try again.",
        "`kanmon reconcile` を実行してから、もう一度お試しください。",
        "It is taken out as soon as MLflow answers. Try again in a few minutes.",
        "MLflow が応答すると削除されます。数分待ってから、もう一度お試しください。",
    ),
    "registry.too_late": Entry(
        "MLflow took too long, and {name} was not saved.",
        "MLflow の応答に時間がかかりすぎたため、{name} は保存されませんでした。",
        "Nothing of it was kept. Try again when MLflow is faster.",
        "途中のデータは残っていません。MLflow の応答が安定してから、もう一度お試しください。",
    ),
}
