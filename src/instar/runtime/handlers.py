"""Which handlers there are and which one answers."""

from instar.sdk import Handler, Undo


class Handlers:
    """The registered handlers, the newest first asked."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def add(self, handler: Handler) -> Undo:
        """Make the handler known. Raises ValueError when its id is taken."""
        if handler.id in self._handlers:
            raise ValueError(f"there is a handler {handler.id} already")
        self._handlers[handler.id] = handler

        def undo() -> None:
            if self._handlers.get(handler.id) is handler:
                del self._handlers[handler.id]

        return undo

    def floor(self) -> Handler:
        """The handler that answers. Raises LookupError when there is none."""
        if not self._handlers:
            raise LookupError("no handler is registered")
        return next(reversed(self._handlers.values()))
