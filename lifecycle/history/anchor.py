"""An anchor: the head of the chain as it was, in a small file that is kept elsewhere.

Whoever can write the ledger can cut its tail off, or write it anew with hashes that fit. Neither can be
seen in the ledger itself; both show against an anchor.
"""

import json
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from lifecycle.digests import EXACT
from lifecycle.errors import Invalid
from lifecycle.history.chain import Head


class Anchor(BaseModel):
    """What stands in the file; `count` is how many events there were."""

    number: Annotated[int, Field(ge=0, lt=EXACT)]
    hash: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    at: AwareDatetime | None
    count: int
    anchored_at: AwareDatetime


def to_anchor(head: Head, now: datetime) -> bytes:
    """Write the anchor of a head."""
    made = Anchor(number=head.number, hash=head.hash, at=head.at, count=head.number, anchored_at=now)
    return json.dumps(made.model_dump(mode="json"), indent=2).encode() + b"\n"


def read_anchor(content: bytes, file: str) -> Head:
    """Read an anchor; `file` is only for the complaint.

    Raises:
        Invalid: it is none.
    """
    try:
        found = Anchor.model_validate_json(content)
    except ValidationError as err:
        raise Invalid("audit.bad_anchor", file=file) from err
    return Head(number=found.number, hash=found.hash, at=found.at)
