"""A file is read in blocks of whole lines, each line once, however long it is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lifecycle.checks.reading import source
from lifecycle.checks.reading.source import Source

LONGEST = 50


@pytest.fixture(autouse=True, scope="module")
def small_blocks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "BLOCK", 12)
        patch.setattr(source, "MAX_LINE", LONGEST)
        yield


@given(st.lists(st.integers(0, 2 * LONGEST), max_size=8), st.booleans())
@example([49, 3, 3], True)
@example([50, 3, 3], True)
def test_every_line_stands_once_in_the_blocks_and_a_long_one_with_its_beginning(lengths, is_ended):
    lines = [bytes([97 + at]) * length + b"\n" for at, length in enumerate(lengths)]
    content = b"".join(lines)[: None if is_ended else -1]
    read = []
    for block in Source(content).blocks():
        assert block.line == len(read) + 1
        read += [block.content] if block.is_cut else block.content.splitlines(keepends=True)
        assert not block.is_cut or b"\n" not in block.content
    assert read == [
        line if len(line) <= LONGEST else line[:LONGEST] for line in content.splitlines(keepends=True)
    ]
