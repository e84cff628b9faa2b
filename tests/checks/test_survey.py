"""A survey tells what the passes tell, in one piece."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import checks
from lifecycle.checks.passes import census, near, survey
from lifecycle.checks.profiles import OPENAI_CHAT, PROFILES
from lifecycle.records import Severity
from tests.checks import corpus

ASKED = "先週届いたワンピースを返したいのですが、いつまでなら返品できますか？"
MAIL = "ken@minato.example にお願いします。"


def chat(*questions):
    rows = (
        {"messages": [{"role": "user", "content": q}, {"role": "assistant", "content": "はい。"}]}
        for q in questions
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def surveyed(file, **given):
    return survey.take(checks.check(file, **given), file)


def test_it_adds_personal_data_and_near_duplicates_to_what_the_check_found():
    file = chat(ASKED, MAIL, ASKED.replace("？", "。"))
    plain, looked = checks.check(file), surveyed(file)
    more = {"text.personal.email": 1, "rows.near": 1}
    assert looked.report.counts == plain.counts | more
    told = {found.code: found.line for found in looked.report.findings}
    assert (told["text.personal.email"], told["rows.near"]) == (2, 1)
    assert looked.report.valid == plain.valid
    assert looked.report.warnings == plain.warnings + 1


def test_it_tells_the_census_and_the_largest_clusters(monkeypatch):
    monkeypatch.setattr(survey, "MAX_CLUSTERS", 1)
    other = "Until when can I return the dress that arrived last week, please?"
    file = chat(ASKED, ASKED + "。", ASKED + "！", other, other + "?")
    looked = surveyed(file)
    assert looked.census == census.take(file, OPENAI_CHAT)
    assert looked.clusters == tuple(near.clusters(file, OPENAI_CHAT)[:1])
    assert (looked.clusters_in_all, looked.clustered) == (len(near.clusters(file, OPENAI_CHAT)), 5)


def test_its_document_is_that_of_the_report_with_more_statistics():
    file = chat(ASKED, ASKED + "お願いします", MAIL)
    looked = surveyed(file)
    document = json.loads(json.dumps(looked.to_document()))
    plain = looked.report.to_document()
    more = {"statistics": None, "fits": dict(checks.fits(file))}
    assert {**document, **more} == json.loads(json.dumps({**plain, **more}))
    assert document["fits"] == more["fits"]
    assert document["statistics"].items() >= plain["statistics"].items()
    assert document["statistics"]["turns"] == {"1": 3}
    assert document["statistics"]["languages"] == {"ja": 1.0}


@pytest.mark.parametrize("example", corpus.corpus(), ids=lambda each: f"{each.profile}: {each.name}")
def test_no_file_of_the_corpus_stops_it(example):
    looked = surveyed(example.content, profile=example.profile)
    assert looked.report.errors == checks.check(example.content, profile=example.profile).errors


@given(st.binary(), st.sampled_from(sorted(PROFILES)))
def test_no_bytes_stop_it(content, profile):
    report = checks.check(content, profile=profile)
    looked = survey.take(report, content)
    assert looked.report.errors == report.errors


def test_findings_beyond_the_limit_are_counted():
    file = chat(*(f"{n} {MAIL}" for n in range(5)))
    looked = survey.take(checks.check(file, kept=2), file, kept=2)
    assert looked.report.counts["text.personal.email"] == 5
    told = [found for found in looked.report.findings if found.code == "text.personal.email"]
    assert [found.line for found in told] == [1, 2]
    assert {found.severity for found in told} == {Severity.WARNING}


def test_a_row_with_more_tokens_than_the_target_learns_from_is_named():
    file = chat(ASKED, "word " * (OPENAI_CHAT.max_tokens // 2), "word " * 2 * OPENAI_CHAT.max_tokens)
    looked = surveyed(file, profile="openai-chat")
    (told,) = (found for found in looked.report.findings if found.code == "row.too_long")
    assert (told.line, told.severity) == (3, Severity.WARNING)
    assert told.params["tokens"] == looked.census.tokens_of_row[100] > OPENAI_CHAT.max_tokens
    assert "row.too_long" not in surveyed(file, profile="mistral").report.counts
