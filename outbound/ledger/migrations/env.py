"""Alembic's entry: migrations run in the transaction that opens the ledger."""

from alembic import context

from outbound.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
