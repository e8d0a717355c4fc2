"""The interface as a client reduces it (SPEC, section U), by another's RFC 6902."""

from typing import Any

import jsonpatch

SECTIONS = ("locks", "visibility", "toggles", "commands", "renderers", "rules", "slots", "floor")


def apply_ui(layers: dict[str, dict[str, Any]], message: dict[str, Any]) -> None:
    """Take note of a `ui.state.snapshot` or `ui.state.patch`."""
    payload = message["payload"]
    if message["type"] == "ui.state.snapshot":
        for layer in payload["layers"]:
            state = {section: {} for section in SECTIONS} | layer["state"]
            layers[_key(layer["layer"], message)] = {"rev": layer["rev"], "state": state}
        return
    held = layers.get(_key(payload["layer"], message))
    if held is not None and payload["rev"] == held["rev"] + 1:
        held["state"] = jsonpatch.apply_patch(held["state"], payload["patch"])
        held["rev"] += 1


def _key(layer: str, message: dict[str, Any]) -> str:
    return f"thread {message['threadId']}" if layer == "thread" else layer
