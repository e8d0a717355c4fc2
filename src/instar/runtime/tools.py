"""The tools that models may have called."""

import asyncio
import re
from contextlib import suppress

from instar.sdk import Tool, Undo

COME_SECONDS = 30.0

_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class Tools:
    """The registered tools, by id."""

    def __init__(self) -> None:
        self._tools: dict[str, Tool] = {}
        self._came = asyncio.Event()

    def add(self, tool: Tool) -> Undo:
        """Make a tool known. Raises ValueError when its id is taken, or is none."""
        if not _ID.fullmatch(tool.id):
            raise ValueError(f"a tool cannot be called {tool.id!r}")
        if tool.id in self._tools:
            raise ValueError(f"there is a tool {tool.id} already")
        self._tools[tool.id] = tool
        self._came.set()

        def undo() -> None:
            if self._tools.get(tool.id) is tool:
                del self._tools[tool.id]

        return undo

    def find(self, tool_id: str) -> Tool | None:
        """The tool of this id."""
        return self._tools.get(tool_id)

    async def wait_for(self, tool_id: str) -> Tool | None:
        """The same, for 30 s while it is not there: those of MCP servers come after a start."""
        with suppress(TimeoutError):
            async with asyncio.timeout(COME_SECONDS):
                while tool_id not in self._tools:
                    self._came.clear()
                    await self._came.wait()
        return self.find(tool_id)

    def list(self) -> list[Tool]:
        """All of them, in the order in which they came."""
        return list(self._tools.values())
