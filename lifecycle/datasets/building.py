"""Builds chat fine-tuning rows from customer-service logs."""

from collections.abc import Iterator, Mapping

from lifecycle import checks
from lifecycle.checks import MAX_BYTES, File, Source
from lifecycle.datasets.freezing import PROFILE_OF
from lifecycle.datasets.lines import to_line
from lifecycle.errors import Invalid
from lifecycle.records import DatasetKind


def build(
    logs: File, system_prompt: str, mapping: Mapping[str, str] | None = None, *, limit: int = MAX_BYTES
) -> Iterator[bytes]:
    """Turn customer-service logs into chat fine-tuning rows, one a line: system, user, assistant.

    Args:
        logs: CSV, or the JSON Lines they were frozen as.
        system_prompt: what every row begins with.
        mapping: our column names (`user_query`, `ideal_response`) → those of the file.
        limit: the largest file that is read, in bytes.

    Raises:
        Invalid: the logs are too large or have errors, or the prompt is blank.
        Conflict: the file changed while it was read; told after its last row.
    """
    if not system_prompt.strip():
        raise Invalid("datasets.empty_prompt")
    source, profile = Source(logs), PROFILE_OF[DatasetKind.LOGS]
    checks.require_size(source.size, limit)
    checks.require_valid(checks.check(source, profile=profile, mapping=mapping, limit=limit))
    return rows(source, profile, system_prompt, mapping)


def rows(
    source: Source, profile: str, system_prompt: str, mapping: Mapping[str, str] | None
) -> Iterator[bytes]:
    """Write the rows of valid logs."""
    for _, value in checks.values(source, profile, mapping):
        said = {"system": system_prompt, "user": value["user_query"], "assistant": value["ideal_response"]}
        yield to_line({"messages": [{"role": role, "content": text} for role, text in said.items()]})
    source.require_unchanged()
