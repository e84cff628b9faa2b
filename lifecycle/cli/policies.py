"""Commands on policies: `policy lint`."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from lifecycle import datasets, linting, policies
from lifecycle.cli.front import Answer, command, language
from lifecycle.errors import Invalid, NotFound
from lifecycle.linting import Line, Rule
from lifecycle.messages import hint, say, to_document
from lifecycle.policies import Policy
from lifecycle.records import Case, DatasetKind, DatasetVersion, Ref
from lifecycle.settings import find_home
from lifecycle.workbench import open_workbench

Golden = tuple[DatasetVersion, tuple[Case, ...]]


def register(kanmon: click.Group) -> None:
    """Add these commands to the group."""

    @kanmon.group()
    def policy() -> None:
        """The rules that a release has to keep."""

    file = click.argument("file", type=click.Path(path_type=Path))
    app = click.option("--app", default="", help="The application that the file must be of.")
    command(policy, "lint", file, app)(lint)


def lint(file: Path, app: str) -> Answer:
    """Explain a policy file and what its criteria can show. Exit 0 when it can be used, else 4."""
    policy = policies.load(file)
    if app and policy.application != app:
        raise Invalid("release.foreign_policy", file=str(file), found=policy.application, app=app)
    golden = newest_golden(policy)
    cases = golden[1] if golden else None
    warnings = list(linting.look_at(policy, cases)) if cases is not None else []
    chapters = linting.lint(policy, cases)
    document = {
        "file": str(file),
        "application": policy.application,
        "policy_digest": policy.digest,
        "golden": {"name": policy.golden.name, "min_cases": policy.golden.min_cases, **seen(golden)},
        "warnings": [to_document(line.code, line.params) for line in warnings],
        "environments": {each.environment: [written(rule) for rule in each.rules] for each in chapters},
    }
    lines = [
        f"{policy.application}  {file}  {policy.digest[:12]}",
        of_golden(policy, golden),
        *map(told, warnings),
    ]
    for chapter in chapters:
        lines += ["", chapter.environment, *(line for rule in chapter.rules for line in laid_out(rule))]
    return Answer(document=document, lines=lines)


def newest_golden(policy: Policy) -> Golden | None:
    """Read the newest version of the policy's golden set, if there is a home and it has one."""
    if find_home(os.environ, Path.cwd()) is None:
        return None
    bench = open_workbench()
    try:
        found = datasets.find(bench, policy.application, Ref(policy.golden.name), DatasetKind.GOLDEN)
    except NotFound:
        return None
    return found, datasets.cases(bench, found)


def seen(golden: Golden | None) -> Mapping[str, Any]:
    """Name the golden set that was reckoned with, None where there is none."""
    return {"version": str(golden[0].ref) if golden else None, "cases": len(golden[1]) if golden else None}


def of_golden(policy: Policy, golden: Golden | None) -> str:
    """Say with how many cases everything was reckoned."""
    least = policy.golden.min_cases
    if golden is None:
        return say("linting.golden_unknown", language(), golden=policy.golden.name, least=least)
    return say("linting.golden", language(), golden=str(golden[0].ref), n=len(golden[1]), least=least)


def laid_out(rule: Rule) -> Iterator[str]:
    """Write a rule on one line, and below it what there is to say of it."""
    whose = f" ({rule.severity}, {rule.owner})" if rule.owner else ""
    yield f"  {rule.id}{whose}: {told(rule.says)}"
    for line in rule.remarks:
        yield f"      {told(line)}"


def told(line: Line) -> str:
    """Say a line; a warning begins with a mark and ends with what to do."""
    said = say(line.code, language(), **line.params)
    return f"! {said} {hint(line.code, language(), **line.params)}" if line.is_warning else said


def written(rule: Rule) -> Mapping[str, Any]:
    """Give a rule as a document."""
    return {
        "id": rule.id,
        "severity": rule.severity,
        "owner": rule.owner,
        **to_document(rule.says.code, rule.says.params),
        "remarks": [
            {"warning": line.is_warning, **to_document(line.code, line.params)} for line in rule.remarks
        ],
    }
