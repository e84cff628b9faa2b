"""What docs/scorers.md says of scorers is so."""

import re
from pathlib import Path

import pytest
import yaml

from lifecycle import scorers
from lifecycle.records import ScorerSpec

PAGE = (Path(__file__).parents[2] / "docs" / "scorers.md").read_text(encoding="utf-8")


def row_of(name):
    return next(
        line for line in PAGE.splitlines() if line.startswith("|") and f"`{name}`" in line.split("|")[1]
    )


@pytest.mark.parametrize("name", scorers.REGISTRY)
def test_every_scorer_stands_in_the_table_with_its_settings(name):
    fields = scorers.REGISTRY[name].model_fields.items()
    known = {field.alias or name for name, field in fields}
    assert set(re.findall(r"`(\w+)`", row_of(name).split("|")[4])) == known


def test_the_examples_can_be_built():
    examples = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    specs = [ScorerSpec(**each) for example in examples for each in yaml.safe_load(example)["scorers"]]
    assert list(scorers.build_all(specs)) == [
        "contains",
        "number",
        "polite_form",
        "correctness",
        "names_the_deadline",
    ]
