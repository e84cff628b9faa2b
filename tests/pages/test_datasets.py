"""The Datasets page: the list, a version, and the way from a dropped file to frozen rows."""

import json
import time
import tomllib

import pytest
import streamlit as st

from console.parts import mending
from lifecycle import applications, checks, datasets, prompts
from lifecycle.records import Actor, DatasetKind, Ref
from tests.pages.conftest import ROOT, english_in, text_of

APP = "support-bot"
KEN = Actor(person="ken")
LOGS = "質問,回答,分類\n返品できますか,はい、14日以内です。,返品\n送料は？,500円です。,配送\n"


@pytest.fixture
def add(open_page):
    """Drop a file on the page, in English or Japanese."""

    def drop(name, content, person="ken", **query):
        at = open_page("datasets", person=person, add="file", **query)
        raw = content if isinstance(content, bytes) else content.encode()
        at.get("file_uploader")[0].set_value((name, raw, "application/octet-stream")).run()
        assert not at.exception, at.exception
        return at

    return drop


def press(at, label):
    next(button for button in at.button if button.label == label).click().run()
    assert not at.exception, at.exception
    return at


def choose(at, label, value):
    next(box for box in at.selectbox if box.label == label).set_value(value).run()
    return at


def freeze_button(at):
    return next(button for button in at.button if button.key == "k-freeze")


def chat(*turns):
    return json.dumps({"messages": [{"role": role, "content": text} for role, text in turns]}) + "\n"


GOOD = chat(("user", "q"), ("assistant", "a"))


def test_without_data_the_page_offers_the_first_step(empty, open_page):
    assert "No application yet" in text_of(open_page("datasets"))
    applications.create(empty, "my-bot", by=KEN)
    at = open_page("datasets", person="ken")
    assert "No dataset yet" in text_of(at)
    [way] = [link for link in at.get("page_link") if link.proto.label == "Add the first data"]
    assert "add=file" in way.proto.query_string


def test_the_list_tells_rows_kinds_and_what_uses_them(full, open_page):
    at = open_page("datasets")
    said = text_of(at)
    for dataset in datasets.versions(full, APP):
        assert at.button(key=f"datasets-{dataset.ref}")
        assert f">{dataset.rows}<" in said
    assert "evaluated v1, v2, v3" in said
    assert datasets.uses(full, APP)[Ref("support-golden", 1)].evaluated == (1, 2, 3)


def test_a_line_of_the_list_opens_the_version(full, open_page):
    at = open_page("datasets")
    at.button(key="datasets-support-golden@1").click().run()
    assert at.query_params["dataset"] == "support-golden@1"


def charts_of(at):
    """What the charts tell those who do not see them."""
    return "\n".join(chart.proto.alt for chart in at.get("plotly_chart"))


def test_a_version_shows_digest_statistics_and_rows_as_they_were_frozen(full, open_page):
    golden = datasets.find(full, APP, Ref("support-golden"))
    report = checks.check(datasets.content(full, golden), profile="golden")
    at = open_page("datasets", dataset="support-golden@1")
    said = text_of(at)
    assert golden.digest in said
    assert f"{report.statistics['mean_characters']['question']:.1f}" in said
    assert f"ja {100 * report.statistics['tags']['language']['ja']:.1f} %" in charts_of(at)
    assert datasets.cases(full, golden)[19].question in said
    assert datasets.cases(full, golden)[20].question not in said


def test_a_version_is_told_apart_from_its_parent(full, open_page):
    golden = datasets.find(full, APP, Ref("support-golden"))
    rows = datasets.content(full, golden).splitlines(keepends=True)
    datasets.freeze(full, b"".join(rows[5:]), app=APP, name="support-golden", kind=DatasetKind.GOLDEN, by=KEN)
    said = text_of(open_page("datasets", dataset="support-golden"))
    for part in ("What changed", "since v1", "0 changed", "0 new", "5 gone", "220 the same"):
        assert part in said
    gone = json.loads(rows[0])
    assert f"<del>id: {gone['id']}\n" in said


def test_a_version_can_be_told_apart_from_any_earlier_one(full, open_page):
    golden = datasets.find(full, APP, Ref("support-golden"))
    rows = datasets.content(full, golden).splitlines(keepends=True)
    for kept in (rows[5:], rows[3:]):
        datasets.freeze(full, b"".join(kept), app=APP, name=golden.name, kind=golden.kind, by=KEN)
    at = open_page("datasets", dataset="support-golden")
    assert "2 new" in text_of(at)
    choose(at, "Since", "v1")
    said = text_of(at)
    assert "3 gone" in said
    assert at.query_params["since"] == "1"


def edit(open_page, person="ken", **query):
    return open_page("datasets", person=person, edit="support-golden", **query)


def write(at, label, value):
    next(box for box in (*at.text_area, *at.text_input) if box.label == label).set_value(value).run()
    assert not at.exception, at.exception
    return at


def golden_cases(full):
    return datasets.cases(full, datasets.find(full, APP, Ref("support-golden")))


def test_a_case_is_edited_and_frozen_as_the_next_version(full, open_page):
    first = golden_cases(full)[0]
    at = edit(open_page, case=first.id)
    assert "Nothing is edited yet." in text_of(at)
    write(at, "Question", "Where is my parcel?")
    said = text_of(at)
    assert "1 changed" in said
    assert "Where is my parcel?" in said
    write(at, "Note (optional)", "asked more often now")
    freeze_button(at).click().run()
    made = datasets.find(full, APP, Ref("support-golden"))
    assert (made.number, made.rows, made.note) == (2, 225, "asked more often now")
    assert golden_cases(full)[0].question == "Where is my parcel?"
    assert at.query_params["dataset"] == "support-golden@2"


def test_a_case_is_retired_and_another_added(full, open_page):
    first = golden_cases(full)[0]
    at = edit(open_page, case=first.id)
    next(each for each in at.toggle if each.label == "Retire this case").set_value(True).run()
    press(at, "Add a case")
    assert freeze_button(at).disabled
    write(at, "Case id", "parcel-1")
    write(at, "Question", "Where is my parcel?")
    write(at, "Tags, one a line", "topic: parcels")
    said = text_of(at)
    assert "1 new" in said
    assert "1 gone" in said
    freeze_button(at).click().run()
    ids = [case.id for case in golden_cases(full)]
    assert first.id not in ids
    assert golden_cases(full)[-1].tags == {"topic": "parcels"}
    assert ids[-1] == "parcel-1"


def test_edits_are_refused_when_the_set_moved_meanwhile_and_can_be_carried_over(full, open_page):
    golden = datasets.find(full, APP, Ref("support-golden"))
    at = edit(open_page, case=golden_cases(full)[0].id)
    write(at, "Question", "Where is my parcel?")
    rows = datasets.content(full, golden).splitlines(keepends=True)
    datasets.freeze(full, b"".join(rows[:-1]), app=APP, name=golden.name, kind=golden.kind, by=KEN)
    freeze_button(at).click().run()
    assert "support-golden is at v2 by now" in text_of(at)
    assert datasets.find(full, APP, Ref("support-golden")).number == 2
    press(at, "Carry the edits over to v2")
    freeze_button(at).click().run()
    assert datasets.find(full, APP, Ref("support-golden")).rows == 224
    assert golden_cases(full)[0].question == "Where is my parcel?"


def test_a_viewer_cannot_freeze_edits_and_a_draft_can_be_thrown_away(full, open_page):
    at = edit(open_page, person="aki", case=golden_cases(full)[0].id)
    write(at, "Question", "Where is my parcel?")
    assert freeze_button(at).disabled
    press(at, "Throw away")
    assert at.query_params["dataset"] == "support-golden@1"
    assert "Nothing is edited yet." in text_of(edit(open_page))


def test_only_a_golden_set_is_edited(full, open_page):
    said = text_of(open_page("datasets", person="ken", edit="support-logs"))
    assert "is of the kind logs, not golden" in said


def test_logs_become_checked_training_rows_that_are_frozen(full, add):
    at = add("logs.csv", LOGS.encode("cp932"))
    said = text_of(at)
    assert "encoding cp932" in said
    assert "2 errors: it cannot be frozen." in said
    assert freeze_button(at).disabled
    assert "2 errors keep it from being frozen" in said
    choose(at, "Customer's question", "質問")
    choose(at, "Ideal response", "回答")
    assert "2 rows, nothing found: it can be frozen." in text_of(at)
    at.get("button_group")[0].set_value("training").run()
    choose(at, "Taken from", "support-reply@2")
    said = text_of(at)
    assert "返品できますか" in said
    assert at.get("download_button")
    assert freeze_button(at).label == "Freeze as support\\-chat@2"
    freeze_button(at).click().run()
    made = datasets.find(full, APP, Ref("support-chat"), DatasetKind.TRAINING)
    assert (made.number, made.rows, made.author) == (2, 2, "ken")
    first = json.loads(datasets.content(full, made).splitlines()[0])["messages"]
    assert first[0]["content"] == prompts.to_text(
        prompts.content(full, prompts.find(full, APP, Ref("support-reply", 2)))
    )
    assert at.query_params["dataset"] == "support-chat@2"
    assert "support-chat@2 is frozen: 2 rows." in text_of(at)


RETURNS = "先週届いたワンピースを返したいのですが、いつまでなら返品できますか"
ALIKE = "".join(
    chat(("user", text), ("assistant", "14 日以内です。"))
    for text in (f"{RETURNS}？", f"{RETURNS}。", "ken@minato.example に送ってください。")
)


def assert_that_all_is_told(at):
    said = text_of(at)
    assert "3 rows, no errors: it can be frozen." in said
    assert "Nearly equal questions" in said
    assert f">{RETURNS}？<" in said
    assert "66.7 % of the rows" in said
    assert "This text has an e-mail address." in [*at.dataframe[0].value["what is wrong"]]
    charts = charts_of(at)
    assert "Tokens of a row" in charts
    assert ("language: share of the rows" in charts) != ("<dd>Japanese</dd>" in said)


def test_what_is_in_a_file_is_told_beside_what_is_wrong_with_it(full, add):
    assert_that_all_is_told(add("chat.jsonl", ALIKE))


def test_a_large_file_can_be_frozen_while_it_is_still_looked_at(full, add, monkeypatch):
    monkeypatch.setattr("console.parts.check_run.LARGE", 10)
    at = add("chat.jsonl", ALIKE)
    assert "3 rows, no errors: it can be frozen." in text_of(at)
    assert not freeze_button(at).disabled
    end = time.monotonic() + 60
    while "Nearly equal questions" not in text_of(at):
        assert time.monotonic() < end
        at.run()
    assert_that_all_is_told(at)


def test_a_file_without_a_row_is_not_looked_at_closer(full, add):
    at = add("broken.jsonl", '{"messages": [\n')
    assert "it cannot be frozen" in text_of(at)
    assert "What is in it" not in text_of(at)


def encoding_boxes(at):
    return [box for box in at.selectbox if box.label == "Encoding"]


def test_another_encoding_can_be_chosen_and_what_is_found_follows(full, add):
    at = add("logs.csv", LOGS.encode("cp932"))
    choose(at, "Customer's question", "質問")
    choose(at, "Ideal response", "回答")
    [box] = encoding_boxes(at)
    assert box.options[:3] == ["Shift_JIS (cp932) (recognised)", "UTF-8", "EUC-JP"]
    choose(at, "Encoding", "utf-8")
    said = text_of(at)
    assert "The file is not UTF-8: byte 0x8E does not belong there." in said
    assert "1 error: it cannot be frozen." in said
    assert '<mark class="k-fault">\ufffd</mark>' in said
    assert freeze_button(at).disabled
    choose(at, "Encoding", "")
    assert "2 rows, nothing found: it can be frozen." in text_of(at)


def test_an_encoding_that_is_not_recognised_is_chosen_and_everything_reads_it(full, add):
    at = add("logs.csv", "user_query,ideal_response\n“Café” ouvert ?,Oui à midi\n".encode("cp1252"))
    assert encoding_boxes(at)[0].options[0] == "not recognised"
    choose(at, "Encoding", "cp1252")
    said = text_of(at)
    assert "1 row, nothing found: it can be frozen." in said
    assert "“Café” ouvert ?" in said
    at.get("button_group")[0].set_value("training").run()
    assert "“Café” ouvert ?" in text_of(at)
    at.get("button_group")[0].set_value("logs").run()
    freeze_button(at).click().run()
    made = datasets.find(full, APP, Ref("support-logs"), DatasetKind.LOGS)
    assert json.loads(datasets.content(full, made))["user_query"] == "“Café” ouvert ?"


def test_another_file_forgets_the_encoding_that_was_chosen(full, add):
    at = add("logs.csv", LOGS.encode("cp932"))
    choose(at, "Encoding", "utf-8")
    other = "user_query,ideal_response\n返品は,はい\n".encode("euc_jp")
    at.get("file_uploader")[0].set_value(("other.csv", other, "text/csv")).run()
    assert encoding_boxes(at)[0].value == ""
    assert "1 row, nothing found: it can be frozen." in text_of(at)


def test_a_large_file_is_read_in_the_encoding_that_was_chosen(full, add, monkeypatch):
    monkeypatch.setattr("console.parts.check_run.LARGE", 10)
    at = add("logs.csv", LOGS.replace("。", "！").encode("cp932"))
    choose(at, "Encoding", "utf-8")
    assert "The file is not UTF-8: byte 0x8E does not belong there." in text_of(at)


@pytest.mark.parametrize(
    ("name", "content"), [("a.jsonl", GOOD.encode()), ("a.pdf", b"%PDF-1.7\n"), ("a.csv", b"")]
)
def test_no_encoding_is_asked_for_where_there_is_nothing_to_choose(full, add, name, content):
    assert not encoding_boxes(add(name, content))


def test_a_typed_system_prompt_stands_in_every_row(full, add):
    at = add("logs.csv", "user_query,ideal_response\nq,a\n")
    at.get("button_group")[0].set_value("training").run()
    choose(at, "Taken from", "")
    at.text_area[0].set_value("").run()
    assert "The system prompt is empty." in text_of(at)
    at.text_area[0].set_value("Be kind to {{name}}.").run()
    said = text_of(at)
    assert "Be kind to {{name}}." in said
    assert "The variables {{name}} stand in every row as they are." in said


def test_frozen_logs_can_become_training_data_later(full, open_page):
    at = press(open_page("datasets", person="ken", dataset="support-logs@1"), "Build training data")
    said = text_of(at)
    assert "315 rows, no errors: it can be frozen." in said
    assert "Personal data and near duplicates are still looked for." in said
    assert freeze_button(at).label == "Freeze as support\\-chat@2"


def test_a_golden_set_is_frozen_from_csv_with_its_note(full, add):
    at = add("golden.csv", "id,question,expected,topic\nr1,返品は？,14日,returns\n")
    next(field for field in at.text_input if field.label == "Note (optional)").set_value("small").run()
    freeze_button(at).click().run()
    made = datasets.find(full, APP, Ref("support-golden"))
    assert (made.number, made.note) == (2, "small")
    assert [case.id for case in datasets.cases(full, made)] == ["r1"]


BAD_INPUT = [
    ("a.pdf", b"%PDF-1.7\n\0", "This is a PDF file", "export it as CSV or JSON Lines"),
    ("a.xlsx", b"PK\x03\x04..xl/..", "This is an Excel workbook", "CSV UTF-8"),
    ("a.csv", b"", "The file is empty.", "Choose the file again"),
    ("a.csv", b"x,y\n1,2\n", "The column user_query is missing.", "The file has: x, y"),
    ("a.jsonl", (GOOD * 6 + GOOD[:-5] + "\n").encode(), "Line 7, column", "Write the whole object"),
    (
        "a.jsonl",
        b'{"id": "a", "inputs": {"question": "x"}}\n{"id": "a", "inputs": {"question": "y"}}\n',
        "Lines 1 and 2 have the same id, a.",
        "Give one of them another id",
    ),
]


def test_bad_input_gives_one_clear_message_with_its_line_and_a_hint(full, open_page):
    at = open_page("datasets", person="ken", add="file")
    for name, content, message, advice in BAD_INPUT:
        at.get("file_uploader")[0].set_value((name, content, "application/octet-stream")).run()
        said = text_of(at)
        assert not at.exception
        assert message in said
        assert advice in said
        assert freeze_button(at).disabled


def test_a_file_that_is_too_large_is_refused_in_words(full, add, monkeypatch):
    whole = checks.check
    monkeypatch.setattr(checks, "check", lambda content, **more: whole(content, **more, limit=10))
    assert "at most 0 MB are read" in text_of(add("big.jsonl", GOOD * 3))


def test_a_large_file_is_checked_in_a_process_of_its_own(full, add, monkeypatch):
    monkeypatch.setattr("console.parts.check_run.LARGE", 10)
    monkeypatch.setattr("console.services.checked", None)
    said = text_of(add("big.jsonl", GOOD * 12))
    assert "12 rows" in said
    assert "it can be frozen" in said


def test_a_check_that_was_cut_off_says_so_and_can_be_repeated(full, add, monkeypatch):
    monkeypatch.setattr("console.parts.check_run.LARGE", 10)
    with monkeypatch.context() as patch:
        patch.setattr("lifecycle.checks.beside.MAIN", "raise SystemExit(9)")
        at = add("big.jsonl", GOOD * 13)
    assert "The check was ended before it was done." in text_of(at)
    assert "13 rows" in text_of(at.run())


@pytest.mark.parametrize(
    ("language", "told"), [("en", "has 201 MB; at most 200 MB"), ("ja", "201 MB あります")]
)
def test_an_upload_above_the_limit_is_refused_and_nothing_of_it_stays(request, full, add, language, told):
    if language == "ja":
        request.getfixturevalue("japanese")
    at = add("big.jsonl", bytes(checks.MAX_BYTES + 1))
    said = text_of(at)
    assert told in said
    assert said.count('role="alert"') == 1
    assert "big.jsonl" not in said
    assert not at.get("file_uploader")[0].value


def test_a_file_after_one_that_was_too_large_is_taken(full, add):
    at = add("big.jsonl", bytes(checks.MAX_BYTES + 1))
    at.get("file_uploader")[0].set_value(("a.jsonl", GOOD.encode(), "application/octet-stream")).run()
    assert "at most 200 MB" not in text_of(at)
    assert "a.jsonl" in text_of(at)


def test_streamlit_lets_more_in_than_we_read_so_that_the_refusal_is_ours():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["maxUploadSize"] * 2**20 >= 4 * checks.MAX_BYTES


def test_one_row_is_counted_as_one(full, add):
    said = text_of(add("a.jsonl", chat(("bot", "x"), ("assistant", "y"), ("assistant", " "))))
    assert "Findings of each kind in 1 row." in said
    assert "1 rows" not in said


@pytest.mark.parametrize(
    ("name", "said"),
    [("a b", "a b cannot be a name here."), ("support-golden", "support-golden is of the kind golden set")],
)
def test_a_name_that_cannot_be_is_told_before_anything_is_frozen(full, add, monkeypatch, name, said):
    monkeypatch.setattr("console.parts.freeze_card.choose_name", lambda *_given: name)
    at = add("a.jsonl", GOOD * 10)
    assert freeze_button(at).disabled
    assert said in text_of(at)


def test_each_training_service_says_whether_it_would_take_the_file(full, add, open_page):
    said = text_of(add("a.jsonl", GOOD * 3))
    assert "Training services" in said
    assert "fine for 5 of 7" in said
    assert sum(not errors for errors in checks.fits((GOOD * 3).encode()).values()) == 5
    logs = text_of(open_page("datasets", dataset="support-logs@1"))
    assert "Training services" not in logs


def test_a_single_finding_is_opened_without_a_chart_or_a_table_of_it(full, add):
    at = add("report.pdf", b"%PDF-1.7\n" + b"\x00" * 90)
    assert "This is a PDF file, not CSV or JSON Lines." in text_of(at)
    assert "Findings of each kind" not in text_of(at)
    assert not at.dataframe
    assert not [box for box in at.selectbox if box.label == "Show"]


def test_the_first_error_is_opened_and_a_kind_filters_the_findings(full, add):
    broken = GOOD + GOOD + chat(("bot", "x"), ("assistant", "y")) + chat(("user", " "), ("assistant", "y"))
    at = add("a.jsonl", broken)
    assert "The role bot does not exist." in text_of(at)
    choose(at, "Show", "chat.content.empty")
    said = text_of(at)
    assert len(at.dataframe[0].value) == 1
    assert at.query_params["code"] == "chat.content.empty"
    assert "messages[0].content" in said
    assert '<mark class="k-fault">&quot; &quot;</mark>' in said
    choose(at, "Show", "")
    assert len(at.dataframe[0].value) == 3


@pytest.mark.parametrize("finding", ["9", "9" * 5_000, "x", "9:9:chat.role.unknown"])
def test_an_address_that_names_no_finding_opens_the_first_error(full, add, finding):
    at = add("a.jsonl", GOOD + chat(("bot", "x"), ("assistant", "y")))
    at.query_params["finding"] = finding
    at.run()
    assert not at.exception
    assert "The role bot does not exist." in text_of(at)


def test_an_address_names_the_finding_that_is_open(full, add, open_page):
    at = add(
        "a.jsonl", GOOD + chat(("bot", "x"), ("assistant", "y")) + chat(("user", " "), ("assistant", "y"))
    )
    assert at.query_params["finding"] == "2:24:chat.role.unknown"
    way = {"draft": at.query_params["draft"], "finding": "3:43:chat.content.empty"}
    again = open_page("datasets", person="ken", add="file", **way)
    assert again.query_params["finding"] == "3:43:chat.content.empty"
    assert '<mark class="k-fault">&quot; &quot;</mark>' in text_of(again)


def downloads(at):
    return {button.label: button for button in at.get("download_button")}


TO_MEND = (
    chat(("human", "x\u200b"), ("assistant", "y")) + GOOD + GOOD + chat(("user", " "), ("assistant", "y"))
)


def test_fixes_are_proposed_as_a_difference_and_used_on_demand(full, add):
    at = add("mine.jsonl", TO_MEND, finding="3")
    said = text_of(at)
    assert "1 of 2 errors, 2 of 2 warnings can be mended: " in said
    assert "1 role name corrected" in said
    assert "<del>human</del>" in said
    assert "<ins>user</ins>" in said
    assert "removed" in said
    assert "Download the mended file" in downloads(at)
    press(at, "Use the mended file")
    said = text_of(at)
    assert "mine-fixed.jsonl is used now. The file on your disk is unchanged." in said
    assert "1 error: it cannot be frozen." in said
    assert "Proposed fixes" not in said


def test_a_mended_csv_file_is_read_as_what_it_has_become(full, add):
    at = add("logs.csv", "user_query,ideal_response\nCafé\x0c?,Oui…\n".encode("cp1252"))
    choose(at, "Encoding", "cp1252")
    assert (
        "1 of 1 warning can be mended: turned into UTF-8, control characters removed from 1 text."
        in text_of(at)
    )
    press(at, "Use the mended file")
    said = text_of(at)
    assert "logs-fixed.csv" in said
    assert "encoding utf-8-sig" in said
    assert "1 row, nothing found: it can be frozen." in said


@pytest.mark.parametrize(
    "content", [GOOD, GOOD.replace("\n", "\r\n"), chat(("user", " "), ("assistant", "y"))]
)
def test_where_nothing_can_be_mended_but_notes_no_fixes_are_proposed(full, add, content):
    assert "Proposed fixes" not in text_of(add("a.jsonl", content))


def test_in_a_large_file_fixes_are_looked_for_on_demand(full, add, monkeypatch):
    monkeypatch.setattr("console.parts.check_run.LARGE", 10)
    at = add("a.json", f"[{TO_MEND.strip().replace(chr(10), ',')}]")
    assert "can be mended" not in text_of(at)
    press(at, "Look for fixes")
    assert "1 of 1 error, 1 of 1 warning can be mended: 1 JSON list made rows, " in text_of(at)
    press(at, "Use the mended file")
    assert "a-fixed.jsonl" in text_of(at)
    assert r"Download a\-fixed\.jsonl" in downloads(at)


def test_a_large_file_in_which_only_notes_can_be_mended_is_not(full, add, monkeypatch):
    monkeypatch.setattr("console.parts.check_run.LARGE", 10)
    at = add("a.jsonl", chat(("zzz", "x"), ("assistant", "y")).replace("\n", "\r\n") + GOOD)
    press(at, "Look for fixes")
    said = text_of(at)
    assert "Nothing can be mended without a decision of yours." in said
    assert "can be mended: " not in said


def test_another_encoding_alone_is_no_proposal(full, add):
    content = "user_query,ideal_response\n返品できますか,はい\n"
    assert "Proposed fixes" not in text_of(add("a.csv", content.encode("cp932")))


def test_a_row_that_goes_is_one_line(full, add):
    said = text_of(add("mine.jsonl", TO_MEND))
    assert "Line 3 · removed" in said
    assert "<del>{" not in said


@pytest.mark.parametrize(
    ("changes", "is_framed"),
    [(4 * [("a", "b")], False), (5 * [("a", "b")], True), ([("a" * 800, "b" * 800)], True)],
)
def test_many_or_long_changes_scroll_in_a_frame(changes, is_framed):
    found = mending.height_of([checks.Change(n, *each) for n, each in enumerate(changes)])
    assert (found == mending.HEIGHT_PX) == is_framed


def test_csv_of_any_name_is_downloaded_as_csv(full, add, monkeypatch):
    kinds = {}
    button = st.download_button

    def noted(*words, **more):
        kinds[more["file_name"]] = more["mime"]
        return button(*words, **more)

    monkeypatch.setattr(st, "download_button", noted)
    add("logs.txt", "user_query\tideal_response\nCafé\x0c?\tOui\n")
    assert kinds.get("logs-fixed.txt") == "text/csv"


def test_rows_without_an_error_are_offered_where_there_are_some_beside_errors(full, add):
    assert "Download clean rows" in downloads(add("a.jsonl", TO_MEND))
    assert "Download clean rows" not in downloads(add("a.jsonl", chat(("user", " "), ("assistant", "y"))))
    assert "Download clean rows" not in downloads(add("a.jsonl", GOOD + GOOD))


def test_preference_pairs_are_checked_as_training_rows_as_they_cannot_be_frozen(full, add):
    answer = [{"role": "assistant", "content": "a"}]
    pair = {"input": json.loads(GOOD), "preferred_output": answer, "non_preferred_output": answer}
    assert "messages is missing." in text_of(add("pairs.jsonl", json.dumps(pair)))


def test_untrusted_rows_are_shown_as_text(full, add):
    said = text_of(add("a.jsonl", chat(("user", "<img src=x>![](http://x)"), ("assistant", "<b>a</b>"))))
    assert "<img" not in said
    assert "&lt;img src=x&gt;![](http://x)" in said


def test_what_was_dropped_outlives_the_session_by_its_address(full, add, open_page):
    at = add("mine.jsonl", GOOD)
    again = open_page("datasets", person="ken", add="file", draft=at.query_params["draft"])
    assert "mine.jsonl" in text_of(again)
    assert freeze_button(again).label == freeze_button(at).label
    at.query_params.clear()
    assert "mine.jsonl is not frozen yet." in text_of(at.run())


def test_a_conflict_is_shown_and_nothing_is_lost(full, add):
    golden = datasets.find(full, APP, Ref("support-golden"))
    at = add("same.jsonl", datasets.content(full, golden))
    freeze_button(at).click().run()
    said = text_of(at)
    assert "support-golden@1 already has exactly these rows." in said
    assert "same.jsonl" in said


def test_a_viewer_reads_and_cannot_freeze(full, add, open_page):
    at = open_page("datasets", person="aki")
    assert next(button for button in at.button if button.label == "Add data").disabled
    at = add("a.jsonl", GOOD, person="aki")
    assert freeze_button(at).disabled
    assert "This needs the role editor or higher." in text_of(at)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("nothing@1", "has no dataset nothing@1"),
        ("support-golden@x", "is not a name with a version number"),
        ("<b>@1", "&lt;b&gt;@1"),
    ],
)
def test_an_address_that_leads_nowhere_says_so(full, open_page, asked, message):
    assert message in text_of(open_page("datasets", dataset=asked))


def test_rows_that_are_gone_or_changed_are_told(full, open_page):
    golden = datasets.find(full, APP, Ref("support-golden"))
    [file] = full.settings.home.joinpath("objects").rglob(f"*{golden.digest[8:]}*")
    file.chmod(0o644)
    file.unlink()
    said = text_of(open_page("datasets", dataset="support-golden@1"))
    assert "k-bad" in said
    assert "Traceback" not in said


def test_a_broken_people_file_is_told_with_its_line(full, open_page):
    (full.settings.home / "people.yaml").write_text("people: [", encoding="utf-8")
    said = text_of(open_page("datasets"))
    assert "people.yaml" in said
    assert "Traceback" not in said


def test_a_japanese_page_says_nothing_in_english(full, japanese, open_page, add):
    at = add("a.jsonl", GOOD + chat(("bot", "x"), ("assistant", "y")))
    said = (
        text_of(at)
        + text_of(open_page("datasets"))
        + text_of(open_page("datasets", dataset="support-logs@1"))
    )
    assert not english_in(said)
    assert "固定" in said
    assert "エラー 1 件のため、固定できません。" in said
