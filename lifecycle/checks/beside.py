"""Checks a file in a process of its own, so that whoever asked can go on and see how far it is."""

import json
import os
import pickle
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile

from lifecycle.checks.checking import check
from lifecycle.checks.reading.source import Source
from lifecycle.checks.report import Report
from lifecycle.errors import Unavailable

MAIN = f"from {__name__} import main; main()"


class Beside:
    """A check under way; it ends with the process that asked for it, and leaves no file behind."""

    def __init__(
        self, content: bytes, *, profile: str, filename: str = "", mapping: Mapping[str, str] | None = None
    ) -> None:
        """Begin to check a file; arguments as of `check`.

        Raises:
            Unavailable: there is no room for a copy of it.
        """
        self.size = len(content)
        with ExitStack() as files:
            try:
                self.content, self.at, self.told = (files.enter_context(TemporaryFile()) for _ in range(3))
                self.content.write(content)
                self.content.flush()
            except OSError as err:
                raise Unavailable("checks.no_room", reason=err.strerror or str(err)) from err
            asked = {"profile": profile, "filename": filename, "mapping": dict(mapping or {})}
            handles = [file.fileno() for file in (self.content, self.at, self.told)]
            self.process = subprocess.Popen(
                [sys.executable, "-c", MAIN, json.dumps(asked), *map(str, handles)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=handles,
                cwd=Path(__file__).parents[2],
            )
            weakref.finalize(self, end, self.process, files.pop_all())

    @property
    def progress(self) -> float:
        """How much of the file was read, 0..1; a CSV file is read once more to find its encoding."""
        at = int.from_bytes(os.pread(self.at.fileno(), 8, 0), "little")
        return min(1.0, at / max(1, self.size))

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.process.poll() is not None

    def report(self) -> Report:
        """Wait for the end, and give the report.

        Raises:
            Unavailable: the process was ended before it was done.
        """
        if self.process.wait():
            raise Unavailable("checks.cut_off")
        self.told.seek(0)
        found: Report = pickle.load(self.told)  # our own child wrote it
        return found


def end(process: "subprocess.Popen[bytes]", files: ExitStack) -> None:
    """End the process when nobody waits for it any more, and let go of its files."""
    if process.stdin:
        process.stdin.close()
    process.wait()
    files.close()


def main() -> None:
    """Check the file that is handed on, and write down how far it is and what was found."""
    threading.Thread(target=end_with_parent, daemon=True).start()
    asked, (content, at, told) = json.loads(sys.argv[1]), map(int, sys.argv[2:5])
    with os.fdopen(content, "rb") as file, os.fdopen(told, "wb") as out:
        source = Source(file, tell=lambda place: os.pwrite(at, place.to_bytes(8, "little"), 0))
        pickle.dump(check(source, **asked), out)


def end_with_parent() -> None:
    """End when standard input does."""
    sys.stdin.read()
    os._exit(1)
