"""A server without sockets: everything that lives as long as it, opened and closed in order."""

import asyncio
import fcntl
import secrets
from collections.abc import AsyncGenerator, Generator, Iterable
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Self

import structlog

from instar import __version__
from instar.mcp import McpServers
from instar.model.settings import Settings
from instar.protocol.base import PROTOCOL_VERSION
from instar.protocol.close_codes import CloseCode
from instar.protocol.down import PresenceState, PresenceStatePayload
from instar.protocol.ids import new_id, now
from instar.pubsub.frame import frame_of
from instar.pubsub.hub import Hub, Reader
from instar.pubsub.presence import Presence
from instar.runtime.accounts import Accounts
from instar.runtime.administration import Administration
from instar.runtime.asks import Asks
from instar.runtime.commands import Commands
from instar.runtime.context import Host
from instar.runtime.exports import Exports
from instar.runtime.feed import Feed
from instar.runtime.feedback import Feedback
from instar.runtime.floor import FloorKeeper
from instar.runtime.handlers import Handlers
from instar.runtime.interface import InterfaceKeeper
from instar.runtime.journal import Journal
from instar.runtime.members import Members
from instar.runtime.models import Models
from instar.runtime.plugins import Plugins
from instar.runtime.read_marks import ReadMarks
from instar.runtime.resume import Resume
from instar.runtime.threads import Threads
from instar.runtime.tools import Tools
from instar.runtime.turns import Turns
from instar.runtime.uploads import Uploads
from instar.sdk import Plugin
from instar.storage import accounts, submissions
from instar.storage.database import Connection, Database
from instar.storage.migrate import migrate

log = structlog.get_logger(__name__)

TICK_SECONDS = 1.0
HOUSE_SECONDS = 3600.0
PRESENCE_SECONDS = 0.1


class DataDirInUse(Exception):
    """Another server has the data folder or the database."""


class Server:
    """The parts of a running server, by name. Made by `Server.open`."""

    version = __version__

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.hub = Hub()
        self.presence = Presence(self.hub)
        self.feed = Feed(database, self.hub)
        self.journal = Journal(database, self.hub, self.feed)
        self.interface = InterfaceKeeper(database, self.hub)
        self.models = Models(self.interface, settings.instructions)
        self.handlers = Handlers(lambda: self.models.connected)
        self.administration = Administration(database, self.interface)
        self.floor = FloorKeeper(database, self.journal, self.interface, self.handlers)
        self.asks = Asks(self.journal)
        self.uploads = Uploads(database, settings, self.interface)
        self.tools = Tools()
        host = Host(
            database,
            self.hub,
            self.journal,
            self.handlers,
            self.interface,
            self.floor,
            self.asks,
            self.uploads,
            self.models,
            self.tools,
        )
        self.turns = Turns(host, settings.turn_seconds)
        self.commands = Commands(database, self.turns, self.interface, self.floor)
        self.threads = Threads(self.journal, self.interface)
        self.mcp = McpServers(settings.mcp, self.tools.add)
        self.plugins = Plugins(self.handlers, self.interface, self.models, self.tools)
        self.accounts = Accounts(database, self.hub)
        self.members = Members(database, self.hub, self.feed)
        self.feedback = Feedback(database)
        self.exports = Exports(database, self.feed, self.uploads, self.interface)
        self.read_marks = ReadMarks(database, self.feed)
        self.resume = Resume(database, self.hub, self.turns, self.interface)
        self.command_token = secrets.token_urlsafe(32)
        """Bearer token of the commands that run on this machine while the server does."""
        self._presence_due: set[str] = set()

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings, plugins: Iterable[Plugin] = ()) -> AsyncGenerator[Self]:
        """Open the data folder, end what a dead server left, run until the block ends.

        Raises DataDirInUse, ValueError for a database that is not supported.
        """
        path = settings.database_path
        with hold(settings.data_dir / "lock"), hold(path.with_name(path.name + ".lock")):
            migrate(path)
            async with Database(path) as database:
                server = cls(settings, database)
                await server._start(plugins)
                try:
                    yield server
                finally:
                    await server._stop()

    def enter(self, reader: Reader) -> None:
        """A connection has said hello; its client's older one, if any, is let go [C7]."""
        if (zombie := self.hub.enter(reader)) is not None:
            zombie.close(CloseCode.SUPERSEDED, "the client has connected again")

    def exit(self, reader: Reader) -> None:
        """A connection has ended."""
        for thread_id in self.hub.exit(reader):
            self.presence.forget(reader, thread_id)
            self.tell_presence(thread_id)

    def tell_presence(self, thread_id: str) -> None:
        """Tell everyone in a thread soon who is there: once for all that changes until then [S2]."""
        if not self._presence_due:
            asyncio.get_running_loop().call_later(PRESENCE_SECONDS, self._tell_presence)
        self._presence_due.add(thread_id)

    def _tell_presence(self) -> None:
        due, self._presence_due = self._presence_due, set()
        for thread_id in due:
            readers = self.hub.readers_of(thread_id)
            if readers:
                frame = frame_of(self._presence_state(thread_id), ephemeral=True)
                for reader in readers:
                    reader.send(frame)

    def _presence_state(self, thread_id: str) -> PresenceState:
        return PresenceState(
            v=PROTOCOL_VERSION,
            id=new_id("evt"),
            ts=now(),
            thread_id=thread_id,
            payload=PresenceStatePayload(users=self.presence.present(thread_id)),
        )

    async def _start(self, plugins: Iterable[Plugin]) -> None:
        await self.interface.load()
        self.commands.open()
        for plugin in plugins:
            self.plugins.load(plugin)
        await self.interface.keep(self._is_there)
        await self.database.write(accounts.ensure_admin)
        await self.floor.load()
        self.models.open()
        self.mcp.open()
        interrupted = await self.turns.recover()
        if interrupted:
            log.info("turns.interrupted", count=interrupted)
        self._chores = [
            asyncio.create_task(self._tick(), name="tick"),
            asyncio.create_task(self._keep_house(), name="house"),
        ]

    def _is_there(self, owner: str) -> bool:
        kind, _, handler = owner.partition(":")
        return kind != "handler" or self.handlers.find(handler) is not None

    async def let_go(self) -> None:
        """End open turns, tell every client, and send them away to come back [C6]."""
        await self.turns.stop()
        for reader in self.hub.readers:
            reader.close(CloseCode.RESTART, "the server is restarting")

    async def _stop(self) -> None:
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        await self.let_go()
        await self.feed.stop()
        await self.models.close()
        await self.mcp.close()
        self.plugins.close()

    async def _keep_house(self) -> None:
        while True:
            try:
                await self.database.write(_forget_old)
                await self.uploads.collect()
                self.interface.forget()
            except Exception:
                log.exception("housekeeping.failed")
            await asyncio.sleep(HOUSE_SECONDS)

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            for thread_id in self.presence.expire(loop.time()):
                self.tell_presence(thread_id)
            try:
                await self.interface.expire()
                await self.floor.expire()
            except Exception:
                log.exception("tick.failed")


def _forget_old(conn: Connection) -> None:
    accounts.forget_expired(conn)
    submissions.forget_old(conn)


@contextmanager
def hold(lock: Path) -> Generator[None]:
    """Hold a lock file. Raises DataDirInUse when another process does."""
    lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataDirInUse(f"another Instar uses {lock.parent}") from None
        yield
