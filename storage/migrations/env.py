"""Alembic's entry: migrates the connection that `storage.schema` hands over, inside its transaction."""  # noqa: INP001 - Alembic runs this file by its path

from __future__ import annotations

from alembic import context

from storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
