"""How people name a version of something."""

import re
from dataclasses import dataclass
from typing import Self

from lifecycle.errors import Invalid

NUMBER = re.compile(r"[0-9]{1,9}")
"""A number of a version as people write it, short enough for every database."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A name with a version number, written `support-reply@3`; `number` None means the newest."""

    name: str
    number: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `NAME` or `NAME@N`.

        Raises:
            Invalid: the name is empty or the number is not a whole number from 1 to 999,999,999.
        """
        name, at, number = text.partition("@")
        if not name or (at and not (NUMBER.fullmatch(number) and int(number))):
            raise Invalid("settings.bad_ref", text=text)
        return cls(name, int(number) if at else None)

    def __str__(self) -> str:
        return self.name if self.number is None else f"{self.name}@{self.number}"
