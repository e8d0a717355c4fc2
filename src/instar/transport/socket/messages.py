"""What each upward message does. A message that changes something is answered by its event, else by `ack`."""

import asyncio
from typing import TYPE_CHECKING

from instar.protocol.base import PROTOCOL_VERSION, SUBSCRIPTIONS
from instar.protocol.down import Ack
from instar.protocol.errors import InstarError
from instar.protocol.ids import new_id, now
from instar.protocol.up import (
    ActionInvoke,
    CommandInvoke,
    PluginMessage,
    PresenceSet,
    ThreadRead,
    ThreadSubscribe,
    ThreadUnsubscribe,
    TurnCancel,
    TurnContinue,
    TurnRetry,
    TurnSubmit,
    Up,
)
from instar.pubsub.frame import Frame, frame_of, stored_frame
from instar.runtime.accept import TurnMessage

if TYPE_CHECKING:
    from instar.transport.socket.connection import Connection


async def answer(connection: "Connection", message: Up | PluginMessage) -> None:
    """Do what the message asks. Raises InstarError."""
    match message:
        case ThreadSubscribe():
            await _subscribe(connection, message)
        case ThreadUnsubscribe():
            _unsubscribe(connection, message)
        case ThreadRead():
            await _read(connection, message)
        case ActionInvoke():
            await _act(connection, message)
        case CommandInvoke():
            await _invoke(connection, message)
        case TurnSubmit() | TurnRetry() | TurnContinue() | PluginMessage():
            await _accept(connection, message)
        case TurnCancel():
            await connection.server.turns.cancel(connection.principal, message)
            connection.send(_ack(message))
        case PresenceSet():
            _present(connection, message)


async def _subscribe(connection: "Connection", message: ThreadSubscribe) -> None:
    opened = connection.server.hub.threads_of(connection) - {message.thread_id}
    if len(opened) >= SUBSCRIPTIONS:
        raise InstarError(
            "conflict.too_many_threads", f"A connection may have {SUBSCRIPTIONS} threads open."
        )
    await connection.subscribe(message.thread_id, message.payload.cursor, message.id)


def _unsubscribe(connection: "Connection", message: ThreadUnsubscribe) -> None:
    if connection.server.hub.leave(connection, message.thread_id):
        connection.server.presence.forget(connection, message.thread_id)
        connection.server.tell_presence(message.thread_id)
    connection.send(_ack(message))


async def _read(connection: "Connection", message: ThreadRead) -> None:
    offset = message.payload.offset
    await connection.server.read_marks.move(connection.principal, message.thread_id, offset)
    connection.send(_ack(message))


async def _act(connection: "Connection", message: ActionInvoke) -> None:
    if await connection.server.asks.answer(connection.principal, message):
        connection.send(_ack(message))
    else:
        await _accept(connection, message)


async def _invoke(connection: "Connection", message: CommandInvoke) -> None:
    commands = connection.server.commands
    if await commands.invoke(connection.principal, message, connection.client):
        connection.send(_ack(message))
    else:
        await _accept(connection, message)


async def _accept(connection: "Connection", message: TurnMessage) -> None:
    accepted = await connection.server.turns.accept(
        connection.principal, message, connection.client
    )
    hears = message.thread_id in connection.server.hub.threads_of(connection)
    if not (accepted.events and hears):
        connection.send(stored_frame(accepted.answer, 0))


def _present(connection: "Connection", message: PresenceSet) -> None:
    server = connection.server
    if message.thread_id in server.hub.threads_of(connection):
        at = asyncio.get_running_loop().time()
        typing = message.payload.typing
        server.presence.set_typing(connection, message.thread_id, typing, at)
        server.tell_presence(message.thread_id)


def _ack(message: Up | PluginMessage) -> Frame:
    return frame_of(Ack(v=PROTOCOL_VERSION, id=new_id("evt"), ts=now(), ref=message.id))
