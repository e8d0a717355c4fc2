"""Why an MCP server does not answer, for people."""

import httpx2
from mcp import MCPError, types
from pydantic import ValidationError

from instar.mcp.errors import McpError


def reason_of(error: BaseException) -> str:
    """One sentence without secrets: what libraries say may hold a header, so it is left out."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    match error:
        case McpError():
            return str(error)
        case MCPError(code=types.CONNECTION_CLOSED):
            return "The server ended the connection."
        case MCPError(code=types.REQUEST_TIMEOUT):
            return "The server did not answer in time."
        case MCPError(code=code):
            return f"The server answered with the error {code}."
        case ValidationError():
            place = ".".join(map(str, error.errors(include_input=False)[0]["loc"]))
            return f"The server's answer cannot be read, at {place}."
        case TimeoutError() | httpx2.TimeoutException():
            return "The server did not answer in time."
        case OSError(strerror=str(said)):
            return f"The server cannot be started: {said}."
        case httpx2.UnsupportedProtocol() | httpx2.InvalidURL():
            return "Its `url` is no address that begins with http:// or https://."
        case httpx2.TransportError():
            return "The server cannot be reached."
        case _:
            return f"The server failed: {type(error).__name__}."
