"""The check of one file: every row before every rule, in one process or in several."""

from collections.abc import Mapping

from lifecycle import messages
from lifecycle.checks import parts
from lifecycle.checks.profiles import profile_of
from lifecycle.checks.reading import guess_profile, jsonl, read
from lifecycle.checks.reading.content import MAX_BYTES, NOT_THIS, UNKNOWN
from lifecycle.checks.reading.source import File, Source
from lifecycle.checks.report import MAX_KEPT, Report
from lifecycle.checks.rows import Fault, Place, Row, visible
from lifecycle.checks.sieve import Sieve
from lifecycle.checks.tally import Tally
from lifecycle.errors import Invalid
from lifecycle.records import Severity

UNDECODED = ("line.not_utf8", UNKNOWN, NOT_THIS)


def check(
    file: File,
    *,
    profile: str | None = None,
    filename: str = "",
    mapping: Mapping[str, str] | None = None,
    limit: int = MAX_BYTES,
    kept: int = MAX_KEPT,
    repeats: bool = True,
) -> Report:
    """Check a file for a profile, the one it seems to be made for if none is named.

    Args:
        file: any bytes, or a file on disk that is open to be read.
        profile: a name of `PROFILES`, or None.
        filename: for the report, and to tell CSV from JSON Lines.
        mapping: for CSV, our column names → those of the file, where they differ.
        limit: the largest file that is read, in bytes.
        kept: how many findings of each code are told; all are counted.
        repeats: whether rows are compared with each other, which takes 24 bytes of memory for each.

    Raises:
        Invalid: there is no such profile; never because of the content.
        Conflict: the file changed while it was read.
    """
    source = Source(file)
    chosen = profile_of(profile or guess_profile(source, filename))
    reading = read(source, chosen, mapping, limit=limit, take=Sieve(chosen, repeats=repeats).rows)
    tally = Tally(chosen, kept, repeats=repeats)
    for fault in reading.faults:
        tally.findings.add(fault, Row(line=0))
    if reading.is_lines and parts.are_worth_it(source, chosen):
        tally.join(parts.tally(source, Tally(chosen, kept, repeats=repeats)))
    else:
        tally.take(reading.rows)
    tell_repeats(tally, source if reading.is_lines else None)
    tell_of_all_rows(tally)
    source.require_unchanged()
    found = tally.findings
    return Report(
        file=filename,
        profile=chosen.name,
        encoding="" if any(found.counts[code] for code in UNDECODED) else reading.encoding.name,
        rows=tally.statistics.rows,
        findings=found.in_order(),
        counts=dict(found.counts),
        statistics=tally.statistics.to_document(),
    )


def tell_of_all_rows(tally: Tally) -> None:
    """Put among the findings what is wrong with the rows as a whole: their kinds, and how many there are.

    Too few are named only if all else is right, as rows that could not be read do not count.
    """
    kinds = [(line, kind) for kind, line in tally.kinds.items()]
    for line, kind in kinds[1:]:
        params = {"first": kinds[0][0], "known": kinds[0][1], "second": line, "kind": kind}
        tally.findings.add(Fault("rows.mixed", (), params, Place(line, 1)), Row(line=line))
    rows, profile = tally.statistics.rows, tally.profile
    if profile.max_rows and rows > profile.max_rows:
        params = {"rows": rows, "most": profile.max_rows}
        tally.findings.add(Fault("rows.too_many", (), params), Row(line=0))
    if rows < profile.min_rows and not tally.findings.has_errors:
        params = {"rows": rows, "least": profile.min_rows}
        tally.findings.add(Fault("rows.too_few", (), params) if rows else Fault("file.no_rows"), Row(line=0))


def tell_repeats(tally: Tally, lines: Source | None) -> None:
    """Put what the rows say of each other among the findings; `lines` are those of JSON Lines."""
    found = list(tally.repeats.found(tally.findings.limit)) if tally.repeats else []
    wanted = {second for again in found for _, second in again.pairs}
    excerpts = jsonl.excerpts(lines, wanted) if lines else {}
    for again in found:
        for first, second in again.pairs:
            place = Place(second, 1 if lines else 0, "", excerpts.get(second, ""))
            params = {"first": first, "second": second}
            tally.findings.add(Fault(again.code, (), params, place), Row(line=second))
        tally.findings.also(again.code, again.times - len(again.pairs))


def require_valid(report: Report) -> Report:
    """Give a report back if it has no errors.

    Raises:
        Invalid: it has; the first is named.
    """
    if report.valid:
        return report
    first = next(found for found in report.findings if found.severity == Severity.ERROR)
    raise Invalid(
        "checks.not_valid",
        file=visible(report.file) or report.profile,
        errors=report.errors,
        line=first.line,
        finding=first.code,
        first=messages.say(first.code, "en", **first.params),
        first_ja=messages.say(first.code, "ja", **first.params),
    )
