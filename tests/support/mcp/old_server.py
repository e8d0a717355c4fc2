"""An MCP server by hand that speaks 2024-11-05 over stdio, and offers odd tools on several pages."""

import json
import sys
from typing import Any

OBJECT = {"type": "object", "properties": {}}
LONG = "a" * 70
PAGES: dict[str | None, list[dict[str, Any]]] = {
    None: [
        {"name": "plain", "inputSchema": OBJECT},
        {"name": "plain", "inputSchema": OBJECT, "description": "The same again."},
        {"name": "list", "inputSchema": {"type": "array"}},
        {"name": "large", "inputSchema": {**OBJECT, "description": "x" * 70_000}},
    ],
    "2": [
        {"name": LONG, "inputSchema": OBJECT, "description": "y" * 5_000},
        {"name": "files/read", "inputSchema": OBJECT},
    ],
}
CONTENT = [
    {"type": "text", "text": "one"},
    {"type": "image", "data": "AAAA", "mimeType": "image/png"},
    {"type": "resource_link", "uri": "file:///a.txt", "name": "a.txt"},
    {"type": "resource", "resource": {"uri": "file:///b.txt", "text": "two"}},
    {"type": "resource", "resource": {"uri": "file:///c.bin", "blob": "AAAA"}},
]


def send(**message: Any) -> None:
    print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


def answer(method: str, params: dict[str, Any]) -> Any:
    """The result of a request; None for a method that this server does not know."""
    match method:
        case "initialize":
            return {
                "protocolVersion": "2024-11-05",
                "capabilities": {"tools": {"listChanged": True}},
                "serverInfo": {"name": "old", "version": "1"},
            }
        case "tools/list":
            cursor = params.get("cursor")
            return {"tools": PAGES[cursor]} | ({} if cursor else {"nextCursor": "2"})
        case "tools/call":
            PAGES["2"] = []
            send(method="notifications/tools/list_changed")
            return {"content": CONTENT}


for line in sys.stdin:
    request = json.loads(line)
    if "id" in request:
        result = answer(request["method"], request.get("params", {}))
        if result is None:
            send(id=request["id"], error={"code": -32601, "message": "Method not found"})
        else:
            send(id=request["id"], result=result)
