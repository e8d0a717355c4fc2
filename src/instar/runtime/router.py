"""Who answers a message: whoever has the floor, else whoever it was made for, else the first that takes it [H1]."""

from typing import NamedTuple

from instar.model.floor import Frame
from instar.protocol.errors import InstarError
from instar.runtime.floor import FloorKeeper
from instar.runtime.handlers import Handlers
from instar.sdk import Handler, Message, TurnContext

ESCAPE = "/cancel"


class Taker(NamedTuple):
    """The handler that takes a message, and its time on the floor if it has it."""

    handler: Handler
    message: Message
    frame: Frame | None = None


class _Escape(Handler):
    """Ends who has the floor for a person who says `/cancel`: no handler can keep that from them."""

    id = "core.cancel"

    def __init__(self, floor: FloorKeeper, client: str | None) -> None:
        self._floor = floor
        self._client = client

    async def on_message(self, ctx: TurnContext, message: Message) -> None:  # noqa: ARG002
        frame = next(self._floor.holding(ctx.thread_id, self._client), None)
        if frame is None:
            await ctx.reply("There is nothing to cancel.")
        else:
            await self._floor.leave(frame, "cancelled", ctx.user.name)


class Router:
    """Asks the floor, then the registry. Looks at memory alone, so that units of work may call it."""

    def __init__(self, handlers: Handlers, floor: FloorKeeper) -> None:
        self._handlers = handlers
        self._floor = floor

    def route(
        self, message: Message, client: str | None = None, holder: str | None = None
    ) -> Taker:
        """Who takes a message. `holder`: the handler whose command or control it is.

        Raises `unsupported.message` when nobody does.
        """
        if message.type == "turn.submit" and message.text == ESCAPE:
            return Taker(_Escape(self._floor, client), message)
        for frame in self._floor.holding(message.item.thread_id, client):
            handler = self._handlers.find(frame.handler)
            if handler is None or message.type not in handler.types:
                continue
            if self._handlers.takes(handler, handler.match_on_floor, message):
                return Taker(handler, message, frame)
        if holder is not None:
            handler = self._handlers.find(holder)
        else:
            handler = next(self._handlers.taking(message), None)
        if handler is None:
            raise InstarError("unsupported.message", f"Nobody answers {message.type} here.")
        return Taker(handler, message)

    def resume(self, message: Message, handler_id: str, frame: Frame | None) -> Taker:
        """The handler that took the message before the server was restarted, as it stood then.

        Raises `unsupported.message` when it is gone.
        """
        handler = self._handlers.find(handler_id)
        if handler is None:
            raise InstarError("unsupported.message", "Who answered this is no longer there.")
        return Taker(handler, message, frame)
