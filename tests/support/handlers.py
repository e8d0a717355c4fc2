"""Handlers that tests steer."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack

from instar.sdk import (
    AnswerWriter,
    Handler,
    HandlerRegistry,
    Left,
    Message,
    Plugin,
    TurnContext,
    Undo,
)

Do = Callable[[TurnContext, Message], Awaitable[None]]
Script = Callable[[TurnContext, AnswerWriter], Awaitable[None]]


class Scripted(Handler):
    """Answers with what the test says, when the test says it."""

    id = "test.scripted"

    def __init__(self, script: Script) -> None:
        self._script = script

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        async with ctx.answer() as answer:
            await self._script(ctx, answer)


class Paused(Handler):
    """Writes `before`, waits for `go`, writes `after`."""

    id = "test.paused"

    def __init__(self, before: str = "before ", after: str = "after") -> None:
        self.go = asyncio.Event()
        self.reached = asyncio.Event()
        self._before = before
        self._after = after

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        async with ctx.answer() as answer:
            if not answer.text:
                await answer.append(self._before)
            self.reached.set()
            await self.go.wait()
            await answer.append(self._after)


class Doing(Handler):
    """Does what the test says, in a turn of its own. Other attributes of a handler by name."""

    types = ("turn.submit", "command.invoke", "action.invoke")

    def __init__(self, name: str, do: Do, **attributes: object) -> None:
        self.id = f"test.{name}"  # ty: ignore[invalid-attribute-access]
        self.left: list[Left] = []
        self._do = do
        for attribute, value in attributes.items():
            setattr(self, attribute, value)

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        await self._do(ctx, message)

    async def on_exit(self, why: Left) -> None:
        self.left.append(why)


def plugin_of(*handlers: Handler) -> Plugin:
    def register(registry: HandlerRegistry) -> Undo:
        with ExitStack() as undo:
            for handler in handlers:
                undo.callback(registry.add(handler))
            return undo.pop_all().close

    return Plugin(id="test", version="1.0.0", register=register)
