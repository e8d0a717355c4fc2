"""The commands of the how-to pages do what the pages say, on a real server."""

import asyncio
import json
import os
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, blocks
from tests.support.served import TOKEN, Served

HOW_TO = ROOT / "docs/how-to"
FIRST = "sign-people-in.md"
DEFAULT_URL = "http://127.0.0.1:8765"
NEEDED = ("bash", "curl", "jq")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(map(shutil.which, NEEDED)), reason=f"the pages use {', '.join(NEEDED)}"
    ),
]


async def follow(page: str, folder: Path, served: Served) -> str:
    """Type all shell blocks of a page, after those that it builds on; returns what they print."""
    commands = blocks(HOW_TO / page, "sh")
    if page != FIRST:
        commands.insert(0, blocks(HOW_TO / FIRST, "sh")[0])
    script = "\n".join(commands)
    assert DEFAULT_URL in script
    return await type_in(script.replace(DEFAULT_URL, served.url), folder)


async def type_in(commands: str, folder: Path) -> str:
    """Run shell commands in a folder; returns what they print."""
    python = str(Path(sys.executable).parent)
    process = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", commands),
        cwd=folder,
        env={
            **os.environ,
            "INSTAR_ADMIN_TOKEN": TOKEN,
            "PATH": os.pathsep.join((python, os.environ["PATH"])),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(60):
        printed, _ = await process.communicate()
    assert process.returncode == 0, printed.decode()
    return printed.decode()


async def test_sign_people_in(tmp_path: Path) -> None:
    async with Served(tmp_path / "instar-data") as served:
        printed = await follow("sign-people-in.md", tmp_path, served)
        assert f"{served.url}/login#ticket=" in printed
        users = await served.rest("GET", "/users")
        assert [user["name"] for user in users["data"]] == ["Grace", "admin"]
        threads = await served.rest("GET", "/threads")
        thread = threads["data"][0]
        assert (thread["title"], thread["status"]) == ("Deployments", {"type": "active"})
        members = await served.rest("GET", f"/threads/{thread['id']}/members")
        assert [member["access"] for member in members["data"]] == ["owner"]


async def test_append_from_a_script(tmp_path: Path) -> None:
    async with Served(tmp_path / "instar-data") as served:
        printed = await follow("append-from-a-script.md", tmp_path, served)
        assert printed.endswith("Build **42** is green.\nThe report.\n")


async def test_export_and_import(tmp_path: Path) -> None:
    async with Served(tmp_path / "instar-data") as served:
        printed = await follow("export-and-import.md", tmp_path, served)
        imported = await served.rest("GET", f"/threads/{printed.split()[-1]}")
        original = json.loads((tmp_path / "thread.json").read_text())["thread"]["id"]
        assert imported["metadata"]["importedFrom"]["threadId"] == original
        assert (tmp_path / "thread.md").read_text().startswith("# To keep\n")


async def test_back_up_and_restore(tmp_path: Path) -> None:
    backup, restore = blocks(HOW_TO / "back-up-and-restore.md", "sh")
    data = tmp_path / "instar-data"
    async with Served(data) as served:
        kept = await served.new_thread()
        await type_in(backup, tmp_path)
        lost = await served.new_thread()
    await type_in(restore, tmp_path)
    async with Served(data) as served:
        threads = await served.rest("GET", "/threads")
        assert [thread["id"] for thread in threads["data"]] == [kept]
        assert lost in database_threads(tmp_path / "instar-data.old")
        epoch = threads["data"][0]["epoch"]
        assert epoch.startswith("epo_")
        assert epoch != database_threads(tmp_path / "backup")[kept]


def database_threads(folder: Path) -> dict[str, str]:
    """Epochs of the threads in a data folder that no server uses."""
    database = sqlite3.connect(f"file:{folder / 'instar.db'}?mode=ro", uri=True)
    try:
        return dict(database.execute("SELECT id, epoch FROM threads"))
    finally:
        database.close()
