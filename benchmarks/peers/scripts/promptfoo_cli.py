"""promptfoo: its command line with three assertions a case."""

import json
import subprocess
from pathlib import Path

import work

config = {
    "prompts": ["{{question}}"],
    "providers": [{"id": f"openai:chat:{work.MODEL}", "config": {"apiBaseUrl": work.URL, "apiKey": "none"}}],
    "tests": [
        {
            "vars": {"question": case.question},
            "assert": [
                {"type": "contains", "value": case.question},
                {"type": "javascript", "value": f"output.length <= {work.LONGEST}"},
                {"type": "equals", "value": case.expected},
            ],
        }
        for case in work.CASES
    ],
}
Path("promptfooconfig.json").write_text(json.dumps(config))
options = ["--config", "promptfooconfig.json", "--output", "results.json", "--no-cache", "--no-table"]
line = ["promptfoo", "eval", *options, "--no-progress-bar", "--max-concurrency", str(work.AT_ONCE)]
done = subprocess.run(line, check=False)
if not Path("results.json").exists():
    raise SystemExit(done.returncode or 1)
work.finish(json.loads(Path("results.json").read_text())["results"]["stats"]["successes"])
