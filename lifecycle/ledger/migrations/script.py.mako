"""${message}."""

import sqlalchemy as sa
from alembic import op

from lifecycle.ledger.tables import Moment
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Go from the schema before to this one."""
    ${upgrades if upgrades else "pass"}
