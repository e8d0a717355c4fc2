"""`instar user`: through the running server when there is one, else in the database."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any, cast

import click

from instar.model.settings import Settings, base_url
from instar.protocol.errors import InstarError
from instar.protocol.threads import Role, User
from instar.runtime.server import DataDirInUse, hold
from instar.storage import accounts
from instar.storage.database import Connection, Database
from instar.storage.migrate import migrate

Address = dict[str, str]
"""Where the running server is, and the token that this machine's commands use."""


def add(settings: Settings, name: str, role: str) -> str:
    """Add a user; returns their login link. Raises click.ClickException."""

    def work(conn: Connection) -> str:
        return _link(conn, settings, accounts.create_user(conn, name, cast(Role, role)))

    def ask(address: Address) -> str:
        return str(_request(address, "POST", "/users", {"name": name, "role": role})["url"])

    return _either(settings, work, ask)


def link(settings: Settings, name: str) -> str:
    """A new login link of a user. Raises click.ClickException."""

    def work(conn: Connection) -> str:
        for user in accounts.load_users(conn):
            if user.name == name:
                return _link(conn, settings, user)
        raise InstarError("not_found.user", f"There is no user {name}.")

    def ask(address: Address) -> str:
        for user in _request(address, "GET", "/users")["data"]:
            if user["name"] == name:
                return str(_request(address, "POST", f"/users/{user['id']}/login-link", {})["url"])
        raise InstarError("not_found.user", f"There is no user {name}.")

    return _either(settings, work, ask)


def _link(conn: Connection, settings: Settings, user: User) -> str:
    return f"{base_url(settings)}/login#ticket={accounts.create_ticket(conn, user).value}"


def _either(
    settings: Settings, work: Callable[[Connection], str], ask: Callable[[Address], str]
) -> str:
    try:
        try:
            with hold(settings.data_dir / "lock"):
                return asyncio.run(_alone(settings, work))
        except DataDirInUse:
            return ask(_address(settings))
    except InstarError as error:
        raise click.ClickException(error.message) from None


async def _alone(settings: Settings, work: Callable[[Connection], str]) -> str:
    migrate(settings.database_path)
    async with Database(settings.database_path) as database:
        return await database.write(work)


def _address(settings: Settings) -> Address:
    try:
        return dict(json.loads((settings.data_dir / "server.json").read_text()))
    except (OSError, ValueError):
        raise click.ClickException("the server is starting or stopping; try again") from None


def _request(
    address: Address, method: str, path: str, body: dict[str, str] | None = None
) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{address['url']}/api/v1{path}",
        None if body is None else json.dumps(body).encode(),
        {"authorization": f"Bearer {address['token']}", "content-type": "application/json"},
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return dict(json.load(response))
    except urllib.error.HTTPError as error:
        raise click.ClickException(json.load(error)["detail"]) from None
    except OSError as error:
        raise click.ClickException(f"the server does not answer: {error}") from None
