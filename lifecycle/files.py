"""Reads and writes the files that people name: never without end, never half, and nothing but files."""

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def read(path: Path, limit: int) -> bytes:
    """Give a file's content, of a larger one the first `limit` + 1 bytes.

    Raises:
        OSError: there is no such file, it may not be read, or it is a folder, a device or a pipe; its
            `strerror` says which.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe would be waited for
    try:
        require_file(os.fstat(handle))
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(limit + 1)
    finally:
        os.close(handle)


def write(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file in one step, so that a failure leaves nothing half-written.

    Raises:
        OSError: it cannot be written, or a folder, a device or a pipe stands there.
    """
    part = path.parent / f"{path.name}.part"
    with suppress(FileNotFoundError):
        require_file(path.stat())
    try:
        with part.open("wb") as file:
            file.writelines(parts)
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def require_file(found: os.stat_result) -> None:
    """Let pass what is a file.

    Raises:
        OSError: it is a folder, a device or a pipe.
    """
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "a folder, a device or a pipe is no file")
