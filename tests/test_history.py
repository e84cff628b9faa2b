import contextlib
import dataclasses
import itertools
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lifecycle import history, requests
from lifecycle.cli import audit, start
from lifecycle.cli.front import to_json
from lifecycle.criteria import CriterionRow, SliceRow
from lifecycle.digests import digest_of
from lifecycle.errors import Conflict, Invalid, NotFound
from lifecycle.gates import Decision
from lifecycle.history.chain import follow
from lifecycle.history.decisions import KEPT
from lifecycle.history.losses import READ_UP_TO
from lifecycle.policies import parse
from lifecycle.records import Application, Estimate, Evaluation, Event, Override, Result, Verdict, Version
from tests.builders import HANA, KEN, MEI, NOON, a_version, an_evaluation
from tests.road import POLICY, stand
from tests.test_audit import Undone, take_guards

APP = "support-bot"


def record_some(bench, n=4):
    with bench.ledger.write() as tx:
        for i in range(n):
            history.record(bench, tx, KEN, "prompt.saved", app=APP, subject=f"p@{i}", reason="理由", size=i)
        return tx.all(Event)


def test_a_chain_of_events_is_sound_and_starts_at_genesis(bench):
    events = record_some(bench)
    assert follow(events).fault is None
    assert follow(events).head.hash == events[-1].hash
    assert events[0].previous == history.GENESIS
    assert history.verify(bench) is None


@pytest.mark.parametrize("change", [{"reason": "other"}, {"actor": "mei"}, {"details": {"size": 9}}])
def test_an_edited_event_breaks_the_chain_where_it_stands(bench, change):
    events = record_some(bench)
    events[2] = dataclasses.replace(events[2], **change)
    found = follow(events)
    assert (found.fault.code, found.fault.params["number"]) == ("audit.edited", 3)
    assert (found.head.number, found.head.hash) == (2, events[1].hash)


def test_a_removed_a_swapped_and_a_repeated_event_break_the_chain(bench):
    one, two, three, four = record_some(bench)
    for broken, code, number in (
        ([one, three, four], "audit.removed", 2),
        ([one, three, two, four], "audit.removed", 2),
        ([one, two, two, three], "audit.inserted", 2),
        ([two, three, four], "audit.removed", 1),
    ):
        fault = follow(broken).fault
        assert (fault.code, fault.params["number"]) == (code, number)


def test_events_are_listed_newest_first_for_one_application_and_counted(bench):
    record_some(bench)
    found = history.events(bench, APP, actions=["prompt.saved"], limit=2)
    assert [event.subject for event in found] == ["p@3", "p@2"]
    assert [event.subject for event in history.events(bench, APP, limit=2, skip=2)] == ["p@1", "p@0"]
    assert history.count(bench, APP, actions=["prompt.saved"]) == 4
    assert history.count(bench, APP, actions=["dataset.frozen"]) == 0
    assert history.events(bench, "other") == []


def move(bench, action, version, environment="production", app=APP, **details):
    with bench.ledger.write() as tx:
        return history.record(
            bench, tx, KEN, action, app=app, subject=app, after=version, environment=environment, **details
        )


def test_stays_follow_each_other_and_the_last_one_still_holds(bench):
    first = move(bench, "promotion.promoted", 1)
    staged = move(bench, "promotion.promoted", 2, "staging")
    second = move(bench, "promotion.promoted", 2)
    found = history.stays(bench, APP)
    assert [(stay.environment, stay.move, stay.until) for stay in found] == [
        ("production", first, second.at),
        ("staging", staged, None),
        ("production", second, None),
    ]


def test_removing_the_application_ends_every_stay(bench):
    move(bench, "promotion.promoted", 1)
    with bench.ledger.write() as tx:
        removed = history.record(bench, tx, KEN, history.REMOVED, app=APP, subject=APP)
    assert [stay.until for stay in history.stays(bench, APP)] == [removed.at]
    assert history.stays(bench, "other") == []
    assert history.state_at(bench, APP, removed.at) == {}


@pytest.mark.parametrize(
    ("minutes", "now", "codes"),
    [
        ([0, 60, 60], 60, []),
        ([0, 60, 56], 56, []),
        ([0, 60, 0, 1], 1, [("audit.backwards", 3)]),
        ([0, -60, 0, -60], -60, [("audit.backwards", 2), ("audit.backwards", 4)]),
        ([0, 60], 0, [("audit.ahead", 2)]),
        ([0, 120, 60], 0, [("audit.backwards", 3), ("audit.ahead", 3)]),
    ],
)
def test_where_a_clock_was_wrong_is_told_and_the_log_is_sound_all_the_same(bench, minutes, now, codes):
    for minute in minutes:
        bench.now = lambda minute=minute: NOON + timedelta(minutes=minute)
        move(bench, "promotion.promoted", 1)
    bench.now = lambda: NOON + timedelta(minutes=now)
    chain = history.check(bench)
    assert [(each.code, each.params["number"]) for each in chain.clocks] == codes
    assert chain.faults == ()
    answer = audit.verify(bench, None)
    assert (answer.exit_code, answer.document["sound"]) == (0, True)
    assert [each["code"] for each in answer.document["clocks"]] == [code for code, _ in codes]
    assert len(answer.lines) == 1 + 2 * len(codes)


def test_where_a_clock_was_wrong_both_times_are_told(bench):
    for hours in (2, 0):
        bench.now = lambda hours=hours: NOON + timedelta(hours=hours)
        move(bench, "promotion.promoted", 1)
    said = audit.verify(bench, None).lines[1]
    assert f"Event 2 of the audit log is dated {NOON:%Y-%m-%d %H:%M:%S}, earlier" in said
    assert f"{NOON + timedelta(hours=2):%Y-%m-%d %H:%M:%S}" in said


def test_what_stood_at_a_moment_holds_from_its_move_until_the_next(bench):
    clock = itertools.count()
    bench.now = lambda: NOON + timedelta(hours=next(clock))
    first, second = move(bench, "promotion.promoted", 1), move(bench, "promotion.promoted", 2)
    instant = timedelta(microseconds=1)
    at = {
        moment: [stay.move.after for stay in history.stays_at(bench, APP, moment)]
        for moment in (first.at - instant, first.at, second.at - instant, second.at)
    }
    assert list(at.values()) == [[], [1], [1], [2]]


ALLOWED = {
    "request": "r1",
    "requested_by": "ken",
    "approved_by": ["hana"],
    "evaluation": an_evaluation(2).id,
    "bundle_digest": a_version(2).digest,
    "evidence_digest": "e" * 64,
    "policy_digest": "f" * 64,
    "verdict": "ready",
    "sentence": "fine",
    "sentence_ja": "良い",
}


def test_the_grounds_of_a_rollback_are_those_of_the_version_it_went_back_to(bench):
    first = move(bench, "promotion.promoted", 1, **ALLOWED)
    move(bench, "promotion.promoted", 1, "staging", **ALLOWED)
    second = move(bench, "promotion.promoted", 2, **ALLOWED)
    back = move(bench, "promotion.rolled_back", 1)
    assert history.grounds(bench, second) == second
    assert history.grounds(bench, back) == first


def edit(bench, number, **changes):
    """Change an event as somebody does who has the database."""
    with bench.ledger.write() as tx:
        take_guards(tx)
        tx.change(Event, {"number": number}, **changes)


def edited(act):
    """Give the number of the event that an act refuses as edited."""
    with pytest.raises(Conflict) as told:
        act()
    assert told.value.code == "audit.edited"
    return told.value.params["number"]


@pytest.mark.parametrize(
    "changes",
    [
        {"details": {}},
        {"details": {"environment": ["production"]}},
        {"after": "2"},
        {"after": [2]},
        {"after": 2.5},
        {"before": {"a": 1}},
    ],
    ids=str,
)
@pytest.mark.parametrize("action", ["promotion.promoted", "promotion.rolled_back"])
def test_an_edited_move_is_named_by_whoever_asks_what_stood_where(bench, action, changes):
    move(bench, "promotion.promoted", 1, **ALLOWED)
    wrong = move(bench, action, 1, **ALLOWED).number
    move(bench, "promotion.rolled_back", 1)
    edit(bench, wrong, **changes)
    with bench.ledger.read() as tx:
        assert edited(lambda: history.moved(tx, APP)) == wrong
        assert edited(lambda: history.moves(tx, APP, "production")) == wrong
    for at in (history.stays, lambda *about: history.state_at(*about, bench.now())):
        assert edited(lambda at=at: at(bench, APP)) == wrong
    assert edited(lambda: audit.past(bench, APP, "2030-01-01")) == wrong
    assert audit.past(bench, APP, None).exit_code == 0
    assert history.verify(bench) == wrong


@pytest.mark.parametrize(
    "changes", [{"details": {}}, {"details": {"environment": 1}}, {"after": [1]}], ids=str
)
def test_an_edited_event_of_what_mlflow_shows_is_named(bench, changes):
    wrong = move(bench, history.SHOWN, 1, "staging").number
    edit(bench, wrong, **changes)
    with bench.ledger.read() as tx:
        assert edited(lambda: history.shown(tx, APP, "production")) == wrong


@pytest.mark.parametrize("after", [7, None])
def test_a_rollback_to_what_nothing_let_in_was_edited(bench, after):
    move(bench, "promotion.promoted", 1, **ALLOWED)
    back = move(bench, "promotion.rolled_back", 1)
    edit(bench, back.number, after=after)
    assert edited(lambda: audit.past(bench, APP, "2030-01-01")) == back.number


@pytest.mark.parametrize(
    "changes",
    [
        *({name: None} for name in ALLOWED),
        {"approved_by": "hana"},
        {"approved_by": [1]},
        {"request": {"a": 1}},
        {"verdict": "fine"},
        {"decision": 5},
        {"overrides": [{"criterion": "not-worse"}]},
    ],
    ids=str,
)
def test_a_promotion_that_no_longer_tells_what_allowed_it_was_edited(bench, changes):
    let_in = move(bench, "promotion.promoted", 1, **ALLOWED)
    edit(bench, let_in.number, details={**let_in.details, **changes})
    assert edited(lambda: audit.past(bench, APP, "2030-01-01")) == let_in.number
    back = move(bench, "promotion.rolled_back", 1)
    assert edited(lambda: history.grounds(bench, back)) == let_in.number


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-03-03", UTC, datetime(2026, 3, 3, 23, 59, 59, 999999, UTC)),
        ("2026-03-03", ZoneInfo("Asia/Tokyo"), datetime(2026, 3, 3, 14, 59, 59, 999999, UTC)),
        ("2026-03-03T09:00", ZoneInfo("Asia/Tokyo"), datetime(2026, 3, 3, tzinfo=UTC)),
        ("2026-03-03T09:00:00+09:00", UTC, datetime(2026, 3, 3, tzinfo=UTC)),
        ("2026-03-03T00:00:00Z", ZoneInfo("Asia/Tokyo"), datetime(2026, 3, 3, tzinfo=UTC)),
    ],
)
def test_a_date_means_its_last_moment_in_the_zone_of_who_asks(text, zone, moment):
    assert history.read_moment(text, zone) == moment


@pytest.mark.parametrize("text", ["yesterday", "", "2026-13-01", "0001-01-01T00:00+09:00", "2026-03-03 25h"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(Invalid, match="is not a date"):
        history.read_moment(text)


POLICY_OF_THEN = parse(POLICY.encode(), "support-bot.yaml")
OVERRIDE = Override(
    id="o1",
    app=APP,
    environment="production",
    version=2,
    criterion="not-worse",
    reason="The two cases that got worse are about a closed shop.",
    bundle_digest="b" * 64,
    evidence_digest="e" * 64,
    policy_digest=POLICY_OF_THEN.digest,
    asked_by="ken",
    asked_at=NOON,
    confirmed_by="mei",
    confirmed_at=NOON,
    expires_at=NOON + timedelta(days=1),
)
JUDGED = Decision(
    verdict=Verdict.READY,
    rows=(
        CriterionRow(
            id="evidence",
            type="evidence",
            result=Result.PASS,
            label_code="gates.label.evidence",
            rule_code="gates.rule.evidence",
            rule_params={"golden": "support-golden", "min_cases": 20},
            observed=Estimate(value=0.5, low=0.4, n=60),
            observed_code="",
            n=60,
            meaning_code="gates.meaning.evidence",
        ),
        CriterionRow(
            id="not-worse",
            type="no_regression",
            owner="product",
            result=Result.OVERRIDDEN,
            label_code="gates.label.critical_cases",
            rule_code="gates.rule.evidence",
            rule_params={"golden": "support-golden", "min_cases": 20},
            observed_code="",
            meaning_code="gates.meaning.evidence",
            override=OVERRIDE,
            slices=(
                SliceRow(
                    tag="topic",
                    value="delivery",
                    n=12,
                    result=Result.FAIL,
                    observed_code="gates.observed.no_tag",
                    observed_params={"tags": "seven of twelve"},
                ),
                SliceRow(tag="topic", value="fees", n=3, result=Result.NOT_APPLICABLE),
            ),
        ),
    ),
    sentence_code="gates.sentence.ready",
    sentence_params={"version": 2, "environment": "production"},
    policy_digest=POLICY_OF_THEN.digest,
)


def let_in(bench, *, kept):
    """Record that v2 was asked for, approved twice by one person and once more by another, and promoted."""
    version, evaluation = a_version(2), an_evaluation(2)
    with bench.ledger.write() as tx:
        tx.add(version)
        tx.add(evaluation)
        for action, by, why in (
            ("request.opened", KEN, "fewer wrong fees"),
            ("request.approved", HANA, "read half of it"),
            ("request.approved", HANA, "read all of it"),
            ("request.approved", MEI, "taken back later"),
        ):
            history.record(bench, tx, by, action, app=APP, subject="r1", reason=why, environment="production")
    return move(
        bench,
        "promotion.promoted",
        2,
        **{**ALLOWED, "policy_digest": POLICY_OF_THEN.digest},
        **(history.keep(bench, POLICY_OF_THEN, JUDGED) if kept else {}),
    )


def test_an_account_names_who_asked_allowed_and_overrode_and_what_it_rested_on(bench):
    moved = let_in(bench, kept=True)
    (found,) = history.accounts(bench, APP, moved.at)
    assert found.stay.move == found.promotion == moved
    assert (found.request.actor, found.request.reason) == ("ken", "fewer wrong fees")
    assert [(event.actor, event.reason) for event in found.approvals] == [("hana", "read all of it")]
    assert [(each["criterion"], each["confirmed_by"]) for each in found.overrides] == [("not-worse", "mei")]
    assert found.version == a_version(2)
    assert found.evaluation == an_evaluation(2)
    assert history.verify(bench) is None


def test_an_account_has_the_policys_text_and_the_gate_as_they_were(bench):
    moved = let_in(bench, kept=True)
    (found,) = history.accounts(bench, APP, moved.at)
    assert found.policy == POLICY
    assert digest_of(found.policy.encode()) == moved.details["policy_digest"]
    assert found.decision.verdict is Verdict.READY
    assert found.decision.sentence["ja"].startswith("v2")
    row, other = found.decision.rows
    assert (other.owner, other.result) == ("product", "overridden")
    assert (row.id, row.result, row.n) == ("evidence", "pass", 60)
    assert (row.value, row.low, row.high) == (0.5, 0.4, None)
    assert "support-golden" in row.rule["en"]
    assert row.observed == {"en": "", "ja": ""}
    assert (row.slices, row.override) == ((), None)


def test_a_kept_row_names_its_slices_and_who_overrode_it(bench):
    moved = let_in(bench, kept=True)
    (found,) = history.accounts(bench, APP, moved.at)
    row = found.decision.rows[1]
    delivery, fees = row.slices
    assert (delivery.tag, delivery.value, delivery.n, delivery.result) == ("topic", "delivery", 12, "fail")
    assert "seven of twelve" in delivery.observed["ja"]
    assert fees.result == "not_applicable"
    assert row.override == found.overrides[0]
    assert (row.override["asked_by"], row.override["confirmed_by"]) == ("ken", "mei")


def test_a_decision_of_before_slices_were_kept_can_still_be_read():
    row = dict.fromkeys(("value", "low", "high", "n"))
    row |= {"id": "x", "severity": "block", "owner": "", "result": "pass"}
    row |= {name: {"en": "", "ja": ""} for name in ("label", "rule", "observed", "meaning")}
    kept = {"verdict": "ready", "sentence": {"en": "", "ja": ""}, "rows": [row]}
    assert KEPT.validate_python(kept).rows[0].slices == ()


def test_a_rollback_is_accounted_for_by_the_promotion_it_went_back_to(bench):
    moved = let_in(bench, kept=True)
    back = move(bench, "promotion.rolled_back", 2)
    (found,) = history.accounts(bench, APP, back.at)
    assert (found.stay.move, found.promotion) == (back, moved)
    assert found.policy == POLICY


def test_a_promotion_of_before_decisions_were_kept_is_accounted_for_by_what_is_known(bench):
    moved = let_in(bench, kept=False)
    (found,) = history.accounts(bench, APP, moved.at)
    assert (found.decision, found.policy, found.overrides) == (None, None, ())
    assert [event.actor for event in found.approvals] == ["hana"]


def spoil(bench, digest, how):
    path = bench.objects.path(digest)
    path.unlink() if how == "lost" else path.write_bytes(b"{}")


@pytest.mark.parametrize("how", ["lost", "changed"])
@pytest.mark.parametrize(
    ("name", "what"), [("decision", "what the gate said"), ("policy_digest", "the policy")]
)
def test_what_was_kept_and_is_lost_or_changed_is_told_and_the_rest_beside_it(bench, name, what, how):
    moved = let_in(bench, kept=True)
    spoil(bench, moved.details[name], how)
    (found,) = history.accounts(bench, APP, moved.at)
    (lost,) = found.faults
    assert lost.code == "audit.evidence_lost"
    assert (lost.params["number"], lost.params["digest"]) == (moved.number, moved.details[name])
    assert (found.decision, found.policy)[name == "policy_digest"] is None
    assert (found.decision, found.policy)[name != "policy_digest"] is not None
    answer = audit.past(bench, APP, moved.at.isoformat())
    assert answer.exit_code == 5
    told = "\n".join(answer.lines)
    assert f"! Event {moved.number} of the audit log rests on {what} in the frozen file" in told
    assert "Restore the folder objects/" in told
    assert "production: v2" in told
    document = json.loads(to_json(answer.document))["environments"]["production"]
    assert [each["code"] for each in document["faults"]] == ["audit.evidence_lost"]


@pytest.mark.parametrize("how", ["lost", "changed"])
def test_lost_answers_and_golden_sets_are_told_with_what_stood_on_them(bench, how):
    golden, answers = bench.objects.freeze(b"golden"), bench.objects.freeze(b"answers")
    moved = let_in(bench, kept=True)
    about = {"app": APP, "subject": moved.details["evaluation"]}
    with bench.ledger.write() as tx:
        history.record(bench, tx, KEN, "evaluation.started", **about, golden_digest=golden)
        history.record(bench, tx, KEN, "evaluation.finished", **about, answers_digest=answers)
    assert history.accounts(bench, APP, bench.now())[0].faults == ()
    spoil(bench, golden, how)
    spoil(bench, answers, how)
    lost = history.accounts(bench, APP, bench.now())[0].faults
    assert [each.params["digest"] for each in lost] == [golden, answers]
    assert [each.params["what"] for each in lost] == ["the dataset", "the answers"]


@pytest.mark.parametrize("action", ["request.approved", "promotion.promoted"])
def test_an_edited_event_is_told_where_it_is_used(bench, action):
    moved = let_in(bench, kept=True)
    (edited, *_) = history.events(bench, APP, actions=[action])
    with contextlib.suppress(Undone), bench.ledger.write() as tx:
        take_guards(tx)
        tx.change(Event, {"number": edited.number}, reason="another")
        (fault,) = history.accounts(bench, APP, moved.at)[0].faults
        raise Undone
    assert (fault.code, fault.params["number"]) == ("audit.edited", edited.number)


@pytest.mark.parametrize("how", ["lost", "changed"])
def test_the_audit_log_knows_what_it_rests_on(bench, how):
    moved = let_in(bench, kept=True)
    assert history.check(bench).lost == ()
    spoil(bench, moved.details["decision"], how)
    found = history.check(bench)
    assert found.fault is None
    assert found.head.number == history.count(bench, APP)
    (lost,) = found.lost
    assert (lost.params["number"], lost.params["digest"]) == (moved.number, moved.details["decision"])
    assert "ゲートの判定結果" in lost.say("ja")
    assert history.verify(bench) == moved.number


def test_the_log_asks_once_for_each_frozen_file(bench, monkeypatch):
    kept = {**history.keep(bench, POLICY_OF_THEN, JUDGED), "policy_digest": POLICY_OF_THEN.digest}
    for _ in range(3):
        move(bench, "promotion.promoted", 1, **kept)
    asked = []
    monkeypatch.setattr(bench.objects, "holds", lambda digest, **_: asked.append(digest) or False)
    assert len(history.check(bench).lost) == len(asked) == 2
    assert {each.params["number"] for each in history.check(bench).lost} == {1}


def test_large_answers_are_read_to_verify_and_looked_for_by_a_watch(bench):
    digest = bench.objects.freeze(b"x" * (READ_UP_TO + 1))
    with bench.ledger.write() as tx:
        history.record(bench, tx, KEN, "evaluation.finished", app=APP, subject="e", answers_digest=digest)
    bench.objects.path(digest).write_bytes(b"y" * (READ_UP_TO + 1))
    answer = audit.verify(bench, None)
    assert (answer.exit_code, [each["params"]["digest"] for each in answer.document["lost"]]) == (5, [digest])
    assert history.Watch(bench).look().lost == ()
    bench.objects.path(digest).unlink()
    assert len(history.Watch(bench).look().lost) == 1


def test_an_account_reads_a_golden_set_of_any_size(bench):
    golden = bench.objects.freeze(b"x" * (READ_UP_TO + 1))
    moved = let_in(bench, kept=True)
    about = {"app": APP, "subject": moved.details["evaluation"]}
    with bench.ledger.write() as tx:
        history.record(bench, tx, KEN, "evaluation.started", **about, golden_digest=golden)
    assert audit.past(bench, APP, "2030-01-01").exit_code == 0
    bench.objects.path(golden).write_bytes(b"y" * (READ_UP_TO + 1))
    assert audit.past(bench, APP, "2030-01-01").exit_code == 5


def test_a_file_that_grew_is_no_decision_however_large(bench):
    moved = let_in(bench, kept=True)
    path = bench.objects.path(moved.details["decision"])
    path.write_bytes(path.read_bytes() + b" " * READ_UP_TO)
    assert len(history.check(bench).lost) == 1


@pytest.mark.parametrize("digest", ["../people.yaml", "x" * 300, "\0", 7, {"a": 1}, ["b"]])
def test_what_an_event_names_and_is_no_digest_is_lost(bench, digest):
    with bench.ledger.write() as tx:
        history.record(bench, tx, KEN, "evaluation.finished", app=APP, subject="e", answers_digest=digest)
    assert len(history.check(bench).lost) == 1


def test_frozen_datasets_and_prompts_are_looked_for_too(bench):
    with bench.ledger.write() as tx:
        history.record(bench, tx, KEN, "dataset.frozen", app=APP, subject="g@1", after={"digest": "a" * 64})
        history.record(bench, tx, KEN, "prompt.saved", app=APP, subject="p@1", after=1, digest="b" * 64)
        history.record(bench, tx, KEN, "version.created", app=APP, subject="v1", digest="c" * 64)
        history.record(bench, tx, KEN, "override.asked", app=APP, subject="o1", policy_digest="d" * 64)
        history.record(bench, tx, KEN, "promotion.rolled_back", app=APP, subject="x", policy_digest="")
    assert [each.params["what"] for each in history.check(bench).lost] == [
        "the dataset",
        "the prompt",
        "the policy",
    ]


def test_a_watch_goes_on_when_evidence_is_lost_and_does_not_forget_it(bench):
    watch = history.Watch(bench)
    moved = let_in(bench, kept=True)
    spoil(bench, moved.details["decision"], "lost")
    assert len(watch.look().lost) == 1
    record_some(bench)
    assert watch.look().head.number == history.count(bench, APP)
    assert len(watch.look().faults) == 1


def test_a_watch_tells_a_lost_file_once_however_many_events_name_it(bench):
    watch = history.Watch(bench)
    for _ in range(3):
        with bench.ledger.write() as tx:
            history.record(bench, tx, KEN, "request.opened", app=APP, subject="r", policy_digest="a" * 64)
        assert [each.params["number"] for each in watch.look().lost] == [1]


@pytest.mark.parametrize("is_sound", [True, False])
def test_a_watch_looks_again_at_what_was_lost(bench, is_sound):
    watch = history.Watch(bench)
    moved = let_in(bench, kept=True)
    kept = bench.objects.read(moved.details["decision"])
    spoil(bench, moved.details["decision"], "lost")
    assert len(watch.look().lost) == 1
    if not is_sound:
        edit(bench, moved.number, hash="0" * 64)
    bench.objects.freeze(kept)
    assert watch.look().lost == ()
    assert (watch.look().fault is None) == is_sound


def test_what_was_lost_does_not_keep_from_anchoring(bench, tmp_path):
    moved = let_in(bench, kept=True)
    spoil(bench, moved.details["decision"], "lost")
    assert audit.anchor(bench, tmp_path / "a.json").exit_code == 0
    answer = audit.verify(bench, tmp_path / "a.json")
    assert (answer.exit_code, answer.document["sound"], answer.document["fault"]) == (5, False, None)
    assert [each["code"] for each in answer.document["lost"]] == ["audit.evidence_lost"]
    assert len(answer.lines) == 2


def test_the_doctor_is_not_well_when_evidence_is_lost(bench):
    moved = let_in(bench, kept=True)
    assert "audit log sound" in start.look_at_ledger(bench)
    spoil(bench, moved.details["decision"], "lost")
    assert not start.look("ledger", lambda: start.look_at_ledger(bench))["ok"]


def test_the_command_line_lays_an_account_out_for_people_and_for_programs(bench):
    moved = let_in(bench, kept=True)
    answer = audit.past(bench, APP, moved.at.isoformat())
    told = "\n".join(answer.lines)
    for word in ("production: v2", "read all of it", moved.hash, "golden: {name:"):
        assert word in told
    assert "not-worse: Overridden by ken and mei until 2026-" in told
    assert "    topic: delivery  n = 12  fail" in told
    assert "    topic: fees      n = 3   not applicable" in told
    assert "taken back later" not in told
    document = json.loads(to_json(answer.document))["environments"]["production"]
    assert (document["after"], document["until"], document["policy"]) == (2, None, POLICY)
    assert document["decision"]["rows"][0]["id"] == "evidence"
    assert document["approvals"][0]["actor"] == "hana"
    assert document["evaluation"]["golden_digest"] == "g" * 64


def test_what_was_asked_and_approved_is_named_by_its_digests(bench):
    stand(bench, set())
    request = requests.open_request(bench, APP, 1, "production", by=HANA, reason="better")
    requests.approve(bench, request.id, by=MEI)
    names = ("bundle_digest", "evidence_digest", "policy_digest")
    for event in history.events(bench, APP, actions=["request.opened", "request.approved"]):
        assert {name: event.details[name] for name in names} == {n: getattr(request, n) for n in names}
    spoil(bench, request.policy_digest, "lost")
    assert [each.params["what"] for each in history.check(bench).lost] == ["the policy"]


def test_an_event_of_an_action_that_nobody_knows_is_listed_all_the_same(bench):
    with bench.ledger.write() as tx:
        history.record(bench, tx, KEN, "tea.made", app=APP, subject="pot", reason="four\no'clock")
    assert "ken  tea.made  pot  (four\no'clock)" in audit.past(bench, APP, None).lines[0]


def test_an_application_that_was_removed_is_still_accounted_for(bench):
    moved = let_in(bench, kept=True)
    with bench.ledger.write() as tx:
        history.record(bench, tx, KEN, history.REMOVED, app=APP, subject=APP)
        for kind in (Application, Version, Evaluation):
            tx.remove(kind)
    told = "\n".join(audit.past(bench, APP, moved.at.isoformat()).lines)
    assert "evaluation  e2" in told
    assert "production: v2" in told
    assert audit.past(bench, APP, "2020-03-03").lines[1:] == ["nothing was released yet"]
    assert len(audit.past(bench, APP, None).lines) == history.count(bench, APP)


def test_an_application_that_never_was_is_told(bench):
    with pytest.raises(NotFound, match="no application"):
        audit.past(bench, "tea", None)
