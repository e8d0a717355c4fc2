"""Messages that the server sends.

Durable events carry `epoch` and `offset`: their place in the thread's log. `turn.delta` is a
position in an open item. State messages replace the value before. Ephemeral ones are droppable.
"""

from typing import cast

import msgspec
from msgspec import field

from instar.protocol.base import Id, Offset, Timestamp, Wire
from instar.protocol.errors import FAMILIES, ErrorPayload
from instar.protocol.interface import Interface, LayerName, Operation
from instar.protocol.threads import EndStatus, Item, Thread, Turn, User


class Down(Wire, tag_field="type"):
    """The envelope downward."""

    v: int
    id: Id
    ts: Timestamp
    ref: Id | None = None


class ThreadEvent(Down, kw_only=True):
    """A durable event: appended to the thread's log, committed, then sent."""

    thread_id: Id
    epoch: Id
    offset: Offset
    turn_id: Id | None = None


class ThreadUpdatedPayload(Wire):
    thread: Thread


class ThreadUpdated(ThreadEvent, tag="thread.updated", kw_only=True):
    """Title, status, metadata or deletion changed. `access` and `lastRead` in it are the owner's."""

    payload: ThreadUpdatedPayload


class ItemPayload(Wire):
    item: Item


class ItemAdded(ThreadEvent, tag="item.added", kw_only=True):
    payload: ItemPayload


class ItemUpdated(ThreadEvent, tag="item.updated", kw_only=True):
    """The item as it is now; an open one goes on from its text with its `attempt`."""

    payload: ItemPayload


class ItemDone(ThreadEvent, tag="item.done", kw_only=True):
    """The whole item at its end. Replaces whatever a client has shown of it."""

    payload: ItemPayload


class ItemRemovedPayload(Wire):
    item_ids: list[Id]


class ItemRemoved(ThreadEvent, tag="item.removed", kw_only=True):
    payload: ItemRemovedPayload


class TurnAcceptedPayload(Wire):
    """`item_id`: the user's message. `dup`: this submit had been accepted before."""

    turn: Turn
    item_id: Id | None = None
    dup: bool = False


class TurnAccepted(ThreadEvent, tag="turn.accepted", kw_only=True):
    """The submit that `ref` names is in the log. `turn.status` is `open` or `queued`."""

    payload: TurnAcceptedPayload


class TurnStartPayload(Wire):
    handler: str


class TurnStart(ThreadEvent, tag="turn.start", kw_only=True):
    payload: TurnStartPayload


class TurnEndPayload(Wire):
    """`retryable`: whether `turn.retry` makes sense."""

    status: EndStatus
    retryable: bool = False
    error: ErrorPayload | None = None


class TurnEnd(ThreadEvent, tag="turn.end", kw_only=True):
    """Exactly one for every turn, whatever happens."""

    payload: TurnEndPayload


DurableEvent = (
    ThreadUpdated
    | ItemAdded
    | ItemUpdated
    | ItemDone
    | ItemRemoved
    | TurnAccepted
    | TurnStart
    | TurnEnd
)


class TurnDeltaPayload(Wire):
    """Append `delta` when `attempt` matches and `pos` equals the code points held."""

    item_id: Id
    attempt: int
    pos: Offset
    delta: str


class TurnDelta(Down, tag="turn.delta", kw_only=True):
    thread_id: Id
    turn_id: Id
    payload: TurnDeltaPayload


class ThreadSnapshotPayload(Wire):
    """The newest items in order of position, as of `epoch` and `offset` of the envelope."""

    thread: Thread
    items: list[Item]
    has_more: bool
    turns: list[Turn]
    """The open turn and the queued ones, in order."""
    last_turn: Turn | None = None
    """Else the newest turn, which says by its status how it ended."""


class ThreadSnapshot(ThreadEvent, tag="thread.snapshot", kw_only=True):
    """The whole state to start from. Not in the log: made when asked for."""

    payload: ThreadSnapshotPayload


class ThreadStatePayload(Wire):
    thread: Thread


class ThreadState(Down, tag="thread.state", kw_only=True):
    """A line of the user's thread list as it is now. Sent to every connection of who may see it."""

    thread_id: Id
    payload: ThreadStatePayload


class ThreadGone(Down, tag="thread.gone", kw_only=True):
    """The user may not see the thread any more, or it was purged."""

    thread_id: Id


class Present(Wire):
    """One user who has the thread open."""

    user_id: Id
    name: str
    typing: bool = False


class PresenceStatePayload(Wire):
    users: list[Present]


class PresenceState(Down, tag="presence.state", kw_only=True):
    """Who has the thread open. Replaces the list before. Never stored."""

    thread_id: Id
    payload: PresenceStatePayload


class UiLayer(Wire):
    """One layer as it is, after so many changes."""

    layer: LayerName
    rev: int
    state: Interface


class UiStateSnapshotPayload(Wire):
    layers: list[UiLayer]


class UiStateSnapshot(Down, tag="ui.state.snapshot", kw_only=True):
    """Whole layers of the interface: those of the connection after its welcome, a thread's own when it is opened."""

    thread_id: Id | None = None
    payload: UiStateSnapshotPayload


class UiStatePatchPayload(Wire):
    """Makes the layer what it is at `rev`, from what it was at `rev` - 1."""

    layer: LayerName
    rev: int
    patch: list[Operation]


class UiStatePatch(Down, tag="ui.state.patch", kw_only=True):
    """A change of one layer. `threadId` is there when the layer is a thread's."""

    thread_id: Id | None = None
    payload: UiStatePatchPayload


class Limits(Wire, kw_only=True):
    frame_bytes: int
    upload_bytes: int
    upload_count: int


class SessionWelcomePayload(Wire, kw_only=True):
    """`resume_token` names this client at its next hello; it grants nothing."""

    connection_id: Id
    resume_token: str
    user: User
    heartbeat_ms: int
    limits: Limits
    server: str
    feature_level: int


class SessionWelcome(Down, tag="session.welcome", kw_only=True):
    payload: SessionWelcomePayload


class SessionResumedPayload(Wire, kw_only=True):
    """`recovered`: everything in (`from`, `to`] has been sent; otherwise a snapshot has."""

    recovered: bool
    from_: Offset = field(name="from")
    to: Offset
    epoch: Id


class SessionResumed(Down, tag="session.resumed", kw_only=True):
    thread_id: Id
    payload: SessionResumedPayload


class SessionPingPayload(Wire):
    """`seq`: how many frames the server has sent on this connection, this one included."""

    seq: Offset


class SessionPing(Down, tag="session.ping", kw_only=True):
    payload: SessionPingPayload


class Ack(Down, tag="ack", kw_only=True):
    """The message that `ref` names was done and has no other answer."""


class ErrorMessage(Down, kw_only=True):
    """A refusal of the message that `ref` names. The socket stays open."""

    payload: ErrorPayload
    thread_id: Id | None = None


def _error(family: str) -> type[ErrorMessage]:
    name = "Error" + family.title().replace("_", "")
    made = msgspec.defstruct(
        name, [], bases=(ErrorMessage,), module=__name__, kw_only=True, tag=f"error.{family}"
    )
    return cast("type[ErrorMessage]", made)


ERRORS: dict[str, type[ErrorMessage]] = {family: _error(family) for family in FAMILIES}

DownMessage = (
    DurableEvent
    | TurnDelta
    | ThreadSnapshot
    | ThreadState
    | ThreadGone
    | PresenceState
    | UiStateSnapshot
    | UiStatePatch
    | SessionWelcome
    | SessionResumed
    | SessionPing
    | Ack
)
"""Every message but the errors, which are `ERRORS`."""
