"""A thread that somebody has open, which most tests of turns and of recovery begin with."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Self

import pytest

from instar.model.access import Principal
from instar.protocol.parts import InputText
from instar.protocol.rest import AppendItem
from instar.runtime.accept import Accepted, TurnMessage
from instar.runtime.server import Server
from instar.sdk import Handler
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


OpenChat = Callable[[Handler], Awaitable[Chat]]


@pytest.fixture
async def chat(server: Server) -> Chat:
    return await Chat.open(server)


@pytest.fixture
def open_chat(open_server: OpenServer) -> OpenChat:
    """Opens a chat that this handler answers."""

    async def open_one(handler: Handler) -> Chat:
        return await Chat.open(await open_server(plugin_of(handler)))

    return open_one
