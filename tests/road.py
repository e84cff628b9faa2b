"""Puts an application half-way down the road: a policy, a golden set, versions with their evidence.

The evidence is written as an evaluation leaves it (frozen rows, digests in the ledger), so that tests
of what comes after need no endpoint.
"""

import json
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from lifecycle import applications, datasets, evidence, requests, scorers
from lifecycle.evaluation import answers
from lifecycle.records import Actor, Application, Case, DatasetKind, Evaluation, Ref, Request, Version
from lifecycle.settings import Settings, save_people
from lifecycle.workbench import Workbench, utc_now
from tests.builders import HANA, KEN, MEI, NOON, a_prompt, a_row, a_version, an_evaluation
from tests.conftest import PEOPLE

CASES = 60
CRITICAL = {"c0", "c1"}
POLICY = """\
application: support-bot
golden: {name: support-golden, min_cases: 20}
scorers:
  - name: contains
environments:
  staging:
    criteria:
      - {id: right-facts, type: threshold, owner: product, metric: contains.mean, operator: ">=", value: 0.2}
  production:
    criteria:
      - {id: right-facts, type: threshold, owner: product, metric: contains.mean, operator: ">=", value: 0.5}
      - {id: critical-cases, type: critical_cases, owner: CS}
      - {id: not-worse, type: no_regression, owner: product, metric: contains.mean, margin: 0.05}
    approvals: {count: 1, roles: [approver]}
"""


def open_house(folder: Path, ledger_url: str, now: Callable[[], datetime] = utc_now) -> Workbench:
    """Open a home with the application and its people, like the fixture `bench`, for more than one test."""
    home = folder / ".kanmon"
    home.mkdir()
    save_people(home, {person.id: person for person in PEOPLE})
    bench = Workbench(
        Settings(
            home=home,
            policies=folder / "policies",
            ledger_url=ledger_url,
            tracking_uri=f"sqlite:///{home / 'mlflow.db'}",
        ),
        now=now,
    )
    with bench.ledger.write() as tx:
        tx.add(Application(name="support-bot", title="Support bot", created_by="yuki", created_at=NOON))
    return bench


def write_policy(bench: Workbench, text: str = POLICY) -> None:
    bench.settings.policies.mkdir(exist_ok=True)
    (bench.settings.policies / "support-bot.yaml").write_text(text, encoding="utf-8")


def golden_lines(extra: Collection[str] = ()) -> bytes:
    cases = [
        {
            "id": f"c{i}",
            "inputs": {"question": f"質問 {i}"},
            "expected": {"answer": "14日以内です。", "contains": ["14日"]},
            "critical": f"c{i}" in CRITICAL,
            "tags": {"language": "ja" if i % 2 else "en"},
        }
        for i in range(CASES)
    ]
    more = [{"id": id, "inputs": {"question": id}, "expected": "14日"} for id in extra]
    return b"".join(json.dumps(case, ensure_ascii=False).encode() + b"\n" for case in cases + more)


def freeze_golden(bench: Workbench, extra: Collection[str] = ()) -> tuple[Case, ...]:
    frozen = datasets.freeze(
        bench,
        golden_lines(extra),
        app="support-bot",
        name="support-golden",
        kind=DatasetKind.GOLDEN,
        by=KEN,
        filename="golden.jsonl",
    )
    return datasets.cases(bench, frozen)


def add_version(bench: Workbench, version: Version | None = None, **changes: object) -> Version:
    added = version or a_version(**changes)  # type: ignore[arg-type]
    bench.objects.freeze(a_prompt(added.number))
    with bench.ledger.write() as tx:
        tx.add(added)
    return added


def add_evidence(bench: Workbench, version: Version, failing: Collection[str] = ()) -> Evaluation:
    """Give a version a finished evaluation on the newest golden set, in which some cases fail."""
    golden = datasets.find(bench, "support-bot", Ref("support-golden"))
    cases = datasets.cases(bench, golden)
    specs = applications.policy(bench, "support-bot").scorers
    id = bench.new_id()
    rows = [
        a_row(
            case.id,
            position,
            evaluation=id,
            answer="分かりません" if case.id in failing else "14日以内です。",
            scores={"contains": float(case.id not in failing)},
        )
        for position, case in enumerate(cases)
    ]
    done = an_evaluation(
        version.number,
        id=id,
        bundle_digest=version.digest,
        golden=golden.ref,
        golden_digest=golden.digest,
        scorers=specs,
        scorers_digest=scorers.digest(specs),
        cases=len(cases),
        answers_digest=bench.objects.freeze_parts(answers.to_lines(rows)),
        finished_at=bench.now(),
        started_at=NOON,
    )
    with bench.ledger.write() as tx:
        tx.add(done)
    return done


def ask(bench: Workbench, version: int, environment: str = "production", by: Actor = HANA) -> Request:
    """Request a release, naming the pin if there is one."""
    pin = evidence.placement(bench, "support-bot", environment).pin
    return requests.open_request(bench, "support-bot", version, environment, by=by, reason="better", pin=pin)


def approved(bench: Workbench, version: int, environment: str = "production") -> Request:
    """Get a release requested and approved."""
    return requests.approve(bench, ask(bench, version, environment).id, by=MEI)


def stand(bench: Workbench, *failing: Collection[str]) -> list[Version]:
    """Set up policy, golden set, and one evaluated version for each set of failing cases."""
    write_policy(bench)
    freeze_golden(bench)
    made = []
    for number, wrong in enumerate(failing, start=1):
        version = add_version(bench, number=number)
        add_evidence(bench, version, wrong)
        made.append(version)
    return made
