import os
from pathlib import Path

import pytest

from lifecycle import files


def test_a_file_is_read_up_to_a_limit_and_one_byte_more(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(b"0123456789")
    assert files.read(file, 10) == b"0123456789"
    assert files.read(file, 4) == b"01234"


@pytest.mark.parametrize("place", ["/dev/null", "/dev/zero", "/dev/full", "/dev", "/"])
def test_what_is_no_file_is_neither_read_nor_written(place):
    for act in (lambda: files.read(Path(place), 10), lambda: files.write(Path(place), [b"x"])):
        with pytest.raises(OSError, match="is no file"):
            act()


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="is no file"):
        files.read(tmp_path / "pipe", 10)


@pytest.mark.parametrize("name", ["x" * 300, "", ".", "..", "none/a"])
def test_a_place_that_takes_no_file_is_told_by_the_system(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OSError, match=r"too long|is no file|No such file"):
        files.write(Path(name), [b"x"])
    assert not list(tmp_path.iterdir())


def test_a_write_that_fails_leaves_what_was_there(tmp_path):
    def parts():
        yield b"half"
        raise ZeroDivisionError

    (tmp_path / "a").write_bytes(b"before")
    with pytest.raises(ZeroDivisionError):
        files.write(tmp_path / "a", parts())
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"a": b"before"}
