"""What clients saw and were promised, and whether a restarted server keeps it (invariants I1-I7)."""

import asyncio
import contextlib
import json
import os
import sqlite3
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from instar.runtime.answers import JOIN_SECONDS
from tests.support.view import View, text

CHECKPOINT_SECONDS = 0.25
SLACK_SECONDS = 0.25
"""For the write, on a busy machine."""
PAUSE_SECONDS = 0.02


class Disk:
    """How long the disk held up a small write at worst: no server can keep what it has not taken."""

    def __init__(self) -> None:
        self.stalled = 0.0

    @contextlib.asynccontextmanager
    async def watched(self, directory: Path) -> AsyncGenerator[None]:
        """Write to the disk of the directory, again and again, until the block ends."""
        task = asyncio.create_task(self._watch(directory / "disk"))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def _watch(self, path: Path) -> None:
        with path.open("wb", buffering=0) as file:
            while True:
                began = time.monotonic()
                file.write(b"x")
                try:
                    await asyncio.to_thread(os.fsync, file.fileno())
                finally:
                    self.stalled = max(self.stalled, time.monotonic() - began)
                await asyncio.sleep(PAUSE_SECONDS)


class Seen:
    """How the text of open items grew, frame by frame."""

    def __init__(self) -> None:
        self._lengths: dict[str, list[int]] = {}

    def note(self, view: View) -> None:
        """Note what the view shows now."""
        for item in view.items.values():
            if item["type"] == "assistant_message":
                lengths = self._lengths.setdefault(item["id"], [0])
                if len(text(item)) > lengths[-1]:
                    lengths.append(len(text(item)))

    def must_have(self, item_id: str, stalled: float) -> int:
        """How much of the item the server must still have, on a disk that stalled so long.

        Frames are the clock: two are at least `JOIN_SECONDS` of a running server apart, and none
        comes from one that the machine does not let run.
        """
        young = int((CHECKPOINT_SECONDS + SLACK_SECONDS + stalled) / JOIN_SECONDS)
        lengths = self._lengths.get(item_id, [])
        return lengths[-young] if len(lengths) >= young else 0


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
