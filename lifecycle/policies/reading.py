"""Reads a policy file: strictly, and what it names must exist."""

from pathlib import Path

from lifecycle import yamlfile
from lifecycle.digests import digest_of
from lifecycle.errors import Invalid
from lifecycle.policies.faults import faults
from lifecycle.policies.rules import Policy, PolicyFile


def load(path: Path) -> Policy:
    """Read a policy file.

    Raises:
        Invalid: the file is missing or broken, or names what does not exist; file and line are named.
    """
    return parse(yamlfile.read(path), str(path))


def parse(text: bytes, file: str) -> Policy:
    """Read a policy's text; `file` is only for the complaint.

    Raises:
        Invalid: as `load`.
    """
    rules = yamlfile.parse(text, PolicyFile, file=file)
    for place, code, params in faults(rules):
        lines = yamlfile.to_value(text, file)[1]
        raise Invalid(code, file=file, line=yamlfile.line_of(place, lines), **params)
    return Policy.model_construct(**dict(rules), digest=digest_of(text), text=text.decode())
