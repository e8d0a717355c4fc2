"""`instar` that counts what it holds: SIGUSR1 writes the numbers to the file `INSTAR_SOAK_COUNTS`.

`INSTAR_SOAK_LEAK` plants a leak: the hub keeps the entries of connections that have ended.
"""

import gc
import os
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from instar.cli import main
from instar.pubsub.hub import Hub

COUNTED = frozenset({"Connection", "DirectProtocol", "Outlet", "Subscription"})


def write_counts(*_: Any) -> None:
    """Write how many of each there are."""
    gc.unfreeze()
    gc.collect()
    counts = Counter(
        type(one).__name__
        for one in gc.get_objects()
        if type(one).__name__ in COUNTED and type(one).__module__.startswith("instar.")
    )
    file = Path(os.environ["INSTAR_SOAK_COUNTS"])
    fresh = file.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(counts))
    fresh.rename(file)


def forget_to_leave(self: Hub, reader: Any) -> list[str]:
    """Like `Hub.exit`, but for the thread's entry."""
    self._users.pop(reader.principal.user.id, None)
    return sorted(self._open.pop(reader, ()))


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, write_counts)
    if os.environ.get("INSTAR_SOAK_LEAK"):
        Hub.exit = forget_to_leave
    main()
