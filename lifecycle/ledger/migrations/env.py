"""What alembic runs: the migrations, on the connection that `ledger.schema` hands over."""

from alembic import context

from lifecycle.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the transaction is already open, and belongs to the caller
)
context.run_migrations()
