"""Which handlers there are, and which would take a message [H1]."""

import time
from collections.abc import Callable, Iterator

import structlog

from instar.sdk import Handler, Message, Undo

MATCH_SECONDS = 0.05

log = structlog.get_logger(__name__)


class Handlers:
    """The registered handlers, in the order in which they are asked.

    The order is replaced and never changed, so that units of work may look at it too.
    """

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}
        self._by_type: dict[str, tuple[Handler, ...]] = {}

    def add(self, handler: Handler) -> Undo:
        """Make the handler known. Raises ValueError when its id is taken."""
        if handler.id in self._handlers:
            raise ValueError(f"there is a handler {handler.id} already")
        self._handlers[handler.id] = handler
        self._sort()

        def undo() -> None:
            if self._handlers.get(handler.id) is handler:
                del self._handlers[handler.id]
                self._sort()
                handler.dispose()

        return undo

    def find(self, handler_id: str) -> Handler | None:
        """The handler of this id."""
        return self._handlers.get(handler_id)

    def taking(self, message: Message) -> Iterator[Handler]:
        """Those that would take the message, the first to be asked first."""
        asked = self._by_type.get(message.type, ())
        return (one for one in asked if takes(one, one.match, message))

    def _sort(self) -> None:
        newest_first = reversed(self._handlers.values())
        ordered = sorted(newest_first, key=lambda handler: -handler.priority)
        types = {type_ for handler in ordered for type_ in handler.types}
        self._by_type = {
            type_: tuple(one for one in ordered if type_ in one.types) for type_ in types
        }


def takes(handler: Handler, match: Callable[[Message], bool], message: Message) -> bool:
    """Whether the handler, by its `match`, takes the message; one that breaks or is too slow does not."""
    began = time.perf_counter()
    try:
        taken = match(message)
    except Exception:
        log.exception("handler.match_failed", handler=handler.id)
        return False
    seconds = time.perf_counter() - began
    if seconds > MATCH_SECONDS:
        log.warning("handler.match_slow", handler=handler.id, seconds=round(seconds, 3))
        return False
    return taken
