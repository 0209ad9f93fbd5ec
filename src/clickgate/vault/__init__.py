"""Keeps secrets sealed: a data key for each organization, wrapped by a key that is never stored beside it."""
