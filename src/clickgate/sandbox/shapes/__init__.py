"""Rows into the JSON that ClickUp answers with."""
