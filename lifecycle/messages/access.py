"""Texts of `access`: who may do what."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "access.role": Entry(
        "{person} may not do this in {app}: it needs the role {needed} ({person} is {role}).",
        "{person} さんには {app} でこの操作を行う権限がありません（必要なロール: {needed}、現在: {role}）。",
        "Ask an admin of {app} to change the role in people.yaml, or ask somebody who has it.",
        "{app} の管理者に people.yaml のロール変更を依頼するか、権限のある人に依頼してください。",
    ),
    "access.stranger": Entry(
        "{person} is not in people.yaml.",
        "{person} さんは people.yaml に登録されていません。",
        "Check the spelling, or ask an admin to add the person.",
        "表記を確認するか、管理者に登録を依頼してください。",
    ),
    "access.unknown_role": Entry(
        "people.yaml gives {person} the role {role}, which does not exist.",
        "people.yaml で {person} さんに存在しないロール {role} が指定されています。",
        "Use one of: {roles}.",
        "次のいずれかを指定してください: {roles}",
    ),
}
