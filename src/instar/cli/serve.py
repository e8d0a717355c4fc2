"""`instar serve`: the sockets around a server."""

import asyncio
import gc
import json
import os
import resource
import signal
import socket
import sys
import webbrowser
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial

import click
import msgspec
import uvicorn
import uvloop

from instar.cli.logs import configure_logs
from instar.cli.models import models_of
from instar.cli.plugins import load_plugins
from instar.defaults import PLUGINS
from instar.model.settings import Settings, base_url, local_url
from instar.protocol.base import FRAME_BYTES
from instar.runtime.server import DataDirInUse, Server
from instar.storage import accounts
from instar.storage.database import Connection
from instar.transport.app import create_app
from instar.transport.socket import DirectProtocol, Flusher, SocketApp

BACKLOG = 4096
GRACE_SECONDS = 5
SEND_BUFFER = 131_072
UNREAD_MS = 30_000
OTHER_FILES = 256
"""What is kept for requests, the database and uploads when sockets take every file there may be."""


def run(settings: Settings, *, open_browser: bool | None) -> None:
    """Serve until SIGINT or SIGTERM. Exits with a sentence when it cannot start."""
    configure_logs(settings.log_level)
    try:
        listener = _listen(settings)
        settings = msgspec.structs.replace(settings, port=listener.getsockname()[1])
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(settings, listener, open_browser))
    except (DataDirInUse, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        pass


async def _serve(settings: Settings, listener: socket.socket, open_browser: bool | None) -> None:
    plugins = (*PLUGINS, models_of(settings), *load_plugins(settings.plugins))
    async with Server.open(settings, plugins) as server:
        config = uvicorn.Config(
            create_app(server, SocketApp(server, _most_sockets())),
            http="httptools",
            # uvicorn asks for a class and calls it.
            ws=partial(DirectProtocol, flusher=Flusher())  # ty: ignore[invalid-argument-type]
            if settings.ws == "direct"
            else "websockets-sansio",
            ws_max_size=FRAME_BYTES,
            ws_per_message_deflate=False,
            ws_ping_interval=None,
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        with _raised_once():
            await _Announcing(config, server, open_browser).serve([listener])


@contextmanager
def _raised_once() -> Generator[None]:
    """Let a signal end uvicorn, which raises it again, and not us: our server has still to close."""
    ours = {
        number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in ours.items():
            signal.signal(number, handler)


class _Announcing(uvicorn.Server):
    """Says when it is ready, in exactly one line; lets go of sockets before it waits for them."""

    def __init__(self, config: uvicorn.Config, server: Server, open_browser: bool | None) -> None:
        super().__init__(config)
        self._server = server
        self._open_browser = open_browser
        self._address = server.settings.data_dir / "server.json"

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        link = await self._server.database.write(
            lambda conn: _admin_link(conn, self._server.settings)
        )
        self._publish_address()
        gc.freeze()
        gc.enable()
        click.echo(f"Instar is ready: {link}")
        sys.stdout.flush()
        if self._open_browser or (self._open_browser is None and _has_screen()):
            await asyncio.to_thread(webbrowser.open, link)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._address.unlink(missing_ok=True)
        await self._server.let_go()
        await super().shutdown(sockets)

    def _publish_address(self) -> None:
        """Tell other `instar` commands on this machine, and only those, where the server is."""
        settings = self._server.settings
        address = {"url": local_url(settings), "token": self._server.command_token}
        self._address.touch(mode=0o600)
        self._address.write_text(json.dumps(address))


def _admin_link(conn: Connection, settings: Settings) -> str:
    ticket = accounts.create_ticket(conn, accounts.ensure_admin(conn))
    return f"{base_url(settings)}/login#ticket={ticket.value}"


def _most_sockets() -> int:
    """Allow as many open files as the system lets us; returns how many of them may be sockets."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return sys.maxsize if hard == resource.RLIM_INFINITY else max(hard - OTHER_FILES, hard // 2)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server(
            (settings.host, settings.port), family=family, backlog=BACKLOG
        )
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise OSError(f"cannot listen on {settings.host}:{settings.port}: {reason}") from None
    # Accepted sockets inherit it: the kernel must not hide megabytes behind the send queue's bound.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # Nor keep what it holds for a peer that never reads again.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MS)
    return listener


def _has_screen() -> bool:
    return sys.stdout.isatty() and bool(
        sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
