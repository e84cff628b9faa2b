"""A home in which one version can answer one golden set of any size."""

import json

from lifecycle import applications, datasets, prompts, settings, versions
from lifecycle.records import Actor, DatasetKind, Endpoint, Person, Ref, Version
from lifecycle.workbench import Workbench

APP = "bench"
KEN = Actor(person="ken")
GOLDEN = Ref("bench-golden", 1)
RULES = "You answer for a shop. Returns within 30 days, unworn, with the receipt. " * 20
POLICY = """\
application: bench
golden: {name: bench-golden}
scorers:
  - name: contains
  - name: declines
  - {name: length, settings: {max: 500}}
environments:
  production:
    criteria:
      - {id: right, type: threshold, owner: bench, metric: contains.mean, operator: ">=", value: 0.5}
"""


def make(bench: Workbench, cases: int, endpoint: Endpoint) -> Version:
    """Make the application, its policy, prompt, golden set and version 1."""
    settings.save_people(bench.settings.home, {"ken": Person(id="ken", roles={"*": "admin"})})
    settings.save_endpoints(bench.settings.home, {endpoint.name: endpoint})
    bench.settings.policies.mkdir(exist_ok=True)
    (bench.settings.policies / f"{APP}.yaml").write_text(POLICY, encoding="utf-8")
    applications.create(bench, APP, by=KEN)
    content = prompts.read(RULES.encode())
    saved = prompts.save(bench, app=APP, name="reply", content=content, by=KEN, reason="first")
    kind = DatasetKind.GOLDEN
    datasets.freeze(bench, golden(cases), app=APP, name=GOLDEN.name, kind=kind, by=KEN)
    return versions.create(bench, app=APP, prompt=saved.ref, model="m-1", endpoint=endpoint.name, by=KEN)


def golden(cases: int) -> bytes:
    """Write a golden set."""
    lines = (
        {"id": f"c{i}", "inputs": {"question": f"注文 {i} を返品したいのですが、どうすればよいですか。"}}
        | {"expected": {"answer": f"注文 {i} は30日以内なら返品できます。", "contains": [f"注文 {i}"]}}
        | {"tags": {"language": "ja"}}
        for i in range(cases)
    )
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)
