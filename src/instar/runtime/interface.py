"""The interface that the server owns: set, enforced, sent, and taken back with its owners [U1-U6]."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import msgspec

from instar.model import interface as rules
from instar.model.interface import Change, Entries, Entry, LayerId
from instar.protocol.base import PROTOCOL_VERSION
from instar.protocol.down import (
    UiLayer,
    UiStatePatch,
    UiStatePatchPayload,
    UiStateSnapshot,
    UiStateSnapshotPayload,
)
from instar.protocol.errors import InstarError
from instar.protocol.ids import new_id, now
from instar.protocol.interface import Interface, LockName, Operation
from instar.protocol.threads import Role, User
from instar.pubsub.frame import Frame, frame_of
from instar.pubsub.hub import Hub, Reader
from instar.storage import interface as stored
from instar.storage.database import Connection, Database

GLOBAL = LayerId("global")
CLIENT_SECONDS = 86_400.0
_NOTHING: Entries = {}
_SILENT = msgspec.Raw(b"{}")


class Viewpoint(NamedTuple):
    """From where the interface is seen: by whom, in which thread, with which client."""

    user_id: str
    role: Role
    thread_id: str | None = None
    client: str | None = None

    @property
    def layers(self) -> list[LayerId]:
        """The layers that hold here, the one that counts least first."""
        found = [GLOBAL, LayerId("role", self.role), LayerId("user", self.user_id)]
        if self.thread_id is not None:
            found.append(LayerId("thread", self.thread_id))
        if self.client is not None:
            found.append(LayerId("connection", self.client))
        return found


def viewpoint(user: User, thread_id: str | None = None, client: str | None = None) -> Viewpoint:
    """Where a user stands."""
    return Viewpoint(user.id, user.role, thread_id, client)


class Owners(NamedTuple):
    """Who sets keys: `owner` is whose they become, `mine` whose they may replace.

    `handler` takes the commands that are among them.
    """

    owner: str
    mine: frozenset[str]
    handler: str = ""


class InterfaceKeeper:
    """Every layer, in memory and, but for what is fleeting, in the database.

    Layers are replaced and never changed, so that units of work may look at them too. `clock`: the
    seconds since 1970.
    """

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub
        self._layers: dict[LayerId, Entries] = {}
        self._said: dict[LayerId, msgspec.Raw] = {}
        """What layers say, as JSON, made for the first who asks."""
        self._revs: dict[LayerId, int] = {}
        self._owned: defaultdict[str, set[LayerId]] = defaultdict(set)
        self._setting = asyncio.Lock()
        self.clock = time.time

    async def load(self) -> None:
        """Read what outlived the last server."""
        for layer, entry in await self._database.read(stored.load_entries):
            self._put(layer, [Change(path=entry.path, entry=entry)])

    async def set(
        self,
        layer: LayerId,
        operations: Iterable[Operation],
        owners: Owners,
        *,
        reason: str = "",
        seconds: float | None = None,
        demand: Callable[[Connection], None] | None = None,
    ) -> None:
        """Change keys of a layer; readers are told when this returns.

        `seconds`: how long they last at most; a day for a client's own, which may never come back.
        `demand(conn)` may raise to refuse in the transaction. Raises `validation.ui_*`, `too_large.ui`, `conflict.ui_owner`.
        """
        if layer.layer == "connection":
            seconds = CLIENT_SECONDS if seconds is None else min(seconds, CLIENT_SECONDS)
        made = Entry(
            path="",
            value=None,
            owner=owners.owner,
            handler=owners.handler,
            reason=reason,
            expires_at=None if seconds is None else self.clock() + seconds,
        )
        async with self._setting:
            changes = rules.plan(self.entries(layer), operations, owners.mine, made)

            def work(conn: Connection) -> None:
                if demand is not None:
                    demand(conn)
                stored.save_changes(conn, layer, changes)

            await self._database.write(work, lambda _: self.apply(layer, changes))

    def set_now(self, layer: LayerId, operations: Iterable[Operation], owners: Owners) -> None:
        """Change keys that need not outlive the server, because their owner sets them again.

        Raises what `set` does.
        """
        made = Entry(path="", value=None, owner=owners.owner, handler=owners.handler)
        self.apply(layer, rules.plan(self.entries(layer), operations, owners.mine, made))

    def apply(self, layer: LayerId, changes: list[Change]) -> None:
        """What was stored holds now, and every reader of the layer is told."""
        self._put(layer, changes)
        self._tell(layer, changes)

    def drop(self, owner: str) -> None:
        """What an owner has set is gone; whoever calls has the database forget it."""
        for layer in sorted(self._owned.pop(owner, ()), key=lambda each: (each.layer, each.of)):
            gone = [
                Change(path=path, entry=None)
                for path, entry in self.entries(layer).items()
                if entry.owner == owner
            ]
            if gone:
                self.apply(layer, gone)

    async def keep(self, is_there: Callable[[str], bool]) -> None:
        """Take back what owners have set that are gone."""
        for owner in [one for one in self._owned if not is_there(one)]:
            await self._database.write(
                lambda conn, owner=owner: stored.forget_owner(conn, owner),
                lambda _, owner=owner: self.drop(owner),
            )

    def forget(self) -> None:
        """Forget the numbers of layers that say nothing to nobody, and who owns nothing there."""
        for layer in [one for one in self._revs if one not in self._layers]:
            if not self._readers(layer):
                del self._revs[layer]
        for owner, layers in list(self._owned.items()):
            layers.intersection_update(self._layers)
            if not layers:
                del self._owned[owner]

    async def expire(self) -> None:
        """Take back what has had its time."""
        at = self.clock()
        for layer in [one for one, entries in self._layers.items() if _late(entries, at)]:
            async with self._setting:
                # Looked at again: while this waited, the key may have been set anew.
                changes = [Change(path=path, entry=None) for path in _late(self.entries(layer), at)]
                await self._database.write(
                    lambda conn, layer=layer, changes=changes: stored.save_changes(
                        conn, layer, changes
                    ),
                    lambda _, layer=layer, changes=changes: self.apply(layer, changes),
                )

    def entries(self, layer: LayerId) -> Entries:
        """What is set in a layer."""
        return self._layers.get(layer, _NOTHING)

    def find(self, seen: Viewpoint, path: str) -> Entry | None:
        """The key as it holds there."""
        at = self.clock()
        for layer in reversed(seen.layers):
            entry = self.entries(layer).get(path)
            if entry is not None and (entry.expires_at is None or entry.expires_at > at):
                return entry
        return None

    def effective(self, seen: Viewpoint) -> Interface:
        """The whole interface as it holds there."""
        found: Entries = {}
        for layer in seen.layers:
            found |= self.entries(layer)
        return rules.state_of(found.values())

    def demand_unlocked(self, seen: Viewpoint, *names: LockName) -> None:
        """Raises `locked.<name>` with its reason when one of these is locked there [U6]."""
        for name in names:
            lock = self.find(seen, f"/locks/{name}")
            if lock is not None:
                raise InstarError(
                    f"locked.{name}", str(lock.value["reason"]) or f"The {name} is locked."
                )

    def demand_uploads(self, seen: Viewpoint) -> None:
        """Raises `locked.uploads` when files cannot be attached there [U6]."""
        self.demand_unlocked(seen, "uploads")
        area = self.find(seen, "/visibility/uploads")
        toggle = self.find(seen, "/toggles/uploads")
        hidden = area is not None and area.value is False
        if hidden or (toggle is not None and not toggle.value["on"]):
            raise InstarError("locked.uploads", "Uploads are switched off.")

    def snapshot(self, seen: Viewpoint, *, thread: bool) -> Frame:
        """The layers that a connection is told of at its welcome, or a thread's own [U3]."""
        layers = [layer for layer in seen.layers if (layer.layer == "thread") is thread]
        told = [
            UiLayer(
                layer=layer.layer,
                rev=self._revs.get(layer, 0),
                state=self._state(layer),
            )
            for layer in layers
        ]
        return frame_of(
            UiStateSnapshot(
                v=PROTOCOL_VERSION,
                id=new_id("evt"),
                ts=now(),
                thread_id=seen.thread_id if thread else None,
                payload=UiStateSnapshotPayload(layers=told),
            )
        )

    def _state(self, layer: LayerId) -> Any:
        """What a layer says, encoded once however many are told."""
        if layer not in self._layers:
            return _SILENT
        said = self._said.get(layer)
        if said is None:
            state = rules.state_of(self.entries(layer).values())
            said = self._said[layer] = msgspec.Raw(msgspec.json.encode(state))
        return said

    def _put(self, layer: LayerId, changes: Iterable[Change]) -> None:
        entries = dict(self.entries(layer))
        for change in changes:
            if change.entry is None:
                entries.pop(change.path, None)
            else:
                entries[change.path] = change.entry
                self._owned[change.entry.owner].add(layer)
        self._said.pop(layer, None)
        if entries:
            self._layers[layer] = entries
        else:
            self._layers.pop(layer, None)

    def _tell(self, layer: LayerId, changes: list[Change]) -> None:
        rev = self._revs[layer] = self._revs.get(layer, 0) + 1
        readers = self._readers(layer)
        if not readers:
            return
        frame = frame_of(
            UiStatePatch(
                v=PROTOCOL_VERSION,
                id=new_id("evt"),
                ts=now(),
                thread_id=layer.of if layer.layer == "thread" else None,
                payload=UiStatePatchPayload(
                    layer=layer.layer,
                    rev=rev,
                    patch=rules.operations_of(changes),
                ),
            )
        )
        for reader in readers:
            reader.send(frame)

    def _readers(self, layer: LayerId) -> list[Reader]:
        match layer.layer:
            case "global":
                return self._hub.readers
            case "role":
                return [one for one in self._hub.readers if one.principal.user.role == layer.of]
            case "user":
                return self._hub.readers_by_user(layer.of)
            case "thread":
                return self._hub.readers_of(layer.of)
            case "connection":
                return self._hub.readers_by_client(layer.of)


def _late(entries: Entries, at: float) -> list[str]:
    return [
        path
        for path, entry in entries.items()
        if entry.expires_at is not None and entry.expires_at <= at
    ]


def set_key(path: str, value: object) -> Operation:
    """The operation that sets a key."""
    return Operation(op="add", path=path, value=msgspec.to_builtins(value))
