"""Messages that a client sends. Each is `{v, type, id, threadId?, payload}`; nothing else is taken."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from instar.protocol.base import (
    ITEM_ATTACHMENTS,
    SUBSCRIPTIONS,
    ClientId,
    Id,
    Input,
    Offset,
)
from instar.protocol.fields import Value
from instar.protocol.interface import Key
from instar.protocol.parts import InputText

Policy = Literal["reject", "enqueue", "interrupt"]


class Up(Input, tag_field="type"):
    """The envelope upward."""

    v: Literal[1]
    id: ClientId


class ThreadUp(Up):
    """The envelope upward of a message about one thread."""

    thread_id: Id


class OpenItem(Input):
    """How much of an open item the client holds: `pos` Unicode code points of `attempt`."""

    attempt: Annotated[int, Meta(ge=1)]
    pos: Offset


class Cursor(Input):
    """How much of a thread's log the client has applied."""

    epoch: Id
    offset: Offset
    open: dict[str, OpenItem] = {}


class ProtocolRange(Input):
    """The protocol majors that the client speaks."""

    min: int = 1
    max: int = 1


class SessionHelloPayload(Input):
    """`cursors` names the threads to resume; each is authorised again."""

    client: Annotated[str, Meta(max_length=100)] = ""
    protocol: ProtocolRange = ProtocolRange()
    resume_token: Annotated[str, Meta(max_length=128)] | None = None
    cursors: Annotated[dict[str, Cursor], Meta(max_length=SUBSCRIPTIONS)] = {}


class SessionHello(Up, tag="session.hello"):
    """First frame of a connection, due within 10 s."""

    payload: SessionHelloPayload


class SessionPongPayload(Input):
    """`ack`: how many frames the client has received on this connection."""

    ack: Offset


class SessionPong(Up, tag="session.pong"):
    """Answers `session.ping`."""

    payload: SessionPongPayload


class ThreadSubscribePayload(Input):
    """Without a cursor the answer is a snapshot; with one, what is missing since."""

    cursor: Cursor | None = None


class ThreadSubscribe(ThreadUp, tag="thread.subscribe"):
    """Receive a thread's events from now on."""

    payload: ThreadSubscribePayload


class Empty(Input):
    """A payload without fields."""


class ThreadUnsubscribe(ThreadUp, tag="thread.unsubscribe"):
    """Stop receiving a thread's events."""

    payload: Empty


class ThreadReadPayload(Input):
    """`offset`: the newest event that the person has seen."""

    offset: Offset


class ThreadRead(ThreadUp, tag="thread.read"):
    """Moves the user's own read mark forward; never back."""

    payload: ThreadReadPayload


class TurnInput(Input):
    """What a person submits: text parts and the ids of uploaded files."""

    content: Annotated[list[InputText], Meta(max_length=16)]
    attachments: Annotated[list[Id], Meta(max_length=ITEM_ATTACHMENTS)] = []


class TurnSubmitPayload(Input):
    """`replaces`: a user message to edit; it and all items after it are removed first.

    `policy` says what happens when a turn is open: `reject` refuses, `enqueue` waits for its
    end, `interrupt` cancels it and then starts.
    """

    input: TurnInput
    policy: Policy = "reject"
    replaces: Id | None = None


class TurnSubmit(ThreadUp, tag="turn.submit"):
    """Adds the user's message and starts a turn. Idempotent by `id`."""

    payload: TurnSubmitPayload


class TurnRetryPayload(Input):
    """`turn_id`: the turn to answer again; the thread's last one when absent."""

    turn_id: Id | None = None


class TurnRetry(ThreadUp, tag="turn.retry"):
    """Removes what the turn answered, and all after it, and answers its message again. Idempotent."""

    payload: TurnRetryPayload


class TurnContinue(ThreadUp, tag="turn.continue"):
    """Goes on with the last, incomplete answer where it stopped. Idempotent by `id`."""

    payload: Empty


class TurnCancelPayload(Input):
    """`turn_id`: the turn to stop; the thread's open one when absent."""

    turn_id: Id | None = None


class TurnCancel(ThreadUp, tag="turn.cancel"):
    """Stops an open or queued turn; what it has said is kept. Any writer of the thread may."""

    payload: TurnCancelPayload


class PresenceSetPayload(Input):
    """What others see of this connection."""

    typing: bool = False


class PresenceSet(ThreadUp, tag="presence.set"):
    """Says whether this person is typing in the thread. Forgotten after 8 s."""

    payload: PresenceSetPayload


Values = Annotated[dict[str, Value], Meta(max_length=100)]


class CommandInvokePayload(Input):
    """`values`: what was filled in for the command's fields. `item_id`: the message it is invoked on."""

    command_id: Key
    values: Values = {}
    item_id: Id | None = None
    policy: Policy = "reject"


class CommandInvoke(ThreadUp, tag="command.invoke"):
    """Has a command done: adds what was invoked as an item and starts a turn, as a submit does. Idempotent."""

    payload: CommandInvokePayload


class ActionInvokePayload(Input):
    """`action_id`: a control of the item, or the choice of an ask. What it does, the server holds."""

    item_id: Id
    action_id: Annotated[str, Meta(min_length=1, max_length=64)]
    values: Values = {}


class ActionInvoke(ThreadUp, tag="action.invoke"):
    """Uses a control of a widget, or answers an ask; of two answers the first counts. Idempotent."""

    payload: ActionInvokePayload


class PluginMessage(Input):
    """A message of a plugin's own type, `x.<plugin>.<name>`. Starts a turn, as a submit does. Idempotent."""

    v: Literal[1]
    type: Annotated[str, Meta(pattern=r"^x(\.[a-z][A-Za-z0-9_-]{0,40}){2,3}$(?!\n)")]
    id: ClientId
    thread_id: Id
    payload: dict[str, Any]


UpMessage = (
    SessionHello
    | SessionPong
    | ThreadSubscribe
    | ThreadUnsubscribe
    | ThreadRead
    | TurnSubmit
    | TurnRetry
    | TurnContinue
    | TurnCancel
    | PresenceSet
    | CommandInvoke
    | ActionInvoke
)
