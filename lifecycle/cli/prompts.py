"""Commands on prompts: `prompt save`, `list`, `show`, `diff`."""

from pathlib import Path

import click

from lifecycle import prompts
from lifecycle.cli.front import Answer, command, language, table
from lifecycle.cli.paths import FILE, read
from lifecycle.errors import Invalid
from lifecycle.messages import say
from lifecycle.records import Actor, Ref
from lifecycle.workbench import Workbench

APP = click.option("--app", required=True)


def register(kanmon: click.Group) -> None:
    """Add these commands to the group."""

    @kanmon.group()
    def prompt() -> None:
        """Prompt versions."""

    name = click.argument("name")
    command(prompt, "save", name, FILE, APP, click.option("--reason", required=True), writes=True)(save)
    command(prompt, "list", APP)(listing)
    command(prompt, "show", click.argument("ref"), APP)(show)
    command(prompt, "diff", click.argument("before"), click.argument("after"), APP)(diff)


def save(app: str, bench: Workbench, by: Actor, name: str, file: Path, reason: str) -> Answer:
    """Save a file as the next version of a prompt. Nothing goes live."""
    content = prompts.read(read(file), file.name)
    known = [version.number for version in prompts.versions(bench, app, name)]
    parent = max(known, default=None)
    before = prompts.content(bench, prompts.find(bench, app, Ref(name))) if parent else None
    changed = prompts.changes(before, content)
    saved = prompts.save(bench, app=app, name=name, content=content, by=by, reason=reason, parent=parent)
    warnings = [say(code, language(), **params) for code, params in changed.warnings]
    return Answer(
        document={"prompt": saved, "warnings": [code for code, _ in changed.warnings]},
        lines=[f"{saved.ref}  {saved.digest}", *warnings],
    )


def listing(bench: Workbench, app: str) -> Answer:
    """List the prompt versions of an application."""
    found = prompts.versions(bench, app)
    rows = [(str(p.ref), p.author, f"{p.created_at:%Y-%m-%d %H:%M}Z", p.reason) for p in found]
    return Answer(document={"prompts": found}, lines=table(rows, ("prompt", "author", "saved", "reason")))


def show(bench: Workbench, app: str, ref: str) -> Answer:
    """Show the text of a prompt version."""
    found = prompts.find(bench, app, Ref.parse(ref))
    content = prompts.content(bench, found)
    return Answer(document={"prompt": found, "content": content}, lines=prompts.to_text(content).split("\n"))


def diff(bench: Workbench, app: str, before: str, after: str) -> Answer:
    """Show what changed between two versions of a prompt (NAME@N or a number of the same prompt)."""
    refs = [Ref.parse(before)]
    refs.append(Ref.parse(f"{refs[0].name}@{after}" if after.isdigit() else after))
    if refs[0].name != refs[1].name:
        raise Invalid("prompts.other_prompt", before=str(refs[0]), after=str(refs[1]))
    old, new = (prompts.content(bench, prompts.find(bench, app, ref)) for ref in refs)
    changed = prompts.changes(old, new)
    signs = {"delete": "-", "insert": "+"}
    lines = [
        f"{sign} {line}"
        for piece in changed.pieces
        if piece.op != "equal"
        for sign, text in (("-", piece.before), ("+", piece.after))
        for line in text.splitlines()
        if line.strip() and signs.get(piece.op, sign) == sign
    ]
    return Answer(document=changed, lines=lines or ["no difference"])
