import string
from datetime import UTC, datetime, timedelta

import pytest

from console import language, wording
from lifecycle import messages
from lifecycle.errors import Conflict, Refused
from lifecycle.records import RequestState, Verdict
from tests.builders import NOON


@pytest.fixture
def japanese(monkeypatch):
    monkeypatch.setattr(language, "current", lambda: "ja")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (wording.percent(0.84), "84.0 %"),
        (wording.points(0.04), "+4.0 pt"),
        (wording.points(-0.025), "−2.5 pt"),
        (wording.points(-0.0001), "+0.0 pt"),
        (wording.signed(0), "+0.0"),
        (wording.size(12_345), "12.3 kB"),
        (wording.size(999_949), "999.9 kB"),
        (wording.size(999_950), "1.0 MB"),
        (wording.size(1_920_000), "1.9 MB"),
        (wording.milliseconds(1840), "1,840 ms"),
        (wording.milliseconds(12_340), "12.3 s"),
        (wording.dollars(2.142), "$2.14"),
        (wording.dollars(0.00231), "$0.0023"),
        (wording.dollars(0.5), "$0.50"),
        (wording.dollars(0), "$0.00"),
        (wording.dollars(-3), "−$3.00"),
        (wording.count(12345), "12,345"),
        (wording.metric(0.84, kind="pass_fail"), "84.0 %"),
        (wording.metric(0.612), "61.2"),
        (wording.metric(250.4, "tokens"), "250"),
        (wording.metric_difference(-70, "ms"), "−70 ms"),
        (wording.metric_difference(0.027), "+2.7"),
        (wording.metric_difference(0.17, "usd"), "+$0.17"),
    ],
)
def test_numbers_carry_their_unit_and_sign(written, expected):
    assert written == expected


def test_a_moment_is_told_from_now():
    assert wording.ago(NOON, NOON + timedelta(days=3)) == "3 days ago"
    assert wording.day(datetime(2026, 11, 2, tzinfo=UTC)) == "Nov 2, 2026"


@pytest.mark.usefixtures("japanese")
def test_a_moment_is_told_in_japanese():
    assert wording.ago(NOON, NOON + timedelta(days=3)) == "3 日前"
    assert wording.day(datetime(2026, 11, 2, tzinfo=UTC)) == "2026年11月2日"


def test_a_count_takes_the_right_number():
    assert wording.say_n("{n} case", "{n} cases", 1) == "1 case"
    assert wording.say_n("{n} case", "{n} cases", 2000) == "2,000 cases"


@pytest.mark.parametrize("name", sorted(wording.PEOPLE))
def test_people_have_their_names_wherever_lifecycle_speaks_of_them(bench, monkeypatch, name):
    monkeypatch.setattr(wording.services, "bench", lambda: bench)
    codes = [code for code, entry in messages.CATALOGUE.items() if f"{{{name}}}" in entry.en]
    assert codes
    for code in codes:
        fields = {field for _, field, _, _ in string.Formatter().parse(messages.CATALOGUE[code].en) if field}
        params = dict.fromkeys(fields, 1) | {name: "mei"}
        assert "Mei Tanaka" in wording.explain(code, **params)
        assert "Mei Tanaka" in wording.explain(Refused(code, **params))
    assert "Mei Tanaka" in wording.hint("review.not_owner", owner="mei")


def test_a_state_is_told_in_the_word_that_all_screens_share(bench, monkeypatch):
    monkeypatch.setattr(wording.services, "bench", lambda: bench)
    over = Conflict("release.request_over", id="r1", state=RequestState.CHANGES_REQUESTED, by="mei")
    assert wording.explain(over) == "Request r1 is over: changes requested (by Mei Tanaka)."
    monkeypatch.setattr(language, "current", lambda: "ja")
    assert "状態: 修正依頼" in wording.explain(over)


def test_somebody_who_is_not_known_goes_by_the_id(bench, monkeypatch):
    monkeypatch.setattr(wording.services, "bench", lambda: bench)
    assert wording.explain("access.stranger", person="x") == "x is not in people.yaml."
    (bench.settings.home / "people.yaml").write_text("people: [", encoding="utf-8")
    assert wording.explain("access.stranger", person="mei") == "mei is not in people.yaml."


@pytest.mark.usefixtures("japanese")
def test_sentences_of_console_and_lifecycle_come_in_one_language():
    error = Refused("access.stranger", person="x")
    assert wording.say("{done} of {total}", done=1, total=2) == "1 / 2 件"
    assert wording.explain(error) == error.say("ja")
    assert wording.hint(error) == error.hint("ja")
    assert wording.word(Verdict.HOLD) == "保留"
    assert wording.word("chrf", "scorer") == "期待回答との近さ（chrF）"
