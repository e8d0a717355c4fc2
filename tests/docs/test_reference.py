"""The reference names what there is, all of it and nothing else."""

import re
import subprocess
import sys
from typing import get_args

import click

from instar import sdk
from instar.cli import main
from instar.model.settings import Settings
from instar.protocol import down, up
from instar.protocol.close_codes import CloseCode
from instar.protocol.errors import FAMILIES
from instar.protocol.interface import Slot
from instar.sdk import models
from instar.transport.http.routes import PREFIX, ROUTES
from tests.docs.pages import ROOT, cells, headings, prose
from tools.reference.slots import read_interfaces

REFERENCE = ROOT / "docs/reference"


def test_generated_pages_are_what_the_source_says() -> None:
    command = [sys.executable, "-m", "tools.generate_docs", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_every_message_type_is_documented() -> None:
    types = [*up.UpMessage.__args__, *down.DownMessage.__args__]
    tags = {str(type_.__struct_config__.tag) for type_ in types}
    shown = {title for title in headings(REFERENCE / "messages.md") if re.match(r"[a-z]", title)}
    assert shown == tags | {"error.*"}


def test_every_route_is_documented() -> None:
    routes = {f"{route.method} {PREFIX}{route.path}" for route in ROUTES}
    assert {title for title in headings(REFERENCE / "rest.md") if "/" in title} == routes


def test_every_setting_is_documented() -> None:
    rows = cells(REFERENCE / "settings.md")[2:]
    assert rows == list(Settings.__struct_fields__)


def test_every_command_is_documented() -> None:
    def names(command: click.Command, path: str) -> set[str]:
        inner = command.commands.items() if isinstance(command, click.Group) else ()
        return {path}.union(*(names(one, f"{path} {name}") for name, one in inner))

    shown = set(headings(REFERENCE / "cli.md")) - {"Command line"}
    assert shown == names(main, "instar")


def test_every_error_code_is_documented() -> None:
    page = prose(REFERENCE / "error-codes.md").partition("## Made by the page")[0]
    families = "|".join(FAMILIES)
    shown = set(re.findall(rf"^\| `((?:{families})\.[a-z_]+)` \|", page, re.MULTILINE))
    named: set[str] = set()
    for path in (ROOT / "src/instar").rglob("*.py"):
        source = re.sub(r"\blog\.\w+\([^)]*\)", "", path.read_text())
        named |= set(re.findall(rf'"((?:{families})\.[a-z_]+)"', source))
        kinds = re.findall(r'(?<!def )\bnot_found\("([a-z_]+)"\)', source)
        named |= {f"not_found.{kind}" for kind in kinds}
    assert shown == named


def test_every_close_code_is_documented() -> None:
    rows = cells(REFERENCE / "close-codes.md")
    shown = {int(cell) for cell in rows if re.fullmatch(r"\d{4}", cell)}
    by_the_library = {1007, 1009}
    assert shown == {code.value for code in CloseCode} | by_the_library


def test_close_codes_that_are_sent_are_said_to_be() -> None:
    source = "".join(path.read_text() for path in (ROOT / "src/instar").rglob("*.py"))
    sent = {CloseCode[name].value for name in re.findall(r"CloseCode\.([A-Z_]+)", source)}
    page = (REFERENCE / "close-codes.md").read_text()
    said = re.search(r"^0\.2 sends (.+?)\. The others", page, re.MULTILINE)
    assert said
    assert set(map(int, re.findall(r"\d{4}", said[1]))) == sent | {1007, 1009}


def test_u9_every_slot_has_a_contract_and_is_documented() -> None:
    contract = (ROOT / "client/packages/react/src/slots/props.ts").read_text()
    slots = read_interfaces(contract)["SlotProps"]
    assert {slot.name for slot in slots} == set(get_args(Slot))
    shown = cells(REFERENCE / "slots.md")
    assert set(get_args(Slot)) <= set(shown)
    assert all(slot.doc for slot in slots)


def test_every_name_of_the_sdk_is_documented() -> None:
    ours = {name for name, one in vars(models).items() if is_of(one, models.__name__)}
    shown = set(headings(REFERENCE / "sdk.md")) - {"SDK", models.__name__}
    assert shown == set(sdk.__all__) | ours


def is_of(thing: object, module: str) -> bool:
    return getattr(thing, "__module__", "") == module
