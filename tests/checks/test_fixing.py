"""What is mended in a file: nothing that needs a decision, nothing beside it, and nothing twice."""

import json
import random
from collections import Counter
from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lifecycle import checks
from lifecycle.checks.mending import mends
from lifecycle.checks.mending.legible import legible
from lifecycle.checks.mending.proposal import MENDABLE, SHOWN
from lifecycle.checks.reading import jsonl
from lifecycle.checks.reading.characters import odd
from lifecycle.checks.reading.source import MAX_LINE
from lifecycle.errors import Invalid
from lifecycle.messages import CATALOGUE
from tests.checks import corpus
from tests.checks.corpus import answer, call, calling, result, row, text, user
from tests.checks.test_cleaning import ANY_BYTES, BAD, BOM, HEAD, LINE, OTHER

REWRITTEN = {"file.utf16", "file.one_document", "csv.carriage_return", "line.too_long"}
APART = {*REWRITTEN, "json.extra_data", "row.not_an_object", "json.cut_off", "json.broken"}
"""Rows that could not be read because they stood together may have errors of their own."""


def fixed(content, profile="openai-chat", mapping=None, **more):
    raw = content.encode() if isinstance(content, str) else content
    return b"".join(checks.fixed(raw, profile, mapping, **more))


def proposed(content, profile="openai-chat", mapping=None):
    raw = content.encode() if isinstance(content, str) else content
    return checks.propose(raw, profile, mapping)


def mended(line, profile="openai-chat"):
    """Mend one line among others that are right."""
    first, then, last = fixed(f"{LINE}\n{line}\n{OTHER}\n", profile).decode().split("\n", 2)
    assert first == LINE
    found, _, end = f"{then}\n{last}".rpartition(f"\n{OTHER}\n")
    assert end == ""
    return found


def assert_that_it_is_mended(content, profile):
    """Fewer faults, none that was mended, and the same again when it is mended again."""
    proposal, after = proposed(content, profile), fixed(content, profile)
    assert fixed(after, profile) == after
    assert proposed(after, profile) is None
    old, new = (checks.check(each, profile=profile, kept=1) for each in (content, after))
    counts = proposal.counts if proposal else {}
    if not counts.keys() & APART:
        assert new.errors <= old.errors
        for code, times in counts.items():
            if code in MENDABLE and code != "rows.duplicate":
                assert new.counts.get(code, 0) <= max(0, old.counts.get(code, 0) - times)
    if not proposal:
        assert after == content
    assert checks.words_of(proposal) if proposal else True


@pytest.mark.parametrize("given", corpus.corpus(), ids=lambda given: f"{given.profile}: {given.name}")
def test_files_of_the_corpus_are_mended_once_and_get_no_worse(given):
    assert_that_it_is_mended(given.content, given.profile)


@pytest.mark.parametrize("profile", checks.PROFILES)
@given(content=ANY_BYTES)
@example(content=b'{"messages": [{}],}\n')
@example(content=BOM + BOM + b"\n{}\n")
@settings(max_examples=40)
def test_any_bytes_are_mended_once_and_get_no_worse(profile, content):
    assert_that_it_is_mended(content, profile)


SAID = st.text("aéÃ©\u200b\u200f\x07\x85ש\u001b[縺吶 ", max_size=6)
ROLES = st.sampled_from(
    ["user", "human", "User ", "assistant", "bot", "asistant", "system", "tool", "x", "mother"]
)
MESSAGES = st.fixed_dictionaries(
    {"role": ROLES, "content": SAID | st.none()},
    optional={
        "weight": st.sampled_from([0, 1, True, False, 1.0, "1"]),
        "tool_calls": st.lists(
            st.builds(call, st.sampled_from(["{}", {}, {"a": "\u200b"}, "{", None])), max_size=2
        ),
        "na\u200bme": SAID,
    },
)
ROWS = st.fixed_dictionaries(
    {"messages": st.lists(MESSAGES, max_size=3)},
    optional={"tools": st.none(), "id\u200b": SAID, "weight": SAID},
)


@pytest.mark.parametrize("profile", checks.PROFILES)
@given(rows=st.lists(ROWS, max_size=4), escaped=st.booleans())
@settings(max_examples=40)
def test_rows_that_are_nearly_right_get_no_worse(profile, rows, escaped):
    lines = [json.dumps(each, ensure_ascii=escaped) + "\n" for each in rows]
    assert_that_it_is_mended("".join(lines).encode(), profile)


@given(rows=st.lists(ROWS, max_size=4))
@settings(max_examples=40)
def test_a_row_in_which_nothing_is_mended_keeps_its_bytes(rows):
    lines = [json.dumps(each, ensure_ascii=False, indent=None, separators=(" ,", " : ")) for each in rows]
    content = "".join(f"{line}\n" for line in lines).encode()
    proposal = proposed(content)
    touched = {change.line for change in proposal.changes} if proposal else set()
    kept = [line for number, line in enumerate(lines, start=1) if number not in touched]
    after = fixed(content).decode().split("\n")
    assert [line for line in after if line in kept] == kept


ROLE_NAMES = [
    ("human", "user"),
    ("Bot", "assistant"),
    ("USER ", "user"),
    ("asistant", "assistant"),
    ("sytem", "system"),
    ("developer", "system"),
    ("us\u200ber", "user"),
]


@pytest.mark.parametrize(("given", "meant"), ROLE_NAMES)
def test_a_role_that_is_clear_gets_its_name(given, meant):
    def line(role):
        return text(row({"role": role, "content": "q1"}, user("q2"), answer()))

    assert mended(line(given)) == line(meant)


@pytest.mark.parametrize("role", ["master", "supervisor", "visitor", "", None, 7])
def test_a_role_that_is_not_clear_stays(role):
    line = text(row({"role": role, "content": "q1"}, user("q2"), answer()))

    assert mended(line) == line


def test_arguments_of_a_call_get_the_form_of_the_target():
    written, given = (
        text(row(user(), calling(call(each)), result(), answer())) for each in ('{"a": "返"}', {"a": "返"})
    )

    assert mended(given) == written
    assert mended(written, "trl") == given


@pytest.mark.parametrize(
    "inside",
    [
        '{"a": 1.10, "b": 0.10000000000000000555}',
        r'{"a": "\u8fd4\ud800"}',
        '{ "a":1 }',
    ],
)
def test_arguments_of_a_call_stay_to_the_letter(inside):
    line = text(row(user(), calling(call("?")), result(), answer()))
    given, written = (line.replace('"?"', each) for each in (inside, json.dumps(inside)))

    assert mended(given) == written
    assert mended(written, "trl") == (given if "ud800" not in inside else written)


@pytest.mark.parametrize(
    "inside",
    [
        '{"a": 99999999999999999999999999}',
        '{"a": NaN}',
        '{"a": 1e400}',
        '{"a": 1, "a": 2}',
        r'{"a": "x\u0000y"}',
        '{"a": [{"b": -Infinity}]}',
        f'{{"a": {"9" * 5_000}}}',
    ],
)
def test_arguments_that_parsers_do_not_read_alike_stay(inside):
    line = text(row(user(), calling(call("?")), result(), answer()))
    given, written = (line.replace('"?"', each) for each in (inside, json.dumps(inside)))

    assert mended(given) == given
    assert mended(written, "trl") == written


def test_arguments_over_several_lines_become_one():
    line = text(row(user(), calling(call("?")), result(), answer()))
    given, meant = ' {\n  "a": "b",\r\n  "c": 1\n}\n', '{"a": "b", "c": 1}'

    assert mended(line.replace('"?"', json.dumps(given)), "trl") == line.replace('"?"', meant)


def test_a_weight_that_stands_there_twice_stays():
    line = text(row(user(), answer("a", weight=9))).replace("9", '1.0, "weight": 0.0')

    assert mended(line) == line


def read_while(monkeypatch, work):
    """Count how often rows are read while something is done."""
    times = Counter()

    def read(*words):
        times["read"] += 1
        return mends.look_at(jsonl.row(2, words[0].encode(), jsonl.Suspicion()), *words)

    monkeypatch.setattr(mends, "read", read)
    work()
    return times["read"]


def test_many_edits_of_one_row_are_made_at_once(monkeypatch):
    line = text(row(*({"role": "usr", "content": f"q{n}"} for n in range(400)), answer()))
    assert read_while(monkeypatch, lambda: mended(line)) < 20
    assert mended(line) == line.replace("usr", "user")


@pytest.mark.parametrize("wrong", [1, 3])
def test_edits_that_make_a_row_no_better_are_parted_from_those_that_do(wrong, monkeypatch):
    blank = [user("\u200b")] * wrong
    messages = [user(f"q{n}\u200b") for n in range(300)]
    line = text(row(*messages[:100], *blank, *messages[100:], answer()))
    meant = text(row(*(user(f"q{n}") for n in range(100)), *blank, *messages[100:], answer()))
    meant = meant.replace("\u200b", "").replace('""', '"\u200b"')

    assert mended(line) == meant
    assert read_while(monkeypatch, lambda: mended(line)) < 200


def test_a_row_in_which_too_many_edits_are_wrong_stays(monkeypatch):
    line = text(row(*[user("\u200b"), user("q\u200b")] * 200, answer()))

    assert read_while(monkeypatch, lambda: mended(line)) < 3 * mends.TRIES
    assert mended(line) == line


@pytest.mark.parametrize(
    ("weight", "meant"), [("true", "1"), ("false", "0"), ("1.0", "1"), ('"1"', '"1"'), ("2", "2")]
)
def test_a_weight_is_a_number(weight, meant):
    line = text(row(user(), answer(), user("q2"), answer("a2", weight=9)))

    assert mended(line.replace("9", weight)) == line.replace("9", meant)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("cafÃ©", "café"),
        ("itâ€™s", "it’s"),
        ("ÃƒÂ©", "é"),
        ("ありがとう".encode().decode("latin-1"), "ありがとう"),
        ("縺ｦ縺吶→", "てすと"),
        ("a\u200bb\ufeff", "ab"),
        ("\x1b[31mred\x1b[0m \x07", "red "),
        ("say \x93hi\x94", "say “hi”"),
        ("page\x0ctwo", "page two"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4\U000e0067\U000e0062\U000e007f"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("hello\u202eolleh", "helloolleh"),
        ("👨‍👩‍👧 á ½ Â", "👨‍👩‍👧 á ½ Â"),
    ],
)
def test_a_text_loses_what_nobody_meant_to_write(given, meant):
    assert legible(given) == meant


CORRECT = [
    "„Viel Spaß“",
    "“CAFÉ”",
    "«CAFÉ»",
    "QUALITÉ\u00a0: bonne",
    "Spaß… Gruß… CAFÉ™",
    "„MENÜ“ und “CAFÉ”",
    "A–Z, Ä–Ö–Ü",
    "20 Ê°",
    "«\u00a0voilà\u00a0»",
    "„kříž“… VÝŠKA",
    "DÉPUTÉ·E·S",
    "la lettre «Â»",
    "“AMANHÃ”",
    "3×½",
]


@pytest.mark.parametrize("given", CORRECT)
def test_an_accented_letter_before_a_mark_is_no_mojibake(given):
    assert legible(given) == given
    assert list(odd(given)) == []


@pytest.mark.parametrize(
    "meant", ["café", "“quoted”", "«\u00a0là\u00a0»", "N° 5", "Österreich", "a → b", "😀", "Да", "où", "é»"]
)
@pytest.mark.parametrize("as_windows", [True, False])
def test_what_is_told_as_mojibake_is_what_is_decoded_again(meant, as_windows):
    garbled = meant.encode().decode("latin-1")
    if as_windows:
        garbled = "".join(each.encode("latin-1").decode("cp1252", "ignore") or each for each in garbled)

    assert legible(garbled) == meant
    assert [each.code for each in odd(garbled)] == ["text.mojibake"]


def test_a_letter_before_a_mark_stays_beside_what_was_misread():
    assert legible("cafÃ© “CAFÉ”") == "café “CAFÉ”"


def test_a_control_behind_a_letter_is_told_as_one_and_mended_as_one():
    assert [(each.code, each.at) for each in odd("say \x93É\x94")] == [("text.control", 4)]
    assert [(each.code, each.at) for each in odd("É\x94")] == [("text.control", 1)]
    assert legible("say \x93É\x94") == "say “É”"


@pytest.mark.parametrize("letter", "ש\u0627\U00010800\U00010fff\U0001e900\U0001eef1")
def test_a_mark_of_direction_stays_beside_any_letter_from_right_to_left(letter):
    assert legible(f"{letter}\u200f!") == f"{letter}\u200f!"


def test_letters_from_right_to_left_are_looked_for_once_in_a_text(monkeypatch):
    looked = []
    monkeypatch.setattr(
        "lifecycle.checks.mending.legible.RIGHT_TO_LEFT", SimpleNamespace(search=looked.append)
    )

    assert legible("a" + "\u200f" * 9) == "a"
    assert len(looked) == 2  # the second time nothing is left to mend


@given(st.text())
def test_a_legible_text_stays(given):
    assert legible(legible(given)) == legible(given)


@given(st.text(st.characters(exclude_categories=["C"]), min_size=1))
def test_what_was_decoded_wrongly_comes_back(meant):
    for whole in (f"é{meant}", f"{meant} é"):
        assert legible(whole.encode().decode("latin-1")) == legible(whole)


def test_an_escape_stays_one_and_letters_stay_letters():
    line = text(row(user("caf?"), answer("é\u200b"))).replace("?", r"\u00e9\u200b")

    assert mended(line) == line.replace(r"\u200b", "").replace("\u200b", "")


@pytest.mark.parametrize(
    "line",
    [
        text(row(user("\u200b"), answer())),  # would be empty
        text(row(user("q", **{"ro\u200ble": "x"}), answer("a"))),  # would be there twice
        '[{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]',  # messages are no rows
        f"{LINE} garbage",
        '{"messages": [{"role": "user"',
        '{"messages": [{},]}',  # read, it would have more errors
        text(row(user("taro@minato.example"), answer())),
        text(row(user("送料は？"), answer("無料です"))),  # contradicts another row
    ],
)
def test_what_needs_a_decision_stays(line):
    assert mended(line) == line


LINES = [
    (f"{LINE},", [LINE]),
    (f"{LINE} {OTHER}", [LINE, OTHER]),
    (f"{LINE}\r{OTHER}", [LINE, OTHER]),
    (f"[{LINE}, {OTHER}]", [LINE, OTHER]),
    (f"[{LINE},", [LINE]),
    (f"{LINE}]", [LINE]),
    (f"\ufeff{LINE}", [LINE]),
    (LINE[:-2] + ",]}", [LINE]),
    (LINE[:-1] + " , }", [LINE[:-1] + "  }"]),
    (LINE.replace("はい", "は\tい"), [LINE.replace("はい", r"は\tい")]),
    (text(row(user("a,]"), answer("b"))) + ",", [text(row(user("a,]"), answer("b")))]),
]


@pytest.mark.parametrize(("line", "meant"), LINES)
def test_rows_of_a_line_get_a_line_each(line, meant):
    others = "".join(text(corpus.filler("openai-chat", n)) + "\n" for n in range(3))
    assert fixed(f"{others}{line}\n") == (others + "".join(f"{each}\n" for each in meant)).encode()


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("is_list", [True, False])
def test_a_document_becomes_one_row_a_line(indent, newline, encoding, is_list):
    luck = random.Random(3)
    rows = [
        row(user(f"q{n}" + "長い\n" * luck.randint(0, 900)), answer("[1,\\ {", more=1.0)) for n in range(60)
    ]
    parts = [json.dumps(each, ensure_ascii=False, indent=indent) for each in rows]
    content = "[\n" + ",\n".join(parts) + "\n]\n" if is_list else "\n".join(parts)
    after = fixed(content.replace("\n", newline).encode(encoding), "trl")

    assert [json.loads(line) for line in after.decode().splitlines()] == rows
    assert b"\r" not in after


def test_a_list_on_one_long_line_becomes_one_row_a_line():
    rows = [row(user(f"{n}" + "q" * 100_000), answer()) for n in range(MAX_LINE // 100_000 + 2)]
    content = json.dumps(rows)

    assert len(content) > MAX_LINE
    assert [json.loads(line) for line in fixed(content).decode().splitlines()] == rows
    assert proposed(content).counts == {"line.too_long": 1}


@pytest.mark.parametrize(
    "content", [b"[\n1\n]\n", b'{\n"a": 1\n}\n', f"[\n{LINE}\n{{\n".encode(), b"[\n" * 100_000]
)
def test_a_document_that_is_not_clear_stays(content):
    assert fixed(content) == content
    assert proposed(content) is None


def test_a_line_too_long_to_be_read_stays_whole():
    content = f'{LINE}\r\n"{"x" * (MAX_LINE + 300_000)}\n{LINE}\r\n{OTHER}'.encode()

    assert fixed(content) == content.replace(b"\r\n", b"\n").replace(f"\n{LINE}\n".encode(), b"\n", 1) + b"\n"


def test_bytes_that_are_no_utf_8_stay():
    line = LINE.encode("cp932")
    content = line + b"\n" + OTHER.encode() + b"\n" + line + b"\r\n"

    assert fixed(content).splitlines()[0] == line


def test_row_by_row_it_is_told_what_changes_and_what_goes():
    human = LINE.replace("user", "human")
    proposal = proposed(f"\ufeff{human}\r\n\r\n{OTHER}\r\n{OTHER}\r\n{BAD},")

    assert proposal.counts == {
        "file.bom": 1,
        "file.crlf": 1,
        "file.no_final_newline": 1,
        "chat.role.unknown": 1,
        "line.blank": 1,
        "rows.duplicate": 1,
        "json.extra_data": 1,
    }
    assert [*proposal.changes] == [(1, human, LINE), (2, "", ""), (4, OTHER, ""), (5, f"{BAD},", BAD)]
    assert (proposal.changed, proposal.gone) == (2, 2)


def test_only_the_first_changes_are_told_and_each_near_what_changes():
    long = text(row(user("q" * 9_000 + "\u200b" + "q" * 9_000), answer()))
    proposal = proposed("".join(f"{long.replace('a1', str(n))}\n" for n in range(SHOWN + 9)))

    assert (len(proposal.changes), proposal.changed) == (SHOWN, SHOWN + 9)
    assert "\u200b" in proposal.changes[0].before
    assert len(proposal.changes[0].before) < 5_000
    assert proposal.changes[0].before.startswith("…q")


def test_repeated_rows_stay_where_a_target_would_have_too_few():
    rows = [text(corpus.filler("fireworks", n)) + "\n" for n in range(3)]

    assert fixed(rows[0] * 3, "fireworks") == (rows[0] * 3).encode()
    assert fixed(rows[0] * 2 + rows[1] + rows[2], "fireworks") == "".join(rows).encode()


def test_an_id_is_never_mended():
    cases = [json.dumps({"id": id, "inputs": {"question": f"q\u200b{id}"}}) for id in ("a\\u200b", "a")]
    raw = "".join(f"{case}\n" for case in cases).replace("\\\\", "\\")

    assert [json.loads(line)["id"] for line in fixed(raw, "golden").splitlines()] == ["a\u200b", "a"]


def test_a_line_stays_whose_row_would_be_wrong_in_itself_and_beside_others():
    content = f'{LINE}\n{{"text": 1,}}\n'

    assert fixed(content, "together") == content.encode()
    assert fixed(content.replace("1", '"t"'), "together") == f'{LINE}\n{{"text": "t"}}\n'.encode()


def test_a_row_never_becomes_one_of_another_kind():
    content = LINE + "\n" + LINE[:-1] + ', "weight\u200b": 1}\n'

    assert fixed(content, "fireworks") == content.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_cells_of_a_csv_file_are_mended_and_its_other_records_keep_their_bytes(encoding, newline):
    def written(*lines):
        return newline.join([HEAD, *lines, ""]).encode(encoding)

    quoted = f'"q","a{newline}b"'
    content = written(
        quoted, "cafÃ©\u200b, a", "", ",", "x,y", "x,y", '"a,\u200bb",c', "d,\u200b,e", "\u200b,z"
    )
    after = written(quoted, "café, a", "x,y", '"a,b",c', "d,\u200b,e", "\u200b,z")

    assert fixed(content, "logs-csv") == after
    assert proposed(content, "logs-csv").counts == {
        "text.invisible": 2,
        "line.blank": 2,
        "text.mojibake": 1,
        "rows.duplicate": 1,
    }


def test_a_csv_file_in_another_encoding_becomes_utf_8():
    content = "質問\t回答\r\n返品は\tはい\r\n\r\n".encode("cp932")
    mapping = {"user_query": "質問", "ideal_response": "回答"}

    assert fixed(content, "logs-csv", mapping) == BOM + "質問\t回答\r\n返品は\tはい\r\n".encode()


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "utf-16"])
def test_the_encoding_of_a_csv_file_counts_as_mended(encoding):
    content = f"{HEAD}\n返品はできますか,はい\n".encode(encoding)

    assert proposed(content, "logs-csv").counts == {"csv.encoding": 1}
    assert checks.words_of(proposed(content, "logs-csv"), "ja") == ["文字コードを UTF-8 に変換"]
    assert_that_it_is_mended(content, "logs-csv")


def test_a_cell_with_a_character_that_no_text_has_is_mended_as_far_as_it_is_clear():
    content = f"{HEAD}\na\0b\u200b,c\n{'q' * 200},a\n".encode()

    assert fixed(content, "logs-csv") == content.replace("\u200b".encode(), b"")
    assert proposed(content, "logs-csv").counts == {"text.invisible": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16", "utf-16-le"])
def test_lines_that_end_as_once_on_macintosh_are_told_apart(encoding):
    content = f"{HEAD}\rഅ,b\rc,d\r" if "utf" in encoding else f"{HEAD}\r返品は,b\rc,d\r"
    chosen = "utf-16" if encoding == "utf-16-le" else ""
    source = checks.Source(content.encode(encoding), encoding=chosen)
    after = b"".join(checks.fixed(source, "logs-csv"))

    assert "csv.carriage_return" in checks.propose(source, "logs-csv").counts
    assert after.decode("utf-8-sig") == content.replace("\r", "\n")
    assert fixed(after, "logs-csv") == after
    assert checks.check(after, profile="logs-csv").rows == 2


def test_rows_that_become_equal_by_mending_are_one():
    odd = LINE.replace("返品", "返\u200b品")

    assert fixed(f"{LINE}\n{odd}\n{OTHER}\n") == f"{LINE}\n{OTHER}\n".encode()


@pytest.mark.parametrize(
    ("content", "profile"),
    [
        (b"%PDF-1.7\n", "openai-chat"),
        (b"", "golden"),
        (b"hello\n\n", "openai-chat"),
        (b"user_query,answer\na,b\n\n", "logs-csv"),
        (f"{HEAD}\ncaf\xe9,\n\n".encode("latin-1"), "logs-csv"),
        ("hello\n".encode("utf-16"), "openai-chat"),
    ],
)
def test_a_file_that_cannot_be_read_stays(content, profile):
    assert fixed(content, profile) == content
    assert proposed(content, profile) is None


def test_in_a_file_larger_than_the_limit_nothing_is_mended():
    assert fixed(f"{LINE}\r\n", limit=10) == f"{LINE}\r\n".encode()


def test_an_open_file_is_mended_as_bytes_are(tmp_path):
    content = "".join(
        f"{text(corpus.filler('x', n)).replace('user', 'human')}\r\n" for n in range(2_000)
    ).encode()
    path = tmp_path / "rows.jsonl"
    path.write_bytes(content)
    with path.open("rb") as file:
        assert b"".join(checks.fixed(file, "openai-chat")) == fixed(content)
        assert checks.propose(file, "openai-chat").counts["chat.role.unknown"] == 2_000


def test_an_unknown_profile_is_refused():
    with pytest.raises(Invalid):
        proposed(LINE, "nothing")


def test_what_can_be_mended_has_its_words_and_nothing_else_has():
    said = {code.removeprefix("fix.") for code in CATALOGUE if code.startswith("fix.")}
    others = {"others", "written", "nothing", "unreadable", "file_exists", "same_file"}

    assert said - others == MENDABLE


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_kind_of_mending_has_its_words(language):
    codes = [code.removeprefix("fix.") for code in CATALOGUE if code.startswith("fix.")]
    known = [code for code in codes if code in CATALOGUE]
    counts = dict.fromkeys(known, 2) | {"chat.assistant.missing": 3}
    words = checks.words_of(checks.Proposal(counts=counts, changes=(), changed=1, gone=0), language)

    assert len(words) == len(known) + 1
    assert "3" in words[-1]
