"""Prompts in MLflow's prompt registry: MLflow gives the number, the text never changes."""

from collections.abc import Mapping
from contextlib import suppress

from pydantic import ValidationError

from lifecycle.errors import Conflict, Invalid, NotFound
from lifecycle.records import PromptContent
from lifecycle.store.connection import OURS, Connection


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
        with suppress(NotFound, Invalid), self.connection.speaking() as client:
            found = client.get_prompt_version_by_alias(name, alias)
            return int(found.version) if found else None
        return None

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

    def withdraw(self, name: str, tag: str, value: str) -> None:
        """Delete the versions of a prompt that carry a tag, if there are any."""
        wanted = f"name = '{name}' AND tag.`mlflow.prompt.is_prompt` = 'true' AND tags.`{tag}` = '{value}'"
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
