"""Keeps bodies out of the log: at level DEBUG botocore writes down what it sends and what it gets, secrets included."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOUD = (
    "botocore.auth", "botocore.endpoint", "botocore.hooks", "botocore.parsers", "botocore.retries.standard",
    "botocore.retryhandler",
)  # fmt: skip
_asking: ContextVar[bool] = ContextVar("asking", default=False)


def _is_harmless(record: logging.LogRecord) -> bool:
    return not _asking.get() or record.levelno > logging.DEBUG


@contextmanager
def quiet() -> Iterator[None]:
    """Drop what botocore's loudest loggers say at DEBUG within, in this thread alone."""
    for name in _LOUD:
        logging.getLogger(name).addFilter(_is_harmless)  # added once, however often it is
    token = _asking.set(True)
    try:
        yield
    finally:
        _asking.reset(token)
