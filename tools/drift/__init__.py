"""Compares the catalogue with an official OpenAPI document: `python -m tools.drift PATH`."""
