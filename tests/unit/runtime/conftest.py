"""A thread that somebody has open, which most tests of turns and of recovery begin with."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, Self

import msgspec
import pytest

from instar.model.access import Principal
from instar.model.settings import Settings
from instar.protocol.ids import new_id
from instar.protocol.parts import InputText
from instar.protocol.rest import AppendItem
from instar.runtime.accept import Accepted, TurnMessage
from instar.runtime.server import Server
from instar.sdk import Handler
from instar.storage import turns
from tests.conftest import Cast, OpenServer
from tests.support.handlers import plugin_of
from tests.support.messages import cancel, submit
from tests.support.reader import FakeReader
from tests.support.view import View


class Chat(NamedTuple):
    """A thread with a title, the admin who owns it, and a reader of theirs that has it open."""

    server: Server
    owner: Principal
    thread: str
    reader: FakeReader

    @classmethod
    async def open(cls, server: Server) -> Self:
        cast = Cast(server)
        owner = await cast.admin()
        thread = await cast.thread(owner, "t")
        return cls(server, owner, thread, await cast.reader(owner, thread))

    @property
    def view(self) -> View:
        """The thread as the reader sees it."""
        return self.reader.views[self.thread]

    async def join(self) -> FakeReader:
        """One more reader of the owner's."""
        return await Cast(self.server).reader(self.owner, self.thread)

    async def accept(self, message: TurnMessage) -> Accepted:
        return await self.server.turns.accept(self.owner, message)

    async def submit(self, text: str, **more: Any) -> Accepted:
        return await self.accept(submit(self.thread, text, **more))

    async def cancel(self, turn_id: str | None = None) -> None:
        await self.server.turns.cancel(self.owner, cancel(self.thread, turn_id))

    async def append(self, text: str) -> None:
        """Add an item that no handler answers."""
        body = AppendItem(content=[InputText(text=text)])
        await self.server.threads.append_item(self.owner, self.thread, body)

    @property
    def interface(self) -> dict[str, Any]:
        """The thread's own layer, as the reader has it from a snapshot and the patches after it."""
        return self.reader.layers[f"thread {self.thread}"]["state"]

    async def say(self, text: str) -> dict[str, Any]:
        """Submit, and wait for the end of the turn; returns its payload."""
        ends = len(self.reader.of("turn.end"))
        await self.submit(text)
        end = await self.reader.until("turn.end", count=ends + 1)
        return dict(end["payload"])

    async def say_from(self, text: str, client: str) -> None:
        """Submit with a client, and wait for the end of the turn."""
        ends = len(self.reader.of("turn.end"))
        await self.server.turns.accept(self.owner, submit(self.thread, text), client)
        await self.reader.until("turn.end", count=ends + 1)

    async def at(self, server: Server) -> Self:
        """The same chat on another server."""
        reader = await Cast(server).reader(self.owner, self.thread)
        return self._replace(server=server, reader=reader)

    async def ended(self) -> Self:
        """The chat once no turn is open or queued any more, with a reader that comes then."""
        await all_ended(self.server, self.thread)
        return await self.at(self.server)

    def said(self) -> list[str]:
        """What stands in the thread, as the reader sees it."""
        return [entry[3] for entry in self.view.shown()]


async def all_ended(server: Server, thread: str) -> None:
    """Wait until no turn of the thread is open or queued, whether or not anyone is told."""
    async with asyncio.timeout(10):
        while await server.database.read(turns.load_pending, thread):
            pass


OpenChat = Callable[..., Awaitable[Chat]]


@pytest.fixture
async def chat(server: Server) -> Chat:
    return await Chat.open(server)


@pytest.fixture
def open_chat(open_server: OpenServer) -> OpenChat:
    """Opens a chat that these handlers answer."""

    async def open_one(*handlers: Handler) -> Chat:
        return await Chat.open(await open_server(plugin_of(*handlers)))

    return open_one


Killed = Callable[[Server], Settings]


@pytest.fixture
def killed(tmp_path: Path) -> Killed:
    """Where a server finds what another would leave if it were killed now."""

    def copy(server: Server) -> Settings:
        folder = tmp_path / "killed" / new_id("copy")
        folder.mkdir(parents=True)
        with (
            closing(sqlite3.connect(server.settings.database_path)) as source,
            closing(sqlite3.connect(folder / "instar.db")) as target,
        ):
            source.backup(target)
        return msgspec.structs.replace(server.settings, data_dir=folder)

    return copy
