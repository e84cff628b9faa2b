"""Prompts: what the model is told, as numbered versions that never change.

Variables are written `{{name}}`. A text prompt is one system block and the customer's question follows
as the user message; a chat prompt places `{{question}}` itself. The content stands in the objects
under its digest, the ledger says who wrote it and why, and MLflow's prompt registry gives the number.
"""

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import TypeAdapter

from lifecycle import history, registry, text, yamlfile
from lifecycle.digests import canonical, digest_of
from lifecycle.errors import Conflict, Invalid, NotFound
from lifecycle.ledger import Reading
from lifecycle.records import Actor, Block, PromptContent, PromptVersion, Ref
from lifecycle.text import Piece
from lifecycle.workbench import Workbench, check_name

VARIABLE = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
QUESTION = "question"
ROLES = ("system", "user", "assistant")
MAX_LENGTH = 100_000
"""Characters that MLflow keeps of a prompt."""

CONTENT = TypeAdapter(PromptContent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How a prompt differs from an earlier one; `warnings` are codes with their parameters."""

    pieces: tuple[Piece, ...]
    added_variables: tuple[str, ...] = ()
    removed_variables: tuple[str, ...] = ()
    warnings: tuple[tuple[str, Mapping[str, Any]], ...] = ()


def is_chat(content: PromptContent) -> bool:
    """Tell whether the prompt places the question itself."""
    return len(content.blocks) != 1 or content.blocks[0].role != "system"


def variables(content: PromptContent) -> tuple[str, ...]:
    """Name the variables in the order in which they first stand in the text."""
    return tuple(dict.fromkeys(name for block in content.blocks for name in VARIABLE.findall(block.text)))


def render(content: PromptContent, inputs: Mapping[str, Any]) -> tuple[Block, ...]:
    """Give the messages for a case: variables filled in, the question placed.

    An input's own text is never read for variables. A text prompt gets the question as a user message
    even if it also names `{{question}}`.

    Raises:
        Invalid: an input is missing that the prompt names.
    """
    needed = variables(content) if is_chat(content) else (*variables(content), QUESTION)
    missing = [name for name in dict.fromkeys(needed) if name not in inputs]
    if missing:
        raise Invalid("prompts.missing_variable", variables=", ".join(missing))
    blocks = tuple(
        Block(role=block.role, text=VARIABLE.sub(lambda found: str(inputs[found[1]]), block.text))
        for block in content.blocks
    )
    return blocks if is_chat(content) else (*blocks, Block(role="user", text=str(inputs[QUESTION])))


def read(raw: bytes, filename: str = "") -> PromptContent:
    """Read a prompt file: `.json`, `.yaml`, `.yml` a list of {role, content}, anything else a text.

    Line ends become those of Unix; white space around the text is dropped.

    Raises:
        Invalid: not UTF-8, not readable, empty, too long, a character that cannot be kept, or a message
            without a known role.
    """
    try:
        written = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as err:
        raise Invalid("prompts.not_utf8", file=filename) from err
    if filename.lower().endswith((".json", ".yaml", ".yml")):
        return check(PromptContent(blocks=read_messages(written, filename)))
    return check(PromptContent(blocks=(Block(role="system", text=written.strip()),)))


def read_messages(written: str, filename: str) -> tuple[Block, ...]:
    """Read a list of {role, content}."""
    try:
        found = json.loads(written) if filename.lower().endswith(".json") else yaml.safe_load(written)
    except json.JSONDecodeError as err:
        raise Invalid("prompts.unreadable", file=filename, line=err.lineno) from err
    except yaml.MarkedYAMLError as err:
        line = err.problem_mark.line + 1 if err.problem_mark else 1
        raise Invalid("prompts.unreadable", file=filename, line=line) from err
    except yamlfile.FAULTS as err:
        raise Invalid("prompts.unreadable", file=filename, line=1) from err
    if not isinstance(found, list):
        raise Invalid("prompts.no_messages", file=filename)
    return tuple(read_message(message, number) for number, message in enumerate(found, start=1))


def read_message(message: Any, number: int) -> Block:
    """Read one {role, content}."""
    match message:
        case {"role": str(role), "content": str(content), **rest} if role in ROLES and not rest:
            return Block(role=role, text=content.strip())
    raise Invalid("prompts.bad_message", number=number, roles=", ".join(ROLES))


def check(content: PromptContent) -> PromptContent:
    """Give the content back if it can be kept.

    Raises:
        Invalid: it says nothing, holds what nobody can keep, or is longer than MLflow keeps.
    """
    for number, block in enumerate(content.blocks, start=1):
        if text.storable(block.text) != block.text:
            raise Invalid("prompts.bad_character", number=number)
    if not any(block.text.strip() for block in content.blocks):
        raise Invalid("prompts.empty")
    length = length_of(content)
    if length > MAX_LENGTH:
        raise Invalid("prompts.too_long", length=length, limit=MAX_LENGTH)
    return content


def length_of(content: PromptContent) -> int:
    """Count the characters as MLflow keeps them: a chat prompt is kept as escaped JSON."""
    if not is_chat(content):
        return len(content.blocks[0].text)
    return len(json.dumps([{"role": block.role, "content": block.text} for block in content.blocks]))


def to_text(content: PromptContent) -> str:
    """Write a prompt as one text to be read and compared; a chat prompt names each role."""
    if not is_chat(content):
        return content.blocks[0].text
    return "\n\n".join(f"[{block.role}]\n{block.text}" for block in content.blocks)


def system_text(content: PromptContent) -> str:
    """Give what a prompt says as the system, for the rows of a training set; may be empty."""
    return "\n\n".join(block.text for block in content.blocks if block.role == "system")


def digest(content: PromptContent) -> str:
    """Name the content: over blocks, response format and settings."""
    return digest_of(to_bytes(content))


def to_bytes(content: PromptContent) -> bytes:
    """Write the content as it is frozen."""
    return canonical(CONTENT.dump_python(content, mode="json"))


def changes(before: PromptContent | None, after: PromptContent) -> Changes:
    """Tell how a prompt would change, and what to think of before it is saved.

    Against nothing, all of it is added; `{{question}}` is the one variable that needs no second look.
    """
    pieces = text.diff(to_text(before) if before else "", to_text(after))
    old, new = variables(before) if before else (), variables(after)
    removed = tuple(name for name in old if name not in new)
    added = tuple(name for name in new if name not in old)
    return Changes(
        pieces=pieces,
        added_variables=added,
        removed_variables=removed,
        warnings=tuple(warnings(before, after, added, removed)),
    )


def warnings(
    before: PromptContent | None, after: PromptContent, added: tuple[str, ...], removed: tuple[str, ...]
) -> list[tuple[str, Mapping[str, Any]]]:
    """List what is allowed and yet worth a second look."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    found += [("prompts.variable_removed", {"variable": name}) for name in removed]
    known = () if before else (QUESTION,)
    found += [("prompts.variable_added", {"variable": name}) for name in added if name not in known]
    if before is not None and digest(before) == digest(after):
        found.append(("prompts.same_text", {}))
    if is_chat(after) and QUESTION not in variables(after):
        found.append(("prompts.no_question", {}))
    if length_of(after) > MAX_LENGTH:
        found.append(("prompts.over_long", {"length": length_of(after), "limit": MAX_LENGTH}))
    return found


def save(
    bench: Workbench,
    *,
    app: str,
    name: str,
    content: PromptContent,
    by: Actor,
    reason: str,
    parent: int | None = None,
) -> PromptVersion:
    """Save the next version of a prompt. Nothing goes live by it.

    Args:
        bench: the workbench.
        app: the application it belongs to.
        name: of the prompt; unknown ones are made.
        content: what it says.
        by: who wrote it.
        reason: one sentence why.
        parent: the version it was written from, None for the first.

    Raises:
        Refused: the role does not allow it.
        Invalid: no reason, nothing said, too long, a character that cannot be kept, or a name that cannot
            be one.
        NotFound: there is no such parent.
        Conflict: it equals the newest version, the name belongs to something else, or MLflow took
            minutes.
        Unavailable: MLflow does not answer; nothing was saved.
    """
    bench.permit(by, app, "prompt.save")
    check_name(name)
    check(content)
    if not text.visible(reason):
        raise Invalid("prompts.no_reason")
    draft = PromptVersion(
        app=app,
        name=name,
        number=0,  # until MLflow gives it
        digest=bench.objects.freeze(to_bytes(content)),
        variables=variables(content),
        parent=parent,
        author=by.person,
        reason=reason.strip(),
        created_at=bench.now(),
    )
    return enter(bench, draft, content, by=by)


def writer(bench: Workbench, version: PromptVersion) -> str:
    """Tell who wrote what a prompt says: who saved it first, under whatever name."""
    with bench.ledger.read() as tx:
        alike = tx.all(PromptVersion, order=["created_at"], app=version.app, digest=version.digest)
    return alike[0].author


def enter(bench: Workbench, draft: PromptVersion, content: PromptContent, *, by: Actor) -> PromptVersion:
    """Get a number from MLflow for a draft, and keep it."""
    with bench.ledger.read() as tx:
        check_place(tx, draft)
    with registry.entering(bench, registry.PROMPT, app=draft.app, name=draft.name) as entry:
        tags = {"kanmon.app": draft.app, "kanmon.digest": draft.digest, "kanmon.author": draft.author}
        number = bench.store.prompts.register(
            draft.name, content, note=draft.reason, tags={**tags, **entry.tags}
        )
        saved = dataclasses.replace(draft, number=number)
        with entry.keeping() as tx:
            check_place(tx, saved)
            tx.add(saved)
            history.record(
                bench,
                tx,
                by,
                "prompt.saved",
                app=saved.app,
                subject=str(saved.ref),
                before=saved.parent,
                after=saved.number,
                reason=saved.reason,
                digest=saved.digest,
            )
    return saved


def check_place(tx: Reading, draft: PromptVersion) -> None:
    """Let a prompt version follow the ones that stand, or say why it cannot."""
    newest = tx.newest(PromptVersion, name=draft.name)
    if newest and newest.app != draft.app:
        raise Conflict("prompts.other_app", prompt=draft.name, app=newest.app)
    if newest and newest.digest == draft.digest:
        raise Conflict("prompts.unchanged", prompt=str(newest.ref))
    written_from = {"app": draft.app, "name": draft.name, "number": draft.parent}
    if draft.parent is not None and not tx.one(PromptVersion, **written_from):
        raise NotFound("prompts.missing", prompt=str(Ref(draft.name, draft.parent)), app=draft.app)


def versions(bench: Workbench, app: str, name: str | None = None) -> list[PromptVersion]:
    """List the versions of one prompt or of all, by name, the newest first."""
    wanted: dict[str, Any] = {"name": name} if name else {}
    with bench.ledger.read() as tx:
        return tx.all(PromptVersion, order=["name", "-number"], app=app, **wanted)


def names(bench: Workbench, app: str) -> list[str]:
    """List the names of an application's prompts."""
    return list(dict.fromkeys(version.name for version in versions(bench, app)))


def find(bench: Workbench, app: str, ref: Ref) -> PromptVersion:
    """Find a prompt version; without a number the newest.

    Raises:
        NotFound: there is none.
    """
    wanted: dict[str, Any] = {"number": ref.number} if ref.number else {}
    with bench.ledger.read() as tx:
        found = tx.newest(PromptVersion, app=app, name=ref.name, **wanted)
    if found is None:
        raise NotFound("prompts.missing", prompt=str(ref), app=app)
    return found


def content(bench: Workbench, prompt: PromptVersion) -> PromptContent:
    """Read what a prompt version says, checked against its digest.

    Raises:
        NotFound: the frozen file is gone.
        Unavailable: its content no longer has this digest.
    """
    found: PromptContent = CONTENT.validate_json(bench.objects.read(prompt.digest))
    return found
