"""Questions to people: stored, answered once by whoever is first, waited for by their turn [A1-A4]."""

import asyncio
from datetime import UTC, datetime

import msgspec

from instar.model import forms
from instar.model.access import Principal
from instar.protocol.down import ItemDone, ItemPayload
from instar.protocol.errors import InstarError
from instar.protocol.ids import now
from instar.protocol.parts import Answer, AskPart, AskStatus
from instar.protocol.threads import Item
from instar.protocol.up import ActionInvoke
from instar.runtime.journal import Journal, Written
from instar.storage import items, submissions, threads
from instar.storage.database import Connection
from instar.storage.log import Appender, LoggedEvent

TYPE = "structured_input"
CANCEL = "cancel"
ASK_SECONDS = 30 * 86_400.0
"""The longest time that an ask waits."""


class Asks:
    """The asks that turns of this server wait for."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._waiting: dict[str, asyncio.Future[Answer]] = {}

    async def answer(self, principal: Principal, asked: ActionInvoke) -> bool:
        """Take an answer; False when the item is no ask.

        Raises `conflict.answered`, `not_found.*`, `forbidden.*`, `validation.*`.
        """
        digest = submissions.body_hash("action.invoke", asked.thread_id, asked.payload)

        def work(conn: Connection) -> Written[Answer | bool]:
            threads.access_thread(conn, principal, asked.thread_id, "write")
            item = items.get_item(conn, asked.thread_id, asked.payload.item_id)
            part = ask_of(item)
            if part is None:
                return Written(False)
            if submissions.find_answer(conn, principal.user.id, asked.id, digest) is not None:
                return Written(True)
            answer = _checked(part, principal, asked)
            submissions.save_answer(conn, principal.user.id, asked.id, digest, b"")
            return Written(answer, close(conn, item, part, "answered", answer))

        def wake(answer: Answer | bool) -> None:
            waiting = self._waiting.get(asked.payload.item_id)
            if isinstance(answer, Answer) and waiting is not None and not waiting.done():
                waiting.set_result(answer)

        return await self._journal.commit(work, wake) is not False

    async def wait(self, item: Item, default: str) -> Answer:
        """The answer to an ask that is stored, as soon as there is one; `default` when time is over."""
        waiting: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[item.id] = waiting
        try:
            known = await self._journal.commit(lambda conn: _look(conn, item, None))
            if known is not None:
                return known
            try:
                async with asyncio.timeout(_seconds_left(item)):
                    return await waiting
            except TimeoutError:
                late = Answer(choice=default, at=now())
                return await self._journal.commit(lambda conn: _look(conn, item, late)) or late
        finally:
            del self._waiting[item.id]


def ask_of(item: Item) -> AskPart | None:
    """The question that an item is."""
    part = item.content[0] if item.content else None
    return part if isinstance(part, AskPart) else None


def demand_answerable(part: AskPart, default: str) -> None:
    """Raises `validation.ask` when two choices or fields have one name, or the default is no choice."""
    choices = [choice.id for choice in part.choices]
    names = [field.name for field in part.fields]
    if len({*choices}) != len(choices) or len({*names}) != len(names):
        raise InstarError("validation.ask", "Two choices or fields have one name.")
    if default and default not in choices:
        raise InstarError("validation.ask", f"The default {default!r} is none of the choices.")


def close(
    conn: Connection, item: Item, part: AskPart, status: AskStatus, answer: Answer
) -> list[LoggedEvent]:
    """The ask has its answer."""
    log = Appender(conn, item.thread_id)
    closed = msgspec.structs.replace(
        item,
        status="done",
        content=[msgspec.structs.replace(part, status=status, answer=answer)],
    )
    items.save_item(conn, closed)
    log.append(ItemDone, ItemPayload(item=closed), turn_id=item.turn_id)
    return log.close()


def _look(conn: Connection, asked: Item, late: Answer | None) -> Written[Answer | None]:
    """The answer that is stored; else `late` becomes it, if time is over."""
    item = items.get_item(conn, asked.thread_id, asked.id)
    part = ask_of(item)
    if part is None or part.status != "open":
        return Written(part.answer if part else None)
    return Written(late, close(conn, item, part, "expired", late) if late else [])


def _checked(part: AskPart, principal: Principal, asked: ActionInvoke) -> Answer:
    if part.status != "open":
        said = part.answer.user_name if part.answer else ""
        raise InstarError(
            "conflict.answered",
            f"{said} has answered this already." if said else "This can be answered no more.",
        )
    choice = asked.payload.action_id
    if all(choice != one.id for one in part.choices):
        raise InstarError(
            "validation.choice", "This is none of the choices.", path="/payload/actionId"
        )
    fields = [] if choice == CANCEL else part.fields
    user = principal.user
    return Answer(
        choice=choice,
        at=now(),
        values=forms.check_values(fields, asked.payload.values),
        user_id=user.id,
        user_name=user.name,
    )


def _seconds_left(item: Item) -> float | None:
    part = ask_of(item)
    if part is None or part.expires_at is None:
        return None
    return (datetime.fromisoformat(part.expires_at) - datetime.now(UTC)).total_seconds()
