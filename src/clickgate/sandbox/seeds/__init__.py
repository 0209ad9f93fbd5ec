"""Worlds to begin with, the same in every run."""

NAMES = ("small", "team", "large", "huge")
