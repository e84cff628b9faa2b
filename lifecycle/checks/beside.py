"""Does work on a file in a process of its own, so that whoever asked can go on and see how far it is."""

import os
import pickle
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Generic, TypeVar

from lifecycle.checks.reading.source import Source
from lifecycle.errors import Unavailable

MAIN = f"from {__name__} import main; main()"
Found = TypeVar("Found")


class Beside(Generic[Found]):
    """Work under way; it ends with the process that asked for it, and leaves no file behind."""

    def __init__(
        self, work: Callable[[Source], Found], content: bytes, *, encoding: str = "", readings: int = 1
    ) -> None:
        """Begin.

        Args:
            work: what is to be done with the file; it is pickled, and so is what it finds.
            content: the file.
            encoding: as of `Source`.
            readings: how often the work reads it; what it tells its source goes from 0 to so many times
                the size of the file.

        Raises:
            Unavailable: there is no room for a copy of it.
        """
        self.size, self.readings = len(content), readings
        with ExitStack() as files:
            try:
                opened = [files.enter_context(TemporaryFile()) for _ in range(4)]
                self.content, self.work, self.at, self.told = opened
                self.content.write(content)
                self.content.flush()
                pickle.dump((work, encoding), self.work)
                self.work.flush()
                self.process = begun([file.fileno() for file in opened])
            except OSError as err:
                raise Unavailable("checks.no_room", reason=err.strerror or str(err)) from err
            weakref.finalize(self, end, self.process, files.pop_all())

    @property
    def progress(self) -> float:
        """How much of all readings is done, 0..1; a CSV file is read more often, to find its encoding."""
        at = int.from_bytes(os.pread(self.at.fileno(), 8, 0), "little")
        return min(1.0, at / max(1, self.size * self.readings))

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.process.poll() is not None

    def found(self) -> Found:
        """Wait for the end, and give what was found, to as many as ask.

        Raises:
            Unavailable: the process was ended before it was done.
        """
        if self.process.wait():
            raise Unavailable("checks.cut_off")
        self.content.close()
        told = self.told.fileno()
        found: Found = pickle.loads(os.pread(told, os.fstat(told).st_size, 0))  # our own child wrote it
        return found


def begun(handles: list[int]) -> "subprocess.Popen[bytes]":
    """Start the process that does the work, and hand it its files."""
    return subprocess.Popen(
        [sys.executable, "-c", MAIN, *map(str, handles)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=handles,
        cwd=Path(__file__).parents[2],
    )


def end(process: "subprocess.Popen[bytes]", files: ExitStack) -> None:
    """End the process when nobody waits for it any more, and let go of its files."""
    if process.stdin:
        process.stdin.close()
    process.wait()
    files.close()


def main() -> None:
    """Do the work, and write down how far it is and what was found."""
    threading.Thread(target=end_with_parent, daemon=True).start()
    content, asked, at, told = map(int, sys.argv[1:])
    with os.fdopen(asked, "rb") as file:
        file.seek(0)
        work, encoding = pickle.load(file)  # our own parent wrote it
    with os.fdopen(content, "rb") as file, os.fdopen(told, "wb") as out:
        tell = partial(write_down, at)
        pickle.dump(work(Source(file, encoding=encoding, tell=tell)), out)


def write_down(handle: int, place: int) -> None:
    """Put a place in the file where whoever asked looks for it."""
    os.pwrite(handle, place.to_bytes(8, "little"), 0)


def end_with_parent() -> None:
    """End when standard input does."""
    sys.stdin.read()
    os._exit(1)
