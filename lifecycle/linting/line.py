"""A sentence about a policy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """A code of the catalogue with its parameters."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    is_warning: bool = False


def warning(code: str, **params: Any) -> Line:
    """Make a sentence that warns."""
    return Line(code, params, is_warning=True)
