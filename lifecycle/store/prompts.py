"""Prompts in MLflow's prompt registry: MLflow gives the number, and keeps what a prompt says in tags.

Anybody may write over a tag, so what stands there can be read back and written again.
"""

import json
from collections.abc import Mapping
from contextlib import suppress

from mlflow.entities.model_registry import PromptModelConfig
from mlflow.prompt.constants import (
    IS_PROMPT_TAG_KEY,
    PROMPT_MODEL_CONFIG_TAG_KEY,
    PROMPT_TEXT_TAG_KEY,
    PROMPT_TYPE_CHAT,
    PROMPT_TYPE_TAG_KEY,
    PROMPT_TYPE_TEXT,
    RESPONSE_FORMAT_TAG_KEY,
)
from pydantic import ValidationError

from lifecycle.digests import canonical
from lifecycle.errors import Conflict, Invalid, NotFound
from lifecycle.records import PromptContent
from lifecycle.store.connection import DIGEST, OURS, Connection, Facts

IS_PROMPT = f"tag.`{IS_PROMPT_TAG_KEY}` = 'true'"
SAYING = (
    IS_PROMPT_TAG_KEY,
    PROMPT_TYPE_TAG_KEY,
    PROMPT_TEXT_TAG_KEY,
    RESPONSE_FORMAT_TAG_KEY,
    PROMPT_MODEL_CONFIG_TAG_KEY,
)
"""The tags of a prompt version by which MLflow knows what it says."""


class Prompts:
    """The prompt registry."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def register(self, name: str, content: PromptContent, *, note: str, tags: Mapping[str, str]) -> int:
        """Add a prompt version and give its number.

        Raises:
            Conflict: a model has this name; MLflow keeps both in one table.
            Invalid: MLflow does not take the text or its settings.
        """
        self.ensure(name, tags[OURS])
        try:
            with self.connection.speaking() as client:
                made = client.create_prompt_version(
                    name,
                    template(content),
                    description=note,
                    tags=dict(tags),
                    response_format=dict(content.response_format) if content.response_format else None,
                    model_config=dict(content.settings) or None,
                )
        except ValidationError as err:
            raise Invalid("store.bad_settings", reason=err.errors()[0]["msg"]) from err
        return int(made.version)

    def ensure(self, name: str, app: str) -> None:
        """Make a prompt without versions, unless it stands already.

        Raises:
            Conflict: somebody else uses the name.
        """
        with self.connection.speaking() as client:
            found = client.get_prompt(name)
        if found is not None:
            if found.tags.get(OURS) != app:
                raise Conflict("store.name_taken", name=name)
            return
        try:
            with self.connection.speaking() as client:
                client.create_prompt(name, tags={OURS: app})
        except Conflict as err:
            raise Conflict("store.name_taken", name=name) from err

    def at(self, name: str, alias: str) -> int | None:
        """Tell which version an alias names, None if it names none."""
        with self.connection.speaking() as client:
            found = client.search_registered_models(f"name = '{name}' AND {IS_PROMPT}", max_results=1)
        number = found[0].aliases.get(alias) if found else None
        return int(number) if number else None

    def point(self, name: str, alias: str, number: int | None) -> None:
        """Let an alias name a version, or nothing.

        Raises:
            NotFound: MLflow has no such prompt version (any more).
        """
        with self.connection.speaking() as client:
            if number is None:
                client.delete_prompt_alias(name, alias)
            else:
                client.set_prompt_alias(name, alias, number)

    def facts(self, app: str, digest: str, content: PromptContent) -> Facts:
        """Tell what MLflow has to keep of a prompt version: what it says, and which one it is."""
        return {"version": in_one_form({**to_tags(content), OURS: app, DIGEST: digest})}

    def kept(self, name: str, number: int, facts: Facts) -> Facts:
        """Tell what MLflow keeps where some facts have to stand; a version that is gone keeps nothing.

        JSON is in its canonical form, here and in `facts`: MLflow keeps it as it was first written.
        """
        with self.connection.speaking() as client:
            which = f"name = '{name}' AND version_number = {number} AND {IS_PROMPT}"
            found = client.search_model_versions(which, max_results=1)
        tags = found[0].tags if found else {}
        asked = {*SAYING, *facts["version"]}
        return {"version": in_one_form({key: value for key, value in tags.items() if key in asked})}

    def has(self, name: str, number: int) -> bool:
        """Tell whether a prompt version is there, also one that lost the tag of prompts."""
        which = f"name = '{name}' AND version_number = {number} AND {IS_PROMPT}"
        with suppress(NotFound), self.connection.speaking() as client:
            return bool(client.search_model_versions(which) or client.get_model_version(name, str(number)))
        return False

    def restore(self, name: str, number: int, facts: Facts) -> None:
        """Write facts again that MLflow no longer keeps, as far as it lets itself be written to."""
        wanted, kept = facts["version"], self.kept(name, number, facts)["version"]
        with suppress(NotFound, Invalid), self.connection.speaking() as client:
            for key, value in wanted.items() - kept.items():
                client.set_prompt_version_tag(name, str(number), key, value)
            for key in kept.keys() - wanted.keys():
                client.delete_prompt_version_tag(name, str(number), key)

    def withdraw(self, name: str, tag: str, value: str) -> None:
        """Delete the versions of a prompt that carry a tag, if there are any."""
        wanted = f"name = '{name}' AND {IS_PROMPT} AND tags.`{tag}` = '{value}'"
        with suppress(NotFound), self.connection.speaking() as client:
            for version in client.search_model_versions(wanted):
                client.delete_prompt_version(name, version.version)

    def forget(self, name: str) -> None:
        """Delete a prompt with all its versions, if it was made here."""
        with suppress(NotFound), self.connection.speaking() as client:
            found = client.get_prompt(name)
            if found and OURS in found.tags:
                client.delete_prompt(name)


def template(content: PromptContent) -> str | list[dict[str, str]]:
    """Give the text as MLflow knows it: one system block is a text prompt, anything else a chat."""
    blocks = content.blocks
    if len(blocks) == 1 and blocks[0].role == "system":
        return blocks[0].text
    return [{"role": block.role, "content": block.text} for block in blocks]


def to_tags(content: PromptContent) -> dict[str, str]:
    """Write what a prompt says as the tags in which MLflow keeps it."""
    said = template(content)
    kind, text = (PROMPT_TYPE_TEXT, said) if isinstance(said, str) else (PROMPT_TYPE_CHAT, json.dumps(said))
    tags = {IS_PROMPT_TAG_KEY: "true", PROMPT_TYPE_TAG_KEY: kind, PROMPT_TEXT_TAG_KEY: text}
    if content.response_format:
        tags[RESPONSE_FORMAT_TAG_KEY] = json.dumps(dict(content.response_format))
    if content.settings:
        config = PromptModelConfig.from_dict(dict(content.settings))
        tags[PROMPT_MODEL_CONFIG_TAG_KEY] = json.dumps(config.to_dict())
    return tags


def in_one_form(tags: Mapping[str, str]) -> dict[str, str]:
    """Write the JSON among the tags in its canonical form; what is none stays as it stands."""
    names = {RESPONSE_FORMAT_TAG_KEY, PROMPT_MODEL_CONFIG_TAG_KEY}
    if tags.get(PROMPT_TYPE_TAG_KEY) == PROMPT_TYPE_CHAT:
        names.add(PROMPT_TEXT_TAG_KEY)
    found = dict(tags)
    for name in names & tags.keys():
        with suppress(ValueError, TypeError, RecursionError):
            found[name] = canonical(json.loads(tags[name])).decode()
    return found
