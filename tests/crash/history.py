"""What clients saw and were promised, and whether a restarted server keeps it (invariants I1-I7)."""

import json
import sqlite3
import time
from pathlib import Path
from typing import Any

from tests.support.view import View, text

CHECKPOINT_SECONDS = 0.25
SLACK_SECONDS = 0.25
"""For a busy machine: the clock runs from the delta's arrival here, not from its making there."""


class Seen:
    """When the text of an open item had which length, by the clock of the client."""

    def __init__(self) -> None:
        self._lengths: dict[str, list[tuple[float, int]]] = {}

    def note(self, view: View) -> None:
        """Note what the view shows now."""
        for item in view.items.values():
            if item["type"] == "assistant_message":
                self._lengths.setdefault(item["id"], []).append((time.monotonic(), len(text(item))))

    def must_have(self, item_id: str, died: float) -> int:
        """How much of the item a server that died then must still have."""
        old = died - CHECKPOINT_SECONDS - SLACK_SECONDS
        return max(
            (length for at, length in self._lengths.get(item_id, []) if at <= old), default=0
        )


def check_database(path: Path) -> dict[str, int]:
    """Check the log of every thread in the database of a running or dead server. Returns counts."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        logs: dict[str, list[dict[str, Any]]] = {}
        for thread_id, frame in connection.execute(
            "SELECT thread_id, frame FROM events ORDER BY thread_id, offset"
        ):
            logs.setdefault(thread_id, []).append(json.loads(frame))
        heads = dict(connection.execute("SELECT id, head FROM threads"))
        rows = connection.execute(
            "SELECT thread_id, id, type, status, content FROM items ORDER BY thread_id, position"
        ).fetchall()
        open_turns = connection.execute(
            "SELECT count(*) FROM turns WHERE status IN ('open', 'queued')"
        ).fetchone()[0]
        turns = connection.execute("SELECT count(*) FROM turns").fetchone()[0]
    finally:
        connection.close()
    ends = 0
    for thread_id, log in logs.items():
        view = View()
        for frame in log:
            view.apply(frame)
        assert view.offset == heads[thread_id], "the head is the last event"
        stored = [
            (item_id, type_, status, "".join(part["text"] for part in json.loads(content)))
            for owner, item_id, type_, status, content in rows
            if owner == thread_id
        ]
        assert [entry for entry in stored if entry[2] != "in_progress"] == [
            entry for entry in view.shown() if entry[2] != "in_progress"
        ], "items are the reduction of the log"
        ends += len(view.ends)
    return {"turns": turns, "ends": ends, "open": open_turns, "items": len(rows)}
