"""Says and does in a test what a person would, and waits for what comes of it."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Self

from instar.model.access import Principal
from instar.model.settings import Settings
from instar.protocol.fields import Value
from instar.protocol.ids import new_id
from instar.protocol.interface import Interface
from instar.protocol.parts import AskPart, InputText
from instar.protocol.rest import CreateThread
from instar.protocol.threads import EndStatus, Item, text_of
from instar.protocol.up import (
    ActionInvoke,
    ActionInvokePayload,
    CommandInvoke,
    CommandInvokePayload,
    TurnInput,
    TurnSubmit,
    TurnSubmitPayload,
)
from instar.runtime.accept import TurnMessage
from instar.runtime.interface import viewpoint
from instar.runtime.server import Server
from instar.sdk import Plugin
from instar.storage import accounts
from instar.testing.view import ThreadView

PATIENCE_SECONDS = 10.0


class ClientPilot:
    """The admin of a server with these plugins, in a thread of their own. Made by `ClientPilot.open`.

    What it does returns when the turn has ended or waits for an answer. Refusals are raised as the
    server says them, as InstarError; a wait of more than 10 s raises TimeoutError.
    """

    def __init__(self, plugins: tuple[Plugin, ...], folder: Path) -> None:
        self._plugins = plugins
        self._settings = Settings(data_dir=folder)
        self._stack = AsyncExitStack()
        self._client = new_id("client")
        self.thread_id = ""
        self.server: Server
        self._principal: Principal
        self._view: ThreadView

    @classmethod
    @asynccontextmanager
    async def open(cls, *plugins: Plugin) -> AsyncGenerator[Self]:
        """Run a server in this process until the block ends."""
        with tempfile.TemporaryDirectory(prefix="instar-") as folder:
            pilot = cls(plugins, Path(folder))
            await pilot._start()
            try:
                yield pilot
            finally:
                await pilot._stack.aclose()

    @property
    def items(self) -> list[Item]:
        """What stands in the thread, in order."""
        return self._view.items

    @property
    def said(self) -> list[str]:
        """The words of each item."""
        return [text_of(item) for item in self.items]

    @property
    def interface(self) -> Interface:
        """The interface as it holds here."""
        seen = viewpoint(self._principal.user, self.thread_id, self._view.client)
        return self.server.interface.effective(seen)

    @property
    def question(self) -> AskPart | None:
        """What is being asked."""
        item = self._asked
        part = item.content[0] if item else None
        return part if isinstance(part, AskPart) else None

    @property
    def ended(self) -> EndStatus | None:
        """How the last turn ended."""
        return self._view.ends[-1].payload.status if self._view.ends else None

    async def say(self, text: str) -> None:
        """Send a message."""
        written = TurnInput(content=[InputText(text=text)])
        payload = TurnSubmitPayload(input=written)
        await self._accept(
            TurnSubmit(v=1, id=new_id("msg"), thread_id=self.thread_id, payload=payload)
        )

    async def invoke(self, command_id: str, **values: Value) -> None:
        """Have a command done."""
        payload = CommandInvokePayload(command_id=command_id, values=values)
        asked = CommandInvoke(v=1, id=new_id("msg"), thread_id=self.thread_id, payload=payload)
        if await self.server.commands.invoke(self._principal, asked, self._view.client):
            await self._settled()
        else:
            await self._accept(asked)

    async def answer(self, choice: str, **values: Value) -> None:
        """Answer what is being asked. Raises LookupError when nothing is."""
        item = self._asked
        if item is None:
            raise LookupError("nothing is being asked")
        await self.server.asks.answer(self._principal, self._action(item, choice, values))
        await self._until(lambda: self._asked is None or self._asked.id != item.id)
        await self._settled()

    async def act(self, item: Item, action_id: str, **values: Value) -> None:
        """Use a control of a widget."""
        await self._accept(self._action(item, action_id, values))

    async def restart(self) -> None:
        """Stop the server, and start it again where it was."""
        await self._stack.aclose()
        await self._start()
        await self._settled()

    async def _start(self) -> None:
        opened = Server.open(self._settings, self._plugins)
        self.server = await self._stack.enter_async_context(opened)
        user = await self.server.database.write(accounts.ensure_admin)
        self._principal = Principal(user)
        if not self.thread_id:
            made = await self.server.threads.create(self._principal, CreateThread(title="Test"))
            self.thread_id = made.id
        self._view = ThreadView(self._principal, f"{user.id}/{self._client}")
        self.server.enter(self._view)
        await self.server.resume.subscribe(self._view, self.thread_id, None, "pilot")

    @property
    def _asked(self) -> Item | None:
        asks = (item for item in reversed(self.items) if item.type == "structured_input")
        return next((item for item in asks if item.status == "in_progress"), None)

    def _action(self, item: Item, action_id: str, values: dict[str, Value]) -> ActionInvoke:
        payload = ActionInvokePayload(item_id=item.id, action_id=action_id, values=values)
        return ActionInvoke(v=1, id=new_id("msg"), thread_id=self.thread_id, payload=payload)

    async def _accept(self, asked: TurnMessage) -> None:
        await self.server.turns.accept(self._principal, asked, self._view.client)
        await self._settled()

    async def _settled(self) -> None:
        await self._until(lambda: not self._view.open_turns or self._asked is not None)

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not holds():
                self._view.changed.clear()
                await self._view.changed.wait()
