"""Worlds to begin with, the same in every run."""
