"""The command `check`: it needs no home and no database, so it imports neither."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from lifecycle import checks
from lifecycle.checks.passes import leakage, survey
from lifecycle.checks.passes.survey import Survey
from lifecycle.cli import mending
from lifecycle.cli.front import Answer, command, language
from lifecycle.cli.paths import ENCODING, FILE, LARGEST, name_of, opened, require_new
from lifecycle.messages import Language, listed, say

STOPS: Mapping[Language, str] = {"en": "; ", "ja": "。"}


def register(kanmon: click.Group) -> None:
    """Add this command to the group."""
    profile = click.option("--profile", type=click.Choice(sorted(checks.PROFILES)))
    most = click.option(
        "--max-findings",
        type=click.IntRange(min=0),
        default=checks.MAX_KEPT,
        show_default=True,
        help="How many findings of each kind are listed; all are counted.",
    )
    golden = click.option(
        "--golden",
        type=click.Path(path_type=Path),
        help="A golden set whose questions must not stand in the file.",
    )
    targets = click.option("--targets", is_flag=True, help="Tell for which training services it is fine.")
    thorough = click.option(
        "--thorough",
        is_flag=True,
        help="Look closer: personal data, near duplicates, tokens, languages and targets.",
    )
    clean = click.option(
        "--clean", type=click.Path(path_type=Path), help="A new file for the rows without an error."
    )
    fix = click.option(
        "--fix", type=click.Path(path_type=Path), help="A new file with what needs no judgement mended."
    )
    command(kanmon, "check", FILE, profile, ENCODING, most, LARGEST, golden, targets, thorough, clean, fix)(
        check
    )


def check(
    file: Path,
    profile: str | None,
    encoding: str | None,
    max_findings: int,
    max_megabytes: int,
    golden: Path | None,
    targets: bool,
    thorough: bool,
    clean: Path | None,
    fix: Path | None,
) -> Answer:
    """Check a file; every fault with its line. Exit 0 valid, 4 invalid."""
    limit = max_megabytes * checks.MEGABYTE
    require_new(clean, fix)
    with opened(file) as content:
        source = checks.Source(content, encoding=encoding or "")
        report = checks.check(source, profile=profile, filename=name_of(file), limit=limit, kept=max_findings)
        if golden:
            with opened(golden) as exam:
                report = leakage.added(report, source, exam, filename=golden.name, kept=max_findings)
        looked = survey.take(report, source, kept=max_findings) if thorough and report.rows else None
        fits = looked.fits if looked else {}
        if targets and not fits:
            fits = checks.fits(source, limit)
        wanted = ((clean, mending.write_clean), (fix, mending.write_fixed))
        written = [write(path, source, report, limit) for path, write in wanted if path]
    report = looked.report if looked else report
    document = (looked or report).to_document() | ({"fits": fits} if fits else {})
    lines = [*told_of(report, file.name)]
    lines += [*(targets_of(fits) if fits else ()), *(in_numbers(looked) if looked else ())]
    for told, line in written:
        document |= told
        lines.append(line)
    return Answer(document=document, lines=lines, exit_code=0 if report.valid else 4)


def told_of(report: checks.Report, name: str) -> Iterator[str]:
    """Say what was found, a line for each finding and one for all."""
    for found in report.findings:
        severity = say(f"severity.{found.severity}", language())
        text = say(found.code, language(), **found.params)
        yield f"{found.line}:{found.column}  {severity}  {found.code}  {found.path}  {text}"
    counts = {"rows": report.rows, "errors": report.errors, "warnings": report.warnings}
    yield say("check.result", language(), file=name, profile=report.profile, **counts)


def targets_of(fits: Mapping[str, int]) -> Iterator[str]:
    """Say in one line for which targets a file is fine, and how many errors it has for the others."""
    spoken = language()
    fine = listed([name for name, errors in fits.items() if not errors], spoken) or say("check.none", spoken)
    others = {name: errors for name, errors in fits.items() if errors}
    told = [say("check.errors_for", spoken, name=name, errors=errors) for name, errors in others.items()]
    yield STOPS[spoken].join([say("check.fine_for", spoken, names=fine), *told])


def in_numbers(looked: Survey) -> Iterator[str]:
    """Say what is in a file, a line for each."""
    found, spoken = looked.census, language()
    if not found.rows:
        return
    half, most, longest = found.tokens_of_row.values()
    how = say("check.counted" if found.is_exact else "check.estimated", spoken)
    yield say("check.tokens", spoken, half=half, most=most, longest=longest, how=how)
    questions = listed([f"{n}: {rows / found.rows:.0%}" for n, rows in found.turns.items()], spoken)
    yield say("check.questions", spoken, shares=questions)
    none = say("check.none", spoken)
    languages = listed([f"{name or none} {share:.0%}" for name, share in found.languages.items()], spoken)
    yield say("check.languages", spoken, shares=languages)
    yield say("check.near", spoken, rows=looked.clustered, clusters=looked.clusters_in_all)
