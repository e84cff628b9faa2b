"""Frozen files in the home, each named by the SHA-256 of its content.

A file is written beside its place and moved there whole, so a half-written one never has a name.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lifecycle.digests import digest_of
from lifecycle.errors import Conflict, NotFound, Unavailable


class Objects:
    """A folder of frozen files: `objects/<sha256>`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Tell where the file stands, whether it exists or not."""
        return self.folder / digest

    def freeze(self, content: bytes) -> str:
        """Keep some bytes for good and give their digest; the same content is never kept twice.

        Raises:
            Unavailable: the disk is full or the folder cannot be written; nothing is left behind.
        """
        digest = digest_of(content)
        if self.path(digest).exists():
            return digest
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=self.folder, prefix="part-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(part).replace(self.path(digest))
            finally:
                Path(part).unlink(missing_ok=True)
        except OSError as err:
            raise Unavailable("objects.unwritable", reason=err.strerror or str(err)) from err
        return digest

    def read(self, digest: str) -> bytes:
        """Give a frozen file's content, checked against its name.

        Raises:
            NotFound: no such file.
            Conflict: its content no longer has this digest.
        """
        try:
            content = self.path(digest).read_bytes()
        except FileNotFoundError as err:
            raise NotFound("objects.missing", digest=digest) from err
        if digest_of(content) != digest:
            raise Conflict("objects.damaged", digest=digest)
        return content

    def lines(self, digest: str) -> Iterator[bytes]:
        """Go through the lines of a frozen JSONL file, without line ends, blank lines left out."""
        return (line for line in self.read(digest).split(b"\n") if line.strip())
