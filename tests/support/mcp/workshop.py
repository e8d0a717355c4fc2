"""An MCP server by the SDK: `python workshop.py stdio`, or `http` on `PORT` for who brings `WORKSHOP_TOKEN`."""

import asyncio
import os
import socket
import sys

import uvicorn
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

READ_ONLY = ToolAnnotations(read_only_hint=True)

server = MCPServer("workshop", log_level="CRITICAL")


@server.tool(annotations=READ_ONLY)
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


@server.tool()
def fail() -> str:
    """Cannot work."""
    raise ToolError("the lathe is broken")


@server.tool()
def variables() -> str:
    """The names and values of the environment."""
    return "\n".join(f"{name}={value}" for name, value in os.environ.items())


@server.tool()
def process() -> int:
    """The number of this process."""
    return os.getpid()


@server.tool()
async def wait(port: int) -> None:
    """Say `begun` there, take for ever, and say `cancelled`."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"begun\n")
    try:
        await asyncio.Event().wait()
    finally:
        writer.write(b"cancelled\n")
        writer.close()


@server.tool()
def speak() -> str:
    """Say nothing."""
    return ""


@server.tool()
async def grow(ctx: Context) -> str:
    """Offer one more tool, and `speak` no more."""
    server.add_tool(lambda: "new", name="grown", description="New here.")
    server.remove_tool("speak")
    await ctx.notify_tools_changed()
    return "grown"


@server.tool()
def leave() -> None:
    """End at once."""
    os._exit(1)


def guarded(app: ASGIApp, token: str) -> ASGIApp:
    """The app for who brings the token."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and Request(scope).headers.get("authorization") != token:
            await PlainTextResponse("no", status_code=401)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return guard


if __name__ == "__main__":
    if sys.argv[1] == "stdio":
        server.run("stdio")
    else:
        app = guarded(server.streamable_http_app(), os.environ["WORKSHOP_TOKEN"])
        listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
        print("ready", file=sys.stderr, flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="critical")).run([listener])
