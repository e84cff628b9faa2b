from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from lifecycle import applications, evidence, gates, history, messages, settings
from lifecycle.records import (
    KANMON,
    Actor,
    Approval,
    DatasetKind,
    DatasetVersion,
    Endpoint,
    Evaluation,
    EvaluationState,
    Override,
    Placement,
    Ref,
    Request,
    Result,
    Scorecard,
    Verdict,
    Version,
)
from tests.builders import HANA, NOON, a_row, a_version, an_evaluation
from tests.road import POLICY, add_evidence, add_version, freeze_golden, stand, write_policy

APP, PRODUCTION = "support-bot", "production"
HOUR = timedelta(hours=1)
ROAD = POLICY.replace(
    "  production:\n",
    "  production:\n    from: staging\n    soak: 24h\n    override: {roles: [release_manager]}\n",
)


def gathered(bench, version, request=None, environment=PRODUCTION):
    return evidence.gather(bench, applications.policy(bench, APP), version, environment, request)


def digests(bench, version):
    bundle, rests_on, policy = evidence.seen(gathered(bench, version), applications.policy(bench, APP))
    return {"bundle_digest": bundle, "evidence_digest": rests_on, "policy_digest": policy}


def add(bench, record):
    with bench.ledger.write() as tx:
        tx.add(record)
    return record


def moved(bench, version, action="promotion.promoted", environment="staging", at=NOON):
    bench.now = lambda: at
    with bench.ledger.write() as tx:
        history.record(
            bench,
            tx,
            HANA,
            action,
            app=APP,
            subject=f"{APP}@{environment}",
            after=version.number,
            environment=environment,
            bundle_digest=version.digest,
        )


def give_role(bench, role, *persons):
    people = dict(bench.people)
    people |= {person: replace(people[person], roles={APP: role}) for person in persons}
    settings.save_people(bench.settings.home, people)


def test_the_newest_golden_set_counts_unless_the_policy_names_one(bench):
    (version,) = stand(bench, set())
    old = gathered(bench, version).golden
    freeze_golden(bench, extra={"new"})
    assert gathered(bench, version).golden.number == 2

    exact = f"      - {{id: golden, type: golden_set, owner: data, digest: {old.digest}}}\n"
    write_policy(bench, POLICY.replace("    approvals", f"{exact}    approvals"))
    found = gathered(bench, version)
    assert found.golden == old
    assert evidence.decide(bench, APP, 1, PRODUCTION).verdict is Verdict.NEEDS_REVIEW
    assert gathered(bench, version, environment="staging").golden.number == 2


def test_the_training_data_comes_with_the_version_that_names_it(bench):
    stand(bench)
    frozen = add(
        bench,
        DatasetVersion(
            app=APP,
            name="logs",
            number=2,
            kind=DatasetKind.TRAINING,
            digest="t" * 64,
            rows=9,
            author="ken",
            created_at=NOON,
        ),
    )
    tuned = a_version(1, training=frozen.ref, training_digest=frozen.digest)

    assert gathered(bench, tuned).training == frozen
    assert gathered(bench, a_version(1)).training is None
    assert gathered(bench, a_version(1, training=Ref("gone", 1))).training is None


def test_stays_are_those_of_this_very_bundle_in_the_environment_it_comes_from(bench):
    first, second = stand(bench, set(), set())
    write_policy(bench, ROAD)
    moved(bench, first, at=NOON - 100 * HOUR)
    moved(bench, second, at=NOON - 90 * HOUR)
    moved(bench, first, "promotion.rolled_back", at=NOON - 50 * HOUR)
    moved(bench, second, environment=PRODUCTION, at=NOON - 40 * HOUR)
    bench.now = lambda: NOON

    (back_then, again), none = (gathered(bench, version).stays for version in (first, second))
    assert back_then.lasted(NOON) == 10 * HOUR
    assert (again.until, again.lasted(NOON)) == (None, 50 * HOUR)
    assert none == ()
    assert [gathered(bench, version).taken_back for version in (first, second)] == [
        None,
        history.events(bench, APP, actions=[history.ROLLED_BACK])[0],
    ]
    assert gathered(bench, first, environment="staging").stays == ()

    verdicts = [evidence.decide(bench, APP, number, PRODUCTION).verdict for number in (1, 2)]
    assert verdicts == [Verdict.NEEDS_REVIEW, Verdict.INSUFFICIENT_EVIDENCE]


def found_there(bench, action, at, subject="models:/support-bot@staging", environment="staging"):
    bench.now = lambda: at
    with bench.ledger.write() as tx:
        history.record(bench, tx, KANMON, action, app=APP, subject=subject, environment=environment)


PROMPT = "prompts:/reply@staging"


@pytest.mark.parametrize(
    ("told", "lasted"),
    [
        ([], [30]),
        ([("alias.bypassed", 20)], [10]),
        ([("content.bypassed", 20), ("alias.repaired", 8)], [10, 8]),
        ([("alias.bypassed", 20), ("alias.restored", 8)], [10, 8]),
        ([("alias.bypassed", 20), ("promotion.shown", 8, "support-bot@staging")], [10, 8]),
        ([("alias.bypassed", 20), ("alias.bypassed", 18, PROMPT), ("alias.repaired", 8)], [10]),
        ([("alias.bypassed", 20), ("alias.restored", 8, PROMPT)], [10]),
        ([("alias.bypassed", 20), ("alias.repaired", 18), ("alias.bypassed", 9)], [10, 9]),
        ([("alias.bypassed", 40), ("alias.repaired", 35)], [30]),
        ([("alias.bypassed", 20, "models:/support-bot@production", PRODUCTION)], [30]),
    ],
)
def test_a_stay_is_broken_off_while_it_is_known_that_mlflow_shows_something_else(bench, told, lasted):
    (version,) = stand(bench, set())
    write_policy(bench, ROAD)
    steps = [(ago, partial(found_there, bench, action, NOON - ago * HOUR, *on)) for action, ago, *on in told]
    steps.append((30, partial(moved, bench, version, at=NOON - 30 * HOUR)))
    for _, step in sorted(steps, key=lambda each: -each[0]):
        step()
    bench.now = lambda: NOON

    assert [stay.lasted(NOON) for stay in gathered(bench, version).stays] == [n * HOUR for n in lasted]
    row = evidence.decide(bench, APP, 1, PRODUCTION).rows[1]
    assert row.result is (Result.PASS if lasted == [30] else Result.MISSING)
    words = "30 hours in staging"
    if row.result is Result.MISSING:
        words = "10 hours in staging at a stretch, broken off where MLflow was found to show something else"
    assert messages.say(row.observed_code, **row.observed_params) == words


def test_what_was_found_after_a_version_had_gone_breaks_nothing_off(bench):
    first, second = stand(bench, set(), set())
    write_policy(bench, ROAD)
    moved(bench, first, at=NOON - 30 * HOUR)
    moved(bench, second, at=NOON - 20 * HOUR)
    found_there(bench, "alias.bypassed", NOON - 10 * HOUR)
    bench.now = lambda: NOON

    assert [[stay.lasted(NOON) for stay in gathered(bench, each).stays] for each in (first, second)] == [
        [10 * HOUR],
        [10 * HOUR],
    ]
    assert [gathered(bench, each).stays[-1].is_broken_off for each in (first, second)] == [False, True]


def test_an_application_that_was_made_again_has_stood_nowhere(bench):
    (version,) = stand(bench, set())
    write_policy(bench, ROAD)
    moved(bench, version, at=NOON - 100 * HOUR)
    with bench.ledger.write() as tx:
        history.record(bench, tx, Actor(person="yuki"), history.REMOVED, app=APP, subject=APP)

    assert gathered(bench, version).stays == ()


def a_request(bench, version):
    return Request(
        id="r1",
        app=APP,
        environment=PRODUCTION,
        version=version.number,
        evaluation="e",
        verdict=Verdict.NEEDS_REVIEW,
        reason="better",
        requested_by="ken",
        created_at=NOON,
        **digests(bench, version),
    )


@pytest.mark.parametrize(
    ("hours", "counts", "expired"),
    [(0, True, False), (167, True, False), (168, False, True), (-0.05, True, False), (-1, False, True)],
)
def test_an_approval_counts_for_as_long_as_the_policy_says_and_not_before_it_was_given(
    bench, hours, counts, expired
):
    (version,) = stand(bench, set())
    write_policy(bench, POLICY.replace("roles: [approver]", "roles: [approver], expire: 7d"))
    request = a_request(bench, version)
    add(
        bench,
        Approval(request="r1", person="hana", role="approver", created_at=NOON, **digests(bench, version)),
    )
    bench.now = lambda: NOON + hours * HOUR

    found = gathered(bench, version, request)
    assert [[each.person for each in given] for given in (found.approvals, found.expired)] == [
        ["hana"] * counts,
        ["hana"] * expired,
    ]


def overriding(bench, of, **changes):
    """An override of the missing passage, by two who may."""
    write_policy(bench, ROAD)
    give_role(bench, "release_manager", "ken", "hana", "mei")
    bench.now = lambda: NOON
    given = {
        "id": "o1",
        "app": APP,
        "environment": PRODUCTION,
        "version": 1,
        "criterion": "passage",
        "reason": "it stood in the other shop's staging",
        "asked_by": "hana",
        "asked_at": NOON,
        "confirmed_by": "mei",
        "confirmed_at": NOON,
        "expires_at": NOON + HOUR,
        **digests(bench, of),
    }
    made = Override(**{**given, **changes})
    by, asked = Actor(person=made.asked_by), "override.asked"
    with bench.ledger.write() as tx:
        history.record(bench, tx, by, asked, app=made.app, subject=made.id, environment=made.environment)
    return add(bench, made)


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"confirmed_by": "", "confirmed_at": None}, False),
        ({"confirmed_by": "hana"}, False),
        ({"confirmed_by": "ken"}, False),
        ({"asked_by": "ken"}, False),
        ({"asked_by": "rin"}, False),
        ({"confirmed_by": "nobody"}, False),
        ({"expires_at": NOON}, False),
        ({"confirmed_at": NOON + HOUR, "expires_at": NOON + 2 * HOUR}, False),
        ({"bundle_digest": "x"}, False),
        ({"evidence_digest": "x"}, False),
        ({"policy_digest": "x"}, False),
        ({"environment": "staging"}, False),
        ({"version": 2}, False),
        ({"app": "other"}, False),
    ],
)
def test_an_override_counts_only_while_two_people_may_vouch_for_just_this(bench, changes, counts):
    (version,) = stand(bench, set())
    given = overriding(bench, version, **changes)

    assert gathered(bench, version).overrides == ((given,) if counts else ())
    decided = evidence.decide(bench, APP, 1, PRODUCTION).verdict
    assert decided is (Verdict.NEEDS_REVIEW if counts else Verdict.INSUFFICIENT_EVIDENCE)


def test_an_override_of_somebody_who_lost_the_role_counts_no_more(bench):
    (version,) = stand(bench, set())
    overriding(bench, version)
    give_role(bench, "approver", "mei")

    assert gathered(bench, version).overrides == ()


def test_what_time_and_people_bring_about_leaves_the_digest_as_it_is(bench):
    version, incumbent = stand(bench, set(), set())
    write_policy(bench, ROAD)
    before = digests(bench, version)
    moved(bench, version, at=NOON)
    bench.now = lambda: NOON + 1_000 * HOUR
    assert digests(bench, version) == before

    changed = []
    add_evidence(bench, version, {"c5"})
    changed.append(digests(bench, version)["evidence_digest"])
    add(bench, Placement(app=APP, environment=PRODUCTION, version=incumbent.number))
    changed.append(digests(bench, version)["evidence_digest"])
    add_evidence(bench, incumbent, {"c6"})
    changed.append(digests(bench, version)["evidence_digest"])
    freeze_golden(bench, extra={"new"})
    changed.append(digests(bench, version)["evidence_digest"])
    assert len({before["evidence_digest"], *changed}) == 5


def move_endpoint(bench, base_url="http://127.0.0.1:9/v1"):
    """Let what is called practice stand elsewhere."""
    elsewhere = replace(settings.PRACTICE, base_url=base_url)
    settings.save_endpoints(bench.settings.home, {"practice": elsewhere})


def test_evidence_of_another_address_is_none_and_back_there_it_counts_again(bench):
    (version,) = stand(bench, set())
    before = digests(bench, version)
    move_endpoint(bench)
    decision = evidence.decide(bench, APP, 1, PRODUCTION)
    assert decision.verdict is Verdict.BLOCKED
    assert "address of the endpoint practice was changed after this evaluation" in gates.sentence(decision)
    assert "エンドポイント practice のアドレスが変更されています" in gates.sentence(decision, "ja")
    assert digests(bench, version) != before
    move_endpoint(bench, settings.PRACTICE.base_url)
    assert evidence.decide(bench, APP, 1, PRODUCTION).verdict is Verdict.NEEDS_REVIEW


@pytest.mark.parametrize("changes", [{"concurrency": 2}, {"usd_per_million_in": 3.0}, {"key_env": "KEY"}])
def test_what_else_changes_of_an_endpoint_leaves_the_evidence_as_it_is(bench, changes):
    (version,) = stand(bench, set())
    before = digests(bench, version)
    settings.save_endpoints(bench.settings.home, {"practice": replace(settings.PRACTICE, **changes)})
    assert digests(bench, version) == before
    assert evidence.decide(bench, APP, 1, PRODUCTION).verdict is Verdict.NEEDS_REVIEW


def test_evidence_of_an_endpoint_that_is_gone_or_that_nobody_kept_is_none(bench):
    (version,) = stand(bench, set())
    with bench.ledger.write() as tx:
        tx.change(Evaluation, {"version": version.number}, endpoint="gone")
    assert evidence.decide(bench, APP, 1, PRODUCTION).verdict is Verdict.BLOCKED
    assert "endpoint gone was changed" in told_of_evidence(bench)
    for name in ("practice", ""):
        with bench.ledger.write() as tx:
            tx.change(Evaluation, {"version": version.number}, endpoint=name, address="")
        assert evidence.decide(bench, APP, 1, PRODUCTION).verdict is Verdict.BLOCKED
        assert f"not kept where the endpoint {name} stood then; evaluate again" in told_of_evidence(bench)


def judged_at(bench, jury):
    """Let an endpoint of its own judge under the policy."""
    settings.save_endpoints(bench.settings.home, {"jury": jury})
    judge = "  - {name: correctness, settings: {endpoint: jury, model: m}}\n"
    write_policy(bench, POLICY.replace("  - name: contains\n", f"  - name: contains\n{judge}"))


@pytest.mark.parametrize("whose", ["its own", "the incumbent's"])
def test_where_judges_stood_is_evidence_as_where_the_answers_came_from_is(bench, whose):
    jury = Endpoint(name="jury", base_url="http://127.0.0.1:9/v1")
    judged_at(bench, jury)
    freeze_golden(bench)
    version, incumbent = (add_version(bench, number=number) for number in (1, 2))
    for each in (version, incumbent):
        add_evidence(bench, each)
    add(bench, Placement(app=APP, environment=PRODUCTION, version=incumbent.number))
    subject = version if whose == "its own" else incumbent
    with bench.ledger.write() as tx:
        tx.change(Evaluation, {"version": subject.number}, judge_addresses={"jury": jury.address})
    before = digests(bench, version)
    assert evidence.decide(bench, APP, 1, PRODUCTION).verdict is Verdict.NEEDS_REVIEW

    settings.save_endpoints(bench.settings.home, {"jury": replace(jury, base_url="http://127.0.0.1:10/v1")})
    assert digests(bench, version) != before
    decision = evidence.decide(bench, APP, 1, PRODUCTION)
    if whose == "its own":
        assert decision.verdict is Verdict.BLOCKED
        assert "address of the endpoint jury was changed" in gates.sentence(decision)
    else:
        rows = {row.id: row.result for row in decision.rows}
        assert (rows["evidence"], rows["not-worse"]) == (Result.PASS, Result.MISSING)


def test_a_version_is_not_compared_with_answers_of_another_address(bench):
    shop = replace(settings.PRACTICE, name="shop", base_url="http://127.0.0.1:9/v1")
    settings.save_endpoints(bench.settings.home, {"shop": shop})
    version, incumbent = stand(bench, set(), set())
    with bench.ledger.write() as tx:
        tx.change(Version, {"number": incumbent.number}, endpoint="shop")
        tx.change(Evaluation, {"version": incumbent.number}, endpoint="shop", address=shop.address)
    add(bench, Placement(app=APP, environment=PRODUCTION, version=incumbent.number))
    rows = {row.id: row for row in evidence.decide(bench, APP, 1, PRODUCTION).rows}
    assert rows["not-worse"].result is Result.PASS
    before = digests(bench, version)
    settings.save_endpoints(bench.settings.home, {"shop": replace(shop, base_url="http://127.0.0.1:10/v1")})
    rows = {row.id: row for row in evidence.decide(bench, APP, 1, PRODUCTION).rows}
    assert (rows["evidence"].result, rows["not-worse"].result) == (Result.PASS, Result.MISSING)
    assert digests(bench, version) != before


def told_of_evidence(bench, language="en"):
    first = evidence.decide(bench, APP, 1, PRODUCTION).rows[0]
    return messages.say(first.observed_code, language, **first.observed_params)


def test_how_often_a_bundle_was_evaluated_is_told_and_the_newest_counts_whatever_came_of_it(bench):
    (version,) = stand(bench, set())
    assert told_of_evidence(bench) == "60 cases of support-golden@1"
    for minute, failing in enumerate([{"c5"}, set(), {f"c{n}" for n in range(2, 50)}], start=1):
        bench.now = lambda minute=minute: NOON + timedelta(days=900, minutes=minute)
        newest = add_evidence(bench, version, failing)
    assert told_of_evidence(bench) == "60 cases of support-golden@1; the newest of 4 evaluations, 3 before it"
    assert told_of_evidence(bench, "ja").endswith("4 回の評価のうち最新（それ以前に 3 回）")
    found = gathered(bench, version)
    assert found.scorecard.evaluation.id == newest.id
    assert found.tries == gates.Tries(before=3)
    assert evidence.decide(bench, APP, 1, PRODUCTION).verdict is Verdict.HOLD


def test_what_ended_early_is_a_try_and_what_was_of_something_else_is_none(bench):
    version, other = stand(bench, set(), set())
    first = gathered(bench, version).scorecard.evaluation

    def also(id, **changes):
        add(bench, replace(first, id=id, answers_digest="", **changes))

    ended = {"state": EvaluationState.CANCELLED, "finished_at": NOON}
    also("cancelled", **ended)
    also("stopped", **ended | {"state": EvaluationState.STOPPED})
    also("running", state=EvaluationState.RUNNING, finished_at=None)
    also("given", recorded="r" * 64)
    also("elsewhere", golden_digest="x" * 64)
    also("other", version=other.number, bundle_digest=other.digest)
    also("scored otherwise", scorers_digest="x" * 64, finished_at=NOON)
    assert gathered(bench, version).tries == gates.Tries(before=1, ended_early=2)
    assert told_of_evidence(bench) == (
        "60 cases of support-golden@1; the newest of 2 evaluations, 1 before it; 2 evaluations ended early"
    )


def test_a_version_that_is_compared_with_the_newest_of_several_evaluations_says_so(bench):
    version, incumbent = stand(bench, set(), set())
    add(bench, Placement(app=APP, environment=PRODUCTION, version=incumbent.number))
    bench.now = lambda: NOON + timedelta(days=900)
    add_evidence(bench, incumbent, {"c5"})
    assert gathered(bench, version).tries == gates.Tries()
    assert told_of_evidence(bench) == "60 cases of support-golden@1; v2 by the newest of 2 evaluations"


def answered(bench, id, at, calls, cached=False):
    """An evaluation in the ledger with the answers to some calls."""
    evaluated = an_evaluation(1, id=id, created_at=at, started_at=at)
    rows = [
        a_row(f"c{place}", place, evaluation=id, call_digest=call, cached=cached)
        for place, call in enumerate(calls)
    ]
    with bench.ledger.write() as tx:
        tx.add(evaluated)
        tx.add(*rows)
    return evaluated, tuple(rows)


@pytest.mark.parametrize(
    ("earlier", "since"),
    [
        ({"old": (10, ["a", "b"])}, NOON - 10 * HOUR),
        ({"older": (20, ["a", "b"]), "old": (10, ["a", "b"])}, NOON - 10 * HOUR),
        ({"older": (20, ["a", "b"]), "old": (10, ["a"])}, NOON - 20 * HOUR),
        ({"older": (20, ["c"]), "old": (10, ["a", "b"])}, NOON - 10 * HOUR),
        ({"old": (10, ["a"])}, None),
        ({"old": (10, ["a"]), "later": (-5, ["a", "b"])}, None),
    ],
)
def test_reused_answers_are_as_old_as_the_evaluations_that_they_come_from(bench, earlier, since):
    for id, (hours, calls) in earlier.items():
        answered(bench, id, NOON - hours * HOUR, calls)
    evaluated, rows = answered(bench, "now", NOON, ["a", "b"], cached=True)
    card = Scorecard(evaluation=evaluated, cases=(), rows=rows)

    assert evidence.reused_since(bench, card) == since
