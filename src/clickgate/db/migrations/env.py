"""Runs migrations on the connection that `clickgate.db.migrate` hands over."""

from alembic import context

from clickgate.db.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
