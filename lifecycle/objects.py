"""Frozen files in the home, each named by the SHA-256 of its content.

A file is written beside its place and moved there whole, so a half-written one never has a name.
"""

import hashlib
import os
import re
import tempfile
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import overload

from lifecycle import files
from lifecycle.digests import digest_of
from lifecycle.errors import Conflict, LifecycleError, NotFound, Unavailable

DIGEST = re.compile(r"[0-9a-f]{64}")


@contextmanager
def opened(path: Path, digest: str) -> Iterator[BufferedReader]:
    """Open a frozen file, not yet checked against its name.

    Raises:
        NotFound: no such file.
        Unavailable: it may not be read, or is a folder, a device or a pipe.
    """
    if not DIGEST.fullmatch(digest):
        raise NotFound("objects.missing", digest=digest)
    try:
        with files.opened(path) as file:
            yield file
    except FileNotFoundError as err:
        raise NotFound("objects.missing", digest=digest) from err
    except OSError as err:
        raise Unavailable("objects.unreadable", digest=digest, reason=err.strerror or str(err)) from err


class Lines(Sequence[bytes]):
    """The lines of a frozen file, read one by one from where they stand."""

    def __init__(self, path: Path, digest: str) -> None:
        self.path = path
        self.digest = digest
        self.starts = array("Q", [0])
        seen = hashlib.sha256()
        for line in self.whole():
            seen.update(line)
            self.starts.append(self.starts[-1] + len(line))
        if seen.hexdigest() != digest:
            raise Conflict("objects.damaged", digest=digest)
        self.handle = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self.handle)

    def whole(self) -> Iterator[bytes]:
        """Go through the lines with their ends."""
        with opened(self.path, self.digest) as file:
            yield from file

    def __iter__(self) -> Iterator[bytes]:
        return (line.rstrip(b"\n") for line in self.whole())

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> list[bytes]: ...
    def __getitem__(self, at: int | slice) -> bytes | list[bytes]:
        """Give a line without its end, counted from 0."""
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        length = self.starts[at + 1] - self.starts[at]
        return os.pread(self.handle, length, self.starts[at]).rstrip(b"\n")


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
        return digest if self.holds(digest) else self.freeze_parts([content])

    def freeze_parts(self, parts: Iterable[bytes]) -> str:
        """Keep for good what comes in parts, never all of it in memory, and give the digest of the whole.

        Raises:
            Unavailable: as `freeze`.
        """
        digest = hashlib.sha256()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=self.folder, prefix="part-")
            try:
                with os.fdopen(handle, "wb") as file:
                    for part in parts:
                        file.write(part)
                        digest.update(part)
                    file.flush()
                    os.fsync(file.fileno())
                Path(beside).replace(self.path(digest.hexdigest()))
            finally:
                Path(beside).unlink(missing_ok=True)
        except OSError as err:
            raise Unavailable("objects.unwritable", reason=err.strerror or str(err)) from err
        return digest.hexdigest()

    def open(self, digest: str) -> "Lines":
        """Open a frozen JSONL file by its lines, checked against its name, never all of it in memory.

        Raises:
            NotFound, Conflict, Unavailable: as `read`.
        """
        return Lines(self.path(digest), digest)

    def holds(self, digest: str, *, read_up_to: int | None = None) -> bool:
        """Tell whether a frozen file is there with its content, never all of it in memory.

        Of one that is larger than `read_up_to` bytes it is enough that it is there.
        """
        try:
            with opened(self.path(digest), digest) as file:
                if read_up_to is not None and os.fstat(file.fileno()).st_size > read_up_to:
                    return True
                return hashlib.file_digest(file, "sha256").hexdigest() == digest
        except LifecycleError:
            return False

    def read(self, digest: str) -> bytes:
        """Give a frozen file's content, checked against its name.

        Raises:
            NotFound: no such file.
            Conflict: its content no longer has this digest.
            Unavailable: it may not be read, or is a folder, a device or a pipe.
        """
        with opened(self.path(digest), digest) as file:
            content = file.read()
        if digest_of(content) != digest:
            raise Conflict("objects.damaged", digest=digest)
        return content

    def lines(self, digest: str) -> Iterator[bytes]:
        """Go through the lines of a frozen JSONL file, without line ends, blank lines left out."""
        return (line for line in self.read(digest).split(b"\n") if line.strip())
