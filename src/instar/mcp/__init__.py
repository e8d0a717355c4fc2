"""Tools of other programs: servers of the Model Context Protocol, over stdio and streamable HTTP."""

from instar.mcp.servers import McpServers

__all__ = ["McpServers"]
