"""One layer of the interface: which key is whose, and what a change of it is on the wire [U1-U5]."""

import typing
from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from msgspec import UNSET

from instar.protocol.base import Wire
from instar.protocol.errors import InstarError
from instar.protocol.interface import LAYER_ENTRIES, VALUE_BYTES, Interface, LayerName, Operation

Until = Literal["turn", "floor", "removed"]
"""How long a key lasts: to the end of the turn, of the handler's time on the floor, or until it is removed."""

_SECTIONS: dict[str, tuple[Any, Any]] = {
    name: typing.get_args(hint)
    for name, hint in typing.get_type_hints(Interface, include_extras=True).items()
}
"""section -> (type of its keys, type of its values)"""


class LayerId(msgspec.Struct, frozen=True, array_like=True):
    """Which layer: `of` is the role, user, thread or client whose it is; empty for `global`."""

    layer: LayerName
    of: str = ""


class Entry(Wire):
    """A key that is set: by whom, why, and until when (seconds since 1970; None for no end).

    `handler` takes the command that it is, if it is one.
    """

    path: str
    value: Any
    owner: str
    handler: str = ""
    reason: str = ""
    expires_at: float | None = None


class Change(Wire):
    """What becomes of a key: an entry, or none."""

    path: str
    entry: Entry | None


Entries = dict[str, Entry]


def plan(
    held: Entries,
    operations: Iterable[Operation],
    mine: frozenset[str],
    make: Entry,
) -> list[Change]:
    """What the operations change in a layer for one whose owners are `mine`. `make`: the entry, but for its key.

    Raises `validation.ui_*`, `too_large.ui`, `conflict.ui_owner`, each with the operation's place.
    """
    after = dict(held)
    changes: list[Change] = []
    for index, operation in enumerate(operations):
        place = f"/patch/{index}"
        section = _section_of(operation.path, f"{place}/path")
        before = after.get(operation.path)
        if before is not None and before.owner not in mine:
            raise InstarError(
                "conflict.ui_owner",
                f"{operation.path} was set by somebody else. {before.reason}".rstrip(),
                path=f"{place}/path",
            )
        if operation.op != "add" and before is None:
            raise InstarError(
                "validation.ui_path", f"{operation.path} is not set.", path=f"{place}/path"
            )
        entry = None
        if operation.op != "remove":
            value = _checked(section, operation.value, f"{place}/value")
            entry = msgspec.structs.replace(make, path=operation.path, value=value)
            after[operation.path] = entry
        else:
            del after[operation.path]
        changes.append(Change(path=operation.path, entry=entry))
    if len(after) > LAYER_ENTRIES:
        raise InstarError("too_large.ui", f"A layer may hold {LAYER_ENTRIES} keys.", path="/patch")
    return changes


def operations_of(changes: Iterable[Change]) -> list[Operation]:
    """The changes as a patch that every reader of the layer can apply."""
    return [
        Operation(op="remove", path=change.path)
        if change.entry is None
        else Operation(op="add", path=change.path, value=change.entry.value)
        for change in changes
    ]


def state_of(entries: Iterable[Entry]) -> Interface:
    """What entries say."""
    said: dict[str, dict[str, Any]] = {}
    for entry in entries:
        section, key = entry.path[1:].split("/", 1)
        said.setdefault(section, {})[key] = entry.value
    return msgspec.convert(said, Interface)


def _section_of(path: str, place: str) -> str:
    """The section that a key belongs to."""
    section, _, key = path.removeprefix("/").partition("/")
    if path.startswith("/") and section in _SECTIONS and section != "floor":
        try:
            msgspec.convert(key, _SECTIONS[section][0])
        except msgspec.ValidationError:
            pass
        else:
            return section
    raise InstarError("validation.ui_path", f"{path[:80]} is no key of the interface.", path=place)


def _checked(section: str, value: object, place: str) -> Any:
    """The value as it will be stored and sent."""
    if value is UNSET:
        raise InstarError("validation.ui_value", "A value is missing.", path=place)
    try:
        body = msgspec.json.encode(value)
        typed = msgspec.json.decode(body, type=_SECTIONS[section][1])
    except (msgspec.ValidationError, TypeError, UnicodeEncodeError, RecursionError) as error:
        raise InstarError("validation.ui_value", f"{error}.", path=place) from None
    if len(body) > VALUE_BYTES:
        raise InstarError("too_large.ui", f"A value may hold {VALUE_BYTES} bytes.", path=place)
    return msgspec.to_builtins(typed)
