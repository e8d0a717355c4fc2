"""Fixtures of every test."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from instar.defaults import PLUGINS
from instar.model.access import Principal
from instar.model.settings import Settings
from instar.protocol.rest import CreateThread
from instar.protocol.threads import Role
from instar.runtime.server import Server
from instar.sdk import Plugin
from instar.storage import accounts
from tests.support.reader import FakeReader

OpenServer = Callable[..., Awaitable[Server]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
async def open_server(settings: Settings) -> AsyncGenerator[OpenServer]:
    """Opens servers, one after the other or one at a time; all are closed at the end."""
    async with AsyncExitStack() as stack:

        async def open_one(*plugins: Plugin, at: Settings = settings) -> Server:
            return await stack.enter_async_context(Server.open(at, plugins or PLUGINS))

        yield open_one


@pytest.fixture
async def server(open_server: OpenServer) -> Server:
    return await open_server()


@pytest.fixture(params=["direct", "sansio"])
def each_engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test starts serves sockets in each of the ways there are."""
    monkeypatch.setenv("INSTAR_WS", request.param)


class Cast:
    """People who act in a test."""

    def __init__(self, server: Server) -> None:
        self.server = server

    async def admin(self) -> Principal:
        return Principal(await self.server.database.write(accounts.ensure_admin))

    async def user(self, name: str, role: Role = "member") -> Principal:
        made = await self.server.database.write(lambda conn: accounts.create_user(conn, name, role))
        return Principal(made)

    async def thread(self, owner: Principal, title: str = "") -> str:
        made = await self.server.threads.create(owner, CreateThread(title=title))
        return made.id

    async def reader(self, principal: Principal, *thread_ids: str) -> FakeReader:
        """A connected reader that has the threads open."""
        reader = FakeReader(principal)
        self.server.hub.enter(reader)
        for thread_id in thread_ids:
            await self.server.resume.subscribe(reader, thread_id, None, "ref-of-test")
        return reader


@pytest.fixture
def cast(server: Server) -> Cast:
    return Cast(server)
