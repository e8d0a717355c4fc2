"""One turn at work: its handler's task, and its end."""

import asyncio
from collections.abc import Callable

import structlog

from instar.protocol.errors import ErrorPayload, InstarError
from instar.protocol.threads import EndStatus
from instar.runtime.answers import OpenAnswer
from instar.runtime.context import Context, Host
from instar.runtime.opening import Opened

GIVE_UP_SECONDS = 2.0
"""How long a stopped handler may take to clean up; then it is left behind."""

Outcome = tuple[EndStatus, ErrorPayload | None]

log = structlog.get_logger(__name__)


class LiveTurn:
    """A turn that runs here. `context` is what its handler sees of it."""

    def __init__(self, opened: Opened, host: Host, changed: Callable[[OpenAnswer], None]) -> None:
        self.turn = opened.turn
        self.context = Context(opened, host, changed)
        self._message = opened.taker.message
        self._stopped: asyncio.Future[EndStatus] = asyncio.get_running_loop().create_future()

    @property
    def thread_id(self) -> str:
        return self.turn.thread_id

    @property
    def turn_id(self) -> str:
        return self.turn.id

    async def run(self, seconds: float) -> Outcome:
        """Let the handler answer; returns how the turn ends. Never raises.

        `seconds` is the longest time that it may take, without that in which it waits for people.
        """
        handler = self.context.handler
        task = asyncio.create_task(
            handler.on_message(self.context, self._message), name=f"turn {self.turn_id}"
        )
        self.context.writing.handling = task
        timed_out = await self._wait(task, seconds)
        if task.done():
            return self._outcome(task)
        stopped = self._stopped.done()
        task.cancel()
        await asyncio.wait({task}, timeout=GIVE_UP_SECONDS)
        if not task.done():
            log.warning("turn.handler_ignores_cancel", turn_id=self.turn_id, handler=handler.id)
        if stopped or not timed_out:
            return self._stopped.result(), None
        error = InstarError("internal.turn_timeout", f"The answer took longer than {seconds:g} s.")
        return "failed", error.payload()

    def stop(self, status: EndStatus) -> None:
        """Cancel the handler; the turn ends with this status. The first stop counts."""
        if not self._stopped.done():
            self._stopped.set_result(status)

    async def _wait(self, task: asyncio.Task[None], seconds: float) -> bool:
        """Until the handler is done, stopped, or out of time, which is told."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        left = seconds
        while left > 0:
            await asyncio.wait(
                {task, self._stopped}, timeout=left, return_when=asyncio.FIRST_COMPLETED
            )
            if task.done() or self._stopped.done():
                return False
            waits = self.context.waits
            left = seconds if waits else began + self.context.waited + seconds - loop.time()
        return True

    def _outcome(self, task: asyncio.Task[None]) -> Outcome:
        if task.cancelled():
            return "cancelled", None
        error = task.exception()
        if error is None:
            return "completed", None
        if isinstance(error, InstarError):
            return "failed", error.payload()
        log.error("turn.failed", turn_id=self.turn_id, thread_id=self.thread_id, exc_info=error)
        shown = InstarError(
            "internal.handler", "The handler of this turn broke. The server's log says why."
        )
        return "failed", shown.payload()
