"""Calls of tools in a turn: stored before they are made, made side by side, and at most once [M5, M6]."""

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import structlog

from instar.protocol.down import ItemDone, ItemPayload, ItemUpdated
from instar.protocol.errors import InstarError
from instar.protocol.parts import Choice, ToolCallPart, ToolStatus
from instar.protocol.threads import Item
from instar.runtime.journal import Written
from instar.sdk import Tool, ToolContext
from instar.sdk.models import ToolCall, ToolOutput
from instar.storage import items
from instar.storage.database import Connection
from instar.storage.log import Appender

if TYPE_CHECKING:
    from instar.runtime.context import Context

TYPE = "tool_call"
OUTPUT_CHARS = 50_000
SHOWN_CHARS = 2_000
ASK_SECONDS = 86_400.0
LOST = "It was stopped meanwhile: nobody knows whether this has been done."
REFUSED = "A person has refused this."

_CHOICES = (
    Choice(id="allow", label="Allow", style="primary"),
    Choice(id="always", label="Allow in this answer"),
    Choice(id="refuse", label="Refuse"),
)

log = structlog.get_logger(__name__)


class _Planned(NamedTuple):
    """A call whose item is stored."""

    tool: Tool
    arguments: dict[str, Any]
    item: Item


class ToolCalls:
    """Calls tools for one turn; see `instar.sdk.TurnContext.call_tools`."""

    def __init__(self, context: "Context") -> None:
        self._context = context
        self._trusted: set[str] = set()

    async def call(self, calls: Sequence[ToolCall]) -> list[ToolOutput]:
        planned = [await self._plan(call) for call in calls]
        asking = await self._context.once(lambda: _which_ask(planned))
        allowed = [await self._allow(*each) for each in zip(planned, asking, strict=True)]
        waiting = [one for one in allowed if isinstance(one, _Planned)]
        done = iter(
            await self._context.once(
                lambda: self._run_all(waiting), lost=lambda: self._find_out(waiting)
            )
            if waiting
            else ()
        )
        outputs = [next(done) if isinstance(one, _Planned) else one for one in allowed]
        return [
            ToolOutput(call.call_id, output) for call, output in zip(calls, outputs, strict=True)
        ]

    async def _plan(self, call: ToolCall) -> _Planned | str:
        """Store the call. What cannot be called is stored as failed, and the model told why.

        After a restart what was stored counts, whatever can be called now.
        """
        tool = self._context.find_tool(call.name)
        arguments, fault = _read(call.arguments)
        if tool is None:
            fault = f"There is no tool {call.name[:64]}."
        pending = ToolCallPart(
            name=call.name[:500],
            arguments=arguments,
            status="failed" if fault else "pending",
            output=fault,
            call_id=call.call_id,
            source=tool.source if tool else "",
        )
        item = await self._context.add_open(TYPE, pending, done=bool(fault))
        if (stored := _part_of(item)).status == "failed":
            return stored.output
        tool = tool or await self._context.wait_for_tool(call.name) or _gone(call.name)
        return _Planned(tool, arguments, item)

    async def _allow(self, one: _Planned | str, asks: bool) -> _Planned | str:
        """Ask people where it is to be; the same, or what the model is told instead."""
        if isinstance(one, str) or not asks or one.tool.id in self._trusted:
            return one
        answer = await self._context.ask(
            _question(one), *_CHOICES, seconds=ASK_SECONDS, default="refuse"
        )
        if answer.choice == "always":
            self._trusted.add(one.tool.id)
        if answer.choice in ("allow", "always"):
            return one
        await self._context.once(lambda: self._end(one, "refused", REFUSED))
        return REFUSED

    async def _run_all(self, planned: Sequence[_Planned]) -> list[str]:
        return list(await asyncio.gather(*map(self._run, planned)))

    async def _find_out(self, planned: Sequence[_Planned]) -> list[str]:
        """After a restart: what is done stays, what may be done twice is, the rest nobody knows."""

        async def find_out(one: _Planned) -> str:
            part = _part_of(await self._context.find(one.item.id))
            if part.status not in ("pending", "running"):
                return part.output
            if part.status == "pending" or one.tool.capability == "read":
                return await self._run(one)
            return await self._end(one, "unknown", LOST)

        return list(await asyncio.gather(*map(find_out, planned)))

    async def _run(self, one: _Planned) -> str:
        """Call the tool. What it does wrong is its output."""
        await self._store(one, status="running")
        began = time.monotonic()
        context = ToolContext(self._context.user, self._context.thread_id, self._context.history)
        try:
            async with asyncio.timeout(one.tool.seconds) as limit:
                output = _text(await one.tool.run(context, one.arguments))
            status: ToolStatus = "done"
        except (Exception, asyncio.CancelledError) as error:
            this = asyncio.current_task()
            if this is not None and this.cancelling():
                # The turn was stopped, and not something within the tool.
                raise
            if isinstance(error, TimeoutError) and limit.expired():
                error = ValueError(f"This took longer than {one.tool.seconds:g} s.")
            if not isinstance(error, InstarError | ValueError):
                log.warning("tool.failed", tool=one.tool.id, exc_info=True)
            status, output = "failed", _cut(f"{error}" or type(error).__name__)
        return await self._end(one, status, output, time.monotonic() - began)

    async def _end(
        self, one: _Planned, status: ToolStatus, output: str, seconds: float | None = None
    ) -> str:
        await self._store(one, status=status, output=output, seconds=seconds and round(seconds, 3))
        return output

    async def _store(self, one: _Planned, **changes: Any) -> None:
        part = msgspec.structs.replace(_part_of(one.item), **changes)
        over = part.status not in ("pending", "running")
        item = msgspec.structs.replace(
            one.item, content=[part], status="done" if over else "in_progress"
        )

        def work(conn: Connection) -> Written[None]:
            thread_log = Appender(conn, item.thread_id)
            thread_log.demand_open(item.turn_id or "")
            items.save_item(conn, item)
            kind = ItemDone if over else ItemUpdated
            thread_log.append(kind, ItemPayload(item=item), turn_id=item.turn_id)
            return Written(None, thread_log.close())

        await self._context.commit(work)


def left_behind(part: ToolCallPart) -> ToolCallPart:
    """A call whose turn has ended before it did."""
    if part.status == "pending":
        return msgspec.structs.replace(part, status="refused", output="The turn ended before.")
    return msgspec.structs.replace(part, status="unknown", output=LOST)


async def _which_ask(planned: Sequence[_Planned | str]) -> list[bool]:
    """Of which calls people are asked. A step: after a restart the settings may be others."""
    return [isinstance(one, _Planned) and one.tool.approval for one in planned]


def _gone(name: str) -> Tool:
    """Stands for a tool that was there before a restart."""

    async def run(_: ToolContext, __: dict[str, Any]) -> str:
        raise ValueError(f"The tool {name} is there no more.")

    return Tool(id=name, description="", parameters={}, run=run)


def _part_of(item: Item) -> ToolCallPart:
    part = item.content[0]
    assert isinstance(part, ToolCallPart)
    return part


def _read(arguments: str) -> tuple[dict[str, Any], str]:
    """The arguments, and what is wrong with them."""
    try:
        return msgspec.json.decode(arguments or "{}", type=dict[str, Any]), ""
    except (msgspec.DecodeError, RecursionError) as error:
        return {}, f"The arguments cannot be read: {error}."


def _question(one: _Planned) -> str:
    tool = one.tool
    whose = f" of {tool.source}" if tool.source else ""
    arguments = msgspec.json.format(msgspec.json.encode(one.arguments)).decode()
    if len(arguments) > SHOWN_CHARS:
        arguments = (
            f"{arguments[:SHOWN_CHARS]}\n… and {len(arguments) - SHOWN_CHARS} characters more"
        )
    return f"May the assistant use **{tool.id}**{whose}?\n\n```json\n{arguments}\n```"


def _text(output: object) -> str:
    """A tool's result as a model reads it."""
    return _cut(output if isinstance(output, str) else msgspec.json.encode(output).decode())


def _cut(output: str) -> str:
    output = output.encode(errors="replace").decode()
    if len(output) <= OUTPUT_CHARS:
        return output
    return f"{output[:OUTPUT_CHARS]}\n… cut: {len(output) - OUTPUT_CHARS} characters more"
