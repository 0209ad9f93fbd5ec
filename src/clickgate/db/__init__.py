"""Rows on disk: one code path for SQLite and PostgreSQL."""
