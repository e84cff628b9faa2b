"""The sieve passes only what a closer look finds nothing in, and tells of it what a closer look would."""

import json
import multiprocessing
import os
import subprocess
import sys
import threading

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lifecycle import checks
from lifecycle.checks import parts
from lifecycle.checks.profiles import PROFILES
from lifecycle.checks.reading import characters, jsonl
from lifecycle.checks.reading.source import BLOCK, Block, Source
from lifecycle.checks.rows import Stretch
from lifecycle.checks.sieve import Sieve, as_bytes
from lifecycle.checks.tally import Tally
from lifecycle.errors import Unavailable

TEXTS = st.one_of(
    st.sampled_from(
        ["はい", "返品できますか", 'a "b" c', "a\\b", "\\", "é’s", "a\tb\nc", " ", "", "　", "\\u0041"]
    ),
    st.sampled_from(
        [
            "a\u200bb",
            "\u202ex",
            "Ã©tÃ©",
            "ãã\x81\x82",
            "縺ゅ＞縺",
            "\x00",
            "\x07",
            "\x7f",
            "\x85",
            "�",
            "\U000e0041",
        ]
    ),
    st.text(max_size=8),
)
ROLES = st.sampled_from(["user", "assistant", "system", "tool", "boss"])
MESSAGES = st.fixed_dictionaries({"role": ROLES, "content": TEXTS}) | st.fixed_dictionaries(
    {"role": ROLES, "content": st.none() | TEXTS, "weight": st.integers(0, 2)}
)
ROWS = st.builds(
    lambda messages, ascii, extra: json.dumps({"messages": messages, **extra}, ensure_ascii=ascii),
    st.lists(MESSAGES, max_size=4),
    st.booleans(),
    st.sampled_from([{}, {}, {}, {"tools": []}, {"topic": "x"}]),
)
GOOD = '{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}'
EMPTY = GOOD.replace('"role": "user", "content": "a"', '"role": "system", "content": ""')
DAMAGE = st.sampled_from(
    [
        ("", ""),
        ('"role"', '"role": "x", "role"'),
        ('"content"', '"c\\u006fntent"'),
        ("}, {", "},\n{"),
        ("]}", "]},"),
        ("]}", "]}" + GOOD),
        ("}", "} "),
        (": ", " : "),
        ("a", "\ud800"),
        ("{", " {"),
        ('"', "'"),
        ("\n", "\r\n"),
    ]
)


@st.composite
def files(draw):
    lines = draw(st.lists(ROWS | st.just(GOOD) | st.just(""), min_size=1, max_size=8))
    old, new = draw(DAMAGE)
    whole = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))
    return whole.replace(old, new, draw(st.integers(0, 2)) if old else 0).encode("utf-8", "surrogatepass")


def told(content, profile, take):
    tally = Tally(PROFILES[profile], 9)
    for block in Source(content).blocks():
        tally.take(take(block))
    found = [(f.line, f.column, f.path, f.code, dict(f.params)) for f in tally.findings.in_order()]
    numbers = tally.statistics
    return found, numbers.rows, dict(numbers.texts), dict(numbers.characters), list(tally.repeats.found(9))


@given(files(), st.sampled_from(sorted(PROFILES)))
@example(f"{GOOD}{GOOD}\n\n".encode(), "openai-chat")
@example((EMPTY + "\n" + GOOD).encode(), "fireworks")
@example(GOOD.replace("}, {", "},\n{").encode(), "openai-chat")
def test_with_the_sieve_a_check_tells_the_same_as_without(content, profile):
    assert told(content, profile, Sieve(PROFILES[profile]).rows) == told(content, profile, jsonl.rows)


@given(st.text(max_size=60))
@example("é’ œuvre Â£ Ã¼ ã\x81\x82")
def test_no_odd_character_escapes_a_look_at_the_bytes(text):
    if list(characters.odd(text)):
        assert characters.may_be_odd(as_bytes(text.encode("utf-8", "surrogatepass")))


def test_good_rows_pass_as_one_stretch_and_a_bad_one_among_them_is_named():
    lines = [GOOD.replace('"a"', json.dumps(f"問い {n} 😀", ensure_ascii=n % 2 == 0)) for n in range(100)]
    lines[70] = lines[70].replace("user", "boss")
    rows = list(Sieve(PROFILES["openai-chat"]).rows(Block(1, "\n".join(lines).encode())))
    passed = sum(row.rows for row in rows if isinstance(row, Stretch))

    assert passed == 99
    assert [row.line for row in rows if not isinstance(row, Stretch)] == [71]


IN_THREE = """
import os
from lifecycle.checks import parts
os.sched_getaffinity = lambda _process: range(3)
{}
parts.main()
"""
KILLED = """
first, fill = os.getpid(), parts.fill
parts.fill = lambda *given: fill(*given) if os.getpid() == first else os.kill(os.getpid(), 9)
"""
FAILED = KILLED.replace("os.kill(os.getpid(), 9)", "1 / 0")


@pytest.fixture
def in_three(tmp_path, monkeypatch):
    """Check files above 1,000 bytes in three parts, in a process that has threads or has none."""
    monkeypatch.setattr(parts, "SPLIT", 1000)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: range(3))

    def check(content, *, threads, program=""):
        monkeypatch.setattr(threading, "active_count", lambda: threads)
        monkeypatch.setattr(parts, "MAIN", IN_THREE.format(program))
        (tmp_path / "big.jsonl").write_text(content)
        with (tmp_path / "big.jsonl").open("rb") as file:
            return checks.check(file)

    return check


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("end", ["\n", ""])
def test_a_file_in_several_parts_has_the_findings_of_the_whole(in_three, end, threads):
    lines = [GOOD.replace('"a"', f'"{n % 90}"').replace('"b"', f'"{n % 70}"') for n in range(3000)]
    for n in (0, 700, 1499, 1500, 2999):
        lines[n] = lines[n].replace("assistant", "bot")
    content = "\n".join(lines) + end
    whole = checks.check(content.encode())

    assert in_three(content, threads=threads) == whole
    assert [f.line for f in whole.findings if f.code == "chat.role.unknown"] == [1, 701, 1500, 1501, 3000]
    assert whole.counts["rows.duplicate"] + whole.counts["rows.conflict"] == 3000 - 90


@pytest.mark.parametrize("program", ["import os; os.kill(os.getpid(), 9)\n", KILLED, FAILED])
def test_a_check_of_which_a_process_was_ended_tells_so(in_three, program, capfd):
    with pytest.raises(Unavailable) as refused:
        in_three((GOOD + "\n") * 100, threads=2, program=program)

    assert refused.value.code == "checks.cut_off"
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("program", [KILLED, FAILED])
def test_a_check_of_which_a_copy_was_ended_tells_so(in_three, monkeypatch, program, capfd):
    monkeypatch.setattr(parts, "fill", parts.fill)
    exec(program, {"os": os, "parts": parts})
    with pytest.raises(Unavailable) as refused:
        in_three((GOOD + "\n") * 100, threads=1)

    assert refused.value.code == "checks.cut_off"
    assert capfd.readouterr().err == ""


def test_a_byte_order_mark_on_a_later_line_is_one_in_several_parts_too(in_three):
    lines = [f"{GOOD}\n"] * 90
    for n in (0, 29, 30, 31, 45, 59, 60, 61, 62):
        lines[n] = f"\ufeff{GOOD}\n"
    whole = checks.check("".join(lines).encode())

    assert not whole.valid
    assert in_three("".join(lines), threads=1) == whole
    assert in_three("\ufeff\n" * 900, threads=1) == checks.check(("\ufeff\n" * 900).encode())


def refused():
    raise BlockingIOError(11, "Resource temporarily unavailable")


def half_told():
    """Begin to tell, and end."""
    told, telling = parts.COPIES.Pipe(duplex=False)
    os.write(telling.fileno(), b"\x00\x00\x01\x00half")
    telling.close()
    return told


def test_a_copy_that_cannot_begin_or_tells_only_half_cuts_the_check_off(in_three, monkeypatch):
    with pytest.raises(Unavailable), half_told() as told:
        parts.told_by(told)
    monkeypatch.setattr(os, "fork", refused)
    with pytest.raises(Unavailable):
        in_three((GOOD + "\n") * 100, threads=1)


def test_no_copy_is_left_when_the_process_itself_fails(in_three, monkeypatch):
    first, fill = os.getpid(), parts.fill
    monkeypatch.setattr(parts, "fill", lambda *given: 1 / 0 if os.getpid() == first else fill(*given))
    with pytest.raises(ZeroDivisionError):
        in_three((GOOD + "\n") * 30_000, threads=1)

    assert multiprocessing.active_children() == []


def test_no_copy_is_left_when_the_process_itself_is_killed(tmp_path):
    (tmp_path / "big.jsonl").write_text((GOOD + "\n") * 30_000)
    itself = KILLED.replace("if os.getpid() == first else", "if os.getpid() != first else")
    program = IN_THREE.format(itself).replace(
        "parts.main()", "parts.SPLIT = 1000; checks.check(open('big.jsonl', 'rb'))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", "from lifecycle import checks\n" + program],
        cwd=tmp_path,
        stdout=subprocess.PIPE,  # every copy holds it open
        timeout=30,
    )
    assert ended.returncode == -9


def test_a_part_that_ends_in_a_line_that_is_too_long_has_counted_it(monkeypatch):
    monkeypatch.setattr("lifecycle.checks.reading.source.MAX_LINE", 2 * BLOCK)
    content = GOOD.encode() + b"\n" + b"x" * 5 * BLOCK + b"\n"
    found = Tally(PROFILES["openai-chat"], 9)
    parts.fill(found, Source(content), (0, len(content)))

    assert found.lines == 2
    assert dict(found.findings.counts) == {"line.too_long": 1}


@pytest.mark.parametrize("size", [1, 7, 64])
@given(st.lists(st.binary(max_size=9).map(lambda line: line.replace(b"\n", b"")), min_size=1))
def test_blocks_are_the_lines_of_a_file(size, lines):
    content = b"\n".join(lines)
    source = Source(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lifecycle.checks.reading.source.BLOCK", size)
        blocks = list(source.blocks())

    assert b"".join(block.content for block in blocks) == content
    assert all(block.content.endswith(b"\n") for block in blocks[:-1])
    assert [block.line for block in blocks] == [
        1 + b"".join(b.content for b in blocks[:n]).count(b"\n") for n in range(len(blocks))
    ]


def test_of_a_line_that_is_far_too_long_only_the_beginning_is_read(monkeypatch):
    monkeypatch.setattr("lifecycle.checks.reading.source.MAX_LINE", 2 * 1024 * 1024)
    long = '{"messages": "' + "x" * 5_000_000 + '"}'
    content = "\n".join([GOOD, long, GOOD.replace('"a"', '"c"'), ""]).encode()
    report = checks.check(content)

    assert [(f.line, f.code) for f in report.findings] == [(2, "line.too_long")]
    assert report.rows == 2
