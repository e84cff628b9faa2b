import re
from dataclasses import replace
from datetime import timedelta

import pytest

from lifecycle import applications, comparison, evidence, history, promotion, requests, settings, versions
from lifecycle.promotion import moves
from lifecycle.records import Actor, Approval, Ref, Request, RequestState
from tests.pages.conftest import english_in, text_of, ways_of

APP = "support-bot"
HANA, MEI, KEN = (Actor(person=id) for id in ("hana", "mei", "ken"))


def press(at, label):
    next(button for button in at.button if button.label == label).click()
    return at.run()


def say_why(at, reason):
    at.text_area[0].input(reason)


def button(at, label):
    return next(button for button in at.button if button.label == label)


def standing(bench):
    return evidence.placement(bench, APP, "production").version


def live(bench):
    return requests.live(bench, APP, "production")


def gathered(bench, request=None):
    policy = applications.policy(bench, APP)
    return evidence.gather(bench, policy, versions.find(bench, APP, 3), "production", request)


def test_without_a_version_the_page_says_what_will_be_here(empty, open_page):
    assert "No application yet" in text_of(open_page("release"))
    applications.create(empty, "my-bot", by=HANA)
    applications.take_example_policy(empty, "my-bot", by=HANA)
    assert "Nothing to release yet" in text_of(open_page("release"))


def test_the_gate_shows_every_row_with_what_was_seen(full, open_page):
    said = text_of(open_page("release", person="mei"))
    judged = requests.decision(full, live(full))
    assert len(judged.rows) == said.count("k-criterion")
    assert "12 criteria: 10 pass · 1 warns only · 1 open" in said
    assert "v3 meets every required criterion for production." in said
    facts = next(row for row in judged.rows if row.id == "right-facts")
    assert f"{100 * facts.observed.value:.1f} %" in said
    assert f"{100 * facts.observed.low:.1f} to {100 * facts.observed.high:.1f}" in said
    assert "Owner: product" in said
    assert "Customers would miss facts" in said
    assert "replaces v2" in said


def test_the_five_worst_cases_stand_opened_with_both_answers(full, open_page):
    seen = gathered(full)
    found = comparison.compare(seen.baseline, seen.scorecard)
    worse = comparison.regressions(found)
    said = text_of(open_page("release"))
    assert f"{len(worse)} of {len(found.cases)}" in said
    assert [f"case {case.case.id}" in said for case in worse].count(True) == min(5, len(worse))


def test_who_decides_is_led_to_the_cases_that_got_worse(full, open_page):
    said = text_of(open_page("release", person="mei"))
    assert '<a href="#k-worse">Read the 13 cases that got worse first.</a>' in said
    assert 'id="k-worse"' in said


def test_two_people_release_a_version_by_clicking(full, open_page):
    at = open_page("release", person="mei")
    assert button(at, "Promote v3 to production").disabled
    press(at, "Approve")
    say_why(at, "read all of them")
    at.button(key="k-confirm-yes").click().run()
    assert live(full).state == RequestState.APPROVED
    assert requests.approvals(full, live(full).id)[0].comment == "read all of them"

    at = open_page("release", person="hana")
    press(at, "Promote v3 to production")
    assert "It replaces v2" in text_of(at)
    at.button(key="k-confirm-yes").click().run()
    assert standing(full) == 3


def test_whoever_promotes_and_is_overtaken_hears_what_stands_there_now(full, open_page, monkeypatch):
    requests.approve(full, live(full).id, by=MEI)
    show = moves.show

    def overtaken(bench, app, environment):
        monkeypatch.setattr(moves, "show", show)
        promotion.roll_back(bench, app, environment, by=MEI, expecting=3, reason="wrong")
        return show(bench, app, environment)

    at = open_page("release", person="hana")
    press(at, "Promote v3 to production")
    monkeypatch.setattr(moves, "show", overtaken)
    at.button(key="k-confirm-yes").click().run()
    said = text_of(at)
    assert "Since then production was moved on, and it holds v2 now." in said
    assert "v3 is in production." not in said


def test_a_rollback_takes_two_clicks_and_a_reason(full, open_page):
    at = open_page("release", person="mei", version=2)
    press(at, "Roll back to v1")
    at.button(key="k-confirm-yes").click().run()
    assert "A reason is needed." in text_of(at)
    assert standing(full) == 2
    press(at, "Roll back to v1")  # AppTest runs the page anew, which closes the dialog; a browser keeps it
    say_why(at, "wrong about exchanges")
    at.button(key="k-confirm-yes").click().run()
    assert standing(full) == 1


def test_a_version_that_was_rolled_back_says_so_before_anybody_asks_for_it_again(full, open_page):
    promotion.roll_back(full, APP, "production", by=MEI, expecting=2, reason="wrong about exchanges")
    said = text_of(open_page("release", person="ken", version=2))
    assert "v2 was rolled back from production by Mei Tanaka on" in said
    assert "“wrong about exchanges”" in said
    assert "v3 was rolled back" not in text_of(open_page("release", person="ken", version=3))


@pytest.mark.parametrize(
    ("label", "state"),
    [
        ("Reject", RequestState.REJECTED),
        ("Ask for changes", RequestState.CHANGES_REQUESTED),
        ("Withdraw the request", RequestState.WITHDRAWN),
    ],
)
def test_a_request_ends_with_a_reason(full, open_page, label, state):
    request = live(full)
    at = open_page("release", person="mei")
    press(at, label)
    say_why(at, "exchanges got worse")
    at.button(key="k-confirm-yes").click().run()
    ended = requests.find(full, request.id)
    assert (ended.state, ended.closing_reason) == (state, "exchanges got worse")


def test_a_reason_that_is_too_long_is_refused_whole_and_not_cut(full, open_page):
    at = press(open_page("release", person="mei"), "Reject")
    say_why(at, "x" * 2001)
    at.button(key="k-confirm-yes").click().run()
    assert "This text has 2,001 characters; at most 2,000 are kept." in text_of(at)
    assert live(full).state is RequestState.OPEN
    at = press(at, "Reject")
    assert at.text_area[0].value == "x" * 2001


def test_whoever_promotes_second_reads_who_did_and_that_nothing_is_left_to_do(full, open_page):
    request = requests.approve(full, live(full).id, by=MEI)
    at = press(open_page("release", person="hana"), "Promote v3 to production")
    promotion.promote(full, request.id, by=MEI, expecting=2)
    at.button(key="k-confirm-yes").click().run()
    said = text_of(at)
    assert "Mei Tanaka has promoted v3 to production already." in said
    assert "Nothing is left to do." in said
    assert "Open a new request" not in said


def test_a_release_is_requested_with_a_reason(full, open_page):
    requests.withdraw(full, live(full).id, by=HANA, reason="again")
    at = open_page("release", person="ken", version=3, to="production")
    press(at, "Request v3 for production")
    say_why(at, "better on delivery")
    at.button(key="k-confirm-yes").click().run()
    assert (live(full).version, live(full).reason) == (3, "better on delivery")


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ("hana", "Hana Sato opened this request and cannot approve it."),
        ("ken", "This needs the role approver or higher."),
        ("aki", "This needs the role approver or higher."),
    ],
)
def test_whoever_may_not_approve_reads_why(full, open_page, person, why):
    at = open_page("release", person=person)
    assert button(at, "Approve").disabled
    assert why in text_of(at)


def test_a_closed_gate_closes_the_button_and_says_so(full, open_page):
    requests.withdraw(full, live(full).id, by=HANA, reason="again")
    path = applications.policy_path(full, APP)
    path.write_text(path.read_text(encoding="utf-8").replace("value: 0.50", "value: 0.99"), encoding="utf-8")
    at = open_page("release", person="ken", version=3)
    assert button(at, "Request v3 for production").disabled
    assert "The gate is closed (hold)" in text_of(at)


def test_another_version_waits_behind_the_request_that_stands(full, open_page):
    at = open_page("release", person="ken", version=1)
    assert button(at, "Request v1 for production").disabled
    assert "A request for v3 stands for production." in text_of(at)


def test_a_version_without_an_evaluation_is_told_and_led_to_one(full, open_page):
    versions.create(
        full,
        app=APP,
        prompt=Ref("support-reply", 1),
        model="practice-1",
        endpoint="practice",
        parameters={"temperature": 1},
        by=KEN,
    )
    at = open_page("release", version=4)
    said = text_of(at)
    assert "v4 has not been evaluated yet" in said
    assert "Not evaluated yet" in said
    assert "k-criterion" in said, "every row stands there nevertheless"


def test_what_the_address_names_and_is_not_there_is_told_alone(full, open_page):
    for query, told in (
        ({"version": 999}, "has no version v999"),
        ({"version": "9<b>"}, "9&lt;b&gt; is not the number of a version"),
        ({"to": "moon"}, "knows no environment moon"),
    ):
        at = open_page("release", **query)
        assert told in text_of(at)
        assert "<h1>" not in text_of(at), "nothing else is shown under it"
        assert ways_of(at) == {"Go to Release": ""}


def test_a_broken_policy_is_a_message_and_a_hint(full, open_page):
    path = applications.policy_path(full, APP)
    path.write_text("windows: []\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    said = text_of(open_page("release"))
    assert "line 1: windows is not known" in said
    assert "nothing unknown is ignored" in said
    assert "Traceback" not in said


def test_answers_that_are_gone_are_a_message_and_a_hint(full, open_page):
    digest = gathered(full).scorecard.evaluation.answers_digest
    next(full.objects.folder.rglob(f"*{digest[2:]}*")).unlink()
    said = text_of(open_page("release"))
    assert 'role="alert"' in said
    assert "Traceback" not in said


def test_a_version_may_be_written_as_people_do(full, open_page):
    assert "Release v1 to production" in text_of(open_page("release", version="v1"))


def test_the_title_says_of_a_version_that_is_there_that_it_is(full, japanese, open_page):
    assert "<h1>v2 は production で稼働中です</h1>" in text_of(open_page("release", version=2))
    assert "<h1>v3 を production にリリース</h1>" in text_of(open_page("release", version=3))


def title_of(at):
    (dialog,) = at.get("dialog")
    return dialog.proto.dialog.title


def test_a_dialog_asks_in_a_whole_sentence(full, japanese, open_page):
    requests.approve(full, live(full).id, by=MEI)
    at = press(open_page("release", person="mei"), "v3 を production に昇格")
    assert title_of(at) == "v3 を production に昇格しますか？"
    requests.withdraw(full, live(full).id, by=HANA, reason="again")
    at = press(open_page("release", person="ken", version=3), "v3 の production へのリリースを申請")
    assert title_of(at) == "v3 の production へのリリースを申請しますか？"


@pytest.mark.parametrize("query", [{}, {"version": 2}])
def test_release_in_japanese_has_no_english_sentence(full, japanese, open_page, query):
    said = text_of(open_page("release", person="mei", **query))
    assert "リリース" in said
    assert english_in(said) == []


def change_policy(bench, *changes):
    path = applications.policy_path(bench, APP)
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def change(bench, kind, wanted, **values):
    with bench.ledger.write() as tx:
        assert tx.change(kind, wanted, **values)


def roll_back(bench, by=MEI):
    promotion.roll_back(bench, APP, "production", by=by, expecting=2, reason="wrong <b>fees</b>")


def closing(bench):
    """Close production for many years."""
    told = "{time_zone: Asia/Tokyo, dates: [{from: 2020-01-01, to: 2090-01-01, why: Year-end sale}]}"
    change_policy(bench, ("    rollback:\n", f"    closed: {told}\n    rollback:\n"))


def test_a_request_that_went_stale_says_why_at_once_and_a_new_one_can_be_opened(full, open_page):
    request = live(full)
    change_policy(full, ("value: 0.50", "value: 0.51"))
    assert live(full).id == request.id, "nobody wrote it down yet"
    at = open_page("release", person="ken")
    said = text_of(at)
    assert "The request for v3 is over (stale)." in said
    assert "The policy of support-bot changed after this was requested." in said
    assert "Open a new request, which is judged by the new policy." in said
    press(at, "Request v3 for production")
    assert "Once promoted, v3 replaces v2 in production." in text_of(at)
    say_why(at, "once more")
    at.button(key="k-confirm-yes").click().run()
    assert (live(full).reason, requests.find(full, request.id).state) == ("once more", RequestState.STALE)


def sides(said):
    """What stands in the differences of a page: before and after, without marks."""
    return [
        re.sub(f"<{gone}>.*?</{gone}>|</?{kept}>", "", said)
        for gone, kept in (("ins", "del"), ("del", "ins"))
    ]


def test_an_approver_sees_what_changed_in_the_policy_since_the_last_release(full, open_page):
    title = "What changed in the policy since the last release"
    assert title not in text_of(open_page("release", person="mei"))
    change_policy(full, ("value: 0.50", "value: 0.51 # <b>new</b>"))
    said = text_of(open_page("release", person="mei"))
    before, after = sides(said)
    assert title in said
    assert "value: 0.50" in before
    assert "value: 0.51 # &lt;b&gt;new&lt;/b&gt;" in after
    assert "application: support-bot" not in said, "only the lines that differ"
    moved = history.state_at(full, APP, full.now())["production"]
    next(full.objects.folder.rglob(f"*{moved.details['policy_digest'][2:]}*")).unlink()
    assert "The text of that time is not there to compare with." in text_of(
        open_page("release", person="mei")
    )


def test_a_request_that_was_written_down_as_stale_goes_on_saying_why(full, open_page):
    change_policy(full, ("value: 0.50", "value: 0.51"))
    assert [request.state for request in requests.sweep(full)] == [RequestState.STALE]
    assert "The policy of support-bot changed after this was requested." in text_of(open_page("release"))


def test_a_request_that_expired_says_when_and_what_to_do(full, open_page):
    change(full, Request, {"id": live(full).id}, expires_at=full.now() - timedelta(hours=1))
    said = text_of(open_page("release", person="mei"))
    assert "The request for v3 is over (expired)." in said
    assert "This request expired on" in said
    assert "Open a new request if it is still wanted." in said
    assert "Your decision" not in said


def test_a_request_that_was_sent_back_shows_who_did_and_the_comment(full, open_page):
    requests.ask_for_changes(full, live(full).id, by=MEI, reason="name the <b>fee</b>")
    said = text_of(open_page("release", person="ken", version=3))
    assert "The request for v3 is over (changes requested)." in said
    assert "Mei Tanaka," in said
    assert "“name the &lt;b&gt;fee&lt;/b&gt;”" in said


def test_a_request_tells_its_age_and_when_it_expires(full, open_page):
    said = text_of(open_page("release"))
    assert "Requested " in said
    assert "Expires on " in said
    assert "(in 2 weeks)" in said


def test_an_approval_says_until_when_it_counts_and_can_be_revoked(full, open_page):
    requests.approve(full, live(full).id, by=MEI)
    at = open_page("release", person="hana")
    assert "counts until" in text_of(at)
    assert "1 of 1: Mei Tanaka" in text_of(at)
    assert "Revoke my approval" not in text_of(at), "it is not hers"
    at = open_page("release", person="mei")
    press(at, "Revoke my approval")
    at.button(key="k-confirm-yes").click().run()
    assert live(full).state is RequestState.OPEN
    assert requests.approvals(full, live(full).id) == []


def test_an_approval_that_expired_says_so_and_can_be_given_again(full, open_page):
    request = requests.approve(full, live(full).id, by=MEI)
    change(full, Approval, {"request": request.id}, created_at=full.now() - timedelta(days=8))
    at = open_page("release", person="mei")
    assert "has to be given again" in text_of(at)
    assert not button(at, "Approve").disabled
    assert button(at, "Promote v3 to production").disabled


def test_a_yes_of_too_low_a_role_has_no_tick(full, open_page):
    requests.withdraw(full, live(full).id, by=HANA, reason="again")
    change_policy(
        full, ("      roles: [approver]\n      expire", "      roles: [release_manager]\n      expire")
    )
    give_role(full, "mei", "release_manager")
    request = requests.open_request(full, APP, 3, "production", by=HANA, reason="better")
    requests.approve(full, request.id, by=MEI)
    assert "counts until" in text_of(open_page("release", person="hana"))
    give_role(full, "mei", "approver")
    said = text_of(open_page("release", person="hana"))
    assert "counts no more: evidence, policy or role changed since" in said
    assert "counts until" not in said


def give_role(bench, id, role):
    people = dict(bench.people)
    people[id] = replace(people[id], roles={APP: role})
    settings.save_people(bench.settings.home, people)


def test_a_closed_window_closes_the_promotion_with_its_reason_and_not_the_way_back(full, open_page):
    requests.withdraw(full, live(full).id, by=HANA, reason="again")
    closing(full)
    request = requests.open_request(full, APP, 3, "production", by=HANA, reason="better")
    requests.approve(full, request.id, by=MEI)
    at = open_page("release", person="mei")
    said = text_of(at)
    assert button(at, "Promote v3 to production").disabled
    assert said.count("production is closed until 2090-01-02 00:00 (Asia/Tokyo): Year-end sale.") == 2
    assert not button(at, "Roll back to v1").disabled


def test_a_pin_names_its_rollback_and_a_request_has_to_know_of_it(full, open_page):
    roll_back(full)
    at = open_page("release", person="ken", version=3)
    said = text_of(at)
    assert "production is pinned to v1 by the rollback of Mei Tanaka on" in said
    assert "“wrong &lt;b&gt;fees&lt;/b&gt;”" in said
    assert "production was rolled back from v2 to v1 by Mei Tanaka after this was requested." in said
    assert "Only a new request that knows of this rollback can be promoted." in said
    assert button(at, "Request v3 for production").disabled
    assert "Closed until the box is ticked." in said
    assert at.checkbox[0].label == "I know of the rollback, and why it was done. My request says so."
    at.checkbox[0].check().run()
    press(at, "Request v3 for production")
    say_why(at, "I read what went wrong")
    at.checkbox[0].check()
    at.button(key="k-confirm-yes").click().run()
    assert live(full).pin == evidence.placement(full, APP, "production").pin


def test_of_a_version_that_was_rolled_back_the_pin_is_told_once(full, open_page):
    roll_back(full)
    said = text_of(open_page("release", person="ken", version=2))
    assert "v2 was rolled back from production by Mei Tanaka" in said
    assert "production is pinned to v1." in said
    assert "by the rollback of" not in said


def test_where_the_policy_allows_it_the_target_of_a_rollback_is_chosen(full, open_page):
    request = requests.approve(full, live(full).id, by=MEI)
    promotion.promote(full, request.id, by=MEI, expecting=2)
    at = open_page("release", person="mei", version=3)
    assert button(at, "Roll back to v2")
    at.selectbox(key="back-to-production").select_index(1).run()
    press(at, "Roll back to v1")
    assert "v1 takes the place of v3 at once." in text_of(at)
    say_why(at, "both were wrong about fees")
    at.button(key="k-confirm-yes").click().run()
    assert standing(full) == 1


def test_after_a_rollback_there_is_no_way_to_what_was_taken_back(full, open_page):
    roll_back(full)
    at = open_page("release", person="mei", version=1)
    assert "No version came before v1 in production" in text_of(at)
    assert not [each for each in at.button if each.label.startswith("Roll back")]
    assert not [each for each in at.selectbox if each.key == "back-to-production"]


def test_a_policy_that_narrows_a_button_says_which_role_it_needs(full, open_page):
    change_policy(full, ("rollback:\n      roles: [approver]", "rollback:\n      roles: [release_manager]"))
    at = open_page("release", person="mei", version=2)
    assert button(at, "Roll back to v1").disabled
    assert "This needs the role release manager or higher." in text_of(at)


def test_a_policy_that_cannot_be_read_leaves_the_way_back(full, open_page):
    applications.policy_path(full, APP).write_text("application: [", encoding="utf-8")
    at = open_page("release", person="mei")
    assert "this is not YAML" in text_of(at)
    press(at, "Roll back to v1")
    say_why(at, "wrong about exchanges")
    at.button(key="k-confirm-yes").click().run()
    assert standing(full) == 1


def test_what_was_pinned_closed_and_over_is_told_in_japanese(full, japanese, open_page):
    requests.approve(full, live(full).id, by=MEI)
    assert english_in(text_of(open_page("release", person="mei"))) == []
    roll_back(full)
    closing(full)
    said = text_of(open_page("release", person="ken", version=3))
    assert english_in(said) == []
    for told in (
        "によるロールバックで、production は v1 に固定されています",
        "凍結期間です",
        "v3 の申請は終了しました（失効）。",
    ):
        assert told in said
