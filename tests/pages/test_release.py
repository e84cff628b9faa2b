import pytest

from lifecycle import applications, comparison, evidence, promotion, requests, versions
from lifecycle.records import Actor, Ref, RequestState, Result
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
    passed = sum(row.result is Result.PASS for row in judged.rows)
    assert f"{passed} of {len(judged.rows)} criteria met" in said
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
    assert "was rolled back" not in text_of(open_page("release", person="ken", version=3))


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
    assert "The gate is closed." in text_of(at)
    assert "hold" in text_of(at)


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
    assert "Release v2 to production" in text_of(open_page("release", version="v2"))


@pytest.mark.parametrize("query", [{}, {"version": 2}])
def test_release_in_japanese_has_no_english_sentence(full, japanese, open_page, query):
    said = text_of(open_page("release", person="mei", **query))
    assert "リリース" in said
    assert english_in(said) == []
