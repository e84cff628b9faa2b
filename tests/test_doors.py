"""One refusal, three doors: console, command line and Python give the same code and the same reason.

Each case provokes one code. The command line and Python try the same act. In the console a person either
presses the button a moment too late (`LATE`: the page was drawn before it happened), finds it closed with
the reason beside it (`TOLD`), or sends a form (`FORM`). Where a door does not lead there, the case says why.
"""

import ast
import html
import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lifecycle import (
    applications,
    evidence,
    history,
    messages,
    overrides,
    promotion,
    requests,
    settings,
    smoke,
)
from lifecycle.errors import LifecycleError
from lifecycle.messages import access, release
from lifecycle.records import (
    Actor,
    Application,
    Endpoint,
    Evaluation,
    MoveKey,
    Override,
    Person,
    Placement,
    Request,
    Version,
)
from lifecycle.workbench import Workbench
from tests.builders import HANA, KEN, MEI, NOON
from tests.conftest import PEOPLE
from tests.pages.conftest import ROOT, text_of
from tests.road import POLICY, add_evidence, freeze_golden, stand, write_policy
from tests.shell import lead_to, run

APP = "support-bot"
YUKI, SORA, RYO = (Actor(person=id) for id in ("yuki", "sora", "ryo"))
MANAGERS = tuple(Person(id=id, name=id.title(), roles={APP: "release_manager"}) for id in ("sora", "ryo"))
RULES = POLICY + "    override: {min_reason: 20, never: [critical-cases]}\n"
CLOSED = RULES + (
    "    closed: {time_zone: Asia/Tokyo, dates: [{from: 2020-01-01, to: 2099-12-31, why: A long sale}]}\n"
)
ANY_TARGET = RULES + "    rollback: {targets: any}\n"
STAGED = RULES.replace("  production:\n", "  production:\n    from: staging\n")
WORSE = {f"c{i}" for i in range(2, 12)}
WHY = "The sale begins on Monday."
LATE, TOLD, FORM = "late", "told", "form"
ASKS_FOR_ROLE = "This needs the role approver or higher."
ROAD = (
    *("access.py", "applications.py", "evidence.py", "overrides.py", "smoke.py", "bypasses.py"),
    *("gates/", "policies/rules.py", "promotion/", "requests/"),
)
"""The modules of the release road; what they raise is tried here."""
FOUND = "something was found, and nobody is refused"
FILE = "the policy's file is at fault: test_policies tries what can be wrong with one"
BROKEN = "something is damaged, and nobody is refused"
MATERIAL = "it keeps material from being saved, and no release from going on"
WORK = "it keeps an evaluation from going on, and no release"
LOOKED_UP = "it answers somebody who looks something up, and no release"
REVIEW = "a blind review has no say in a release, and no command"
ELSEWHERE = {
    "bypass.being_repaired": BROKEN,
    "bypass.found": FOUND,
    "bypass.not_repaired": BROKEN,
    "bypass.not_shown": BROKEN,
    "bypass.prompt_changed": FOUND,
    "bypass.stages_changed": FOUND,
    "bypass.version_changed": FOUND,
    "smoke.empty": FOUND,
    "smoke.no_golden": FOUND,
    "smoke.overtaken": FOUND,
    "smoke.unscored": FOUND,
    "smoke.wrong": FOUND,
    "audit.ahead": FOUND,
    "audit.backwards": FOUND,
    "audit.cut": FOUND,
    "audit.edited": FOUND,
    "audit.evidence_lost": FOUND,
    "audit.inserted": FOUND,
    "audit.removed": FOUND,
    "audit.rewritten": FOUND,
    "audit.unlinked": FOUND,
    "scorers.judge_prompt": FILE,
    "ledger.damaged": BROKEN,
    "ledger.exists": BROKEN,
    "mirror.no_run": BROKEN,
    "objects.damaged": BROKEN,
    "objects.missing": BROKEN,
    "store.alias_not_kept": BROKEN,
    "store.content_not_kept": BROKEN,
    "store.stage_not_kept": BROKEN,
    "release.moved_on": FOUND,
    "release.no_move": LOOKED_UP,
    "datasets.moved": MATERIAL,
    "datasets.other_kind": MATERIAL,
    "file.changed": MATERIAL,
    "datasets.unchanged": MATERIAL,
    "prompts.other_app": MATERIAL,
    "prompts.unchanged": MATERIAL,
    "registry.too_late": MATERIAL,
    "store.name_taken": MATERIAL,
    "versions.same_bundle": MATERIAL,
    "evaluation.cannot_resume": WORK,
    "evaluation.over": WORK,
    "review.closed": REVIEW,
    "review.not_owner": REVIEW,
    "review.still_open": REVIEW,
}
"""Why a code that says no is not in the table."""


@dataclass(kw_only=True)
class House:
    """A house with three versions, the first in production; and what the act is about."""

    bench: Workbench
    id: str = "abc"
    pin: int = 1


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing to do, at three doors; `press` is the label of the button in the console."""

    python: Callable[[House, Actor], object]
    command: str = ""
    no_command: str = ""
    """Why there is none."""
    press: str = ""
    version: int = 2
    back_to: int = 0
    """Which of the targets of a rollback is chosen."""
    reason: str = ""
    """What is written into the dialog."""
    tick: str = ""
    """Key of a box that has to be ticked first."""
    fill: Mapping[str, str] = field(default_factory=dict)
    """In a form of Home: what is written into which field."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """How to provoke a code."""

    act: Act
    by: Actor = MEI
    policy: str = RULES
    before: Callable[[House], object] = lambda house: None
    spoil: Callable[[House], object] = lambda house: None
    """What happens so that the act is refused, after the page was drawn if that is possible."""
    screen: str | tuple[str, ...] = LATE
    """How the console comes to it; anything else is why it never does."""
    words: str = ""
    """What the console says where it has words of its own."""


# What people do


def request(version: int = 2, reason: str = "better", *, names_pin: bool = False) -> Act:
    pin = " --pin {pin}" if names_pin else ""
    return Act(
        python=lambda house, by: requests.open_request(
            house.bench,
            APP,
            version,
            "production",
            by=by,
            reason=reason,
            pin=house.pin if names_pin else None,
        ),
        command=f"request {APP} v{version} --to production --reason better{pin}",
        press=f"Request v{version} for production",
        version=version,
        reason=reason,
        tick="pin" if names_pin else "",
    )


def promote(key: str = "") -> Act:
    return Act(
        python=lambda house, by: promotion.promote(house.bench, house.id, by=by, expecting=1, key=key),
        command="promote {id} --expecting v1" + (f" --key {key}" if key else ""),
        press="Promote v2 to production",
    )


def roll_back(expecting: int, to: int | None = None) -> Act:
    return Act(
        python=lambda house, by: promotion.roll_back(
            house.bench, APP, "production", by=by, expecting=expecting, reason="wrong", to=to
        ),
        command=f"rollback {APP} --in production --expecting v{expecting} --reason wrong"
        + (f" --to v{to}" if to else ""),
        press=f"Roll back to v{to or 1}",
        version=expecting,
        back_to=1 if to else 0,
        reason="wrong",
    )


def override(reason: str = WHY) -> Act:
    return Act(
        python=lambda house, by: overrides.ask(
            house.bench, APP, 2, "production", "not-worse", by=by, reason=reason
        ),
        command=f"override {APP} v2 --to production --criterion not-worse --reason '{reason}'",
        press="Ask for an override",
        reason=reason,
    )


APPROVE = Act(
    python=lambda house, by: requests.approve(house.bench, house.id, by=by),
    command="approve {id}",
    press="Approve",
)
REVOKE = Act(
    python=lambda house, by: requests.revoke(house.bench, house.id, by=by),
    command="revoke {id}",
    press="Revoke my approval",
)
WITHDRAW_SILENTLY = Act(
    python=lambda house, by: requests.withdraw(house.bench, house.id, by=by, reason=" "),
    command="withdraw {id} --reason ' '",
    press="Withdraw the request",
)
AT_LENGTH = "x" * 2001
WITHDRAW_AT_LENGTH = Act(
    python=lambda house, by: requests.withdraw(house.bench, house.id, by=by, reason=AT_LENGTH),
    command=f"withdraw {{id}} --reason {AT_LENGTH}",
    press="Withdraw the request",
    reason=AT_LENGTH,
)
CONFIRM = Act(
    python=lambda house, by: overrides.confirm(house.bench, house.id, by=by),
    command="confirm {id}",
    press="Confirm",
)
SMOKE = Act(
    python=lambda house, by: smoke.repeat(house.bench, APP, "staging", by=by),
    command=f"smoke {APP} --in staging",
)
CREATE = Act(python=lambda house, by: applications.create(house.bench, APP, by=by), command=f"init {APP}")


def endpoint(name: str = "gateway", base_url: str = "http://localhost:11434/v1", key_env: str = "") -> Act:
    wanted = Endpoint(name=name, base_url=base_url, key_env=key_env)
    return Act(
        python=lambda house, by: applications.set_endpoint(house.bench, APP, wanted, by=by),
        no_command=IN_FILES,
        press="Add the endpoint",
        fill={
            "Name (letters, digits, dashes)": name,
            "Base URL (OpenAI-compatible)": base_url,
            "Environment variable that holds the key (optional)": key_env,
        },
    )


def person(id: str, name: str, role: str) -> Act:
    return Act(
        python=lambda house, by: applications.set_role(
            house.bench, APP, Person(id=id, name=name), role, by=by
        ),
        no_command=IN_FILES,
        press="Add the person",
        fill={"Id (letters, digits, dashes)": id, "Name": name, "Role": role},
    )


# What happens to the house


def place(house: House, version: int, environment: str = "production", *, pins: bool = False) -> None:
    """What a move leaves in the ledger, without MLflow."""
    bench = house.bench
    before = evidence.placement(bench, APP, environment).version
    with bench.ledger.write() as tx:
        bundle = tx.one(Version, number=version)
        assert bundle
        event = history.record(
            bench,
            tx,
            MEI,
            history.ROLLED_BACK if pins else history.MOVES[0],
            app=APP,
            subject=f"{APP}@{environment}",
            before=before,
            after=version,
            environment=environment,
            bundle_digest=bundle.digest,
            policy_digest="-",
            request="-",
            requested_by="hana",
            approved_by=["mei"],
            evaluation="",
            evidence_digest="-",
            verdict="ready",
            sentence="Every criterion is met.",
            sentence_ja="すべての基準を満たしています。",
        )
        tx.remove(Placement, app=APP, environment=environment)
        tx.add(
            Placement(
                app=APP,
                environment=environment,
                version=version,
                moved_by="mei",
                moved_at=bench.now(),
                pin=event.number if pins else None,
            )
        )
    house.pin = event.number


def asked(house: House) -> None:
    house.id = requests.open_request(house.bench, APP, 2, "production", by=HANA, reason="better").id


def asked_after_staging(house: House) -> None:
    place(house, 2, "staging")
    asked(house)


def forget_request(house: House) -> None:
    with house.bench.ledger.write() as tx:
        tx.remove(Request, id=house.id)


def approved(house: House) -> None:
    asked(house)
    requests.approve(house.bench, house.id, by=MEI)


def change(house: House, kind: type, where: Mapping[str, Any], **values: Any) -> None:
    with house.bench.ledger.write() as tx:
        tx.change(kind, where, **values)


def lose_prompt(house: House) -> None:
    with house.bench.ledger.read() as tx:
        found = tx.one(Version, number=2)
    assert found
    house.bench.objects.path(found.prompt_digest).unlink()


def evaluate(house: House, version: int, failing: set[str]) -> None:
    with house.bench.ledger.read() as tx:
        found = tx.one(Version, number=version)
    assert found
    add_evidence(house.bench, found, failing)


def give_role(house: House, person: str, role: str) -> None:
    people = house.bench.people
    people[person] = Person(id=person, name=people[person].name, roles={APP: role})
    settings.save_people(house.bench.settings.home, people)


def worse(house: House) -> None:
    evaluate(house, 2, WORSE)


def override_asked(house: House) -> None:
    worse(house)
    ask_for_override(house)


def ask_for_override(house: House) -> None:
    house.id = overrides.ask(house.bench, APP, 2, "production", "not-worse", by=SORA, reason=WHY).id


def share(house: House) -> None:
    with house.bench.ledger.write() as tx:
        tx.add(Application(name="toy", title="Toy", created_by="ken", created_at=NOON))


def write_ahead(house: House) -> None:
    """What a machine leaves whose clock is an hour ahead."""
    ahead = Workbench(house.bench.settings, now=lambda: house.bench.now() + timedelta(hours=1))
    with ahead.ledger.write() as tx:
        history.record(ahead, tx, MEI, "prompt.saved", app=APP, subject="reply@9")


def use_key(house: House) -> None:
    approved(house)
    with house.bench.ledger.write() as tx:
        tx.add(MoveKey(key="k", app=APP, environment="production", event=house.pin))


def lapsing(spoil: Callable[[House], object]) -> Case:
    return Case(act=APPROVE, before=asked, spoil=spoil, screen=(LATE, TOLD))


def asking(spoil: Callable[[House], object]) -> Case:
    return Case(act=override(), by=RYO, before=worse, spoil=spoil)


def confirming(spoil: Callable[[House], object]) -> Case:
    return Case(act=CONFIRM, by=RYO, before=override_asked, spoil=spoil)


IN_FILES = "people and endpoints stand in files, which whoever has a command line can edit"
NO_KEYS = "the console gives its moves no keys"
FIRST_ONLY = "the console creates an application where there is none, and no other"
NOT_ONES_OWN = "the console offers it to others only"
GOES_WITH_IT = "the button stands beside what came of a test, and that goes with the move"

CASES: dict[str, Case] = {
    "access.role": Case(act=APPROVE, by=KEN, before=asked, screen=TOLD, words=ASKS_FOR_ROLE),
    "access.stranger": Case(
        act=APPROVE, by=Actor(person="who"), before=asked, screen=TOLD, words=ASKS_FOR_ROLE
    ),
    "access.unknown_role": Case(
        act=APPROVE, before=asked, spoil=lambda h: give_role(h, "mei", "king"), screen=TOLD
    ),
    "history.clock": Case(act=promote(), before=approved, spoil=write_ahead),
    "policies.no_environment": Case(
        act=request(), spoil=lambda h: write_policy(h.bench, RULES.replace("production:", "live:"))
    ),
    "release.already_there": Case(act=request(), spoil=lambda h: place(h, 2)),
    "release.app_exists": Case(act=CREATE, by=YUKI, screen=FIRST_ONLY),
    "release.baseline_since": lapsing(lambda h: evaluate(h, 1, {"c5"})),
    "release.closed_window": Case(act=promote(), policy=CLOSED, before=approved, screen=TOLD),
    "release.endpoint_address": Case(act=endpoint(base_url="ftp://x"), by=YUKI, screen=FORM),
    "release.endpoint_key": Case(act=endpoint(key_env="sk-123"), by=YUKI, screen=FORM),
    "release.endpoint_reserved": Case(act=endpoint(name="practice"), by=YUKI, screen=FORM),
    "release.endpoint_since": lapsing(
        lambda h: change(h, Evaluation, {"version": 2}, address="https://elsewhere.example/v1")
    ),
    "release.endpoint_unkept": lapsing(lambda h: change(h, Evaluation, {"version": 2}, address="")),
    "release.evaluated_since": lapsing(lambda h: evaluate(h, 2, {"c5"})),
    "release.evidence_since": lapsing(lambda h: change(h, Version, {"number": 2}, digest="0" * 64)),
    "release.foreign_policy": Case(
        act=request(),
        spoil=lambda h: write_policy(h.bench, RULES.replace(f"application: {APP}", "application: other")),
        screen=(LATE, TOLD),
    ),
    "release.gate_closed": Case(act=request(), spoil=worse, screen=(LATE, TOLD)),
    "release.golden_since": lapsing(lambda h: freeze_golden(h.bench, ["new"])),
    "release.key_used": Case(act=promote("k"), before=use_key, screen=NO_KEYS),
    "release.last_admin": Case(act=person("yuki", "Yuki Abe", "viewer"), by=YUKI, screen=FORM),
    "release.long_key": Case(act=promote("k" * 201), before=approved, screen=NO_KEYS),
    "release.long_reason": Case(act=WITHDRAW_AT_LENGTH, before=asked),
    "release.moved_meanwhile": Case(
        act=roll_back(2), before=lambda h: place(h, 2), spoil=lambda h: place(h, 3)
    ),
    "release.moved_since": lapsing(lambda h: place(h, 3)),
    "release.no_policy": Case(
        act=request(), spoil=lambda h: applications.policy_path(h.bench, APP).unlink(), screen=(LATE, TOLD)
    ),
    "release.no_reason": Case(act=WITHDRAW_SILENTLY, before=asked),
    "release.prompt_lost": Case(act=promote(), before=approved, spoil=lose_prompt),
    "release.no_request": Case(act=APPROVE, before=asked, spoil=forget_request),
    "release.no_target": Case(
        act=roll_back(3, to=1),
        policy=ANY_TARGET,
        before=lambda h: (place(h, 2), place(h, 3)),
        spoil=lambda h: write_policy(h.bench, RULES),
    ),
    "release.no_way_back": Case(
        act=roll_back(1),
        screen=TOLD,
        words="No version came before v1 in production that it could go back to.",
    ),
    "release.not_approved": Case(
        act=REVOKE, before=approved, spoil=lambda h: requests.revoke(h.bench, h.id, by=MEI)
    ),
    "release.not_pinned": Case(
        act=request(names_pin=True),
        before=lambda h: place(h, 1, pins=True),
        spoil=lambda h: change(h, Placement, {"app": APP}, pin=None),
    ),
    "release.own_request": Case(act=APPROVE, by=HANA, before=asked, screen=TOLD),
    "release.own_version": Case(
        act=APPROVE,
        before=asked,
        spoil=lambda h: change(h, Version, {"number": 2}, prompt_author="mei"),
        screen=(LATE, TOLD),
    ),
    "release.pinned": Case(act=request(), spoil=lambda h: place(h, 1, pins=True)),
    "release.promoted": Case(
        act=promote(),
        before=approved,
        spoil=lambda h: promotion.promote(h.bench, h.id, by=MEI, expecting=1),
    ),
    "release.policy_since": lapsing(lambda h: write_policy(h.bench, RULES + "# new\n")),
    "release.request_expired": lapsing(
        lambda h: change(h, Request, {"id": h.id}, expires_at=h.bench.now() - timedelta(hours=1))
    ),
    "release.request_over": Case(
        act=APPROVE,
        before=asked,
        spoil=lambda h: requests.withdraw(h.bench, h.id, by=HANA, reason="not yet"),
    ),
    "release.request_stands": Case(
        act=request(3), spoil=asked, screen=(LATE, TOLD), words="A request for v2 stands for production."
    ),
    "release.rolled_back_since": lapsing(lambda h: place(h, 1, pins=True)),
    "release.shared": Case(act=person("hana", "Hana S.", "viewer"), by=YUKI, before=share, screen=FORM),
    "release.taken_back_since": Case(
        act=APPROVE,
        policy=STAGED,
        before=asked_after_staging,
        spoil=lambda h: place(h, 1, "staging", pins=True),
        screen=(LATE, TOLD),
    ),
    "settings.no_id": Case(act=person("", "Nobody", "viewer"), by=YUKI, screen=FORM),
    "smoke.nothing_there": Case(act=SMOKE, screen=GOES_WITH_IT),
    "override.confirmed": confirming(lambda h: overrides.confirm(h.bench, h.id, by=YUKI)),
    "override.expired": confirming(
        lambda h: change(h, Override, {"id": h.id}, expires_at=h.bench.now() - timedelta(hours=1))
    ),
    "override.missing": confirming(lambda h: overrides.withdraw(h.bench, h.id, by=SORA, reason="no")),
    "override.never": asking(
        lambda h: write_policy(h.bench, RULES.replace("[critical-cases]", "[not-worse]"))
    ),
    "override.no_criterion": asking(lambda h: write_policy(h.bench, RULES.replace("not-worse", "no-worse"))),
    "override.no_rule": asking(lambda h: write_policy(h.bench, POLICY)),
    "override.not_needed": asking(lambda h: evaluate(h, 2, set())),
    "override.own_asking": Case(act=CONFIRM, by=SORA, before=override_asked, screen=NOT_ONES_OWN),
    "override.own_version": asking(lambda h: change(h, Version, {"number": 2}, prompt_author="ryo")),
    "override.short_reason": Case(act=override("because"), by=RYO, before=worse),
    "override.stands": asking(ask_for_override),
    "override.void": confirming(lambda h: evaluate(h, 2, {*WORSE, "c20"})),
}
ON_SCREEN = [
    (code, way)
    for code, case in CASES.items()
    for way in ([case.screen] if isinstance(case.screen, str) else case.screen)
    if way in {LATE, TOLD, FORM}
]


def open_house(code: str, bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> House:
    """Set everything up, and lead the doors to this house."""
    case = CASES[code]
    stand(bench, set(), set(), set())
    write_policy(bench, case.policy)
    settings.save_people(bench.settings.home, {person.id: person for person in (*PEOPLE, *MANAGERS)})
    house = House(bench=bench)
    place(house, 1)
    case.before(house)
    lead_to(bench, monkeypatch, case.by.person)
    return house


def refusal(code: str, house: House) -> LifecycleError:
    """Try it from Python."""
    case = CASES[code]
    with pytest.raises(LifecycleError) as caught:
        case.act.python(house, case.by)
    assert caught.value.code == code
    return caught.value


@pytest.mark.parametrize("code", CASES)
def test_python_refuses(bench, monkeypatch, code):
    house = open_house(code, bench, monkeypatch)
    CASES[code].spoil(house)
    before = history.count(bench, APP)
    error = refusal(code, house)
    assert all(error.say(language) and error.hint(language) for language in messages.LANGUAGES)
    ended = history.events(bench, APP, actions=["request.stale", "request.expired"])
    assert history.count(bench, APP) - before == sum(event.number > before for event in ended)


@pytest.mark.parametrize("code", [code for code, case in CASES.items() if case.act.command])
def test_the_command_line_refuses_with_the_same_code_and_reason(bench, monkeypatch, capsys, code):
    house, case = open_house(code, bench, monkeypatch), CASES[code]
    case.spoil(house)
    words = [word.format(id=house.id, pin=house.pin) for word in shlex.split(case.act.command)]
    exit_code, said = run(monkeypatch, capsys, *words)
    error = refusal(code, house)
    assert said["error"] == json.loads(json.dumps(error.to_document()))
    assert exit_code == error.exit_code


@pytest.mark.parametrize(("code", "way"), ON_SCREEN)
def test_the_console_refuses_with_the_same_reason(bench, monkeypatch, code, way):
    house, case = open_house(code, bench, monkeypatch), CASES[code]
    if way == TOLD:
        case.spoil(house)
    at = open_page("home" if way == FORM else "release", case)
    if way == TOLD:
        assert all(button.disabled for button in at.button if button.label == case.act.press)
    elif way == FORM:
        fill_in(at, case.act)
    else:
        if case.act.tick:
            at.checkbox(key=case.act.tick).check().run()
        if case.act.back_to:
            at.selectbox(key="back-to-production").select_index(case.act.back_to).run()
        press(at, case.act.press)
        if case.act.reason:
            at.text_area[0].input(case.act.reason)
        case.spoil(house)
        at.button(key="k-confirm-yes").click().run()
    assert not at.exception
    error = refusal(code, house)
    names = {id: person.name for id, person in house.bench.people.items()}
    people = {key: names.get(id, id) for key, id in error.params.items() if key in {"person", "by"}}
    said = html.unescape(text_of(at))
    reason = (
        case.words if way == TOLD and case.words else messages.say(code, "en", **{**error.params, **people})
    )
    assert reason in said, said


def test_every_code_that_says_no_is_in_the_table_or_has_a_reason_not_to_be():
    """What is raised on the release road, what refuses anywhere, and every text of releases and roles."""
    texts = {**release.TEXTS, **access.TEXTS}
    named, raised = set[str](), set[str]()
    for path in sorted((ROOT / "lifecycle").rglob("*.py")):
        place = path.relative_to(ROOT / "lifecycle").as_posix()
        if not place.startswith("messages/"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            named |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)} & set(texts)
            raised |= raised_in(tree, {*ERRORS} if place.startswith(ROAD) else {"Refused", "Conflict"})
    assert named == set(texts), "a text of a code that nothing uses"
    assert set(CASES).isdisjoint(ELSEWHERE)
    assert {*CASES, *ELSEWHERE} == named | raised


ERRORS = ("ConfigError", "Conflict", "Invalid", "NotFound", "Refused")


def raised_in(tree: ast.AST, errors: set[str]) -> set[str]:
    """The codes with which errors of some kinds are made, where they are written out."""
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in errors
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_a_door_that_does_not_lead_to_a_refusal_says_why():
    for code, case in CASES.items():
        assert bool(case.act.command) != bool(case.act.no_command), code
        ways = (case.screen,) if isinstance(case.screen, str) else case.screen
        assert set(ways) <= {LATE, TOLD, FORM, NO_KEYS, FIRST_ONLY, NOT_ONES_OWN, GOES_WITH_IT}, code


def open_page(name: str, case: Case) -> AppTest:
    """Open a page as the person of a case."""
    at = AppTest.from_file(ROOT / "console" / "main.py", default_timeout=60)
    at.session_state["k-acting-as"] = case.by.person
    at.query_params["version"] = str(case.act.version)
    at.query_params["app"] = APP
    at.run()
    if name != "home":
        at.switch_page(f"../pages/{name}.py").run()
    return at


def press(at: AppTest, label: str) -> None:
    next(button for button in at.button if button.label == label).click().run()


def fill_in(at: AppTest, act: Act) -> None:
    """Fill a form of Home in, and send it."""
    if act.press == "Add the endpoint":
        at.radio(key="k-endpoint").set_value("+").run()
    for label, text in act.fill.items():
        fields = [*at.text_input, *at.selectbox]
        next(field for field in reversed(fields) if field.label == label).set_value(text)
    press(at, act.press)
