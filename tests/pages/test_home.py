from dataclasses import replace

import pytest

from console import services
from lifecycle import (
    aliases,
    applications,
    bypasses,
    evaluation,
    history,
    overrides,
    overview,
    promotion,
    requests,
    settings,
)
from lifecycle.records import KANMON, Actor, Errand, Person, Placement, Ref, Version
from tests.builders import NOON
from tests.pages.conftest import english_in, spoil, text_of, ways_of

APP = "support-bot"


def press(at, label):
    next(button for button in at.button if button.label == label).click()
    return at.run()


def fill(at, label, value):
    next(field for field in at.text_input if field.label == label).input(value)


def test_an_empty_home_walks_through_the_first_steps_by_clicking(empty, open_page):
    at = open_page("home")
    assert "First steps" in text_of(at)
    fill(at, "Name (letters, digits, dashes)", "my-bot")
    fill(at, "Title, as people call it (optional)", "My <b>bot</b>")
    press(at, "Create the application")
    assert [app.name for app in applications.listing(empty)] == ["my-bot"]
    assert "My &lt;b&gt;bot&lt;/b&gt;" in text_of(at)
    assert "1 of 7 first steps are done." in text_of(at)

    fill(at, "Id (letters, digits, dashes)", "hana")
    fill(at, "Name", "Hana Sato")
    press(at, "Add the person")
    assert "Hana Sato (approver)" in text_of(at)

    press(at, "Use this endpoint")
    assert overview.chosen_endpoint(empty, "my-bot") == "practice"

    press(at, "Take the example policy")
    assert applications.policy(empty, "my-bot").golden.name == "my-bot-golden"
    assert "4 of 7 first steps are done." in text_of(at)
    assert "my-bot-golden" in text_of(at), "the next step says how the golden set has to be named"


def test_a_name_that_cannot_be_one_is_refused_and_stays_in_its_field(empty, open_page):
    at = open_page("home")
    fill(at, "Name (letters, digits, dashes)", "my bot!")
    press(at, "Create the application")
    assert "my bot! cannot be a name here." in text_of(at)
    assert "Use 1 to 100 letters" in text_of(at)
    assert next(f for f in at.text_input if f.label.startswith("Name")).value == "my bot!"
    assert applications.listing(empty) == []


def test_a_person_without_an_id_is_told_that_it_is_missing(empty, open_page):
    applications.create(empty, "my-bot", by=Actor(person="yuki"))
    at = open_page("home", person="yuki")
    fill(at, "Name", "Hana Sato")
    press(at, "Add the person")
    assert "The id is missing." in text_of(at)
    assert "cannot be a name here" not in text_of(at)


def test_another_endpoint_can_be_added_and_a_pasted_key_is_refused(empty, open_page):
    me = Actor(person="yuki")
    applications.create(empty, "my-bot", by=me)
    at = open_page("home", person="yuki")
    fill(at, "Id (letters, digits, dashes)", "hana")
    press(at, "Add the person")
    at.radio[0].set_value("+").run()
    fields = {field.label: field for field in at.text_input}
    fields["Name (letters, digits, dashes)"].input("gateway")
    fields["Base URL (OpenAI-compatible)"].input("http://localhost:11434/v1")
    fields["Environment variable that holds the key (optional)"].input("sk-secret")
    fields["Models, separated by commas"].input("small, large")
    press(at, "Add the endpoint")
    assert "This is not the name of an environment variable." in text_of(at)
    next(f for f in at.text_input if f.label.startswith("Environment variable")).input("LLM_KEY")
    press(at, "Add the endpoint")
    assert empty.endpoint("gateway").models == ("small", "large")
    assert "gateway" in text_of(at)


def test_somebody_without_the_role_sees_the_road_and_cannot_act(empty, open_page):
    yuki = Actor(person="yuki")
    applications.create(empty, "my-bot", by=yuki)
    applications.set_role(empty, "my-bot", Person(id="aki"), "viewer", by=yuki)
    at = open_page("home", person="aki")
    assert "Choose an endpoint" in text_of(at)
    assert "This needs the role admin or higher." in text_of(at)
    assert list(at.button) == []


def test_home_says_what_is_live_what_waits_and_what_is_next(full, open_page):
    at = open_page("home", person="mei")
    said = text_of(at)
    policy = applications.policy(full, APP)
    place = next(p for p in overview.environments(full, APP, policy) if p.environment == "production")
    found = overview.candidate(full, APP, policy)
    waiting = overview.waiting_for(full, APP, "mei")
    assert f"v{place.version}" in said
    assert "Mei Tanaka" in said
    assert f">v{found.version.number}<" in said
    assert f'<span class="k-number">{len(waiting.approvals)}</span>' in said
    assert "needs review" in said
    assert "practice model" in said
    assert "Decide on v3" in [button.label for button in at.button]


@pytest.mark.parametrize(
    ("person", "label"),
    [("hana", "See the request for v3"), ("aki", "See the request for v3"), ("yuki", "Decide on v3")],
)
def test_the_next_step_fits_who_is_looking(full, open_page, person, label):
    assert label in [button.label for button in open_page("home", person=person).button]


def test_the_next_step_follows_the_road(full, open_page):
    request = requests.live(full, APP, "production")
    requests.approve(full, request.id, by=Actor(person="mei"))
    labels = [button.label for button in open_page("home", person="hana").button]
    assert "Promote v3 to production" in labels
    promotion.promote(full, request.id, by=Actor(person="mei"), expecting=2)
    labels = [button.label for button in open_page("home", person="ken").button]
    assert "Write the next prompt version" in labels


def test_of_a_newest_version_that_is_live_home_says_so_and_nothing_of_approvals(full, open_page):
    request = requests.live(full, APP, "production")
    requests.approve(full, request.id, by=Actor(person="mei"))
    promotion.promote(full, request.id, by=Actor(person="mei"), expecting=2)
    said = text_of(open_page("home", person="ken"))
    assert "v3 is live in production." in said
    assert "needs review" not in said
    assert "</b> candidate" not in said


def test_after_a_rollback_home_says_who_when_why_and_does_not_ask_for_the_release_again(full, open_page):
    request = requests.live(full, APP, "production")
    requests.approve(full, request.id, by=Actor(person="mei"))
    promotion.promote(full, request.id, by=Actor(person="mei"), expecting=2)
    back = Actor(person="hana")
    promotion.roll_back(full, APP, "production", by=back, expecting=3, reason="wrong <b>exchanges</b>")

    at = open_page("home", person="ken")
    said = text_of(at)
    assert "v3 was rolled back from production by Hana Sato on" in said
    assert "“wrong &lt;b&gt;exchanges&lt;/b&gt;”" in said
    assert "v2 took its place" in said
    assert "rolled back from v3" in said, "the environment says so too"
    labels = [button.label for button in at.button]
    assert "Write the next prompt version" in labels
    assert not [label for label in labels if label.startswith("Request")]
    press(at, "Write the next prompt version")
    assert at.query_params["write"] == "support-reply@3"

    at = press(open_page("home", person="aki"), "See the rollback")
    assert "wrong &lt;b&gt;exchanges&lt;/b&gt;" in text_of(at)
    assert "event" in at.query_params


def test_a_rollback_of_the_newest_version_is_told_in_japanese(full, japanese, open_page):
    requests.withdraw(full, requests.live(full, APP, "production").id, by=Actor(person="mei"), reason="-")
    with full.ledger.write() as tx:
        tx.remove(Version, app=APP, number=3)
    promotion.roll_back(full, APP, "production", by=Actor(person="mei"), expecting=2, reason="返品の案内誤り")
    said = text_of(open_page("home", person="ken"))
    assert "Mei Tanaka さんが v2 を production からロールバックし、v1 に戻しました" in said
    assert "「返品の案内誤り」" in said
    assert english_in(said) == []


def test_an_evaluation_that_waits_without_a_worker_and_a_late_mlflow_are_told(full, open_page):
    evaluation.start(full, app=APP, version=3, golden=Ref("support-golden"), by=Actor(person="ken"))
    with full.ledger.write() as tx:
        tx.add(Errand(id="late", kind="alias", app=APP, subject="production", created_at=full.now()))
    said = text_of(open_page("home"))
    assert "no worker is running" in said
    assert "kanmon worker" not in said, "a browser has no command line"
    assert "1 change is not shown in MLflow yet" in said


def test_a_broken_policy_is_told_and_what_is_live_still_shows(full, open_page):
    applications.policy_path(full, APP).write_text("application: [", encoding="utf-8")
    said = text_of(open_page("home"))
    assert "this is not YAML" in said
    assert "Check indentation" in said
    assert "What is live now" in said
    assert "Traceback" not in said


def test_a_broken_people_file_is_told_with_a_hint(full, open_page):
    (full.settings.home / "people.yaml").write_text("people: {hana: {rolls: {}}}", encoding="utf-8")
    said = text_of(open_page("home"))
    assert "people.hana.rolls is not known" in said
    assert "Check the spelling" in said


@pytest.mark.parametrize(("home", "title"), [("full", "現在のリリース状況"), ("empty", "はじめに")])
def test_home_in_japanese_has_no_english_sentence(request, japanese, open_page, home, title):
    request.getfixturevalue(home)
    said = text_of(open_page("home", person="mei"))
    assert title in said
    assert english_in(said) == []


def test_the_first_steps_after_the_first_are_japanese_too(empty, japanese, open_page):
    applications.create(empty, "my-bot", by=Actor(person="yuki"), title="ボット")
    said = text_of(open_page("home", person="yuki"))
    assert "メンバーを登録" in said
    assert english_in(said) == []


def moved_past_the_gate(bench):
    """Record that an alias was found to name another version than the ledger says."""
    with bench.ledger.write() as tx:
        history.record(
            bench,
            tx,
            KANMON,
            aliases.FOUND,
            app=APP,
            subject=f"models:/{APP}@production",
            before=2,
            after=1,
            environment="production",
        )


def test_an_alias_moved_past_the_gate_is_told_with_what_to_do(full, open_page):
    moved_past_the_gate(full)
    at = open_page("home", person="mei")
    said = text_of(at)
    assert f"models:/{APP}@production names v1, and the ledger says v2" in said
    assert "Have it put back, or release that version through the gate." in said
    press(at, "Put it back")
    at.button(key="k-confirm-yes").click().run()
    assert overview.troubles(full, APP).bypasses == ()
    assert "Changed past the gate" not in text_of(open_page("home", person="mei"))


def test_another_text_behind_an_alias_is_told_in_its_own_words_and_written_again(full, open_page):
    client = full.store.connection.client
    client.set_prompt_version_tag("support-reply", "2", "mlflow.prompt.text", "No returns.")
    bypasses.report(full, APP)
    at = open_page("home", person="mei")
    said = text_of(at)
    assert "the text or the settings of prompt v2 in MLflow are no longer those that were approved" in said
    assert "Have it put back: MLflow is given again what the ledger keeps." in said
    press(at, "Put it back")
    at.button(key="k-confirm-yes").click().run()
    assert overview.troubles(full, APP).bypasses == ()
    assert client.get_prompt_version("support-reply", "2").template != "No returns."


def test_what_mlflow_cannot_show_is_told_with_the_reason(full, open_page):
    errand = Errand(
        id="e1",
        kind="alias",
        app=APP,
        subject="production",
        params={"environment": "production"},
        created_at=NOON,
        error="[gone](http://elsewhere)",
    )
    with full.ledger.write() as tx:
        tx.add(errand)
        tx.change(Placement, {"app": APP, "environment": "production"}, verified=False)
    said = text_of(open_page("home", person="mei"))
    assert "MLflow does not show yet what production holds:" in said
    assert "A rollback is always possible." in said


def test_whoever_may_not_put_it_back_reads_why(full, open_page):
    moved_past_the_gate(full)
    at = open_page("home", person="ken")
    assert next(button for button in at.button if button.label == "Put it back").disabled
    assert "This needs the role approver or higher." in text_of(at)


def test_a_request_that_lapsed_is_told_and_to_whoever_asked_as_their_own(full, open_page):
    path = applications.policy_path(full, APP)
    path.write_text(path.read_text(encoding="utf-8") + "# newer\n", encoding="utf-8")
    at = open_page("home", person="hana")
    assert "Your request of v3 for production is over (stale)." in text_of(at)
    assert "The policy of support-bot changed after this was requested." in text_of(at)
    assert ways_of(at)["Look at it"] == "version=3&to=production"
    said = text_of(open_page("home", person="mei"))
    assert "The request of Hana Sato of v3 for production is over (stale)." in said
    assert "No request needs your yes." in said


def add_newer_version(bench):
    with bench.ledger.write() as tx:
        last = tx.one(Version, app=APP, number=3)
        tx.add(replace(last, number=4, digest="4" * 64))


def test_an_open_request_is_told_once_a_newer_version_exists(full, open_page):
    assert "is waiting for approval" not in text_of(open_page("home", person="aki")), "its card says it"
    add_newer_version(full)
    for person in ("aki", "hana", "mei"):
        at = open_page("home", person=person)
        assert "v3 is waiting for approval to go to production." in text_of(at)
        assert "v4 is newer." in text_of(at)
        assert ways_of(at)["Look at it"] == "version=3&to=production"
    requests.approve(full, requests.live(full, APP, "production").id, by=Actor(person="mei"))
    assert "v3 is approved for production and waits for its promotion." in text_of(open_page("home"))
    path = applications.policy_path(full, APP)
    path.write_text("application: [", encoding="utf-8")
    assert "v3 is requested for production, but the gate is closed to it now." in text_of(open_page("home"))


@pytest.mark.parametrize(
    ("send_back", "told"),
    [
        (requests.reject, "Mei Tanaka rejected your request of v3 for production"),
        (requests.ask_for_changes, "Mei Tanaka asked for changes to your request of v3 for production"),
    ],
)
def test_who_asked_for_a_release_reads_who_sent_it_back_and_why(full, open_page, send_back, told):
    request = requests.live(full, APP, "production")
    send_back(full, request.id, by=Actor(person="mei"), reason="say more about <b>exchanges</b>")
    at = open_page("home", person="hana")
    assert told in text_of(at)
    assert "“say more about &lt;b&gt;exchanges&lt;/b&gt;”" in text_of(at)
    assert ways_of(at)["Look at it"] == "version=3&to=production"
    assert "your request" not in text_of(open_page("home", person="mei"))


@pytest.mark.parametrize(("app", "then"), [(APP, "What is live now"), ("my-bot", "Create the application")])
def test_an_edited_audit_log_is_told_first(full, open_page, app, then):
    if app != APP:
        applications.create(full, app, by=Actor(person="mei"))
    assert "audit log" not in text_of(open_page("home", app=app))
    services.watched.clear()
    spoil(full, "UPDATE events SET reason = 'edited' WHERE number = 3")
    at = open_page("home", app=app)
    said = text_of(at)
    assert said.index("Event 3 of the audit log was changed") < said.index(then)
    assert "Look at History" in ways_of(at)


@pytest.mark.parametrize("send_back", [None, requests.reject, requests.ask_for_changes])
def test_what_came_of_requests_is_told_in_japanese(full, japanese, open_page, send_back):
    add_newer_version(full)
    if send_back:
        send_back(full, requests.live(full, APP, "production").id, by=Actor(person="mei"), reason="説明不足")
    said = text_of(open_page("home", person="hana"))
    assert "新しい v4 があります。" in said
    assert english_in(said) == []


def test_an_override_waits_for_a_second_release_manager(full, open_page):
    managers = {"hana", "mei"}
    people = {
        id: replace(person, roles={APP: "release_manager"}) if id in managers else person
        for id, person in full.people.items()
    }
    settings.save_people(full.settings.home, people)
    requests.withdraw(full, requests.live(full, APP, "production").id, by=Actor(person="hana"), reason="-")
    path = applications.policy_path(full, APP)
    path.write_text(path.read_text(encoding="utf-8").replace("value: 0.50", "value: 0.99"), encoding="utf-8")
    why = "Only questions on an old sale are missed, and those end."
    overrides.ask(full, APP, 3, "production", "right-facts", by=Actor(person="hana"), reason=why)
    at = open_page("home", person="mei")
    assert "v3 → production: override for “right facts in the answer”" in text_of(at)
    assert ways_of(at)["Release"] == "version=3&to=production"
    assert "override for" not in text_of(open_page("home", person="hana")), "she asked for it"
    assert "override for" not in text_of(open_page("home", person="ken"))


def test_a_pinned_and_closed_environment_says_so(full, open_page):
    promotion.roll_back(full, APP, "production", by=Actor(person="mei"), expecting=2, reason="wrong")
    path = applications.policy_path(full, APP)
    closed = "closed: {time_zone: UTC, dates: [{from: 2020-01-01, to: 2090-01-01, why: Sale}]}"
    text = path.read_text(encoding="utf-8").replace("    rollback:\n", f"    {closed}\n    rollback:\n")
    path.write_text(text, encoding="utf-8")
    said = text_of(open_page("home"))
    assert "pinned" in said
    assert "production is closed until 2090-01-02 00:00 (UTC): Sale." in said


def test_the_troubles_are_japanese_too(full, japanese, open_page):
    moved_past_the_gate(full)
    promotion.roll_back(full, APP, "production", by=Actor(person="mei"), expecting=2, reason="誤案内")
    moved_past_the_gate(full)
    said = text_of(open_page("home", person="hana"))
    assert "ゲート外の変更" in said
    assert "あなたが出した v3 の production への申請は終了しました（失効）。" in said
    assert english_in(said) == []
