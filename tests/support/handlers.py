"""Handlers that tests steer."""

import asyncio
from collections.abc import Awaitable, Callable

from instar.sdk import AnswerWriter, Handler, Message, Plugin, TurnContext

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


def plugin_of(handler: Handler) -> Plugin:
    return Plugin(id="test", version="1.0.0", register=lambda registry: registry.add(handler))
