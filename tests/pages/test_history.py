import datetime
import shutil
from zoneinfo import ZoneInfo

import pytest

from console import wording
from lifecycle import applications, evidence, history, promotion
from lifecycle.records import KANMON, Actor
from tests.pages.conftest import english_in, spoil, text_of, ways_of

APP = "support-bot"
MEI = Actor(person="mei")


def test_without_a_release_the_page_says_what_will_be_here(empty, open_page):
    applications.create(empty, "my-bot", by=MEI)
    said = text_of(open_page("history"))
    assert "Nothing is released yet" in said
    assert "created the application" in said
    assert "audit log sound" in said


def test_history_tells_what_is_live_who_allowed_it_and_on_what_evidence(full, open_page):
    said = text_of(open_page("history"))
    move = history.state_at(full, APP, full.now())["production"]
    assert move.details["evaluation"] in said
    assert "Hana Sato" in said
    assert "every required criterion is met" in said
    assert f"{history.count(full, APP)} events" in said
    stays = history.stays(full, APP)
    assert f"{len(stays)} stays of versions" in said
    assert "audit log sound" in said


def test_a_day_before_the_first_release_had_nothing_live(full, open_page):
    at = open_page("history")
    at.date_input[0].set_value(datetime.date.today() - datetime.timedelta(days=30)).run()
    assert "nothing was live" in text_of(at)


def test_a_day_of_the_address_long_before_the_first_release_had_nothing_live(full, open_page):
    at = open_page("history", on="2020-01-01")
    assert "At the end of Jan 1, 2020 nothing was live." in text_of(at)
    assert at.date_input[0].value == datetime.date(2020, 1, 1)
    today = full.now().date()
    at.date_input[0].set_value(today).run()
    assert "nothing was live" not in text_of(at)


def test_a_day_that_is_still_to_come_holds_what_is_live_now(full, open_page):
    at = open_page("history", on="2090-01-01")
    now = history.state_at(full, APP, full.now())["production"]
    assert now.details["evaluation"] in text_of(at)
    assert at.date_input[0].value == datetime.date(2090, 1, 1)


def test_one_move_can_be_linked_to_and_left_again(full, open_page):
    first = history.stays(full, APP)[0].move
    at = open_page("history", event=first.number)
    assert first.details["evaluation"] in text_of(at)
    assert first.reason in text_of(at)
    now = history.state_at(full, APP, full.now())["production"]
    assert now.details["evaluation"] not in text_of(at).split("k-table")[0]
    next(button for button in at.button if button.label == "Show the whole day").click().run()
    assert now.details["evaluation"] in text_of(at).split("k-table")[0]


@pytest.mark.parametrize("place", [{}, {"at": "2090-01-01"}])
def test_the_time_of_day_is_told_in_the_zone_of_the_reader(full, open_page, monkeypatch, place):
    monkeypatch.setattr(wording, "zone", lambda: ZoneInfo("Asia/Tokyo"))
    move = history.state_at(full, APP, full.now())["production"]
    told = wording.moment(move.at)
    assert f"{move.at.astimezone(ZoneInfo('Asia/Tokyo')):%-I:%M:%S}" in told
    assert "+0900" in told
    said = text_of(open_page("history", **place))
    assert said.count(told) >= 2, "how long it stood there, who moved it"
    assert place or f'<span class="k-when">{wording.clock(move.at)}</span>' in said, "the event"


def test_the_filter_keeps_moves_only_and_stands_in_the_address(full, open_page):
    at = open_page("history", show="moves")
    said = text_of(at)
    moves = history.count(full, APP, actions=history.MOVES)
    assert f"{moves} events" in said
    assert "froze a dataset" not in said
    next(box for box in at.selectbox if box.label == "Show").set_value("dataset").run()
    assert "froze a dataset" in text_of(at)
    assert at.query_params["show"] == "dataset"


def test_a_rollback_tells_its_reason_and_the_promotion_that_let_the_version_in(full, open_page):
    expecting = evidence.placement(full, APP, "production").version
    promotion.roll_back(full, APP, "production", by=MEI, expecting=expecting, reason="wrong <i>prices</i>")
    said = text_of(open_page("history"))
    assert "rolled back" in said
    assert "wrong &lt;i&gt;prices&lt;/i&gt;" in said
    first = history.events(full, APP, actions=["promotion.promoted"])[-1]
    assert first.details["evaluation"] in said


def test_a_stay_in_the_table_opens_its_story(full, open_page):
    first = history.stays(full, APP)[0].move
    at = open_page("history")
    assert "until today" in text_of(at)
    at.button(key=f"stays-{first.number}").click().run()
    assert at.query_params["event"] == str(first.number)
    assert first.details["evaluation"] in text_of(at)


def test_events_come_a_page_at_a_time(full, open_page):
    with full.ledger.write() as tx:
        for number in range(120):
            history.record(full, tx, MEI, "prompt.saved", app=APP, subject=f"many@{number}")
    said = text_of(open_page("history", page=2, show="prompt"))
    assert "many@119" not in said
    assert "many@60" in said
    assert f"{history.count(full, APP, actions=['prompt.saved'])} events" in said


def test_what_happened_of_itself_is_told_as_such(full, open_page):
    with full.ledger.write() as tx:
        history.record(full, tx, KANMON, "promotion.shown", app=APP, subject="x", environment="staging")
    said = text_of(open_page("history"))
    assert "Kanmon" in said
    assert "automatic" in said


def test_whose_role_changed_is_told_by_name(full, open_page):
    person = full.people["aki"]
    applications.set_role(full, APP, person, "editor", by=Actor(person="yuki"))
    assert person.name in text_of(open_page("history", show="people"))


def test_an_edited_audit_log_is_told_with_its_number(full, open_page):
    spoil(full, "UPDATE events SET reason = 'edited' WHERE number = 3")
    for place in ({}, {"at": "2030-01-01"}):
        said = text_of(open_page("history", **place))
        assert "Event 3 of the audit log was changed" in said
        assert "compare it with a backup" in said
        assert "audit log sound" not in said


def test_the_page_reads_what_is_new_and_all_of_it_when_asked_to(full, open_page):
    at = open_page("history")
    assert "audit log sound" in text_of(at)
    spoil(full, "UPDATE events SET reason = 'edited' WHERE number = 3")
    at.run()
    assert "audit log sound" in text_of(at)
    next(button for button in at.button if button.label == "Read all of it again").click().run()
    assert "Event 3 of the audit log was changed" in text_of(at)


def test_a_tail_cut_off_under_the_eyes_of_the_console_is_told(full, open_page):
    at = open_page("history")
    spoil(full, "DELETE FROM events WHERE number > 5")
    assert "The audit log was cut off" in text_of(at.run())


def test_one_sheet_tells_all_that_an_auditor_asks_about_a_moment(full, open_page):
    move = history.state_at(full, APP, full.now())["production"]
    (account,) = history.accounts(full, APP, full.now())
    said = text_of(open_page("history", at=move.at.isoformat()))
    for digest in ("bundle_digest", "evidence_digest", "policy_digest"):
        assert f"<code>{move.details[digest]}</code>" in said
    assert move.hash in said
    assert history.check(full).head.hash in said
    people = ("Hana Sato", "Mei Tanaka", "(mei, local)")
    for told in (*people, move.reason, move.details["evaluation"], "practice-1"):
        assert told in said
    for row in account.decision.rows:
        assert row.label["en"] in said
        assert row.observed["en"] in said
    assert "application: support-bot" in said, "the policy's text as it was"
    assert "k-card-events" not in said
    assert "requested a release" not in said, "nothing else stands on it"


def test_the_sheet_tells_a_rollback_and_what_is_lost(full, open_page):
    expecting = evidence.placement(full, APP, "production").version
    promotion.roll_back(full, APP, "production", by=MEI, expecting=expecting, reason="wrong <i>prices</i>")
    said = text_of(open_page("history", at="2030-01-01"))
    assert "wrong &lt;i&gt;prices&lt;/i&gt;" in said
    assert "let in before" in said
    shutil.rmtree(full.settings.home / "objects")
    said = text_of(open_page("history", at="2030-01-01"))
    assert "rests on what the gate said in the frozen file" in said
    assert "rests on the policy in the frozen file" in said
    assert "Restore the folder objects/" in said
    assert "not kept" not in said


def test_lost_evidence_is_told_though_the_log_itself_is_sound(full, open_page):
    move = history.state_at(full, APP, full.now())["production"]
    full.objects.path(move.details["decision"]).unlink()
    said = text_of(open_page("history"))
    assert f"Event {move.number} of the audit log rests on what the gate said" in said
    assert "audit log sound" not in said


def test_a_promotion_of_before_decisions_were_kept_says_so(full, open_page):
    move = history.state_at(full, APP, full.now())["production"]
    told = {name: value for name, value in move.details.items() if name != "decision"}
    told["policy_digest"] = "f" * 64
    with full.ledger.write() as tx:
        history.record(full, tx, MEI, move.action, app=APP, subject=move.subject, before=2, after=2, **told)
    said = text_of(open_page("history", at="2030-01-01"))
    assert "The rows of the gate were not kept" in said
    assert "The text was not kept" in said


@pytest.mark.parametrize("place", [{}, {"at": "2030-01-01"}])
def test_who_let_a_criterion_count_as_passed_is_told_with_the_reason(full, open_page, place):
    move = history.state_at(full, APP, full.now())["production"]
    override = {
        "criterion": "not-worse",
        "reason": "a <b>holiday</b>",
        "asked_by": "ken",
        "confirmed_by": "hana",
        "expires_at": "2030-01-01T00:00:00+00:00",
    }
    with full.ledger.write() as tx:
        told = {**move.details, "overrides": [override]}
        history.record(full, tx, MEI, move.action, app=APP, subject=move.subject, before=2, after=2, **told)
    said = text_of(open_page("history", **place))
    assert "not-worse: Ken Mori asked, Hana Sato confirmed. “a &lt;b&gt;holiday&lt;/b&gt;”" in said


def test_a_sheet_of_a_day_without_a_release_says_so(full, open_page):
    assert "Nothing was live at that moment." in text_of(open_page("history", at="2020-03-03"))


def test_a_moment_that_is_none_is_told_with_the_way_back(full, open_page):
    at = open_page("history", at="soon")
    assert "soon is not a date" in text_of(at)
    assert ways_of(at) == {"Go to History": ""}


def test_the_sheet_is_japanese_too(full, japanese, open_page):
    said = text_of(open_page("history", at="2030-01-01"))
    assert "稼働していたバージョン" in said
    assert "当時のポリシー" in said
    assert english_in(said) == []


def test_wrong_parameters_of_the_address_fall_back(full, open_page):
    said = text_of(open_page("history", show="nonsense", page="9"))
    assert "requested a release" in said
    assert "Traceback" not in said


def test_history_in_japanese_has_no_english_sentence(full, japanese, open_page):
    said = text_of(open_page("history"))
    assert "監査ログは正常" in said
    assert english_in(said) == []
