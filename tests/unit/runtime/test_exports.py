"""Whatever happened in a thread, its archive taken in is the same thread."""

import asyncio
import json
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from instar.model.access import Principal
from instar.model.settings import Settings
from instar.protocol.errors import InstarError
from instar.protocol.parts import InputText
from instar.protocol.rest import AppendItem, PatchThread, SetFeedback
from instar.protocol.threads import ThreadStatus
from instar.runtime.archive import Archive
from instar.runtime.server import Server
from instar.sdk import AnswerWriter, TurnContext
from tests.conftest import Cast
from tests.support.handlers import Scripted, plugin_of
from tests.support.messages import go_on, retry, submit
from tests.support.names import same_names
from tests.support.reader import FakeReader

WORDS = st.text(max_size=20)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), WORDS),
        st.tuples(st.just("turn"), WORDS),
        st.tuples(st.just("retry"), st.none()),
        st.tuples(st.just("go_on"), st.none()),
        st.tuples(st.just("remove"), st.integers(0, 9)),
        st.tuples(st.just("title"), WORDS),
        st.tuples(st.just("metadata"), st.dictionaries(WORDS, st.integers() | WORDS, max_size=3)),
        st.tuples(st.just("status"), st.sampled_from(["active", "locked"])),
        st.tuples(st.just("rate"), st.integers(0, 9)),
    ),
    max_size=12,
)


class Story:
    """A thread and the things that happen in it. What is refused is passed over."""

    def __init__(self, server: Server, who: Principal, thread: str) -> None:
        self._server = server
        self._who = who
        self._thread = thread
        self._turns = 0
        self._reader = FakeReader(who)

    async def begin(self) -> None:
        self._server.hub.enter(self._reader)
        await self._server.resume.subscribe(self._reader, self._thread, None, "ref-of-test")

    async def step(self, kind: str, value: Any) -> None:
        try:
            await self._step(kind, value)
        except InstarError as refused:
            assert refused.status < 500, refused

    async def _step(self, kind: str, value: Any) -> None:
        who, thread, server = self._who, self._thread, self._server
        match kind:
            case "say":
                body = AppendItem(content=[InputText(text=value)])
                await server.threads.append_item(who, thread, body)
            case "turn":
                await self._run(submit(thread, value))
            case "retry":
                await self._run(retry(thread))
            case "go_on":
                await self._run(go_on(thread))
            case "remove":
                await server.threads.remove_item(who, thread, await self._item(value))
            case "rate":
                feedback = SetFeedback(rating="up", comment="so")
                await server.feedback.give(who, thread, await self._item(value), feedback)
            case "title":
                await server.threads.patch(who, thread, PatchThread(title=value))
            case "metadata":
                await server.threads.patch(who, thread, PatchThread(metadata=value))
            case "status":
                shut = PatchThread(status=ThreadStatus(type=value))
                await server.threads.patch(who, thread, shut)

    async def _run(self, message: Any) -> None:
        await self._server.turns.accept(self._who, message)
        self._turns += 1
        await self._reader.until("turn.end", count=self._turns)

    async def _item(self, index: int) -> str:
        whole = json.loads(await archive_of(self._server, self._who, self._thread))
        return whole["items"][index]["id"] if index < len(whole["items"]) else "itm_none"


async def archive_of(server: Server, who: Principal, thread: str) -> bytes:
    _, pieces = await server.exports.archive(who, thread)
    return b"".join([piece async for piece in pieces])


async def stumble(ctx: TurnContext, answer: AnswerWriter) -> None:
    """Every other turn breaks in the middle of its answer."""
    await answer.append("some words ")
    if int(ctx.turn_id[-1], 16) % 2:
        raise RuntimeError("stumbled")


async def live(server: Server, steps: list[tuple[str, Any]]) -> None:
    who = await Cast(server).admin()
    first_id = await Cast(server).thread(who, "once")
    story = Story(server, who, first_id)
    await story.begin()
    for kind, value in steps:
        await story.step(kind, value)
    first = await archive_of(server, who, first_id)
    made = await server.exports.restore(who, msgspec.json.decode(first, type=Archive))
    second = await archive_of(server, who, made.id)
    assert same_names(json.loads(second)) == same_names(json.loads(first))
    again = await server.exports.restore(who, msgspec.json.decode(second, type=Archive))
    third = await archive_of(server, who, again.id)
    assert same_names(json.loads(third)) == same_names(json.loads(second))


def test_an_archive_taken_in_is_the_same_thread(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        opened = Server.open(Settings(data_dir=tmp_path), [plugin_of(Scripted(stumble))])
        server = runner.run(opened.__aenter__())

        @settings(max_examples=40, deadline=None)
        @given(STEPS)
        def holds(steps: list[tuple[str, Any]]) -> None:
            runner.run(live(server, steps))

        try:
            holds()
        finally:
            runner.run(opened.__aexit__(None, None, None))
