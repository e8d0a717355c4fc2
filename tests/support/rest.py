"""A server in this process and people who talk to its REST API. No sockets."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from instar.model.settings import Settings
from instar.protocol.rest import CreateUser
from instar.protocol.threads import Role
from instar.runtime.server import Server
from instar.sdk import Handler, Message, Plugin, TurnContext
from instar.transport.app import create_app

ORIGIN = "http://127.0.0.1:8765"
TOKEN = "a-token-for-scripts-and-tests"


class Person(httpx.AsyncClient):
    """A client that behaves like the page: it sends its origin, and keeps its cookie."""

    id: str
    name: str

    async def json(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """The answer to a request that must be answered with `status`."""
        response = await self.request(method, path, json=body)
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    async def thread(self, title: str = "A thread") -> Any:
        """A new thread of this person."""
        return await self.json("POST", "/threads", {"title": title}, status=201)

    async def say(self, thread_id: str, text: str, **more: Any) -> Any:
        """A new message of this person."""
        body = {"content": [{"type": "input_text", "text": text}], **more}
        return await self.json("POST", f"/threads/{thread_id}/items", body, status=201)

    async def share(self, thread_id: str, other: "Person", access: str) -> None:
        """Give another person access to one's thread."""
        await self.json("PUT", f"/threads/{thread_id}/members/{other.id}", {"access": access})


class Echo(Handler):
    """Says what it is told."""

    id = "tests.echo"

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        await ctx.reply(message.text)


ECHO = Plugin("tests", "1.0.0", lambda registry: registry.add(Echo()))

MakePerson = Callable[..., Awaitable[Person]]


async def no_socket(scope: Any, receive: Any, send: Any) -> None:
    """What stands at /ws when nothing of a test connects."""
    raise AssertionError("no socket in this test")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", admin_token=TOKEN)


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[Server]:
    async with Server.open(settings, [ECHO]) as opened:
        yield opened


@pytest.fixture
def app(server: Server) -> Any:
    return create_app(server, no_socket)


def visitor(app: Any, **headers: str) -> Person:
    """Somebody who has not signed in; without headers, a script."""
    return Person(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url=f"{ORIGIN}/api/v1",
        headers=headers,
    )


@pytest.fixture
async def person(app: Any, server: Server) -> AsyncIterator[MakePerson]:
    """Makes signed-in people: `ada = await person("Ada")`."""
    made: list[Person] = []

    async def make(name: str, role: Role = "member") -> Person:
        link = await server.accounts.create_user(CreateUser(name=name, role=role), ORIGIN)
        one = visitor(app, origin=ORIGIN)
        made.append(one)
        await one.json("POST", "/session", {"ticket": link.url.partition("#ticket=")[2]})
        one.id, one.name = link.user.id, name
        return one

    yield make
    for one in made:
        await one.aclose()


@pytest.fixture
async def ada(person: MakePerson) -> Person:
    return await person("Ada")


@pytest.fixture
async def bob(person: MakePerson) -> Person:
    return await person("Bob")


@pytest.fixture
async def script(app: Any) -> AsyncIterator[Person]:
    """A script with the admin token."""
    async with visitor(app, authorization=f"Bearer {TOKEN}") as one:
        yield one
