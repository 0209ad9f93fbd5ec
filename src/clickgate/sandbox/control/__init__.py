"""The sandbox's own surface under `/_sandbox/`: failures, the clock, people, snapshots, in JSON."""

from __future__ import annotations

from clickgate.sandbox.control.surface import PATH, Control

__all__ = ["PATH", "Control"]
