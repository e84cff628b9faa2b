"""The tables of the ledger: one for each record that it keeps, columns named as the record's fields.

Changing a table means a new migration; a test compares the two.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

from lifecycle import records


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment as ISO text with microseconds: it sorts as text, alike in every database."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write in UTC, whatever zone was given."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read back as an aware moment."""
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()


def key(name: str, kind: Any = String) -> Column[Any]:
    """Declare a column of the primary key."""
    return Column(name, kind, primary_key=True)


def col(name: str, kind: Any = Text) -> Column[Any]:
    """Declare a column that always has a value."""
    return Column(name, kind, nullable=False)


def maybe(name: str, kind: Any = Text) -> Column[Any]:
    """Declare a column that may be empty."""
    return Column(name, kind, nullable=True)


def table(name: str, *columns: Any) -> Table:
    """Declare a table of the ledger."""
    return Table(name, metadata, *columns)


TABLES: dict[type, Table] = {
    records.Application: table(
        "applications", key("name"), col("title"), col("created_by"), col("created_at", Moment)
    ),
    records.DatasetVersion: table(
        "dataset_versions",
        key("app"),
        key("name"),
        key("number", Integer),
        col("kind"),
        col("digest"),
        col("rows", Integer),
        col("counts", JSON),
        maybe("parent", Integer),
        col("author"),
        col("note"),
        col("created_at", Moment),
    ),
    records.PromptVersion: table(
        "prompt_versions",
        key("app"),
        key("name"),
        key("number", Integer),
        col("digest"),
        col("variables", JSON),
        maybe("parent", Integer),
        col("author"),
        col("reason"),
        col("created_at", Moment),
    ),
    records.Version: table(
        "versions",
        key("app"),
        key("number", Integer),
        col("digest"),
        col("prompt", JSON),
        col("prompt_digest"),
        col("model"),
        col("endpoint"),
        col("parameters", JSON),
        maybe("training", JSON),
        col("training_digest"),
        col("code"),
        col("author"),
        col("prompt_author"),
        col("note"),
        col("created_at", Moment),
    ),
    records.Evaluation: table(
        "evaluations",
        key("id"),
        col("app"),
        col("version", Integer),
        col("bundle_digest"),
        col("golden", JSON),
        col("golden_digest"),
        col("scorers", JSON),
        col("scorers_digest"),
        col("cases", Integer),
        col("repetitions", Integer),
        col("reuse", Boolean),
        col("recorded"),
        col("endpoint"),
        col("address"),
        col("judge_addresses", JSON),
        col("done_before", Integer),
        maybe("max_cost_usd", Float),
        maybe("max_minutes", Float),
        col("practice", Boolean),
        col("state"),
        col("stop_code"),
        col("stop_params", JSON),
        col("answers_digest"),
        col("run_id"),
        col("requested_by"),
        col("created_at", Moment),
        maybe("started_at", Moment),
        maybe("finished_at", Moment),
        Index("evaluations_by_app", "app", "version"),
        Index("evaluations_by_state", "state"),
    ),
    records.Row: table(
        "rows",
        key("evaluation"),
        key("position", Integer),
        col("case_id"),
        col("repetition", Integer),
        col("state", String(20)),
        col("claimed_by"),
        maybe("claimed_until", Moment),
        col("call_digest"),
        col("cached", Boolean),
        col("answer"),
        col("finish_reason"),
        col("error_code"),
        col("error_params", JSON),
        maybe("latency_ms", Float),
        maybe("tokens_in", Integer),
        maybe("tokens_out", Integer),
        maybe("cost_usd", Float),
        col("attempts", Integer),
        col("scores", JSON),
        col("score_errors", JSON),
        col("judgements", JSON),
        maybe("judge_tokens", Integer),
        maybe("judge_cost_usd", Float),
        Index("rows_by_state", "evaluation", "state"),
        Index("rows_by_call", "call_digest"),
    ),
    records.Placement: table(
        "placements",
        key("app"),
        key("environment"),
        maybe("version", Integer),
        col("request"),
        col("moved_by"),
        maybe("moved_at", Moment),
        col("verified", Boolean),
        maybe("pin", Integer),
    ),
    records.Request: table(
        "requests",
        key("id"),
        col("app"),
        col("environment"),
        col("version", Integer),
        col("bundle_digest"),
        col("evaluation"),
        col("evidence_digest"),
        col("policy_digest"),
        col("verdict"),
        maybe("replaces", Integer),
        maybe("pin", Integer),
        col("reason"),
        col("requested_by"),
        col("created_at", Moment),
        maybe("expires_at", Moment),
        col("state"),
        col("closed_by"),
        maybe("closed_at", Moment),
        col("closing_reason"),
        col("closing_code"),
        col("closing_params", JSON),
        Index(
            "one_live_request",
            "app",
            "environment",
            unique=True,
            sqlite_where=text("state IN ('open', 'approved')"),
            postgresql_where=text("state IN ('open', 'approved')"),
        ),
    ),
    records.Approval: table(
        "approvals",
        key("request"),
        key("person"),
        col("role"),
        col("bundle_digest"),
        col("evidence_digest"),
        col("policy_digest"),
        col("comment"),
        col("created_at", Moment),
    ),
    records.Override: table(
        "overrides",
        key("id"),
        col("app"),
        col("environment"),
        col("version", Integer),
        col("criterion"),
        col("reason"),
        col("bundle_digest"),
        col("evidence_digest"),
        col("policy_digest"),
        col("asked_by"),
        col("asked_at", Moment),
        col("confirmed_by"),
        maybe("confirmed_at", Moment),
        col("expires_at", Moment),
        Index("overrides_by_version", "app", "environment", "version"),
    ),
    records.MoveKey: table(
        "move_keys",
        key("key"),
        col("app"),
        col("environment"),
        col("event", Integer),
    ),
    records.Smoke: table(
        "smokes",
        key("id"),
        col("app"),
        col("environment"),
        col("version", Integer),
        col("event", Integer),
        col("questions", Integer),
        col("state"),
        col("code"),
        col("params", JSON),
        col("asked_by"),
        col("created_at", Moment),
        maybe("done_at", Moment),
        Index("smokes_by_environment", "app", "environment"),
    ),
    records.Round: table(
        "rounds",
        key("id"),
        col("app"),
        col("title"),
        col("baseline"),
        col("candidate"),
        col("case_ids", JSON),
        col("key"),
        col("owner"),
        col("created_at", Moment),
        maybe("closed_at", Moment),
    ),
    records.Vote: table(
        "votes",
        key("round"),
        key("case_id"),
        key("reviewer"),
        col("choice"),
        col("candidate_first", Boolean),
        col("reason"),
        col("created_at", Moment),
    ),
    records.Event: table(
        "events",
        Column("number", Integer, primary_key=True, autoincrement=False),
        col("at", Moment),
        col("actor"),
        col("identity"),
        col("action"),
        col("app"),
        col("subject"),
        maybe("before", JSON),
        maybe("after", JSON),
        col("reason"),
        col("details", JSON),
        col("previous", String(64)),
        Column("hash", String(64), nullable=False, unique=True),
        Index("events_by_app", "app", "number", "action"),
        Index("events_by_action", "app", "action", "number"),
    ),
    records.Errand: table(
        "errands",
        key("id"),
        col("kind"),
        col("app"),
        col("subject"),
        col("params", JSON),
        col("created_at", Moment),
        maybe("claimed_until", Moment),
        maybe("done_at", Moment),
        col("attempts", Integer),
        col("error"),
    ),
}
