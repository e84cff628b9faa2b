import datetime
import sqlite3
from contextlib import closing

from lifecycle import applications, evidence, history, promotion
from lifecycle.records import Actor
from tests.pages.conftest import english_in, text_of

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
    assert "every criterion is met" in said
    events = history.events(full, APP)
    assert f"{len(events)} events" in said
    stays = history.stays(full, APP)
    assert f"{len(stays)} stays of versions" in said
    assert "audit log sound" in said


def test_a_day_before_the_first_release_had_nothing_live(full, open_page):
    at = open_page("history")
    at.date_input[0].set_value(datetime.date.today() - datetime.timedelta(days=30)).run()
    assert "nothing was live" in text_of(at)


def test_one_move_can_be_linked_to_and_left_again(full, open_page):
    first = history.stays(full, APP)[0].move
    at = open_page("history", event=first.number)
    assert first.details["evaluation"] in text_of(at)
    assert first.reason in text_of(at)
    now = history.state_at(full, APP, full.now())["production"]
    assert now.details["evaluation"] not in text_of(at).split("k-table")[0]
    next(button for button in at.button if button.label == "Show the whole day").click().run()
    assert now.details["evaluation"] in text_of(at).split("k-table")[0]


def test_the_filter_keeps_moves_only_and_stands_in_the_address(full, open_page):
    at = open_page("history", show="moves")
    said = text_of(at)
    moves = history.events(full, APP, actions=history.MOVES)
    assert f"{len(moves)} events" in said
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


def test_an_edited_audit_log_is_told_with_its_number(full, open_page):
    with closing(sqlite3.connect(full.settings.home / "ledger.db")) as ledger:
        tables = {name for (name,) in ledger.execute("SELECT name FROM sqlite_master WHERE type='trigger'")}
        for trigger in tables:
            ledger.execute(f"DROP TRIGGER {trigger}")
        ledger.execute("UPDATE events SET reason = 'edited' WHERE number = 3")
        ledger.commit()
    said = text_of(open_page("history"))
    assert "broken at event 3" in said
    assert "compare it with a backup" in said
    assert "audit log sound" not in said


def test_wrong_parameters_of_the_address_fall_back(full, open_page):
    said = text_of(open_page("history", show="nonsense", on="yesterday", page="9"))
    assert "requested a release" in said
    assert "Traceback" not in said


def test_history_in_japanese_has_no_english_sentence(full, japanese, open_page):
    said = text_of(open_page("history"))
    assert "監査ログは正常" in said
    assert english_in(said) == []
