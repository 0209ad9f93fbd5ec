"""Writes what the project derives from its own data: `python -m tools.codegen`."""
