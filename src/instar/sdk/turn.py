"""What a handler gets of a turn."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal, Protocol, TypeVar

from instar.protocol.fields import Field
from instar.protocol.parts import Answer, Choice, Part, Source
from instar.protocol.threads import Item, User
from instar.protocol.widgets import Node, Root
from instar.sdk.models import Model, ModelEvent, ModelRequest, ToolCall, ToolOutput
from instar.sdk.tools import Tool
from instar.sdk.ui import Ui

Scope = Literal["thread", "connection"]
Left = Literal["yielded", "cancelled", "idle", "limit", "failed", "gone"]
"""Why a handler has the floor no more: it gave it back, a person ended it, nothing came for 120 s,
it had it for 30 min, it raised, or it is no longer registered."""

T = TypeVar("T")


class AnswerWriter(Protocol):
    """An open item that grows while it is written: an answer, or the node of a widget that streams."""

    @property
    def id(self) -> str:
        """The item's."""
        ...

    @property
    def text(self) -> str:
        """What the item says so far; not empty when the turn continues a stopped answer."""
        ...

    async def append(self, delta: str) -> None:
        """Add text. It goes to every reader at once; others get their share of the event loop.

        Raises `InstarError too_large.answer` when the item would hold more than 4 Mi characters,
        `too_large.widget` when it would be more than a widget may be, UnicodeEncodeError for a lone
        surrogate.
        """
        ...

    def cite(self, source: Source) -> None:
        """Name something that the text leans on; it is shown when the answer is whole.

        Raises `validation.item` for what is no source.
        """
        ...

    def note(self, **metadata: Any) -> None:
        """Add to the item's metadata; it is there when the answer is whole."""
        ...


class TurnContext(Protocol):
    """One turn, as its handler sees it. Cancelling a turn cancels the handler's task.

    A turn that has asked survives a restart of the server: its handler is called again from the
    beginning, and what it did then is not done again: each call below returns what it returned
    before. So do the same calls in the same order, and what else has an effect in `once`.
    """

    @property
    def thread_id(self) -> str: ...

    @property
    def turn_id(self) -> str: ...

    @property
    def user(self) -> User:
        """Who submitted the turn."""
        ...

    @property
    def ui(self) -> Ui:
        """The interface, to look at and to change."""
        ...

    @property
    def state(self) -> dict[str, Any]:
        """What this handler remembers for its time on the floor, as JSON; kept when the turn ends.

        Empty when it has not the floor.
        """
        ...

    async def history(self, limit: int = 50) -> list[Item]:
        """The newest items of the thread, in order, this turn's own included."""
        ...

    def answer(
        self, item_type: str = "assistant_message"
    ) -> AbstractAsyncContextManager[AnswerWriter]:
        """An assistant message to write to, or another item of text such as `reasoning`; it ends with the block.

        When the turn continues a stopped answer, the first call reopens that one.
        """
        ...

    async def reply(self, text: str) -> None:
        """A whole assistant message at once."""
        ...

    async def add(
        self,
        item_type: str,
        *content: Part,
        metadata: dict[str, Any] | None = None,
        seconds: float | None = None,
    ) -> Item:
        """Add an item that is whole, such as a `notice`. `seconds`: how long it is shown."""
        ...

    async def show(
        self,
        root: Root,
        *,
        actions: Mapping[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        seconds: float | None = None,
    ) -> Item:
        """Add a widget. `actions` says what each of its controls means, by the id of its action: JSON
        that stays on the server, and comes back as `message.meaning` when a person uses the control.

        Raises InstarError `validation.widget`, `too_large.widget`, with the place in the widget.
        """
        ...

    def stream(
        self, root: Root, *, actions: Mapping[str, Any] | None = None
    ) -> AbstractAsyncContextManager[AnswerWriter]:
        """A widget to write to; it ends with the block. What is written goes to the value of its one
        `Text` or `Markdown` that has `streaming`, which it has no more then.

        Raises what `show` does; `validation.widget` also unless exactly one node streams.
        """
        ...

    async def update(
        self, item_id: str, content: Part | Root | Node, *, key: str | None = None
    ) -> Item:
        """Give an item of this thread other content; a widget keeps what its controls mean.

        With `key` the content is one node, and takes the place of the widget's node that has this key.

        Raises `not_found.item`, `conflict.turn_open` while it is open, and what `show` does;
        `validation.widget` also unless exactly one node has the key.
        """
        ...

    async def ask(
        self,
        question: str,
        *choices: Choice,
        fields: Iterable[Field] = (),
        seconds: float = 600.0,
        default: str = "",
    ) -> Answer:
        """Ask people and wait: the first answer of anyone who may write counts. The question is Markdown.

        Without choices there is one to send the fields, and one to cancel (`submit`, `cancel`).
        After so many seconds, 30 days at most, the answer is `default`, by nobody. Raises
        InstarError `validation.ask`, `validation.item`.
        """
        ...

    async def push_handler(
        self, handler: str, *, state: dict[str, Any] | None = None, scope: Scope = "thread"
    ) -> None:
        """Give a handler the floor: what is said next in the thread, or with this client, goes to it.

        Raises `not_found.handler`, `conflict.floor_full` (8 have it), `conflict.turn_ended`.
        """
        ...

    async def pop_handler(self) -> None:
        """Give the floor back. Raises `conflict.no_floor` when this handler has it not."""
        ...

    async def once(
        self, work: Callable[[], Awaitable[T]], *, lost: Callable[[], Awaitable[T]] | None = None
    ) -> T:
        """Do something that has an effect outside, and remember its result (JSON) as done.

        What the work does with this context is part of it and no step of its own; it cannot ask.
        When the server is stopped meanwhile and the turn goes on, what the work had added to the
        thread is removed and it is done again; or `lost` is called instead, and finds all as it was.
        """
        ...

    async def models(self) -> Sequence[Model]:
        """The models that can be asked, the usual one first.

        Raises InstarError as `ModelProvider` does when none is known yet; `model.none` without a provider.
        """
        ...

    def generate(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        """Ask a model, with a second and a third try as long as nothing came. The last event is `End`.

        Raises InstarError as `ModelProvider` does.
        """
        ...

    @property
    def tools(self) -> Sequence[Tool]:
        """The tools that may be called in this turn."""
        ...

    async def call_tools(self, calls: Sequence[ToolCall]) -> list[ToolOutput]:
        """Call tools side by side, each as an item of the thread; people are asked first where a tool says so.

        Never raises for a tool: one that is not there, gets bad arguments, is refused, breaks or takes
        too long has that as its output.
        """
        ...

    async def read_attachment(self, attachment_id: str) -> bytes:
        """The bytes of an attachment of this thread. Raises `not_found.attachment`."""
        ...
