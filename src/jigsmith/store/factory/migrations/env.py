"""What Alembic runs: the migrations, in the transaction that `database.migrate` has begun."""

from alembic import context

from jigsmith.store.factory import ledger_tables

context.configure(
    connection=context.config.attributes["connection"], target_metadata=ledger_tables.use.metadata, render_as_batch=True
)
context.run_migrations()
