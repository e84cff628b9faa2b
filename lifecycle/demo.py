"""The example application, made by walking the road: nothing in it is a stored result.

An online shop's customer service. Three versions of its prompt are evaluated by the real engine; two
go to production through the real gate, by two people each; the third waits for an approval.
"""

import dataclasses
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from lifecycle import (
    applications,
    datasets,
    evaluation,
    mirror,
    promotion,
    prompts,
    requests,
    settings,
    versions,
    worker,
)
from lifecycle.errors import ConfigError, Conflict, Unavailable
from lifecycle.records import Actor, Application, DatasetKind, EvaluationState, Person, Ref, Request
from lifecycle.workbench import Workbench

APP = "support-bot"
TITLE = "Minato Store customer service"
PROMPT = "support-reply"
GOLDEN = "support-golden"
EXAMPLES = Path(__file__).parent.parent / "examples"

PEOPLE = (
    Person(id="yuki", name="Yuki Abe", team="Platform", roles={APP: "admin"}),
    Person(id="ken", name="Ken Mori", team="Engineering", roles={APP: "editor"}),
    Person(id="hana", name="Hana Sato", team="Product", roles={APP: "approver"}),
    Person(id="mei", name="Mei Tanaka", team="CS", roles={APP: "approver"}),
    Person(id="rin", name="Rin Kato", team="CS", roles={APP: "reviewer"}),
    Person(id="aki", name="Aki Ono", team="Audit", roles={APP: "viewer"}),
)
STRANGERS = {person.id: dataclasses.replace(person, roles={}) for person in PEOPLE}
"""As they come and as they go: without a role."""
YUKI, KEN, HANA, MEI = (Actor(person=id, identity="local") for id in ("yuki", "ken", "hana", "mei"))

REASONS = (
    "First rules of the shop: the basics of returns and payment.",
    "All shop rules in both languages, from three months of logs.",
    "More rules on delivery and accounts, shorter text on exchanges.",
)

RELEASES = ("First release of the support bot.", "Answers far more questions.")


def load(bench: Workbench, tell: Callable[[str], None] = lambda text: None) -> bool:
    """Walk the road with the example files; False when an application of this name stands already.

    A walk of the demo that was cut off half-way is taken away and begun again.

    Raises:
        ConfigError: the example files are not beside the package.
        Unavailable: an evaluation did not finish.
    """
    with bench.ledger.read() as tx:
        found = tx.one(Application, name=APP)
        whole = tx.count(Request, app=APP) > len(RELEASES)
    if found and (whole or (found.created_by, found.title) != (YUKI.person, TITLE)):
        return False
    if found:
        with suppress(Conflict):  # if not even its creation came to an end
            applications.create(bench, APP, by=YUKI)
        remove(bench)
    if not EXAMPLES.is_dir():
        raise ConfigError("demo.no_examples")
    tell("1 of 4  people, datasets, prompts")
    with settings.alone(bench.settings.home):
        settings.save_people(bench.settings.home, {**STRANGERS, **bench.people})
    applications.create(bench, APP, by=YUKI, title=TITLE)
    for person in PEOPLE[1:]:
        applications.set_role(bench, APP, Person(id=person.id), person.roles[APP], by=YUKI)
    applications.take_example_policy(bench, APP, by=YUKI)
    freeze_datasets(bench)
    for number, reason in enumerate(REASONS, start=1):
        make_version(bench, number, reason)
    tell("2 of 4  three evaluations, by the practice model")
    evaluate(bench, [1, 2, 3])
    tell("3 of 4  two promotions through the gate")
    for number, reason in enumerate(RELEASES, start=1):
        release(bench, number, reason)
    requests.open_request(
        bench, APP, 3, "production", by=HANA, reason="Better on delivery and account questions."
    )
    tell("4 of 4  copies for MLflow")
    with suppress(Unavailable):  # the errands wait
        mirror.catch_up(bench)
    return True


def remove(bench: Workbench) -> None:
    """Take the example application away again, and its people who have no role elsewhere.

    The audit log keeps that it was there.
    """
    applications.remove(bench, APP, by=YUKI, reason="demo removed")
    with settings.alone(bench.settings.home):
        people = bench.people
        stay = {id: person for id, person in people.items() if person != STRANGERS.get(id)}
        settings.save_people(bench.settings.home, stay)


def freeze_datasets(bench: Workbench) -> None:
    """Freeze logs, the training set built from them, and the golden set."""
    logs, golden = ((EXAMPLES / name).read_bytes() for name in ("logs.csv", "golden.jsonl"))
    training = b"".join(datasets.build(logs, prompt_text(2)))
    for content, filename, name, kind in (
        (logs, "logs.csv", "support-logs", DatasetKind.LOGS),
        (training, "training.jsonl", "support-chat", DatasetKind.TRAINING),
        (golden, "golden.jsonl", GOLDEN, DatasetKind.GOLDEN),
    ):
        datasets.freeze(bench, content, app=APP, name=name, kind=kind, by=KEN, filename=filename)


def prompt_text(number: int) -> str:
    """Read one of the example prompts."""
    return (EXAMPLES / "prompts" / f"{PROMPT}-{number}.txt").read_text(encoding="utf-8").strip()


def make_version(bench: Workbench, number: int, reason: str) -> None:
    """Save one prompt version and bundle it."""
    content = prompts.read(prompt_text(number).encode(), f"{PROMPT}.txt")
    parent = number - 1 or None
    saved = prompts.save(bench, app=APP, name=PROMPT, content=content, by=KEN, reason=reason, parent=parent)
    versions.create(
        bench,
        app=APP,
        prompt=saved.ref,
        model=settings.PRACTICE.models[0],
        endpoint=settings.PRACTICE.name,
        parameters={"temperature": 0},
        by=KEN,
        note=reason,
    )


def evaluate(bench: Workbench, numbers: list[int]) -> None:
    """Evaluate versions on the golden set in a worker process, as everybody does."""
    started = [evaluation.start(bench, app=APP, version=n, golden=Ref(GOLDEN), by=KEN) for n in numbers]
    worker.start(bench, "--until-idle").wait()
    for each in started:
        done = evaluation.find(bench, each.id)
        if done.state != EvaluationState.FINISHED:
            raise Unavailable("demo.failed", version=done.version, state=done.state)


def release(bench: Workbench, number: int, reason: str) -> None:
    """Release a version: one person requests, another approves and promotes."""
    before = number - 1 or None
    request = requests.open_request(bench, APP, number, "production", by=HANA, reason=reason)
    requests.approve(bench, request.id, by=MEI)
    promotion.promote(bench, request.id, by=MEI, expecting=before)
