import os
from pathlib import Path

import pytest

from lifecycle import files, settings
from lifecycle.records import Person


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


def test_what_a_link_leads_to_is_written_and_the_link_stays(tmp_path):
    (tmp_path / "shared").mkdir()
    real, link = tmp_path / "shared" / "people.yaml", tmp_path / "people.yaml"
    real.write_text("people: {}\n")
    link.symlink_to(real)
    files.write(link, [b"people: {ken: {}}\n"])
    assert settings.load_people(tmp_path).keys() == {"ken"}
    settings.save_people(tmp_path, {"mei": Person(id="mei", name="芽衣")})
    assert link.is_symlink()
    assert "芽衣" in real.read_text(encoding="utf-8")
    assert {each.name for each in tmp_path.rglob("*")} == {"shared", "people.yaml"}


def test_a_link_to_nothing_yet_is_written_through_and_one_in_a_circle_is_told(tmp_path):
    (tmp_path / "link").symlink_to("later")
    files.write(tmp_path / "link", [b"x"])
    assert (tmp_path / "later").read_bytes() == b"x"
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(OSError, match="symbolic links"):
        files.write(tmp_path / "round", [b"x"])


def test_what_stands_beside_a_file_is_left_alone_and_never_waited_for(tmp_path):
    (tmp_path / "a.part").write_bytes(b"mine")
    os.mkfifo(tmp_path / "b.part")
    for name in ("a", "b", "あ" * 84):
        files.write(tmp_path / name, [b"x"])
    assert {each.name for each in tmp_path.iterdir()} == {"a", "b", "a.part", "b.part", "あ" * 84}
    assert (tmp_path / "a.part").read_bytes() == b"mine"
