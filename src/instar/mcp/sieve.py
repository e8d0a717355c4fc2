"""Leaves tools out that the SDK would refuse a whole list for."""

from typing import Any

import structlog
from mcp.shared.message import SessionMessage
from mcp.types import JSONRPCResponse

log = structlog.get_logger(__name__)


class Sieve:
    """What one server sends, without tools whose schema is of no object."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._named: set[str] = set()

    def pass_through(self, message: SessionMessage | Exception) -> None:
        """Take such tools out of the message, if it is a list of tools."""
        if isinstance(message, SessionMessage) and isinstance(message.message, JSONRPCResponse):
            tools = message.message.result.get("tools")
            if isinstance(tools, list):
                tools[:] = [tool for tool in tools if not self._is_odd(tool)]

    def _is_odd(self, tool: Any) -> bool:
        match tool:
            case {"name": str(name), "inputSchema": schema} if not _is_object(schema):
                if name not in self._named:
                    log.warning(
                        "mcp.skipped",
                        server=self._server,
                        tool=name[:64],
                        reason="Its schema is of no object.",
                    )
                self._named.add(name)
                return True
        return False


def _is_object(schema: object) -> bool:
    return isinstance(schema, dict) and schema.get("type") == "object"
