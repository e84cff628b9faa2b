"""Reads and writes the files that people name: never without end, never half, and nothing but files."""

import errno
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path


def read(path: Path, limit: int) -> bytes:
    """Give a file's content, of a larger one the first `limit` + 1 bytes.

    Raises:
        OSError: as `opened`.
    """
    with opened(path) as file:
        return file.read(limit + 1)


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """Open a file to read it.

    Raises:
        OSError: there is no such file, it may not be read, or it is a folder, a device or a pipe; its
            `strerror` says which.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe would be waited for
    try:
        require_file(os.fstat(handle))
        with os.fdopen(handle, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(handle)


def write(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file in one step, so that a failure leaves nothing half-written; a link stays one.

    Raises:
        OSError: it cannot be written, or a folder, a device or a pipe stands there.
    """
    with replacing(path, parts):
        pass


@contextmanager
def replacing(path: Path, parts: Iterable[bytes]) -> Iterator[None]:
    """Write a file as `write` does, and put it in its place when the block has ended well.

    Whatever can fail has been tried by the time the block begins, but for putting it there.

    Raises:
        OSError: as `write`.
    """
    target = Path(os.path.realpath(path))
    with suppress(FileNotFoundError):
        require_file(target.stat())
    part = target.with_name(f"{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            file.writelines(parts)
        yield
        part.replace(target)
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
