"""People walk the road, processes die on it, and an outsider moves aliases: what was promised holds.

Whatever anybody does is allowed exactly when `tests.promised` says so, and afterwards ledger, audit log
and gate say the same as it does.
"""

import dataclasses
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lifecycle import (
    aliases,
    evidence,
    history,
    overrides,
    projection,
    promotion,
    prompts,
    reconcile,
    requests,
    versions,
)
from lifecycle.aliases import looking
from lifecycle.errors import LifecycleError, Unavailable
from lifecycle.ledger import Ledger
from lifecycle.records import (
    Actor,
    Approval,
    Block,
    Evaluation,
    Event,
    Override,
    Person,
    Placement,
    PromptContent,
    Ref,
    Request,
    RequestState,
)
from lifecycle.settings import Settings, save_people
from lifecycle.workbench import Workbench
from tests import promised, road
from tests.builders import KEN, NOON, a_version
from tests.conftest import PEOPLE
from tests.promised import ENVIRONMENTS, FAILING, TERM, Promised, Rules

APP = "support-bot"
MANAGERS = tuple(
    Person(id=id, name=id, team="product", roles={APP: "release_manager"}) for id in ("sora", "ryo")
)
EVERYBODY = {person.id: person for person in (*PEOPLE, *MANAGERS)}
BUNDLES = (("reply", 1, "ken"), ("reply", 2, "hana"), ("brief", 1, "sora"))
"""Prompt and author of the versions that there are at first; ken wrote all prompts."""
MOST_VERSIONS, MOST_GOLDEN = 4, 6
NAMES = ("reply", "brief")
CRITERIA = ("passage", "right-facts", "critical-cases", "evidence")
ENDS = (
    (requests.reject, "request.rejected", "approver"),
    (requests.ask_for_changes, "request.changes_requested", "approver"),
    (requests.withdraw, "request.withdrawn", "editor"),
)
"""How a request is ended: by what, its event, and who may."""
WHY = "for a reason"

environments = st.sampled_from(["staging", "production", "production"])
qualities = st.sampled_from(["good", "good", "good", "weak", "harmful", "bad"])
mostly = st.sampled_from([True] * 7 + [False])
seldom = st.sampled_from([False] * 7 + [True])
how_many = st.sampled_from([(0, ()), (1, ()), (1, ()), (2, ()), (1, ("CS",)), (2, ("CS",))])
rules = st.builds(
    lambda approvals, **more: Rules(count=approvals[0], teams=approvals[1], **more),
    approvals=how_many,
    soak=st.sampled_from([0, 0, 6]),
    role=st.sampled_from(["approver", "approver", "release_manager"]),
    remembered=st.sampled_from([30, 100]),
    stands=st.sampled_from([60, 200]),
    targets=st.sampled_from(["previous", "any"]),
    is_closed_at_weekends=st.booleans(),
    can_override=st.sampled_from([True, True, False]),
)
Point = tuple[str, int, str]
points = st.one_of(
    *[st.none()] * 4,
    st.tuples(st.just("commit"), st.integers(1, 4), st.sampled_from(["before", "after"])),
    st.tuples(st.sampled_from(["model", "prompt", "done"]), st.just(1), st.sampled_from(["before", "after"])),
    st.just(("silent", 1, "before")),
)
"""Where who acts dies, if anywhere; or MLflow does not answer."""


class Death(BaseException):
    """Nothing catches it. The real thing, SIGKILL, is in `test_kill`."""


@contextmanager
def dying(bench: Workbench, point: Point | None) -> Iterator[None]:
    """Die at a point of what is done inside."""
    with pytest.MonkeyPatch.context() as patch:
        if point:
            lie_in_wait(patch, bench, *point)
        yield


def lie_in_wait(patch: pytest.MonkeyPatch, bench: Workbench, step: str, time: int, side: str) -> None:
    calls = count(1)

    def reach(here: bool) -> None:
        if here and next(calls) == time:
            raise Death

    def around(original: Callable[..., Any]) -> Callable[..., Any]:
        def do(*args: Any, **kwargs: Any) -> Any:
            reach(side == "before")
            done = original(*args, **kwargs)
            reach(side == "after")
            return done

        return do

    locking = Ledger.locking

    @contextmanager
    def around_commit(ledger: Ledger) -> Iterator[Any]:
        with locking(ledger) as connection:
            yield connection
            reach(side == "before")
        reach(side == "after")

    def silent(*_: Any) -> None:
        raise Unavailable("store.silent", where="there", reason="down")

    if step == "commit":
        patch.setattr(Ledger, "locking", around_commit)
    elif step == "silent":
        patch.setattr(looking, "concept", silent)
    else:
        owner, name = {
            "model": (type(bench.store.models), "point"),
            "prompt": (type(bench.store.prompts), "point"),
            "done": (projection, "settle"),
        }[step]
        patch.setattr(owner, name, around(getattr(owner, name)))


class Shelf:
    """Aliases that stand in for those of one registry of MLflow, where there is no time for it."""

    def __init__(self) -> None:
        self.aliases: dict[tuple[str, str], int | None] = {}

    def at(self, name: str, alias: str) -> int | None:
        return self.aliases.get((name, alias))

    def point(self, name: str, alias: str, number: int | None) -> None:
        self.aliases[name, alias] = number

    def facts(self, *_: Any) -> dict[str, Any]:
        """Tell what has to stand behind an alias; here that is nothing, and it stands there."""
        return {}

    kept = facts

    def mark(self, app: str, stages: dict[int, str]) -> list[int]:
        """Nobody looks at the stages here."""
        return []


class ModelShelf(Shelf):
    """A class of its own, so that one can die at models and not at prompts."""


class NoMlflow:
    def __init__(self) -> None:
        self.models, self.prompts = ModelShelf(), Shelf()


class Road(RuleBasedStateMachine):
    """One example: a house of its own, and what is promised there."""

    def __init__(self, template: Path, folder: Path, *, is_mlflow_real: bool) -> None:
        super().__init__()
        self.told = Promised(NOON, {}, {})
        self.bench = Workbench(move_in(template, folder), now=lambda: self.told.now)
        self.is_mlflow_real = is_mlflow_real
        if not is_mlflow_real:
            self.bench.__dict__["store"] = NoMlflow()
        for person in EVERYBODY.values():
            self.told.roles[person.id], self.told.teams[person.id] = person.roles[APP], person.team
        self.wrote: dict[int, tuple[str, int]] = {}
        for number, (prompt, of, author) in enumerate(BUNDLES, start=1):
            self.note_version(number, prompt, of, author)
        self.keys: dict[str, tuple[Callable[[], promotion.Move], str, Event]] = {}
        self.tampered: set[str] = set()
        self.shown = 0
        """So many events of what MLflow shows are known to the model."""

    def teardown(self) -> None:
        self.bench.ledger.close()

    def note_version(self, number: int, prompt: str, of: int, author: str) -> None:
        self.told.authors[number] = {author, "ken"}
        self.told.trials[number] = []
        self.wrote[number] = (prompt, of)

    def events(self, *actions: str) -> list[Event]:
        return history.events(self.bench, APP, actions=actions)[::-1]

    def act(
        self, is_allowed: bool, action: str, do: Callable[[], object], point: Point | None = None
    ) -> Event | None:
        """Do something, that is allowed or not, and give its event if it happened.

        It happens once if it is allowed; whoever died had it happen once or not at all.
        """
        self.told.now += timedelta(seconds=1)
        before, end = len(self.events(action)), "done"
        try:
            with dying(self.bench, point):
                do()
        except Death:
            end = "died"
        except LifecycleError as error:
            end = f"refused: {error}"
        happened = self.events(action)[before:]
        assert end == "died" or (end == "done") == is_allowed, f"promised: {is_allowed}, but {end}"
        assert end == "died" or len(happened) == is_allowed
        assert len(happened) <= is_allowed
        return happened[0] if happened else None

    # Material

    @initialize(data=st.data(), found=st.tuples(*[qualities] * len(BUNDLES)), releases=st.integers(1, 4))
    def begin(self, data: st.DataObject, found: tuple[str, ...], releases: int) -> None:
        for version, quality in enumerate(found, start=1):
            self.evaluate_one(version, quality)
        for _ in range(releases):
            self.release(data, False, None)

    def evaluate_one(self, version: int, quality: str) -> None:
        self.told.now += timedelta(seconds=1)
        road.add_evidence(self.bench, versions.find(self.bench, APP, version), FAILING[quality])
        self.told.trials[version].append((self.told.golden, quality))

    @precondition(lambda self: self.told.rules)
    @rule(data=st.data(), quality=qualities)
    def evaluate(self, data: st.DataObject, quality: str) -> None:
        self.evaluate_one(data.draw(st.sampled_from(list(self.wrote))), quality)

    @precondition(lambda self: self.told.golden < MOST_GOLDEN)
    @rule(wanted=seldom)
    def freeze_a_golden_set(self, wanted: bool) -> None:
        if wanted:
            road.freeze_golden(self.bench, extra=[f"more{i}" for i in range(self.told.golden)])
            self.told.golden += 1

    @precondition(lambda self: len(self.wrote) < MOST_VERSIONS)
    @rule(
        author=st.sampled_from(["ken", "hana", "mei", "ryo"]), prompt=st.sampled_from(BUNDLES), wanted=seldom
    )
    def edit(self, author: str, prompt: tuple[str, int, str], wanted: bool) -> None:
        """Make another version: a bundle never changes."""
        if not wanted or not self.told.has(author, "editor"):
            return
        name, of, _ = prompt
        number = len(self.wrote) + 1
        by, ref, model = Actor(person=author), Ref(name, of), f"practice-{number}"
        if self.is_mlflow_real:
            about = {"app": APP, "prompt": ref, "model": "practice-1", "endpoint": "practice"}
            made = versions.create(self.bench, by=by, parameters={"seed": number}, **about)
            assert made.number == number
        else:
            digest = prompts.find(self.bench, APP, ref).digest
            made = a_version(number, prompt=ref, prompt_digest=digest, model=model, author=author)
            road.add_version(self.bench, made)
        self.note_version(number, name, of, author)

    @rule(found=st.one_of(rules, rules, st.none()), wanted=st.sampled_from([False, False, True]))
    def edit_the_policy(self, found: Rules | None, wanted: bool) -> None:
        if wanted:
            self.told.rules = found
            road.write_policy(self.bench, found.text() if found else "environments: [")

    @precondition(lambda self: self.told.rules is None)
    @rule(found=rules)
    def mend_the_policy(self, found: Rules) -> None:
        self.edit_the_policy(found, True)

    @rule(
        person=st.sampled_from(["mei", "hana", "sora", "ryo"]),
        role=st.sampled_from(["viewer", "approver", "release_manager"]),
        wanted=seldom,
    )
    def change_a_role(self, person: str, role: str, wanted: bool) -> None:
        if wanted:
            changed = dataclasses.replace(self.bench.people[person], roles={APP: role})
            save_people(self.bench.settings.home, {**self.bench.people, person: changed})
            self.told.roles[person] = role

    @rule(hours=st.sampled_from([1, 7, 7, 25, 40, 70]))
    def time_passes(self, hours: int) -> None:
        self.told.now += timedelta(hours=hours)

    # Requests

    def choose(self, data: st.DataObject, may: Callable[..., bool], *options: Iterable[Any]) -> Any:
        """Choose something, mostly something that is allowed if there is any."""
        everything = list(product(*options))
        allowed = [each for each in everything if may(*each)]
        return data.draw(st.sampled_from(allowed if allowed and data.draw(mostly) else everything))

    @rule(data=st.data(), blind=seldom, point=points)
    def propose(self, data: st.DataObject, blind: bool, point: Point | None) -> None:
        pins = dict.fromkeys(ENVIRONMENTS) if blind else self.told.pin

        def may(by: str, environment: str, version: int) -> bool:
            return self.told.may_ask(by, environment, version, pins[environment])

        by, environment, version = what = self.choose(data, may, EVERYBODY, ENVIRONMENTS, self.wrote)
        about = {"by": Actor(person=by), "reason": WHY, "pin": pins[environment]}
        ask = partial(requests.open_request, self.bench, APP, version, environment, **about)
        event = self.act(may(*what), "request.opened", ask, point)
        if event:
            assert self.told.rules
            stands = timedelta(hours=self.told.rules.stands if environment == "production" else 10**6)
            self.told.asked[environment] = promised.Asked(
                id=event.subject,
                environment=environment,
                version=version,
                by=by,
                at=self.told.now,
                saw=self.told.sight(environment, version),
                until=self.told.now + stands,
            )

    def waiting(self) -> list[str]:
        """Name the environments for which somebody asked for a release."""
        return [environment for environment, asked in self.told.asked.items() if asked]

    def decide(
        self,
        data: st.DataObject,
        point: Point | None,
        may: Callable[[str, str], bool],
        action: str,
        write: Callable[..., Request],
        **more: str,
    ) -> tuple[promised.Asked, str] | None:
        """Let somebody decide about a request, and give both if it happened."""
        by, environment = self.choose(data, may, EVERYBODY, self.waiting())
        asked = self.told.asked[environment]
        assert asked
        do = partial(write, self.bench, asked.id, by=Actor(person=by), **more)
        return (asked, by) if self.act(may(by, environment), action, do, point) else None

    @precondition(waiting)
    @rule(data=st.data(), point=points)
    def approve(self, data: st.DataObject, point: Point | None) -> None:
        done = self.decide(data, point, self.told.may_approve, "request.approved", requests.approve)
        if done:
            asked, by = done
            asked.yes[by] = (self.told.sight(asked.environment, asked.version), self.told.now)
            self.assert_settled(asked)

    @precondition(lambda self: any(asked and asked.yes for asked in self.told.asked.values()))
    @rule(data=st.data(), wanted=seldom, point=points)
    def revoke(self, data: st.DataObject, wanted: bool, point: Point | None) -> None:
        may = self.told.may_revoke
        if wanted and (done := self.decide(data, point, may, "request.revoked", requests.revoke)):
            asked, by = done
            del asked.yes[by]
            self.assert_settled(asked)

    @precondition(waiting)
    @rule(data=st.data(), way=st.sampled_from(ENDS), wanted=seldom, point=points)
    def end(self, data: st.DataObject, way: tuple[Any, str, str], wanted: bool, point: Point | None) -> None:
        write, action, role = way
        may = partial(self.told.may_end, role=role)
        if wanted and (done := self.decide(data, point, may, action, write, reason=WHY)):
            self.told.asked[done[0].environment] = None

    def assert_settled(self, asked: promised.Asked) -> None:
        """What is written down of a request is what the gate says."""
        is_approved = requests.find(self.bench, asked.id).state is RequestState.APPROVED
        assert is_approved == (self.told.verdict(asked) == "ready")

    @rule()
    def sweep(self) -> None:
        self.told.now += timedelta(seconds=1)
        due = self.due()
        assert {request.id for request in requests.sweep(self.bench)} == due
        for environment in self.waiting():
            standing, asked = requests.live(self.bench, APP, environment), self.told.standing(environment)
            if standing and asked and standing.state is RequestState.APPROVED and self.told.rules:
                assert self.told.verdict(asked) == "ready"

    def due(self) -> set[str]:
        return {asked.id for asked in self.told.asked.values() if asked and self.told.is_due(asked)}

    # Overrides

    @rule(data=st.data(), point=points)
    def ask_for_an_override(self, data: st.DataObject, point: Point | None) -> None:
        may = self.told.may_override
        by, environment, version, criterion = what = self.choose(
            data, may, EVERYBODY, ENVIRONMENTS, self.wrote, CRITERIA
        )
        about = {"by": Actor(person=by), "reason": WHY}
        ask = partial(overrides.ask, self.bench, APP, version, environment, criterion, **about)
        event = self.act(may(*what), "override.asked", ask, point)
        if event:
            self.told.overrides[event.subject] = promised.Override(
                environment=environment,
                version=version,
                criterion=criterion,
                saw=self.told.sight(environment, version),
                first=by,
                until=self.told.now + TERM,
            )

    @precondition(lambda self: self.told.overrides)
    @rule(data=st.data(), point=points)
    def confirm_an_override(self, data: st.DataObject, point: Point | None) -> None:
        may = self.told.may_confirm
        by, id = self.choose(data, may, EVERYBODY, self.told.overrides)
        confirm = partial(overrides.confirm, self.bench, id, by=Actor(person=by))
        if self.act(may(by, id), "override.confirmed", confirm, point):
            given = self.told.overrides[id]
            given.second, given.until = by, self.told.now + TERM
            self.assert_settled_by(given)

    def assert_settled_by(self, override: promised.Override) -> None:
        """So it is of a request that an override speaks of, as long as anybody can judge it."""
        asked = self.told.standing(override.environment)
        if self.told.rules and asked and asked.version == override.version:
            self.assert_settled(asked)

    @precondition(lambda self: self.told.overrides)
    @rule(data=st.data(), wanted=seldom, point=points)
    def withdraw_an_override(self, data: st.DataObject, wanted: bool, point: Point | None) -> None:
        def may(by: str, id: str) -> bool:
            return self.told.has(by, "release_manager")

        by, id = self.choose(data, may, EVERYBODY, self.told.overrides)
        withdraw = partial(overrides.withdraw, self.bench, id, by=Actor(person=by), reason=WHY)
        if wanted and self.act(may(by, id), "override.withdrawn", withdraw, point):
            self.assert_settled_by(self.told.overrides.pop(id))

    # Moves

    @precondition(waiting)
    @rule(data=st.data(), blind=seldom, has_key=st.booleans(), point=points)
    def promote(self, data: st.DataObject, blind: bool, has_key: bool, point: Point | None) -> None:
        def may(by: str, environment: str) -> bool:
            return self.told.may_promote(by, environment, self.seen(environment, blind))

        by, environment = self.choose(data, may, EVERYBODY, self.waiting())
        asked, key = self.told.asked[environment], f"promotion {len(self.keys)}" if has_key else ""
        assert asked
        about = {"by": Actor(person=by), "expecting": self.seen(environment, blind), "key": key}
        press = partial(promotion.promote, self.bench, asked.id, **about)
        event = self.act(may(by, environment), "promotion.promoted", press, point)
        if event:
            self.assert_allowed(event, asked)
            self.told.promote(environment, asked.version)
            self.followed(event, press, by, key, point)

    @rule(data=st.data(), has_key=st.booleans(), point=points)
    def release(self, data: st.DataObject, has_key: bool, point: Point | None) -> None:
        """Walk all the way at once, so that most examples come far."""
        self.propose(data, False, None)
        if self.waiting():
            self.approve(data, None)
        if self.waiting():
            self.promote(data, False, has_key, point)

    def seen(self, environment: str, blind: bool) -> int | None:
        """Give the version that somebody who presses saw; the blind see one that never was."""
        return 9 if blind else self.told.held(environment)

    @precondition(lambda self: any(self.told.behind.values()))
    @rule(data=st.data(), blind=seldom, has_key=st.booleans(), point=points)
    def roll_back(self, data: st.DataObject, blind: bool, has_key: bool, point: Point | None) -> None:
        def may(by: str, environment: str, to: int | None) -> bool:
            return self.told.may_roll_back(by, environment, self.seen(environment, blind), to)

        by, environment, to = what = self.choose(data, may, EVERYBODY, ENVIRONMENTS, [None, *self.wrote])
        key = f"rollback {len(self.keys)}" if has_key else ""
        about = {"by": Actor(person=by), "expecting": self.seen(environment, blind), "reason": WHY}
        press = partial(promotion.roll_back, self.bench, APP, environment, to=to, key=key, **about)
        target = to or next(iter(self.told.ways_back(environment)), None)
        event = self.act(may(*what), "promotion.rolled_back", press, point)
        if event:
            assert event.after == target
            self.told.roll_back(environment, event.after, event.number)
            self.followed(event, press, by, key, point)

    def followed(
        self, event: Event, press: Callable[[], promotion.Move], by: str, key: str, point: Point | None
    ) -> None:
        """MLflow shows a move at once, unless somebody died or it did not answer."""
        self.note_shown()
        if key:
            self.keys[key] = (press, by, event)
        if point is None:
            environment = event.details["environment"]
            assert evidence.placement(self.bench, APP, environment).verified
            self.tampered = {each for each in self.tampered if not each.endswith(environment)}
            for alias, number in self.wanted(environment).items():
                assert self.names(*alias) == number

    @precondition(lambda self: self.keys)
    @rule(data=st.data(), point=points)
    def press_again(self, data: st.DataObject, point: Point | None) -> None:
        """The same key is the same move."""
        press, by, event = self.keys[data.draw(st.sampled_from(list(self.keys)))]
        moves = self.events(*history.MOVES)
        try:
            with dying(self.bench, point):
                again = press()
            assert self.told.has(by, "approver")
            assert again.event == event
        except LifecycleError:
            assert not self.told.has(by, "approver")
        except Death:
            pass
        assert self.events(*history.MOVES) == moves

    @precondition(lambda self: self.keys and self.waiting())
    @rule(data=st.data())
    def press_with_a_used_key(self, data: st.DataObject) -> None:
        """Another move under a key is none."""
        key = data.draw(st.sampled_from(list(self.keys)))
        asked = self.told.asked[data.draw(st.sampled_from(self.waiting()))]
        assert asked
        about = {"by": Actor(person="mei"), "expecting": self.told.held(asked.environment), "key": key}
        self.act(False, "promotion.promoted", partial(promotion.promote, self.bench, asked.id, **about))

    def assert_allowed(self, event: Event, asked: promised.Asked) -> None:
        """A promotion rests on valid evidence, and on approvals of the same digests by others."""
        told = event.details
        digests = {name: told[name] for name in ("bundle_digest", "evidence_digest", "policy_digest")}
        with self.bench.ledger.read() as tx:
            request = tx.one(Request, id=told["request"])
            yes = {each.person for each in tx.all(Approval, request=request.id, **digests)}
            done = tx.one(Evaluation, id=told["evaluation"])
        assert set(told["approved_by"]) <= yes
        assert set(told["approved_by"]) >= self.told.said_yes(asked)
        assert not set(told["approved_by"]) & (self.told.authors[asked.version] | {asked.by})
        assert {name: getattr(request, name) for name in digests} == digests
        assert (done.bundle_digest, done.state) == (told["bundle_digest"], "finished")
        assert done.golden.number == self.told.golden
        assert (event.after, event.before) == (asked.version, self.told.held(asked.environment))

    # Aliases

    @rule(
        kind=st.sampled_from(["models", "prompts"]),
        name=st.sampled_from(NAMES),
        environment=environments,
        number=st.sampled_from([None, 1, 2]),
    )
    def an_outsider_moves_an_alias(self, kind: str, name: str, environment: str, number: int | None) -> None:
        name, number = (APP, number) if kind == "models" else (name, number and min(number, 1))
        if self.names(kind, name, environment) != number:
            getattr(self.bench.store, kind).point(name, environment, number)
            self.tampered.add(address(kind, name, environment))

    def names(self, kind: str, name: str, environment: str) -> int | None:
        found: int | None = getattr(self.bench.store, kind).at(name, environment)
        return found

    def wanted(self, environment: str) -> dict[tuple[str, str, str], int | None]:
        held = self.told.held(environment)
        prompt, of = self.wrote[held] if held else ("", None)
        return {
            ("models", APP, environment): held,
            **{("prompts", name, environment): of if name == prompt else None for name in NAMES},
        }

    @rule(repairs=st.booleans(), point=points)
    def recover(self, repairs: bool, point: Point | None) -> None:
        """Start again: everything agrees, but for what an outsider did, which is told."""
        self.told.now += timedelta(seconds=1)
        by = Actor(person="yuki") if repairs else None
        due = self.due()
        with self.bench.ledger.read() as tx:
            known = {history.environment_of(finding) for finding in aliases.standing(tx, APP)}
        try:
            with dying(self.bench, point):
                report = reconcile.run(self.bench, repair=by)
        except (Death, Unavailable):
            assert point
            return
        assert report.left == ()
        assert {request.id for request in report.ended} == due
        wrong = {
            address(*alias)
            for environment in ENVIRONMENTS
            if self.told.rules or self.told.held(environment) or environment in known
            for alias, number in self.wanted(environment).items()
            if self.names(*alias) != number
        }
        found = {look.alias.address for look in report.bypasses}
        assert wrong <= self.tampered
        assert wrong == (set() if repairs else found)
        assert found <= self.tampered
        with self.bench.ledger.read() as tx:
            assert {event.subject for event in aliases.standing(tx, APP)} == wrong
        if repairs:
            self.tampered -= found
        for environment in ENVIRONMENTS:
            place = evidence.placement(self.bench, APP, environment)
            assert place.verified == (place.version is not None)

    # What always holds

    @invariant()
    def everything_agrees(self) -> None:
        self.take_note()
        for environment in ENVIRONMENTS:
            self.assert_place(environment)
            self.assert_request(environment)
        self.assert_overrides()
        assert history.verify(self.bench) is None

    def take_note(self) -> None:
        """Learn what MLflow showed, what was found there, and which ended requests are written down as such.

        Both may happen at any time.
        """
        self.note_shown()
        for environment, asked in self.told.asked.items():
            if asked and self.told.is_due(asked):
                state = requests.find(self.bench, asked.id).state
                if not state.is_live:
                    assert state in {RequestState.STALE, RequestState.EXPIRED}
                    self.told.asked[environment] = None

    def note_shown(self) -> None:
        ends = "alias.restored", "alias.repaired"
        told = self.events("promotion.shown", "alias.bypassed", "content.bypassed", *ends)
        for event in told[self.shown :]:
            environment = event.details["environment"]
            if event.action == "promotion.shown":
                self.told.show(environment, event.after, event.at)
            elif event.action in ends:
                self.told.put_right(environment, event.subject, event.at)
            else:
                self.told.find(environment, event.subject, event.at)
        self.shown = len(told)

    def assert_place(self, environment: str) -> None:
        with self.bench.ledger.read() as tx:
            places = tx.all(Placement, app=APP, environment=environment)
        held = self.told.held(environment)
        assert [place.version for place in places] == ([held] if held else [])
        assert [place.pin for place in places] == ([self.told.pin[environment]] if held else [])
        way = promotion.way_back(self.bench, APP, environment)
        rules, self.told.rules = self.told.rules, None
        assert ([way.version] if way else []) == self.told.ways_back(environment)
        self.told.rules = rules

    def assert_request(self, environment: str) -> None:
        standing, asked = requests.live(self.bench, APP, environment), self.told.asked[environment]
        assert (standing and standing.id) == (asked and asked.id)
        if standing is None or asked is None:
            return
        assert {each.person for each in requests.approvals(self.bench, standing.id)} == set(asked.yes)
        assert (requests.staleness(self.bench, standing) is not None) == self.told.is_due(asked)
        if self.told.rules and not self.told.is_due(asked):
            verdict = requests.decision(self.bench, standing).verdict
            names = {"ready": "ready", "needs_review": "review"}
            assert names.get(verdict, "closed") == self.told.verdict(asked)

    def assert_overrides(self) -> None:
        with self.bench.ledger.read() as tx:
            given = tx.all(Override, app=APP)
        assert {each.id: overrides.state(self.bench, each) for each in given} == {
            id: self.told.state(each) for id, each in self.told.overrides.items()
        }


def address(kind: str, name: str, environment: str) -> str:
    return f"{kind}:/{name}@{environment}"


# Houses


@pytest.fixture(scope="module")
def template(tmp_path_factory, mlflow_template) -> Path:
    """A house with three versions in MLflow, a policy, and a golden set."""
    folder = tmp_path_factory.mktemp("template")
    bench = road.open_house(folder, f"sqlite:///{folder / 'ledger.db'}", now=lambda: NOON)
    vacuum(mlflow_template, bench.settings.home / "mlflow.db")
    save_people(bench.settings.home, EVERYBODY)
    road.write_policy(bench, Rules().text())
    road.freeze_golden(bench)
    for name, of, author in BUNDLES:
        content = PromptContent(blocks=(Block(role="system", text=f"{name} {of}: 返品は30日以内。"),))
        saved = prompts.save(bench, app=APP, name=name, content=content, by=KEN, reason="a rule")
        about = {"app": APP, "prompt": saved.ref, "model": "practice-1", "endpoint": "practice"}
        versions.create(bench, by=Actor(person=author), **about)
    bench.ledger.close()
    return folder


def vacuum(database: Path, to: Path) -> None:
    with closing(sqlite3.connect(database)) as source:
        source.execute("VACUUM INTO ?", [str(to)])


def move_in(template: Path, folder: Path) -> Settings:
    """Give an example a house of its own."""
    databases = shutil.ignore_patterns("*.db*")
    shutil.copytree(template, folder, ignore=databases)
    for name in ("ledger.db", ".kanmon/mlflow.db"):
        vacuum(template / name, folder / name)
    home = folder / ".kanmon"
    return Settings(
        home=home,
        policies=folder / "policies",
        ledger_url=f"sqlite:///{folder / 'ledger.db'}",
        tracking_uri=f"sqlite:///{home / 'mlflow.db'}",
    )


@pytest.fixture
def walk(template, tmp_path) -> Callable[..., None]:
    """Walks the road many times, each time for so many steps."""
    names = count(1)

    def walk(examples: int, steps: int, *, is_mlflow_real: bool) -> None:
        run_state_machine_as_test(
            lambda: Road(template, tmp_path / f"house{next(names)}", is_mlflow_real=is_mlflow_real),
            settings=hypothesis_settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )

    return walk


def test_the_road_keeps_its_promises(walk):
    walk(8, 40, is_mlflow_real=False)


def test_the_road_keeps_its_promises_with_mlflow(walk):
    walk(5, 40, is_mlflow_real=True)


@pytest.mark.slow
def test_the_road_keeps_its_promises_a_long_way(walk):
    walk(500, 80, is_mlflow_real=False)


@pytest.mark.slow
def test_the_road_keeps_its_promises_a_long_way_with_mlflow(walk):
    walk(100, 80, is_mlflow_real=True)
