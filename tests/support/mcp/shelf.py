"""Where the tools of MCP servers go in tests."""

import asyncio
from typing import Any

from instar.protocol.threads import Item, User
from instar.sdk import Tool, ToolContext, Undo


class Shelf:
    """Tools by id, as a registry has them; tells who waits when one comes or goes."""

    def __init__(self, *taken: str) -> None:
        self.tools: dict[str, Tool] = {}
        self._taken = taken
        self._changed = asyncio.Event()

    def add(self, tool: Tool) -> Undo:
        if tool.id in self.tools or tool.id in self._taken:
            raise ValueError(f"there is a tool {tool.id} already")
        self.tools[tool.id] = tool
        self._changed.set()

        def undo() -> None:
            if self.tools.get(tool.id) is tool:
                del self.tools[tool.id]
                self._changed.set()

        return undo

    async def until(self, *present: str, absent: str = "") -> None:
        """Wait until these tools are there, and that one is not."""
        async with asyncio.timeout(20):
            while not set(present) <= set(self.tools) or absent in self.tools:
                self._changed.clear()
                await self._changed.wait()

    async def call(self, tool: str, **arguments: Any) -> Any:
        """Have a tool called as a turn does."""
        return await self.tools[tool].run(context(), arguments)


class LogBook:
    """What is logged, as a processor of structlog; tells who waits."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self._changed = asyncio.Event()

    def __call__(self, _: object, __: str, entry: Any) -> Any:
        self.entries.append(entry)
        self._changed.set()
        return entry

    async def until(self, event: str) -> dict[str, Any]:
        """Wait for an event, and return it."""
        async with asyncio.timeout(20):
            while True:
                for entry in self.entries:
                    if entry["event"] == event:
                        return entry
                self._changed.clear()
                await self._changed.wait()


def context(*items: Item) -> ToolContext:
    """For whom a tool is called in a thread with these items."""

    async def history(limit: int) -> list[Item]:
        return list(items[-limit:])

    user = User(id="usr_1", name="Ada", role="member")
    return ToolContext(user=user, thread_id="thr_1", history=history)
