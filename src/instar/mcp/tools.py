"""A tool of an MCP server as one of ours, and what it returned as text for a model."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from mcp import types

from instar.mcp.errors import McpError
from instar.model.settings import Approval
from instar.sdk import Tool, ToolContext
from instar.sdk.tools import Capability

ID_CHARACTERS = 64
DESCRIPTION_CHARACTERS = 4_000
SCHEMA_BYTES = 65_536
CALL_SECONDS = 60.0

Call = Callable[[str, dict[str, Any]], Awaitable[str]]
"""Calls a tool by its name on the server, with arguments."""


def tool_of(server: str, approval: Approval, found: types.Tool, call: Call) -> Tool:
    """The tool as handlers and models know it. Raises McpError when its schema is too large."""
    name = found.name
    if len(msgspec.json.encode(found.input_schema)) > SCHEMA_BYTES:
        raise McpError(f"Its schema has more than {SCHEMA_BYTES} bytes.")
    hints = found.annotations
    capability: Capability = "read" if hints and hints.read_only_hint else "write"

    async def run(_: ToolContext, arguments: dict[str, Any]) -> str:
        return await call(name, arguments)

    return Tool(
        id=tool_id(server, name),
        description=(found.description or found.title or name)[:DESCRIPTION_CHARACTERS],
        parameters=found.input_schema,
        run=run,
        capability=capability,
        approval=approval == "always" or (approval == "write" and capability == "write"),
        source=server,
        seconds=CALL_SECONDS,
    )


def tool_id(server: str, name: str) -> str:
    """`server_name`; ends with a digest of the name when that is too long or has odd characters."""
    plain = f"{server}_{name}"
    if re.fullmatch(rf"[a-zA-Z0-9_-]{{1,{ID_CHARACTERS}}}", plain):
        return plain
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{re.sub(r'[^a-zA-Z0-9_-]', '-', plain)[: ID_CHARACTERS - 9]}-{digest}"


def text_of(result: types.CallToolResult) -> str:
    """What a tool returned; pictures and files are named only."""
    texts = [words_of(block) for block in result.content]
    structured = result.structured_content
    if structured is not None and not any(_says(text, structured) for text in texts):
        texts.append(msgspec.json.encode(structured).decode())
    return "\n\n".join(texts)


def words_of(block: types.ContentBlock) -> str:
    """A part of a result as text."""
    match block:
        case types.TextContent():
            return block.text
        case types.ImageContent() | types.AudioContent():
            return f"[{block.type}: {block.mime_type}]"
        case types.ResourceLink():
            return f"[{block.title or block.name}: {block.uri}]"
        case types.EmbeddedResource(resource=types.TextResourceContents(text=text)):
            return text
        case types.EmbeddedResource():
            return f"[resource: {block.resource.uri}]"


def _says(text: str, structured: object) -> bool:
    """Whether the text is the same as JSON, as servers add it for older clients."""
    try:
        return bool(msgspec.json.decode(text) == structured)
    except msgspec.DecodeError:
        return False
