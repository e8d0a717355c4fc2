"""Units of work that accept turns: everything a submit changes, in one transaction [T1]."""

from typing import NamedTuple

import msgspec

from instar.model.access import Principal, demand_removal
from instar.protocol import codec
from instar.protocol.base import TITLE_CHARS
from instar.protocol.down import (
    ItemAdded,
    ItemPayload,
    ItemRemoved,
    ItemRemovedPayload,
    ThreadUpdated,
    ThreadUpdatedPayload,
    TurnAccepted,
    TurnAcceptedPayload,
)
from instar.protocol.errors import InstarError
from instar.protocol.ids import new_id
from instar.protocol.threads import Author, Item, Thread, Turn
from instar.protocol.up import (
    ActionInvoke,
    CommandInvoke,
    PluginMessage,
    TurnContinue,
    TurnRetry,
    TurnSubmit,
)
from instar.runtime.gate import Asked, Gate
from instar.runtime.interface import Viewpoint, viewpoint
from instar.runtime.opening import Opened, open_turn, taker_of
from instar.runtime.router import Router
from instar.storage import items, submissions, threads, turns
from instar.storage.attachments import link_attachments
from instar.storage.database import Connection
from instar.storage.log import Appender, LoggedEvent
from instar.storage.turns import TurnKind

QUEUED_TURNS = 8

TurnMessage = TurnSubmit | TurnRetry | TurnContinue | CommandInvoke | ActionInvoke | PluginMessage
_KINDS: dict[type[TurnMessage], TurnKind] = {
    TurnSubmit: "submit",
    TurnRetry: "retry",
    TurnContinue: "continue",
    CommandInvoke: "command",
    ActionInvoke: "action",
    PluginMessage: "message",
}


class Accepted(NamedTuple):
    """What came of a turn message.

    `answer` is the `turn.accepted` for the asker. `opened` is what to run, if it opened.
    `in_the_way`: nothing was changed, these turns must end first (policy `interrupt`).
    """

    answer: bytes = b""
    events: list[LoggedEvent] = []
    opened: Opened | None = None
    in_the_way: list[Turn] = []


def accept(
    conn: Connection,
    principal: Principal,
    asked: TurnMessage,
    gate: Gate,
    router: Router,
    client: str | None = None,
) -> Accepted:
    """Accept a turn, or repeat what was answered to the same message before [T2].

    Raises InstarError: `not_found.*`, `forbidden.*`, `locked.*`, `conflict.*`, `validation.*`,
    `unsupported.message`.
    """
    thread = threads.access_thread(conn, principal, asked.thread_id, "write")
    digest = submissions.body_hash(_type_of(asked), asked.thread_id, asked.payload)
    before = submissions.find_answer(conn, principal.user.id, asked.id, digest)
    if before is not None:
        return Accepted(answer=_as_duplicate(before))
    threads.demand_unlocked(thread)
    seen = viewpoint(principal.user, thread.id, client)
    # Turns wait only behind an open one.
    pending = turns.load_pending(conn, thread.id) if thread.turn_id else []
    if pending and _must_wait_for(asked, pending):
        return Accepted(in_the_way=pending)
    log = Appender(conn, thread.id, thread)
    turn = Turn(
        id=new_id("trn"),
        thread_id=thread.id,
        status="queued" if pending else "open",
        user_id=principal.user.id,
        created_at=log.ts,
    )
    continued: Item | None = None
    match asked:
        case TurnSubmit():
            gate.demand_composer(seen, files=bool(asked.payload.input.attachments))
            message = _submit(conn, log, principal, thread, asked, turn)
        case TurnRetry():
            gate.demand_composer(seen)
            message = _retry(conn, log, principal, thread, asked)
        case TurnContinue():
            gate.demand_composer(seen)
            message, continued = _continue(conn, log, principal, thread, turn)
        case _:
            message = _add_asked(conn, log, principal, turn, _ask(conn, gate, seen, thread, asked))
    turns.insert_turn(conn, turn, _KINDS[type(asked)], message.id, client)
    payload = TurnAcceptedPayload(turn=turn, item_id=message.id)
    accepted = log.append(TurnAccepted, payload, turn_id=turn.id, ref=asked.id)
    opened = None
    if turn.status == "open":
        taker = taker_of(conn, router, message, client)
        opened = open_turn(conn, log, turn, principal.user, taker, client, continued)
    submissions.save_answer(conn, principal.user.id, asked.id, digest, accepted.frame)
    return Accepted(accepted.frame, log.close(), opened)


def _type_of(asked: TurnMessage) -> str:
    return asked.type if isinstance(asked, PluginMessage) else str(asked.__struct_config__.tag)


def _must_wait_for(asked: TurnMessage, pending: list[Turn]) -> bool:
    has_policy = isinstance(asked, TurnSubmit | CommandInvoke)
    policy = asked.payload.policy if has_policy else "reject"
    if policy == "interrupt":
        return True
    changes_history = isinstance(asked, TurnSubmit) and asked.payload.replaces is not None
    if policy == "reject" or changes_history:
        raise InstarError(
            "conflict.turn_open", "The thread has an open turn. Stop it or wait for its end."
        )
    if len(pending) > QUEUED_TURNS:
        raise InstarError("conflict.queue_full", f"{QUEUED_TURNS} turns wait already.")
    return False


def _submit(
    conn: Connection,
    log: Appender,
    principal: Principal,
    thread: Thread,
    asked: TurnSubmit,
    turn: Turn,
) -> Item:
    written = asked.payload.input
    if not written.attachments and not any(part.text.strip() for part in written.content):
        raise InstarError(
            "validation.empty_input", "The message is empty.", path="/payload/input/content"
        )
    if asked.payload.replaces is not None:
        replaced = items.get_item(conn, thread.id, asked.payload.replaces)
        if replaced.type != "user_message":
            raise InstarError(
                "conflict.not_a_message",
                "Only a user's message can be edited.",
                path="/payload/replaces",
            )
        _remove_from(conn, log, principal, thread, replaced.position)
    if not thread.title:
        _give_title(conn, log, " ".join(part.text for part in written.content))
    user = principal.user
    message = Item(
        id=new_id("itm"),
        thread_id=thread.id,
        turn_id=turn.id,
        type="user_message",
        status="done",
        author=Author(type="user", id=user.id, name=user.name),
        created_at=log.ts,
        position=log.head + 1,
        content=list(written.content),
        attachments=link_attachments(
            conn, user.id, thread.id, written.attachments, "/payload/input/attachments"
        ),
    )
    items.insert_item(conn, message)
    log.append(ItemAdded, ItemPayload(item=message), turn_id=turn.id)
    return message


def _ask(
    conn: Connection,
    gate: Gate,
    seen: Viewpoint,
    thread: Thread,
    asked: CommandInvoke | ActionInvoke | PluginMessage,
) -> Asked:
    match asked:
        case CommandInvoke():
            return gate.command(conn, seen, thread, asked)
        case ActionInvoke():
            return gate.action(conn, thread, asked)
        case PluginMessage():
            return gate.message(asked)


def _add_asked(
    conn: Connection, log: Appender, principal: Principal, turn: Turn, asked: Asked
) -> Item:
    """The item of a message that is no text: what was asked, as everyone sees it."""
    user = principal.user
    message = Item(
        id=new_id("itm"),
        thread_id=turn.thread_id,
        turn_id=turn.id,
        type=asked.type,
        status="done",
        author=Author(type="user", id=user.id, name=user.name),
        created_at=log.ts,
        position=log.head + 1,
        content=[asked.part],
    )
    items.insert_item(conn, message, asked.held)
    log.append(ItemAdded, ItemPayload(item=message), turn_id=turn.id)
    return message


def _retry(
    conn: Connection,
    log: Appender,
    principal: Principal,
    thread: Thread,
    asked: TurnRetry,
) -> Item:
    if asked.payload.turn_id is not None:
        answered = turns.get_turn(conn, log.thread_id, asked.payload.turn_id)
    else:
        answered = turns.find_latest(conn, log.thread_id)
    if answered is None or answered.item_id is None:
        raise InstarError("conflict.nothing_to_retry", "There is no message to answer again.")
    message = _message_of(conn, answered)
    _remove_from(conn, log, principal, thread, message.position + 1)
    return message


def _continue(
    conn: Connection, log: Appender, principal: Principal, thread: Thread, turn: Turn
) -> tuple[Item, Item]:
    """The message, and the stopped answer as it goes on; why it stopped is told no more."""
    newest, _ = items.load_newest(conn, log.thread_id, 3)
    # What the model thought when it was to go on, and why it could not, may stand below.
    said = [item for item in newest if item.type not in ("reasoning", "error")]
    stopped = said[-1] if said else None
    if stopped is None or stopped.type != "assistant_message" or stopped.status != "incomplete":
        raise InstarError(
            "conflict.nothing_to_continue", "The last answer is not an unfinished one."
        )
    before = turns.get_turn(conn, log.thread_id, stopped.turn_id or "")
    message = _message_of(conn, before)
    _remove_from(conn, log, principal, thread, stopped.position + 1)
    continued = msgspec.structs.replace(
        stopped, status="in_progress", attempt=stopped.attempt + 1, turn_id=turn.id
    )
    items.save_item(conn, continued)
    return message, continued


def _message_of(conn: Connection, turn: turns.Record) -> Item:
    """The message that a turn answers. Raises `conflict.message_removed`."""
    message = items.find_item(conn, turn.thread_id, turn.item_id)
    if message is None:
        raise InstarError("conflict.message_removed", "The message of that turn was removed.")
    return message


def _remove_from(
    conn: Connection, log: Appender, principal: Principal, thread: Thread, position: int
) -> None:
    """Remove what stands from `position` on: answers, and messages that the principal may remove."""
    for author in items.load_authors_from(conn, thread.id, position):
        if author.type == "user":
            demand_removal(principal, thread.access, author.id)
    removed = items.remove_from(conn, thread.id, position)
    if removed:
        log.append(ItemRemoved, ItemRemovedPayload(item_ids=removed))


def _give_title(conn: Connection, log: Appender, text: str) -> None:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if not line:
        return
    title = line if len(line) <= 60 else line[:59].rstrip() + "…"
    threads.change_thread(conn, log.thread_id, title=title[:TITLE_CHARS])
    owners = threads.load_owners_view(conn, log.thread_id)
    as_logged = msgspec.structs.replace(owners, head=log.head + 1, updated_at=log.ts, last_read=0)
    log.append(ThreadUpdated, ThreadUpdatedPayload(thread=as_logged))


def _as_duplicate(answer: bytes) -> bytes:
    accepted = msgspec.json.decode(answer, type=TurnAccepted)
    payload = msgspec.structs.replace(accepted.payload, dup=True)
    return codec.encode(msgspec.structs.replace(accepted, payload=payload))
