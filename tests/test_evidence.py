from dataclasses import replace
from datetime import timedelta

import pytest

from lifecycle import applications, evidence, history, settings
from lifecycle.records import (
    Actor,
    Approval,
    DatasetKind,
    DatasetVersion,
    Override,
    Placement,
    Ref,
    Request,
    Scorecard,
    Verdict,
)
from tests.builders import HANA, NOON, a_row, a_version, an_evaluation
from tests.road import POLICY, add_evidence, freeze_golden, stand, write_policy

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

    (back_then, again), (other,) = (gathered(bench, version).stays for version in (first, second))
    assert (back_then.lasted(NOON), back_then.is_rolled_back) == (10 * HOUR, False)
    assert (again.until, again.lasted(NOON)) == (None, 50 * HOUR)
    assert (other.lasted(NOON), other.is_rolled_back) == (40 * HOUR, True)
    assert gathered(bench, first, environment="staging").stays == ()

    verdicts = [evidence.decide(bench, APP, number, PRODUCTION).verdict for number in (1, 2)]
    assert verdicts == [Verdict.NEEDS_REVIEW, Verdict.INSUFFICIENT_EVIDENCE]


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
    ("hours", "counts", "expired"), [(0, True, False), (167, True, False), (168, False, True)]
)
def test_an_approval_counts_for_as_long_as_the_policy_says(bench, hours, counts, expired):
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
    return add(bench, Override(**{**given, **changes}))


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
