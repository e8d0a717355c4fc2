"""Writes what a model says into items: reasoning apart from answers, each as it comes."""

import time
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

from instar.sdk import AnswerWriter, Source, TurnContext

ANSWER = "assistant_message"
REASONING = "reasoning"


class Pen:
    """An item is opened with its first text, and ends when another begins or the block does."""

    def __init__(self, ctx: TurnContext) -> None:
        self._ctx = ctx
        self._stack = AsyncExitStack()
        self._writer: AnswerWriter | None = None
        self._type = ""
        self._since = 0.0
        self._sources: list[Source] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        if error is None:
            await self._lift()
        else:
            self._name_sources()
        return await self._stack.__aexit__(kind, error, trace)

    async def write(self, item_type: str, text: str) -> None:
        """Add text to the item that is open, or to a new one of this type."""
        if self._writer is None or self._type != item_type:
            await self._lift()
            self._writer = await self._stack.enter_async_context(self._ctx.answer(item_type))
            self._type, self._since = item_type, time.monotonic()
        await self._writer.append(text)

    def cite(self, source: Source) -> None:
        """Name a source of the answer that is open, or of the next one."""
        self._sources.append(source)

    def sign(self, metadata: dict[str, Any]) -> None:
        """Say of the answer that is open how it came about."""
        if self._writer is not None and self._type == ANSWER:
            self._writer.note(model=metadata)

    async def _lift(self) -> None:
        if self._writer is None:
            return
        if self._type == REASONING:
            self._writer.note(seconds=round(time.monotonic() - self._since, 1))
        self._name_sources()
        self._writer = None
        await self._stack.aclose()

    def _name_sources(self) -> None:
        if self._writer is not None and self._type == ANSWER:
            for source in self._sources:
                self._writer.cite(source)
            self._sources.clear()
