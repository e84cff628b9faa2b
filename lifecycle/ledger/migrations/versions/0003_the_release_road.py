"""Overrides, pins, smoke tests and keys of moves; requests that say why they end; endpoints and prices."""

import sqlalchemy as sa
from alembic import op

from lifecycle.ledger.tables import Moment

revision = "0003"
down_revision = "0002"

APPEND_ONLY = {
    "sqlite": [
        """CREATE TRIGGER events_keep_REPLACE BEFORE INSERT ON events
        WHEN EXISTS (SELECT 1 FROM events WHERE number = NEW.number OR hash = NEW.hash)
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"""
    ],
    "postgresql": [
        """CREATE TRIGGER events_keep_TRUNCATE BEFORE TRUNCATE ON events
        FOR EACH STATEMENT EXECUTE FUNCTION events_are_append_only()""",
        "REVOKE UPDATE, DELETE, TRUNCATE ON events FROM PUBLIC, CURRENT_USER",
    ],
}
"""What 0001 left open: in SQLite `INSERT OR REPLACE` deletes without asking a trigger."""


KNOWN = (
    """UPDATE evaluations SET endpoint = COALESCE((
        SELECT versions.endpoint FROM versions
        WHERE versions.app = evaluations.app AND versions.number = evaluations.version
    ), '') WHERE recorded = ''""",
    "UPDATE evaluations SET address = 'practice' WHERE practice",
    """UPDATE rows SET cost_usd = NULL
    WHERE cost_usd = 0 AND evaluation IN (SELECT id FROM evaluations WHERE NOT practice)""",
    "UPDATE rows SET judge_cost_usd = NULL WHERE judge_cost_usd = 0",
)
"""Who was asked, where the practice model stands and that it is free; what else cost nothing had no price."""


def name_judges() -> None:
    """Note which endpoints judged, and that it was not kept where they stood."""
    evaluations = sa.table(
        "evaluations",
        sa.column("id"),
        sa.column("scorers", sa.JSON()),
        sa.column("judge_addresses", sa.JSON()),
    )
    known = op.get_bind().execute(sa.select(evaluations.c.id, evaluations.c.scorers))
    for id, specs in known.all():
        judges = {spec["settings"]["endpoint"]: "" for spec in specs if "endpoint" in spec["settings"]}
        if judges:
            op.execute(evaluations.update().where(evaluations.c.id == id).values(judge_addresses=judges))


def upgrade() -> None:
    """Add the tables and columns; what was released before is pinned to nothing and expires never."""
    nothing = sa.text("''")
    op.add_column("placements", sa.Column("pin", sa.Integer(), nullable=True))
    op.add_column("requests", sa.Column("pin", sa.Integer(), nullable=True))
    op.add_column("requests", sa.Column("expires_at", Moment(length=32), nullable=True))
    op.add_column("requests", sa.Column("closing_code", sa.Text(), nullable=False, server_default=nothing))
    op.add_column(
        "requests", sa.Column("closing_params", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
    )
    for name in ("endpoint", "address"):
        op.add_column("evaluations", sa.Column(name, sa.Text(), nullable=False, server_default=nothing))
    op.add_column(
        "evaluations", sa.Column("judge_addresses", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
    )
    name_judges()
    for statement in KNOWN:
        op.execute(statement)
    op.create_table(
        "overrides",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("bundle_digest", sa.Text(), nullable=False),
        sa.Column("evidence_digest", sa.Text(), nullable=False),
        sa.Column("policy_digest", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(length=32), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_at", Moment(length=32), nullable=True),
        sa.Column("expires_at", Moment(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("overrides_by_version", "overrides", ["app", "environment", "version"])
    op.create_table(
        "move_keys",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "smokes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(length=32), nullable=False),
        sa.Column("done_at", Moment(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("smokes_by_environment", "smokes", ["app", "environment"])
    op.drop_index("events_by_app", "events")
    op.create_index("events_by_app", "events", ["app", "number", "action"])
    op.create_index("events_by_action", "events", ["app", "action", "number"])
    for statement in APPEND_ONLY.get(op.get_bind().dialect.name, []):
        op.execute(statement)
