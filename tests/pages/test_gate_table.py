from dataclasses import replace
from datetime import timedelta

from lifecycle import applications, evidence, history, requests, settings, versions
from lifecycle.gates import CLOSED
from lifecycle.records import Actor, Override, Result
from tests.pages.conftest import english_in, text_of

APP, PRODUCTION = "support-bot", "production"


def judged(bench):
    return requests.decision(bench, requests.live(bench, APP, PRODUCTION))


def row_of(bench, id):
    return next(row for row in judged(bench).rows if row.id == id)


def override(bench, criterion):
    """Let two people override a criterion, as the ledger keeps it."""
    people = {id: replace(person, roles={APP: "release_manager"}) for id, person in bench.people.items()}
    settings.save_people(bench.settings.home, people)
    policy, version = applications.policy(bench, APP), versions.find(bench, APP, 3)
    seen = evidence.seen(evidence.gather(bench, policy, version, PRODUCTION), policy)
    given = Override(
        id="o1",
        app=APP,
        environment=PRODUCTION,
        version=3,
        criterion=criterion,
        reason="<b>only</b> the older questions",
        bundle_digest=seen[0],
        evidence_digest=seen[1],
        policy_digest=seen[2],
        asked_by="hana",
        asked_at=bench.now(),
        confirmed_by="mei",
        confirmed_at=bench.now(),
        expires_at=bench.now() + timedelta(hours=3),
    )
    with bench.ledger.write() as tx:
        tx.add(given)
        history.record(bench, tx, Actor(person="hana"), "override.asked", app=APP, subject=given.id)


def test_a_row_that_sums_up_slices_shows_each(full, open_page):
    said = text_of(open_page("release"))
    slices = row_of(full, "no-group-worse").slices

    assert slices
    for slice in slices:
        assert f"{slice.tag}: {slice.value}" in said
    small = sum(slice.result is Result.NOT_APPLICABLE for slice in slices)
    assert said.count("too small to decide</span>") == small > 0


def test_an_overridden_row_says_by_whom_until_when_and_why(full, open_page):
    closed = next(row for row in judged(full).rows if row.result in CLOSED)
    override(full, closed.id)

    assert row_of(full, closed.id).result is Result.OVERRIDDEN
    said = text_of(open_page("release"))
    assert "Overridden by Hana Sato and Mei Tanaka until" in said
    assert "“&lt;b&gt;only&lt;/b&gt; the older questions”" in said
    assert "overridden</span>" in said


def test_the_gate_is_all_japanese(full, open_page, japanese):
    said = text_of(open_page("release"))

    assert english_in(said) == []
    assert "各スライスとその結果" in said
