"""Which handlers there are, and which would take a message [H1]."""

import time
from collections import Counter
from collections.abc import Callable, Iterator

import structlog

from instar.sdk import Handler, Message, Undo

MATCH_SECONDS = 0.05
SLOW_TIMES = 3

log = structlog.get_logger(__name__)


class Handlers:
    """The registered handlers, in the order in which they are asked.

    `has_model`: whether those are asked that need one.
    The order is replaced and never changed, so that units of work may look at it too.
    """

    def __init__(self, has_model: Callable[[], bool]) -> None:
        self._has_model = has_model
        self._handlers: dict[str, Handler] = {}
        self._by_type: dict[str, tuple[Handler, ...]] = {}
        self._slow: Counter[str] = Counter()

    def add(self, handler: Handler) -> Undo:
        """Make the handler known. Raises ValueError when its id is taken."""
        if handler.id in self._handlers:
            raise ValueError(f"there is a handler {handler.id} already")
        self._handlers[handler.id] = handler
        self._sort()

        def undo() -> None:
            if self._handlers.get(handler.id) is handler:
                del self._handlers[handler.id]
                self._slow.pop(handler.id, None)
                self._sort()
                handler.dispose()

        return undo

    def find(self, handler_id: str) -> Handler | None:
        """The handler of this id."""
        return self._handlers.get(handler_id)

    def taking(self, message: Message) -> Iterator[Handler]:
        """Those that would take the message, the first to be asked first."""
        asked = self._by_type.get(message.type, ())
        return (one for one in asked if self.takes(one, one.match, message))

    def takes(self, handler: Handler, match: Callable[[Message], bool], message: Message) -> bool:
        """Whether the handler, by its `match`, takes the message; one that breaks does not.

        One that was too slow so many times running is not asked any more until it is registered
        again. A single time says little: the machine may have been elsewhere.
        """
        if self._slow[handler.id] >= SLOW_TIMES:
            return False
        if handler.needs_model and not self._has_model():
            return False
        began = time.perf_counter()
        try:
            taken = match(message)
        except Exception:
            log.exception("handler.match_failed", handler=handler.id)
            return False
        seconds = time.perf_counter() - began
        if seconds <= MATCH_SECONDS:
            self._slow.pop(handler.id, None)
        else:
            self._slow[handler.id] += 1
            times = self._slow[handler.id]
            log.warning("handler.match_slow", handler=handler.id, seconds=seconds, times=times)
        return taken

    def _sort(self) -> None:
        newest_first = reversed(self._handlers.values())
        ordered = sorted(newest_first, key=lambda handler: -handler.priority)
        types = {type_ for handler in ordered for type_ in handler.types}
        self._by_type = {
            type_: tuple(one for one in ordered if type_ in one.types) for type_ in types
        }
