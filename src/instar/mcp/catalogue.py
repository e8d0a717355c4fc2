"""What one MCP server offers, as tools of ours."""

from collections.abc import Callable, Iterable

import structlog
from mcp import types

from instar.mcp.tools import Call, tool_of
from instar.model.settings import Approval
from instar.sdk import Tool, Undo

log = structlog.get_logger(__name__)


class Catalogue:
    """The tools of one server that are known now."""

    def __init__(
        self, server: str, approval: Approval, add: Callable[[Tool], Undo], call: Call
    ) -> None:
        self._server = server
        self._approval = approval
        self._add = add
        self._call = call
        self._known: dict[str, tuple[types.Tool, Undo | None]] = {}

    def __len__(self) -> int:
        return sum(undo is not None for _, undo in self._known.values())

    def offer(self, found: Iterable[types.Tool]) -> None:
        """Know these tools and no others. What has not changed stays as it is."""
        wanted: dict[str, types.Tool] = {}
        for one in found:
            wanted.setdefault(one.name, one)
        for name, (known, _) in list(self._known.items()):
            if wanted.get(name) != known:
                self._take_out(name)
        for name, one in wanted.items():
            if name not in self._known:
                self._known[name] = (one, self._bring_in(one))

    def clear(self) -> None:
        """Know none any more."""
        for name in list(self._known):
            self._take_out(name)

    def _bring_in(self, found: types.Tool) -> Undo | None:
        try:
            return self._add(tool_of(self._server, self._approval, found, self._call))
        except ValueError as error:
            log.warning("mcp.skipped", server=self._server, tool=found.name[:64], reason=str(error))
            return None

    def _take_out(self, name: str) -> None:
        _, undo = self._known.pop(name)
        if undo is not None:
            undo()
