"""The first page that people read is short, and what it tells them to type works."""

import re

from instar.defaults import PLUGINS
from instar.protocol.threads import text_of
from instar.sdk import Plugin
from instar.storage import items
from tests.conftest import Cast, OpenServer
from tests.docs.pages import README, ROOT, blocks, cells
from tests.support.messages import submit

MAKEFILE = (ROOT / "Makefile").read_text()


def test_it_has_90_to_150_lines() -> None:
    assert 90 <= len(README.read_text().splitlines()) <= 150


def test_the_quick_start_is_what_the_makefile_does() -> None:
    run, wheel = blocks(README, "sh")
    assert run.split() == ["make", "run"]
    assert re.search(r"^run:.*\n\t@exec instar serve", MAKEFILE, re.MULTILINE)
    assert wheel.splitlines()[0] == "make wheel"
    built = re.search(r"^wheel:.*## Build (\S+)", MAKEFILE, re.MULTILINE)
    assert built
    assert f"pip install {built[1]}" in wheel


def test_its_commands_are_targets_with_a_help() -> None:
    documented = {cell.split()[1] for cell in cells(README) if cell.startswith("make ")}
    with_help = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
    assert documented == {"run", "dev", "test", "test-fast", "check"}
    assert documented <= with_help


def test_the_picture_is_small() -> None:
    (name,) = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README.read_text())
    assert (ROOT / name).stat().st_size <= 300_000


async def test_the_handler_answers(open_server: OpenServer) -> None:
    (source,) = blocks(README, "python")
    names: dict[str, object] = {}
    exec(source.replace("asyncio.sleep(0.2)", "asyncio.sleep(0)"), names)
    plugin = names["plugin"]
    assert isinstance(plugin, Plugin)
    server = await open_server(*PLUGINS, plugin)
    cast = Cast(server)
    admin = await cast.admin()
    thread = await cast.thread(admin)
    reader = await cast.reader(admin, thread)
    await server.turns.accept(admin, submit(thread, "Go"))
    await reader.until("turn.end")
    shown, _ = await server.database.read(items.load_newest, thread, 10)
    assert text_of(shown[-1]) == "10 9 8 7 6 5 4 3 2 1 "
