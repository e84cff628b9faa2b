"""Prompts, and the versions that bundle one with a model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lifecycle.records.refs import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One message of a prompt; `role` is system, user or assistant."""

    role: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptContent:
    """What a prompt says: its digest is the content's identity.

    A text prompt is one system block; the customer's question then follows as the user message. A
    chat prompt places `{{question}}` itself. Variables are written `{{name}}`.
    """

    blocks: tuple[Block, ...]
    response_format: Mapping[str, Any] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptVersion:
    """One immutable version of a prompt; its content stands in the objects under `digest`."""

    app: str
    name: str
    number: int
    digest: str
    variables: tuple[str, ...] = ()
    parent: int | None = None
    author: str
    reason: str
    created_at: datetime

    @property
    def ref(self) -> Ref:
        """`name@number`."""
        return Ref(self.name, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One shippable bundle: prompt version + model + parameters + endpoint + code + datasets."""

    app: str
    number: int
    digest: str
    """Over prompt digest, model, endpoint name, parameters, training digest and code."""
    prompt: Ref
    prompt_digest: str
    model: str
    endpoint: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    training: Ref | None = None
    training_digest: str = ""
    code: str = ""
    """The git commit of the application's code, or empty."""
    author: str
    prompt_author: str
    note: str = ""
    created_at: datetime

    @property
    def authors(self) -> frozenset[str]:
        """Everybody who may not approve this version."""
        return frozenset({self.author, self.prompt_author})
