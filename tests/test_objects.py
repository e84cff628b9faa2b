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


def test_a_missing_file_is_named(objects):
    with pytest.raises(NotFound, match="not in the home"):
        objects.read("0" * 64)


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
