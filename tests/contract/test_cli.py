"""The command line, with a server running and without."""

import asyncio
import json
import signal
import sys
from pathlib import Path

import httpx
import pytest

from tests.support.served import Served

pytestmark = pytest.mark.slow


async def instar(*arguments: str) -> tuple[int, str]:
    """Run a command; returns its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "instar.cli",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, printed.decode()


STUBBORN = "import signal, socket, sys; s = socket.create_connection(sys.argv[1:]); signal.pause()"
"""A program that connects, and does not end when nobody talks to it any more."""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_the_server_and_the_programs_that_it_has_started(
    tmp_path: Path, number: signal.Signals
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun.set()
        await reader.read()
        writer.close()
        ended.set()

    async with await asyncio.start_server(hear, "127.0.0.1") as listener, asyncio.timeout(60):
        port = str(listener.sockets[0].getsockname()[1])
        stubborn = {"command": [sys.executable, "-c", STUBBORN, "127.0.0.1", port]}
        async with Served(tmp_path, INSTAR_MCP=json.dumps({"stubborn": stubborn})) as served:
            await begun.wait()
            served.signal(number)
            assert await served.died() == 0
            await ended.wait()


async def sign_in(url: str, ticket: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=url) as client:
        return await client.post(
            "/api/v1/session",
            json={"ticket": ticket},
            headers={"origin": url, "sec-fetch-site": "same-origin"},
        )


async def test_users_are_added_whether_or_not_a_server_runs(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    code, printed = await instar("user", "add", "Ada", "--role", "viewer", "--data-dir", data)
    assert code == 0
    early = printed.strip().rsplit("#ticket=", 1)[1]
    async with Served(tmp_path / "data") as served:
        code, printed = await instar("user", "add", "Bob", "--data-dir", data)
        assert code == 0
        assert printed.startswith(f"{served.url}/login#ticket=")
        late = printed.strip().rsplit("#ticket=", 1)[1]
        for ticket, name, role in ((early, "Ada", "viewer"), (late, "Bob", "member")):
            answer = await sign_in(served.url, ticket)
            assert answer.json()["user"]["name"] == name
            assert answer.json()["user"]["role"] == role
            assert (await sign_in(served.url, ticket)).status_code == 401, "a link works once"
        code, printed = await instar("user", "add", "Ada", "--data-dir", data)
        assert code == 1
        assert "a user of this name" in printed
        code, printed = await instar("user", "link", "Ada", "--data-dir", data)
        assert (await sign_in(served.url, printed.strip().rsplit("=", 1)[1])).status_code == 200
        code, printed = await instar("user", "link", "Nobody", "--data-dir", data)
        assert (code, "no user Nobody" in printed) == (1, True)


async def test_a_second_server_on_the_same_folder_is_refused_with_a_sentence(
    tmp_path: Path,
) -> None:
    async with Served(tmp_path / "data"):
        code, printed = await instar(
            "serve", "--no-open", "--port", "0", "--data-dir", str(tmp_path / "data")
        )
        assert code == 1
        assert printed.strip().endswith(f"another Instar uses {tmp_path / 'data'}")


async def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served:
        code, printed = await instar(
            "serve", "--no-open", "--port", str(served.port), "--data-dir", str(tmp_path / "other")
        )
        assert code == 1
        assert f"cannot listen on 127.0.0.1:{served.port}" in printed


async def test_the_first_admins_link_is_printed_once_and_in_no_log(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served:
        assert served.login.startswith(f"{served.url}/login#ticket=")
        ticket = served.login.rsplit("=", 1)[1]
        answer = await sign_in(served.url, ticket)
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert answer.json()["user"]["role"] == "admin"
        stored = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("instar.db*"))
        assert ticket.encode() not in stored
        session = cookie.split("=", 1)[1].split(";")[0]
        assert session.encode() not in stored
