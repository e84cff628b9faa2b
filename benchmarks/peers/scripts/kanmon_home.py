"""Makes a home in which one version can be evaluated: its endpoint, policy, golden set and prompt."""

import json
import subprocess
import sys
from pathlib import Path

import work

HOME = Path(".kanmon")
ENDPOINTS = f"""\
endpoints:
  bench: {{base_url: "{work.URL}", concurrency: {work.AT_ONCE}}}
"""
POLICY = """\
application: bench
golden: {name: bench-golden}
scorers:
  - name: contains
  - name: excludes
    settings: {never: [as an AI language model]}
  - name: exact
environments:
  production:
    criteria:
      - {id: right, type: threshold, owner: bench, metric: exact.mean, operator: ">=", value: 0.5}
"""


def kanmon(*words: str) -> None:
    """Run one command as the person who made the application."""
    done = subprocess.run([sys.executable, "-m", "lifecycle", *words, "--by", "ken"], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def a_line(case: work.Case) -> str:
    """Write one case of the golden set."""
    expected = {"answer": case.expected, "contains": [case.question]}
    return json.dumps({"id": case.id, "inputs": {"question": case.question}, "expected": expected})


kanmon("init", "bench")
(HOME / "endpoints.yaml").write_text(ENDPOINTS)
Path("policies/bench.yaml").write_text(POLICY)
Path("golden.jsonl").write_text("".join(f"{a_line(case)}\n" for case in work.CASES))
Path("prompt.txt").write_text("Answer the customers of the shop.")
kanmon("dataset", "freeze", "golden.jsonl", "--app", "bench", "--name", "bench-golden", "--kind", "golden")
kanmon("prompt", "save", "reply", "prompt.txt", "--app", "bench", "--reason", "first")
kanmon("version", "create", "bench", "--prompt", "reply@1", "--model", work.MODEL, "--endpoint", "bench")
