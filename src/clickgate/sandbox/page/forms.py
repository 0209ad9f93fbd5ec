"""Turns what the page's buttons send into acts of the control surface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.sandbox.answers import Answer
    from clickgate.sandbox.control import Control


class Preset(NamedTuple):
    """A failure that a switch of the page orders."""

    name: str
    label: str
    fault: dict[str, Any]


PRESETS = (
    Preset("slow", "Answers wait a second", {"match": "*", "kind": "slow", "seconds": 1.0}),
    Preset("bad-gateway", "One in five: 502 as HTML", {"match": "*", "kind": "status", "status": 502, "rate": 0.2}),
    Preset("error", "One in five: 500 as JSON", {"match": "*", "kind": "status", "status": 500, "rate": 0.2}),
    Preset("limit", "One in five: 429", {"match": "*", "kind": "status", "status": 429, "rate": 0.2}),
    Preset("drop", "One in five: no answer", {"match": "*", "kind": "drop", "rate": 0.2}),
    Preset("torn", "One in five: torn answer", {"match": "*", "kind": "torn", "rate": 0.2}),
    Preset("lost", "One delivery in five is lost", {"match": "deliveries.*", "kind": "drop", "rate": 0.2}),
)
MOVES = (("60", "1 minute"), ("3600", "1 hour"), ("86400", "1 day"))


def act(control: Control, sent: Mapping[str, str]) -> Answer:
    """Do what a form says: `do` names the act, the other values are the act's."""
    value = sent.get("value", "")
    match sent.get("do"):
        case "fault":
            wanted = next((one.fault for one in PRESETS if one.name == value), {})
            return control.act("POST", "faults", wanted)
        case "unfault":
            return control.act("DELETE", f"faults/{value}", {})
        case "clock":
            return control.act("POST", "clock", {"move": float(value) if value.isdecimal() else value})
        case "plan":
            return control.act("POST", "plan", {"plan": value})
        case "reset":
            return control.act("POST", "reset", {"seed": value})
        case "save":
            return control.act("POST", "snapshots", {"name": value})
        case "restore":
            return control.act("POST", f"snapshots/{value}/restore", {})
        case _:
            return control.act("POST", "nothing", {})
