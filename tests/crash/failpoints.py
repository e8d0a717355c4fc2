"""`instar` with failpoints: `INSTAR_FAILPOINT=UNIT:PHASE:N` kills it at the N-th such moment.

UNIT is the method whose unit of work the writer runs (`Turns.accept`). PHASE is `written` (its
statements ran, nothing is committed), `committed` (nobody has been told) or `delivered` (its events
were handed to the sockets). The product knows nothing of this: the writer's functions are wrapped.
"""

import os
import signal
from typing import Any

from instar.cli import main
from instar.storage import database
from instar.storage.database import Connection


class Failpoint:
    """Counts moments and dies at the chosen one."""

    def __init__(self, spec: str) -> None:
        self._unit, self._phase, number = spec.split(":")
        self._left = int(number)

    def pass_by(self, phase: str, batch: list[Any]) -> None:
        if phase == self._phase and any(_name(unit) == self._unit for unit in batch):
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def install(failpoint: Failpoint) -> None:
    run_batch, deliver = database._run_batch, database._deliver

    def watched_run(conn: Connection, batch: list[Any]) -> list[Any]:
        def before(statement: str) -> None:
            if statement == "COMMIT":
                failpoint.pass_by("written", batch)

        conn.set_trace_callback(before)
        outcomes = run_batch(conn, batch)
        failpoint.pass_by("committed", batch)
        return outcomes

    def watched_deliver(batch: list[Any], outcomes: list[Any]) -> None:
        deliver(batch, outcomes)
        failpoint.pass_by("delivered", batch)

    setattr(database, "_run_batch", watched_run)  # noqa: B010
    setattr(database, "_deliver", watched_deliver)  # noqa: B010


def _name(unit: Any) -> str:
    return ".".join(unit.work.__qualname__.split(".")[:2])


if __name__ == "__main__":
    if spec := os.environ.get("INSTAR_FAILPOINT"):
        install(Failpoint(spec))
    main()
