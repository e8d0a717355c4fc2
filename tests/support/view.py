"""A thread as a client sees it, reduced from frames by the rules of the SPEC. The tests' oracle.

It is strict: where a lenient client would resync, it raises.
"""

import copy
from typing import Any


class Gap(AssertionError):
    """A frame does not follow from what the view holds."""


class View:
    """One thread's view."""

    def __init__(self) -> None:
        self.epoch: str | None = None
        self.offset = 0
        self.items: dict[str, dict[str, Any]] = {}
        self.turns: dict[str, str] = {}
        self.ends: dict[str, str] = {}
        self.accepted: dict[str, str] = {}
        self.recovered: list[bool] = []

    def apply(self, frame: dict[str, Any]) -> None:
        """Take one frame of the thread."""
        kind = frame["type"]
        if kind == "turn.delta":
            self._delta(frame["payload"])
        elif kind == "thread.snapshot":
            self._snapshot(frame)
        elif kind == "session.resumed":
            self.recovered.append(frame["payload"]["recovered"])
        elif kind == "turn.accepted" and frame["payload"].get("dup"):
            self.accepted[str(frame["ref"])] = frame["turnId"]
        elif "offset" in frame:
            self._event(frame)

    def cursor(self) -> dict[str, Any] | None:
        """What to resume with."""
        if self.epoch is None:
            return None
        return {
            "epoch": self.epoch,
            "offset": self.offset,
            "open": {
                item["id"]: {"attempt": item.get("attempt", 1), "pos": len(open_text(item))}
                for item in self.items.values()
                if item["status"] == "in_progress"
            },
        }

    def shown(self) -> list[tuple[str, str, str, str]]:
        """What a person sees: (id, type, status, text) in order."""
        ordered = sorted(self.items.values(), key=lambda item: item["position"])
        return [(item["id"], item["type"], item["status"], text(item)) for item in ordered]

    def _snapshot(self, frame: dict[str, Any]) -> None:
        payload = frame["payload"]
        self.epoch, self.offset = frame["epoch"], frame["offset"]
        self.items = {item["id"]: item for item in payload["items"]}
        self.turns = {turn["id"]: turn["status"] for turn in payload["turns"]}

    def _event(self, frame: dict[str, Any]) -> None:
        if frame["epoch"] != self.epoch and self.epoch is not None:
            raise Gap(f"epoch {frame['epoch']} after {self.epoch}")
        self.epoch = frame["epoch"]
        if frame["offset"] != self.offset + 1:
            raise Gap(f"offset {frame['offset']} after {self.offset}")
        self.offset = frame["offset"]
        payload, turn_id = frame["payload"], str(frame.get("turnId"))
        match frame["type"]:
            case "item.added" | "item.updated" | "item.done":
                if turn_id in self.ends:
                    raise Gap(f"{frame['type']} after the end of its turn [T4]")
                self.items[payload["item"]["id"]] = payload["item"]
            case "item.removed":
                for item_id in payload["itemIds"]:
                    self.items.pop(item_id, None)
            case "turn.accepted":
                self.accepted[str(frame["ref"])] = turn_id
                self.turns[turn_id] = payload["turn"]["status"]
            case "turn.start":
                self.turns[turn_id] = "open"
            case "turn.end":
                if turn_id in self.ends:
                    raise Gap(f"a second turn.end of {turn_id} [T4]")
                self.ends[turn_id] = payload["status"]
                self.turns.pop(turn_id, None)

    def _delta(self, payload: dict[str, Any]) -> None:
        item = self.items.get(payload["itemId"])
        if item is None or item["status"] != "in_progress":
            raise Gap("a delta of an item that is not open")
        if item.get("attempt", 1) != payload["attempt"]:
            return
        held = open_text(item)
        if payload["pos"] > len(held):
            raise Gap(f"a delta at {payload['pos']}, held {len(held)}")
        fresh = payload["delta"][len(held) - payload["pos"] :]
        self.items[item["id"]] = {**item, "content": _grown(item, held + fresh)}


def text(item: dict[str, Any]) -> str:
    """An item's text."""
    return "".join(map(_words, item["content"]))


def open_text(item: dict[str, Any]) -> str:
    """The text of an open item [D3]."""
    stream = _stream(item["content"])
    return text(item) if stream is None else str(stream["value"])


def _grown(item: dict[str, Any], grown: str) -> list[dict[str, Any]]:
    content = copy.deepcopy(item["content"])
    stream = _stream(content)
    if stream is None:
        return [{"type": "output_text", "text": grown}]
    stream["value"] = grown
    return list(content)


def _stream(tree: Any) -> dict[str, Any] | None:
    """The node that streams, however deep."""
    if isinstance(tree, dict) and tree.get("streaming"):
        return tree
    held = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return next((found for each in held if (found := _stream(each)) is not None), None)


def _words(part: dict[str, Any]) -> str:
    named = {"ask": "question", "command": "title", "action": "label"}
    return str(part.get(named.get(part["type"], "text"), ""))
