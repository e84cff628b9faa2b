import os
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.digests import canonical, digest_of
from lifecycle.errors import Conflict, NotFound, Unavailable
from lifecycle.objects import Objects


@pytest.fixture
def objects(tmp_path):
    return Objects(tmp_path / "objects")


def test_what_was_frozen_reads_back_under_its_digest(objects):
    digest = objects.freeze("返品は14日以内".encode())
    assert digest == digest_of("返品は14日以内".encode())
    assert objects.read(digest).decode() == "返品は14日以内"


def test_the_same_content_is_kept_once_and_leaves_no_part_behind(objects):
    assert objects.freeze(b"one") == objects.freeze(b"one")
    assert len(list(objects.folder.iterdir())) == 1


def test_a_changed_file_is_not_given_out(objects):
    digest = objects.freeze(b"one")
    objects.path(digest).write_bytes(b"two")
    with pytest.raises(Conflict, match="no longer has the content"):
        objects.read(digest)


@pytest.mark.parametrize("digest", ["0" * 64, "", "..", "../people.yaml", "x" * 300, "\0"])
def test_a_missing_file_is_named(objects, digest):
    with pytest.raises(NotFound, match="not in the home"):
        objects.read(digest)
    assert not objects.holds(digest)
    assert not objects.holds(digest, read_up_to=0)


def test_a_file_that_may_not_be_read_is_told(objects):
    objects.path("0" * 64).mkdir(parents=True)
    with pytest.raises(Unavailable, match="cannot be read"):
        objects.read("0" * 64)
    assert not objects.holds("0" * 64)


def test_what_stands_outside_is_held_by_no_name(objects):
    objects.freeze(b"one")
    (objects.folder.parent / "big").write_bytes(b"more than two")
    for name in ("../big", f"{objects.folder.parent / 'big'}"):
        assert not objects.holds(name, read_up_to=2)
        with pytest.raises(NotFound):
            objects.open(name)


def test_a_pipe_is_no_frozen_file_and_is_not_waited_for(objects):
    digest = objects.freeze(b"one")
    objects.path(digest).unlink()
    os.mkfifo(objects.path(digest))
    assert not objects.holds(digest)
    assert not objects.holds(digest, read_up_to=0)
    for read in (objects.read, objects.open):
        with pytest.raises(Unavailable, match="cannot be read"):
            read(digest)
    assert objects.freeze(b"one") == digest
    assert objects.read(digest) == b"one"


def test_whether_a_large_file_is_held_is_known_without_having_it_in_memory(objects):
    digest = objects.freeze_parts(b"x" * 2**20 for _ in range(32))
    tracemalloc.start()
    assert objects.holds(digest)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**21


def test_whether_a_file_still_has_its_content_is_known_without_an_error(objects):
    digest = objects.freeze(b"one")
    assert objects.holds(digest)
    objects.path(digest).write_bytes(b"two")
    assert not objects.holds(digest)
    assert not objects.holds(digest, read_up_to=3)
    assert objects.holds(digest, read_up_to=2), "a larger one is only looked for"


def test_freezing_again_what_was_damaged_mends_it(objects):
    digest = objects.freeze(b"one")
    objects.path(digest).write_bytes(b"one, and more")
    assert objects.freeze(b"one") == digest
    assert objects.read(digest) == b"one"


def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path):
    (tmp_path / "objects").write_text("a file where the folder should be")
    with pytest.raises(Unavailable, match="could not be written"):
        Objects(tmp_path / "objects").freeze(b"one")


def test_lines_are_split_at_newlines_only(objects):
    digest = objects.freeze('"a\u2028b"\n\n"c\x85d"\n'.encode())
    assert [line.decode() for line in objects.lines(digest)] == ['"a\u2028b"', '"c\x85d"']


@given(st.dictionaries(st.text(), st.integers(-(2**53) + 1, 2**53 - 1)))
def test_equal_values_have_equal_canonical_bytes(value):
    assert canonical(value) == canonical(dict(reversed(value.items())))
