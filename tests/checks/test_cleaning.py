"""The rows without an error, as a file of their own: what is kept, to the byte, and what goes."""

import csv
import io
import json
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lifecycle import checks
from lifecycle.checks.reading.source import BLOCK, MAX_LINE
from lifecycle.errors import Invalid
from tests.checks import corpus

OF_THE_FILE = {"rows.too_few", "rows.too_many", "file.no_rows"}
"""Errors that speak of no row."""
BOM = b"\xef\xbb\xbf"
LINE = corpus.text(corpus.row(corpus.user("返品できますか"), corpus.answer("はい")))
OTHER = corpus.text(corpus.row(corpus.user("送料は？"), corpus.answer("500円です")))
BAD = corpus.text(corpus.row({"role": "nobody", "content": "?"}, corpus.answer("はい")))
HEAD = "user_query,ideal_response"


def clean(content, profile="mistral", mapping=None, **more):
    raw = content.encode() if isinstance(content, str) else content
    return b"".join(checks.clean(raw, profile, mapping, **more))


def errors(report):
    return [found for found in report.findings if found.severity == "error"]


def lines_with_errors(report):
    return {found.line for found in errors(report) if found.code not in OF_THE_FILE}


def assert_that_it_is_clean(content, profile):
    """The kept rows have no error, and of JSON Lines those are kept that had none, in order."""
    report = checks.check(content, profile=profile, kept=10**9)
    kept = clean(content, profile)
    again = checks.check(kept, profile=profile, kept=10**9)
    assert not kept or not {found.code for found in errors(again)} - OF_THE_FILE
    assert clean(kept, profile) == kept
    is_spoken_of = {found.code for found in errors(report)} & {"rows.mixed", "golden.id.twice", "file.bom"}
    if not checks.is_csv(content, profile) and 0 not in lines_with_errors(report) and not is_spoken_of:
        lines = io.BytesIO(content.removeprefix(BOM)).readlines()
        wrong = lines_with_errors(report)
        right = [line for number, line in enumerate(lines, start=1) if number not in wrong]
        assert kept == b"".join(line for line in right if line.decode("utf-8", "replace").strip())


@pytest.mark.parametrize("given", corpus.corpus(), ids=lambda given: f"{given.profile}: {given.name}")
def test_clean_rows_of_the_corpus_have_no_error_and_no_other_row_is_lost(given):
    assert_that_it_is_clean(given.content, given.profile)


PIECES = st.sampled_from(
    [
        *(
            f"{line}\n"
            for line in (LINE, OTHER, BAD, "", "  ", LINE + OTHER, f"{LINE},", f"[{LINE}]", "{", "7")
        ),
        *(
            f"{LINE}\r\n",
            "\ufeff",
            f"{OTHER}\r",
            LINE,
            '{"text": "t"}\n',
            '{"prompt": "p", "completion": "c"}\n',
        ),
        *('{"id": "a", "inputs": {"question": "q"}}\n', '{"id": "a", "inputs": {}}\n', '{"id": "b"}\n'),
        *(
            f"{HEAD}\n",
            "a,b\n",
            '"a\nb",c\n',
            "a,\n",
            ",\n",
            "a,b,c\n",
            'a"b,c\n',
            "\u200ba,Ã©\n",
            "id,question,expected\n",
        ),
        *("1,a,b\n", "1,c,\n", "\u200b", "\0", "\x85", "\u2028", "human", "\udcff"),
    ]
)
FILES = st.lists(PIECES, max_size=8).map(lambda pieces: "".join(pieces).encode("utf-8", "surrogateescape"))
ANY_BYTES = st.binary(max_size=200) | FILES


@pytest.mark.parametrize("profile", checks.PROFILES)
@given(content=ANY_BYTES)
@example(content="".join(f"{line}\n" for line in ('{"text": 1}', LINE, '{"text": "t"}')).encode())
@example(content=b'{"id": "a"}\n{"id": "a", "inputs": {"question": "q"}}\n')
@settings(max_examples=40)
def test_clean_rows_of_any_bytes_have_no_error(profile, content):
    assert_that_it_is_clean(content, profile)


def test_lines_are_kept_as_they_are_but_for_a_byte_order_mark_and_blank_ones():
    spaced = LINE.replace(": ", " :  ")
    content = f"\ufeff{spaced}\r\n\n  \n{BAD}\n{OTHER}"

    assert clean(content) == f"{spaced}\r\n{OTHER}".encode()


def test_a_byte_order_mark_that_is_an_error_costs_no_row():
    assert clean(f"\ufeff{LINE}\n", "together") == f"{LINE}\n".encode()


def test_of_two_cases_with_one_id_the_first_stays_that_has_no_other_error():
    wrong, first, second = (
        json.dumps({"id": "a", "inputs": inputs}) + "\n"
        for inputs in ({}, {"question": "1"}, {"question": "2"})
    )

    assert clean(wrong + first + second, "golden") == first.encode()


def test_the_first_row_without_an_error_tells_the_kind_of_all():
    rows = ['{"text": 1}', LINE, '{"text": "t"}', OTHER]

    assert clean("".join(f"{row}\n" for row in rows), "together") == f"{LINE}\n{OTHER}\n".encode()


def test_warnings_stay():
    assert clean(f"{LINE}\n{LINE}\n") == f"{LINE}\n{LINE}\n".encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_csv_file_keeps_its_header_and_becomes_what_a_spreadsheet_recognises(encoding):
    content = '質問\t回答\r\n"返品\nできる？"\tはい\r\n送料は\t\r\n\r\n交換"は\tはい\r\n=1+1\tはい'
    mapping = {"user_query": "質問", "ideal_response": "回答"}
    kept = clean(content.encode(encoding), "logs-csv", mapping)

    assert kept.startswith(BOM)
    assert [*csv.reader(io.StringIO(kept.decode("utf-8-sig"), newline=""), delimiter="\t")] == [
        ["質問", "回答"],
        ["返品\nできる？", "はい"],
        ['交換"は', "はい"],
        ["=1+1", "はい"],
    ]


def test_of_a_csv_file_in_no_encoding_the_records_stay_that_could_be_read():
    content = f"{HEAD}\ncaf\xe9,a\nb,c\n".encode("latin-1") + "返品,はい\n".encode()

    assert clean(content, "logs-csv").decode("utf-8-sig") == f"{HEAD}\nb,c\n返品,はい\n"


@pytest.mark.parametrize(
    ("content", "profile"),
    [
        (f"{LINE}\n".encode("utf-16"), "openai-chat"),
        (b"%PDF-1.7\n", "openai-chat"),
        (b"", "golden"),
        (f"[\n{LINE}\n]\n".encode(), "openai-chat"),
        (b"user_query,answer\na,b\n", "logs-csv"),
        (f"{HEAD},t,t\na,b,c,d\n".encode(), "logs-csv"),
        (f"{HEAD}\na,\n".encode(), "logs-csv"),
    ],
)
def test_a_file_that_cannot_be_read_has_no_clean_rows(content, profile):
    assert clean(content, profile) == b""


def test_a_file_larger_than_the_limit_has_no_clean_rows():
    assert clean(f"{LINE}\n", limit=10) == b""


def test_a_line_that_is_too_long_goes_and_the_next_stays():
    assert clean(f"{LINE}\n{'x' * (MAX_LINE + 1)}\n{OTHER}\n") == f"{LINE}\n{OTHER}\n".encode()


def test_a_file_on_disk_is_read_a_block_at_a_time(tmp_path):
    luck = random.Random(7)
    lines = [corpus.text(corpus.row(corpus.user(f"q{n}"), corpus.answer("a"))) for n in range(20_000)]
    lines = [line if luck.random() < 0.9 else BAD for line in lines]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(lines) + "\n")
    with path.open("rb") as file:
        pieces = [*checks.clean(file, "openai-chat")]

    assert max(map(len, pieces)) <= BLOCK
    assert b"".join(pieces).decode().splitlines() == [line for line in lines if line != BAD]


def test_rows_of_an_unknown_profile_are_refused():
    with pytest.raises(Invalid):
        clean(LINE, "nothing")
