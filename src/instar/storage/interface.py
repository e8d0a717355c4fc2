"""The keys of the interface that outlive the server."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import bindparam, delete, insert, select

from instar.model.interface import Change, Entry, LayerId
from instar.storage.statement import Connection, Statement
from instar.storage.tables import ui_entries


def load_entries(conn: Connection) -> list[tuple[LayerId, Entry]]:
    """Every key of every layer."""
    return [
        (LayerId(row.layer, row.of), msgspec.json.decode(row.entry, type=Entry))
        for row in _ALL.rows(conn)
    ]


def save_changes(conn: Connection, layer: LayerId, changes: Iterable[Change]) -> None:
    """Store what was set, forget what was removed."""
    for change in changes:
        _DELETE.execute(conn, layer=layer.layer, of=layer.of, path=change.path)
        if change.entry is not None:
            _INSERT.execute(
                conn,
                layer=layer.layer,
                of=layer.of,
                path=change.path,
                owner=change.entry.owner,
                entry=msgspec.json.encode(change.entry).decode(),
            )


def forget_owner(conn: Connection, owner: str) -> None:
    """Forget every key that the owner has set."""
    _DELETE_OWNER.execute(conn, owner=owner)


_ALL = Statement(select(ui_entries))
_INSERT = Statement(insert(ui_entries))
_DELETE = Statement(
    delete(ui_entries).where(
        ui_entries.c.layer == bindparam("layer"),
        ui_entries.c.of == bindparam("of"),
        ui_entries.c.path == bindparam("path"),
    )
)
_DELETE_OWNER = Statement(delete(ui_entries).where(ui_entries.c.owner == bindparam("owner")))
