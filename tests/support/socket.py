"""A client over a real socket, with a strict view of each thread."""

import asyncio
import json
from typing import Any, Self

import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from instar.protocol.ids import new_id
from tests.support.served import BEARER
from tests.support.view import View

Lost = websockets.ConnectionClosed


class Socket:
    """One connection. Views outlive it: hand them to the next one to resume."""

    def __init__(self, views: dict[str, View] | None = None) -> None:
        self.views = {} if views is None else views
        self.frames: list[dict[str, Any]] = []
        self._connection: ClientConnection | None = None

    async def open(self, port: int, *, via: int | None = None, hello: bool = True) -> Self:
        """Connect as the admin, and say hello with the cursors of what the views hold.

        `via`: the port of a proxy before the server.
        """
        self._connection = await connect(
            f"ws://127.0.0.1:{port}/ws",
            host="127.0.0.1",
            port=via or port,
            subprotocols=[Subprotocol("instar.v1")],
            additional_headers=BEARER,
            compression=None,
            ping_interval=None,
            max_size=None,
            open_timeout=20,
        )
        if hello:
            cursors = {
                thread_id: cursor
                for thread_id, view in self.views.items()
                if (cursor := view.cursor()) is not None
            }
            await self.send("session.hello", payload={"cursors": cursors})
        return self

    async def send(self, type_: str, id_: str | None = None, **fields: Any) -> str:
        """Send a message; returns its id."""
        message_id = id_ or new_id("msg")
        await self.send_raw(json.dumps({"v": 1, "type": type_, "id": message_id, **fields}))
        return message_id

    async def send_raw(self, frame: str | bytes) -> None:
        assert self._connection is not None
        await self._connection.send(frame)

    async def subscribe(self, thread_id: str) -> None:
        """Open a thread from nothing."""
        self.views[thread_id] = View()
        await self.send("thread.subscribe", threadId=thread_id, payload={})
        await self.until("session.resumed")

    async def submit(self, thread_id: str, text: str, id_: str | None = None, **more: Any) -> str:
        """Submit a turn; returns the message id."""
        written = {"input": {"content": [{"type": "input_text", "text": text}]}, **more}
        return await self.send("turn.submit", id_, threadId=thread_id, payload=written)

    async def receive(self) -> dict[str, Any]:
        """The next frame, applied to its thread's view."""
        assert self._connection is not None
        frame: dict[str, Any] = json.loads(await asyncio.wait_for(self._connection.recv(), 20))
        self.frames.append(frame)
        thread_id = frame.get("threadId")
        if thread_id in self.views and frame["type"] != "thread.state":
            self.views[thread_id].apply(frame)
        return frame

    async def until(self, *types: str) -> dict[str, Any]:
        """Receive until a frame of one of these types; returns it."""
        while True:
            frame = await self.receive()
            if frame["type"] in types:
                return frame

    async def close_code(self) -> int:
        """Receive until the server closes; returns its code."""
        try:
            while True:
                await self.receive()
        except Lost as lost:
            assert lost.rcvd is not None
            return lost.rcvd.code

    def abort(self) -> None:
        """Cut the connection without a word."""
        assert self._connection is not None
        self._connection.transport.abort()
