"""What is frozen has the bytes of `to_line`, is never held whole, and is there whole or not at all."""

import errno
import io
import json
import os
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import checks, datasets
from lifecycle.checks import MEGABYTE, Source
from lifecycle.datasets import lines
from lifecycle.errors import Conflict, Invalid, Unavailable
from lifecycle.records import DatasetKind
from tests.builders import KEN

CHAT = "openai-chat"
ASKED = {"role": "user", "content": "a"}
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
    st.sampled_from(['"', "\\", "\x7f\x1f\0", "\u2028", '","content":"', '"},{"role":"', "😀", "/", "{"]),
)
MESSAGES = st.one_of(
    st.fixed_dictionaries({"role": st.just("user"), "content": TEXTS}),
    st.fixed_dictionaries({"content": TEXTS, "role": st.just("user")}),
    st.fixed_dictionaries({"role": st.just("user"), "content": TEXTS, "name": TEXTS}),
)
ROWS = st.fixed_dictionaries({"messages": st.lists(MESSAGES, max_size=3)}) | st.fixed_dictionaries(
    {"tools": st.just([]), "messages": st.lists(MESSAGES, max_size=2), "source": TEXTS}
)
WAYS = st.fixed_dictionaries(
    {
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from([(",", ":"), (", ", ": "), (" ,  ", " : ")]),
    }
)


def freeze(bench, file, kind=DatasetKind.TRAINING, **more):
    return datasets.freeze(bench, file, app="support-bot", name="support-chat", kind=kind, by=KEN, **more)


def frozen(content):
    return b"".join(lines.frozen(Source(content), CHAT))


@given(st.lists(st.tuples(ROWS, WAYS), min_size=1), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_chat_rows_are_written_as_each_alone_would_be(rows, line_end):
    content = "".join(json.dumps(row, **way) + line_end for row, way in rows).encode()
    told = b"".join(datasets.to_line(value) for _, value in checks.values(content, CHAT))
    assert frozen(content) == told


@pytest.mark.parametrize("kind", ["dense", "wide"])
def test_what_is_plain_is_not_parsed_row_by_row(monkeypatch, kind):
    separators = {"dense": (",", ":"), "wide": (", ", ": ")}[kind]
    content = json.dumps({"messages": [ASKED, ASKED]}, separators=separators).encode() + b"\n"
    monkeypatch.setattr(lines, "to_line", pytest.fail)
    assert frozen(content * 3) == datasets.to_line({"messages": [ASKED, ASKED]}) * 3


def test_a_byte_order_mark_is_not_frozen():
    row = {"messages": [ASKED, ASKED]}
    line = datasets.to_line(row)
    assert frozen(b"\xef\xbb\xbf" + line + line) == line + line


def rows_of(megabytes):
    line = datasets.to_line({"messages": [ASKED, {"role": "assistant", "content": "はい" * 100}]})
    return line * (megabytes * MEGABYTE // len(line))


@pytest.mark.parametrize("kind", [DatasetKind.TRAINING, DatasetKind.LOGS])
def test_a_file_is_never_held_whole(bench, tmp_path, kind):
    logs = b"user_query,ideal_response\n" + b"a,b\n" * 5000
    path = tmp_path / "file"
    path.write_bytes(rows_of(24) if kind is DatasetKind.TRAINING else logs)
    tracemalloc.start()
    try:
        with path.open("rb") as file:
            made = freeze(bench, file, kind)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert made.rows > 1000
    assert peak < 16 * MEGABYTE


def test_a_file_that_changes_while_it_is_read_leaves_nothing(bench, tmp_path, monkeypatch):
    path = tmp_path / "chat.jsonl"
    path.write_bytes(rows_of(1))
    whole = lines.plain

    def meanwhile(content):
        with path.open("ab") as file:
            file.write(b"{}\n")
        return whole(content)

    monkeypatch.setattr(lines, "plain", meanwhile)
    with path.open("rb") as file, pytest.raises(Conflict) as refused:
        freeze(bench, file)

    assert refused.value.code == "file.changed"
    assert datasets.versions(bench, "support-bot") == []
    assert list(bench.objects.folder.iterdir()) == []


def test_a_full_disk_leaves_nothing(bench, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable) as refused:
        freeze(bench, rows_of(1))

    assert refused.value.code == "objects.unwritable"
    assert datasets.versions(bench, "support-bot") == []
    assert list(bench.objects.folder.iterdir()) == []


def test_a_larger_file_than_allowed_is_not_read(bench):
    with pytest.raises(Invalid) as refused:
        freeze(bench, rows_of(2), limit=MEGABYTE)
    assert refused.value.code == "file.too_large"


def test_building_from_logs_that_change_is_told_after_the_last_row(tmp_path):
    path = tmp_path / "logs.csv"
    path.write_text("user_query,ideal_response\na,b\n")
    with path.open("rb") as logs:
        built = datasets.build(logs, "Be kind.")
        with path.open("a") as more:
            more.write("c,d\n")
        with pytest.raises(Conflict):
            io.BytesIO().writelines(built)
