"""A reader without a socket."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from instar.model.access import Principal
from instar.protocol.close_codes import CloseCode
from instar.pubsub.frame import Frame
from tests.support.layers import apply_ui
from tests.support.view import View


class FakeReader:
    """Records what it is sent and reduces each thread's frames to a view."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal
        self.client = f"{principal.user.id}/{id(self)}"
        self.frames: list[dict[str, Any]] = []
        self.views: dict[str, View] = {}
        self.layers: dict[str, dict[str, Any]] = {}
        self.closed: tuple[CloseCode, str] | None = None
        self._arrived = asyncio.Event()

    def send(self, frame: Frame) -> None:
        message = json.loads(frame.body)
        self.frames.append(message)
        if message["type"].startswith("ui.state."):
            apply_ui(self.layers, message)
        elif (thread_id := message.get("threadId")) and message["type"] != "thread.state":
            self.views.setdefault(thread_id, View()).apply(message)
        self._arrived.set()

    def close(self, code: CloseCode, reason: str) -> None:
        self.closed = (code, reason)

    def of(self, *types: str) -> list[dict[str, Any]]:
        """The frames of these types, in order."""
        return [frame for frame in self.frames if frame["type"] in types]

    async def state(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for a `thread.state` whose thread is as wanted; returns the thread."""
        async with asyncio.timeout(10):
            while True:
                for frame in self.of("thread.state"):
                    if holds(frame["payload"]["thread"]):
                        return dict(frame["payload"]["thread"])
                self._arrived.clear()
                await self._arrived.wait()

    async def until(self, *types: str, count: int = 1) -> dict[str, Any]:
        """Wait until `count` frames of these types have come; returns the last of them."""
        async with asyncio.timeout(10):
            while len(found := self.of(*types)) < count:
                self._arrived.clear()
                await self._arrived.wait()
        return found[count - 1]
