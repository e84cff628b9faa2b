"""Sets the stage for an evaluation: a golden set, a prompt, a policy, an endpoint and a version."""

import json
from collections.abc import Iterable
from typing import Any

from lifecycle import datasets, prompts
from lifecycle.records import (
    Block,
    Case,
    DatasetKind,
    Endpoint,
    Evaluation,
    PromptContent,
    PromptVersion,
    Ref,
    Version,
)
from lifecycle.settings import save_endpoints
from lifecycle.workbench import Workbench
from tests.builders import KEN, NOON, a_version

GOLDEN = Ref("support-golden", 1)
SHOP_RULES = PromptContent(blocks=(Block(role="system", text="返品は30日以内です。"),))

POLICY = """
application: support-bot
golden: {name: support-golden}
scorers:
  - name: contains
  - name: declines
environments:
  production:
    criteria:
      - {id: facts, type: threshold, owner: product, metric: contains.mean, operator: ">=", value: 0.5}
"""


def some_cases(count: int) -> tuple[Case, ...]:
    return tuple(
        Case(id=f"c{i:03}", inputs={"question": f"質問 {i}"}, expected={"contains": ["はい"]})
        for i in range(count)
    )


def to_jsonl(cases: Iterable[Case]) -> bytes:
    lines = ({"id": c.id, "inputs": dict(c.inputs), "expected": c.expected} for c in cases)
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)


def set_the_stage(
    bench: Workbench,
    base_url: str,
    cases: int | tuple[Case, ...] = 10,
    content: PromptContent = SHOP_RULES,
    **endpoint: Any,
) -> Version:
    """Everything that `evaluation.start` reads, for version 1 of support-bot; no MLflow is needed."""
    golden = to_jsonl(some_cases(cases) if isinstance(cases, int) else cases)
    datasets.freeze(bench, golden, app="support-bot", name=GOLDEN.name, kind=DatasetKind.GOLDEN, by=KEN)
    bench.settings.policies.mkdir(exist_ok=True)
    (bench.settings.policies / "support-bot.yaml").write_text(POLICY, encoding="utf-8")
    shop = Endpoint(name="shop", base_url=base_url, **{"timeout_s": 5.0, "concurrency": 4, **endpoint})
    save_endpoints(bench.settings.home, {"shop": shop})
    prompt = PromptVersion(
        app="support-bot",
        name="support-reply",
        number=1,
        digest=bench.objects.freeze(prompts.to_bytes(content)),
        variables=prompts.variables(content),
        author="ken",
        reason="first",
        created_at=NOON,
    )
    version = a_version(1, prompt_digest=prompt.digest, endpoint="shop", model="m-1")
    with bench.ledger.write() as tx:
        tx.add(prompt)
        tx.add(version)
    return version


def start(bench: Workbench, **changes: Any) -> Evaluation:
    from lifecycle import evaluation

    return evaluation.start(
        bench, **{"app": "support-bot", "version": 1, "golden": GOLDEN, "by": KEN, **changes}
    )
