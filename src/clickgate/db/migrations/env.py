"""Runs migrations in the transaction that `clickgate.db.migrate` has begun."""

from alembic import context

from clickgate.db.tables import metadata

given = context.config.attributes
context.configure(connection=given["connection"], target_metadata=metadata, version_table=given["version_table"])
context.run_migrations()
