"""What an evaluation may reuse, spend and take, how each answer came about, and what judges said of it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; what was evaluated before reused nothing and had no limits."""
    nothing = sa.text("''")
    op.add_column("evaluations", sa.Column("reuse", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("evaluations", sa.Column("recorded", sa.Text(), nullable=False, server_default=nothing))
    op.add_column(
        "evaluations", sa.Column("done_before", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column("evaluations", sa.Column("max_cost_usd", sa.Float(), nullable=True))
    op.add_column("evaluations", sa.Column("max_minutes", sa.Float(), nullable=True))
    op.add_column("rows", sa.Column("call_digest", sa.Text(), nullable=False, server_default=nothing))
    op.add_column("rows", sa.Column("cached", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("rows", sa.Column("finish_reason", sa.Text(), nullable=False, server_default=nothing))
    op.add_column("rows", sa.Column("judgements", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    op.add_column("rows", sa.Column("judge_tokens", sa.Integer(), nullable=True))
    op.add_column("rows", sa.Column("judge_cost_usd", sa.Float(), nullable=True))
    op.create_index("rows_by_call", "rows", ["call_digest"])
