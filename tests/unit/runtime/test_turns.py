"""Turns, by the rules of SPEC section T."""

import asyncio
import threading

import msgspec
import pytest

from instar.protocol.errors import InstarError
from instar.protocol.rest import PatchThread, SetMember
from instar.protocol.threads import ThreadStatus, text_of
from instar.pubsub.frame import Frame
from instar.runtime.server import Server
from instar.sdk import AnswerWriter, Handler, Message, TurnContext
from instar.storage import items, turns
from tests.conftest import Cast, OpenServer
from tests.support.handlers import Paused, Scripted, plugin_of
from tests.support.messages import go_on, retry, submit
from tests.support.view import text
from tests.unit.runtime.conftest import Chat, OpenChat, all_ended


async def test_t1_a_submit_becomes_item_acceptance_and_start_in_this_order(chat: Chat) -> None:
    message = submit(chat.thread, "hello")
    await chat.accept(message)
    await chat.reader.until("turn.end")
    kinds = [frame["type"] for frame in chat.reader.frames if "offset" in frame][1:]
    assert kinds == [
        "item.added",
        "turn.accepted",
        "turn.start",
        "item.added",
        "item.done",
        "turn.end",
    ]
    accepted = chat.reader.of("turn.accepted")[0]
    assert accepted["ref"] == message.id
    assert accepted["payload"]["turn"]["status"] == "open"


async def test_t1_offsets_grow_by_one_and_what_is_sent_is_what_is_stored(chat: Chat) -> None:
    await chat.submit("/demo")
    await chat.reader.until("turn.end")
    stored = await chat.server.database.read(items.load_all, chat.thread)
    shown = chat.view.shown()
    assert [(item.id, item.type, item.status, text_of(item)) for item in stored] == shown
    assert "fibonacci" in shown[1][3]


async def test_t2_a_repeat_is_answered_alike_and_does_nothing(chat: Chat) -> None:
    message = submit(chat.thread, "once")
    first = await chat.accept(message)
    await chat.reader.until("turn.end")
    again = await chat.accept(message)
    assert b'"dup":true' in again.answer
    assert again.events == []
    assert again.answer.replace(b',"dup":true', b"") == first.answer
    assert len(chat.reader.of("turn.accepted")) == 1


async def test_t2_the_same_id_with_another_body_is_a_conflict(chat: Chat) -> None:
    message = submit(chat.thread, "one")
    await chat.accept(message)
    with pytest.raises(InstarError) as refused:
        await chat.submit("two", id=message.id)
    assert refused.value.code == "conflict.id_reused"


async def test_t3_reject_refuses_a_second_turn(open_chat: OpenChat) -> None:
    handler = Paused()
    chat = await open_chat(handler)
    await chat.submit("one")
    with pytest.raises(InstarError) as refused:
        await chat.submit("two")
    assert refused.value.code == "conflict.turn_open"
    handler.go.set()


async def test_t3_enqueue_runs_turns_in_order_and_bounds_the_queue(open_chat: OpenChat) -> None:
    handler = Paused()
    chat = await open_chat(handler)
    for number in range(9):
        await chat.submit(str(number), policy="enqueue")
    with pytest.raises(InstarError) as refused:
        await chat.submit("9", policy="enqueue")
    assert refused.value.code == "conflict.queue_full"
    handler.go.set()
    await chat.reader.until("turn.end", count=9)
    accepted = [frame["turnId"] for frame in chat.reader.of("turn.accepted")]
    assert [frame["turnId"] for frame in chat.reader.of("turn.start")] == accepted
    assert [frame["turnId"] for frame in chat.reader.of("turn.end")] == accepted
    assert {frame["payload"]["status"] for frame in chat.reader.of("turn.end")} == {"completed"}


async def test_t3_interrupt_cancels_the_open_turn_and_the_queue_then_starts(
    open_chat: OpenChat,
) -> None:
    handler = Paused()
    chat = await open_chat(handler)
    await chat.submit("one")
    await chat.submit("two", policy="enqueue")
    await handler.reached.wait()
    third = submit(chat.thread, "three", policy="interrupt")
    await chat.accept(third)
    handler.go.set()
    await chat.reader.until("turn.end", count=3)
    statuses = [frame["payload"]["status"] for frame in chat.reader.of("turn.end")]
    assert statuses == ["cancelled", "cancelled", "completed"]
    again = await chat.accept(third)
    assert b'"dup":true' in again.answer


async def test_t4_a_broken_handler_fails_its_turn_once_and_keeps_the_text(
    open_chat: OpenChat,
) -> None:
    async def script(_: TurnContext, answer: AnswerWriter) -> None:
        await answer.append("half")
        raise RuntimeError("secret detail")

    chat = await open_chat(Scripted(script))
    await chat.submit("go")
    end = await chat.reader.until("turn.end")
    assert end["payload"]["status"] == "failed"
    assert end["payload"]["retryable"] is True
    assert end["payload"]["error"]["code"] == "internal.handler"
    assert "secret" not in str(chat.reader.frames)
    assert chat.view.shown()[1][2:] == ("incomplete", "half")
    assert chat.reader.frames.index(chat.reader.of("item.done")[0]) < chat.reader.frames.index(end)


async def test_t4_why_a_turn_failed_stays_in_the_thread_until_it_is_tried_again(
    open_chat: OpenChat,
) -> None:
    handler = Unsteady()
    chat = await open_chat(handler)
    await chat.submit("go")
    end = await chat.reader.until("turn.end")
    (error,) = [item for item in chat.view.items.values() if item["type"] == "error"]
    assert error["content"] == [{"type": "error", "error": end["payload"]["error"]}]
    assert error["author"] == {"type": "system"}
    assert error["turnId"] == end["turnId"]
    assert error["position"] == end["offset"] - 1
    await chat.say("next")
    assert error["id"] in chat.view.items
    handler.steady = True
    await chat.accept(retry(chat.thread, end["turnId"]))
    await chat.reader.until("turn.end", count=3)
    assert [entry[1:] for entry in chat.view.shown()] == [
        ("user_message", "done", "go"),
        ("assistant_message", "done", "half whole"),
    ]


async def test_t4_a_handler_that_ignores_its_end_cannot_write_after_it(
    open_chat: OpenChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.runtime.turn.GIVE_UP_SECONDS", 0.01)
    late: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()
    cancelled = asyncio.Event()

    async def script(ctx: TurnContext, _: AnswerWriter) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            await ended.wait()
            try:
                await ctx.reply("too late")
            except InstarError as error:
                late.set_result(error)

    ended = asyncio.Event()
    chat = await open_chat(Scripted(script))
    await chat.submit("go")
    await chat.reader.until("item.added", count=2)
    await chat.cancel()
    await cancelled.wait()
    await chat.reader.until("turn.end")
    ended.set()
    error = await late
    assert isinstance(error, InstarError)
    assert error.code == "conflict.turn_ended"
    assert len(chat.view.items) == 2


async def test_t4_a_turn_that_takes_too_long_fails(settings, open_server: OpenServer) -> None:
    handler = Paused()
    short = msgspec.structs.replace(settings, turn_seconds=0.01)
    chat = await Chat.open(await open_server(plugin_of(handler), at=short))
    await chat.submit("go")
    end = await chat.reader.until("turn.end")
    assert end["payload"]["error"]["code"] == "internal.turn_timeout"


async def test_t5_a_writer_stops_a_turn_and_its_text_is_kept(open_chat: OpenChat) -> None:
    handler = Paused()
    chat = await open_chat(handler)
    await chat.submit("go")
    await handler.reached.wait()
    await chat.cancel()
    end = await chat.reader.until("turn.end")
    assert end["payload"]["status"] == "cancelled"
    assert chat.view.shown()[1][2:] == ("incomplete", "before ")
    # Stopping what has ended changes nothing.
    await chat.cancel(end["turnId"])
    assert len(chat.reader.of("turn.end")) == 1


class Unsteady(Handler):
    """Breaks in the middle of its answer, until it is steady."""

    id = "test.unsteady"

    def __init__(self) -> None:
        self.steady = False

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        async with ctx.answer() as answer:
            await answer.append("half ")
            if not self.steady:
                raise InstarError("model.cut", "The service hung up.", retryable=True)
            await answer.append("whole")


class Afterthought(Handler):
    """Answers, then looks at what it has said before it goes on."""

    id = "test.afterthought"

    def __init__(self) -> None:
        self.seen: list[list[str]] = []
        self.go = asyncio.Event()

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        for words in ("one", "two"):
            await ctx.reply(words)
            self.seen.append([item.status for item in await ctx.history()])
        await ctx.reply("three")
        await self.go.wait()
        raise RuntimeError("broke after its answers")


async def test_t1_an_answer_ends_with_its_block_and_not_with_its_turn(
    open_chat: OpenChat,
) -> None:
    handler = Afterthought()
    chat = await open_chat(handler)
    await chat.submit("go")
    await chat.reader.until("item.done", count=3)
    assert handler.seen == [["done"] * 2, ["done"] * 3]
    handler.go.set()
    end = await chat.reader.until("turn.end")
    assert end["payload"]["status"] == "failed"
    answers = [entry for entry in chat.view.shown() if entry[1] == "assistant_message"]
    assert [entry[2] for entry in answers] == ["done"] * 3


async def test_t1_an_answer_that_was_written_is_done_even_if_its_handler_breaks_at_once(
    open_chat: OpenChat,
) -> None:
    async def reply_and_break(ctx: TurnContext, message: Message) -> None:
        await ctx.reply("said")
        raise RuntimeError("broke")

    handler = Afterthought()
    handler.on_message = reply_and_break
    chat = await open_chat(handler)
    await chat.submit("go")
    end = await chat.reader.until("turn.end")
    assert end["payload"]["status"] == "failed"
    assert chat.view.shown()[1][2:] == ("done", "said")


async def test_t6_a_turn_goes_on_when_nobody_is_connected(open_chat: OpenChat) -> None:
    handler = Paused()
    chat = await open_chat(handler)
    await chat.submit("go")
    await handler.reached.wait()
    chat.server.hub.exit(chat.reader)
    handler.go.set()
    await all_ended(chat.server, chat.thread)
    later = await chat.join()
    assert later.views[chat.thread].shown()[1][2:] == ("done", "before after")


async def test_t8_an_edit_replaces_the_message_and_all_after_it(chat: Chat) -> None:
    for number, words in enumerate(("first", "second"), 1):
        await chat.submit(words)
        await chat.reader.until("turn.end", count=number)
    second = chat.view.shown()[2][0]
    await chat.submit("better", replaces=second)
    await chat.reader.until("turn.end", count=3)
    said = [text(item) for item in chat.view.items.values() if item["type"] == "user_message"]
    assert said == ["first", "better"]
    assert len(chat.view.items) == 4


async def test_t9_retry_answers_the_same_message_again(chat: Chat) -> None:
    await chat.submit("hello")
    await chat.reader.until("turn.end")
    before = chat.view.shown()
    await chat.accept(retry(chat.thread))
    await chat.reader.until("turn.end", count=2)
    after = chat.view.shown()
    assert after[0] == before[0]
    assert after[1][0] != before[1][0]
    assert after[1][3] == before[1][3]
    assert len(after) == 2


async def test_t9_continue_goes_on_where_the_answer_stopped(open_chat: OpenChat) -> None:
    handler = Paused()
    chat = await open_chat(handler)
    await chat.submit("go")
    await handler.reached.wait()
    await chat.cancel()
    await chat.reader.until("turn.end")
    stopped = chat.view.shown()[1]
    handler.go.set()
    await chat.accept(go_on(chat.thread))
    await chat.reader.until("turn.end", count=2)
    assert chat.view.shown()[1] == (stopped[0], stopped[1], "done", "before after")
    with pytest.raises(InstarError) as refused:
        await chat.accept(go_on(chat.thread))
    assert refused.value.code == "conflict.nothing_to_continue"


async def test_t9_continue_of_a_failed_answer_removes_why_it_failed(open_chat: OpenChat) -> None:
    handler = Unsteady()
    chat = await open_chat(handler)
    await chat.submit("go")
    await chat.reader.until("turn.end")
    half = chat.view.shown()[1]
    handler.steady = True
    await chat.accept(go_on(chat.thread))
    await chat.reader.until("turn.end", count=2)
    assert chat.view.shown()[1:] == [(half[0], half[1], "done", "half half whole")]


@pytest.mark.parametrize("status", ["locked", "closed"])
async def test_t10_a_locked_thread_takes_no_turns_and_says_why(chat: Chat, status) -> None:
    locked = PatchThread(status=ThreadStatus(type=status, reason="Audit."))
    await chat.server.threads.patch(chat.owner, chat.thread, locked)
    for message in (submit(chat.thread, "x"), retry(chat.thread), go_on(chat.thread)):
        with pytest.raises(InstarError, match=r"Audit\.") as refused:
            await chat.accept(message)
        assert refused.value.code == "locked.thread"
    active = PatchThread(status=ThreadStatus(type="active"))
    await chat.server.threads.patch(chat.owner, chat.thread, active)
    await chat.submit("x")


async def test_e8_a_foreign_thread_is_answered_like_one_that_is_not_there(cast: Cast) -> None:
    admin, other = await cast.admin(), await cast.user("Eve")
    thread = await cast.thread(admin)
    for thread_id in (thread, "thr_none"):
        with pytest.raises(InstarError) as refused:
            await cast.server.turns.accept(other, submit(thread_id, "x"))
        assert (refused.value.code, refused.value.message) == (
            "not_found.thread",
            "There is no such thread.",
        )


async def test_an_empty_message_is_refused_with_its_place(chat: Chat) -> None:
    with pytest.raises(InstarError) as refused:
        await chat.submit("  \n")
    assert refused.value.code == "validation.empty_input"
    assert refused.value.path == "/payload/input/content"


async def test_the_first_message_names_a_thread_without_a_title(cast: Cast) -> None:
    admin = await cast.admin()
    thread = await cast.thread(admin)
    reader = await cast.reader(admin, thread)
    await cast.server.turns.accept(admin, submit(thread, "\nWhat is an instar?\nTell me."))
    updated = await reader.until("thread.updated")
    assert updated["payload"]["thread"]["title"] == "What is an instar?"


async def test_t7_turns_of_a_dead_server_end_interrupted_and_the_queue_goes_on(
    open_server: OpenServer, settings
) -> None:
    handler = Paused()
    async with Server.open(settings, [plugin_of(handler)]) as first:
        chat = await Chat.open(first)
        await chat.submit("one")
        await chat.submit("two", policy="enqueue")
        await handler.reached.wait()
    end = await chat.reader.until("turn.end")
    assert end["payload"]["status"] == "interrupted"
    assert end["payload"]["retryable"] is True
    second = await open_server()
    await all_ended(second, chat.thread)
    later = await Cast(second).reader(chat.owner, chat.thread)
    shown = later.views[chat.thread].shown()
    assert sorted(entry[1:3] for entry in shown) == [
        ("assistant_message", "done"),
        ("assistant_message", "incomplete"),
        ("user_message", "done"),
        ("user_message", "done"),
    ]


async def test_t5_a_cancel_right_after_a_queued_turn_started_stops_it(
    open_chat: OpenChat,
) -> None:
    handler = Paused()
    chat = await open_chat(handler)
    cancels: list[asyncio.Task[None]] = []
    send = chat.reader.send

    def cancel_at_once(frame: Frame) -> None:
        send(frame)
        if len(chat.reader.of("turn.start")) == 2 and not cancels:
            started = chat.reader.of("turn.start")[1]["turnId"]
            cancels.append(asyncio.create_task(chat.cancel(started)))

    chat.reader.send = cancel_at_once
    await chat.submit("one")
    await chat.submit("two", policy="enqueue")
    await handler.reached.wait()
    await chat.cancel()
    await chat.reader.until("turn.end", count=2)
    statuses = [frame["payload"]["status"] for frame in chat.reader.of("turn.end")]
    assert statuses == ["cancelled"] * 2
    await asyncio.gather(*cancels)


async def test_t4_a_queued_turn_whose_message_was_removed_ends_cancelled(
    open_chat: OpenChat,
) -> None:
    handler = Paused()
    chat = await open_chat(handler)
    await chat.submit("one")
    await chat.submit("two", policy="enqueue")
    accepted = await chat.reader.until("turn.accepted", count=2)
    await chat.server.threads.remove_item(chat.owner, chat.thread, accepted["payload"]["itemId"])
    handler.go.set()
    await chat.reader.until("turn.end", count=2)
    statuses = {frame["turnId"]: frame["payload"]["status"] for frame in chat.reader.of("turn.end")}
    assert statuses[accepted["turnId"]] == "cancelled"
    await chat.submit("three")
    await chat.reader.until("turn.end", count=3)


async def test_t3_a_cancel_of_a_turn_that_has_just_opened_leaves_none_behind_it_waiting(
    open_chat: OpenChat,
) -> None:
    handler = Paused()
    chat = await open_chat(handler)
    await chat.submit("one")
    for words in ("two", "three"):
        await chat.submit(words, policy="enqueue")
    second = chat.reader.of("turn.accepted")[1]["turnId"]
    await handler.reached.wait()
    slow = threading.Event()
    writing = chat.server.database.write(lambda _: slow.wait(5))
    handler.go.set()
    cancelling = asyncio.create_task(chat.cancel(second))
    await asyncio.sleep(0)
    slow.set()
    await asyncio.gather(writing, cancelling)
    await chat.reader.until("turn.end", count=3)
    assert not await chat.server.database.read(turns.load_pending, chat.thread)


async def test_t8_t9_only_the_owner_removes_what_others_wrote(cast: Cast) -> None:
    ada, bob = await cast.user("Ada"), await cast.user("Bob")
    thread = await cast.thread(ada)
    await cast.server.members.set(ada, thread, bob.user.id, SetMember(access="writer"))
    reader = await cast.reader(ada, thread)
    await cast.server.turns.accept(bob, submit(thread, "his"))
    await reader.until("turn.end")
    turn_id = reader.of("turn.end")[0]["turnId"]
    await cast.server.turns.accept(ada, submit(thread, "hers"))
    await reader.until("turn.end", count=2)
    hers = reader.views[thread].shown()[2][0]
    for attempt in (submit(thread, "mine now", replaces=hers), retry(thread, turn_id)):
        with pytest.raises(InstarError) as refused:
            await cast.server.turns.accept(bob, attempt)
        assert refused.value.code == "forbidden.access"
    await cast.server.turns.accept(bob, retry(thread))
    await reader.until("turn.end", count=3)
    await cast.server.turns.accept(ada, retry(thread, turn_id))
    await reader.until("turn.end", count=4)
    assert reader.views[thread].shown()[0][3] == "his"
    assert len(reader.views[thread].items) == 2


async def test_t1_an_answer_that_was_opened_for_nothing_is_removed_before_the_end(
    chat: Chat,
) -> None:
    await chat.submit("/fail")
    await chat.reader.until("turn.end")
    kinds = [frame["type"] for frame in chat.reader.frames if "offset" in frame][3:]
    assert kinds == ["turn.start", "item.added", "item.removed", "item.added", "turn.end"]
    assert [entry[1] for entry in chat.view.shown()] == ["user_message", "error"]


async def test_t1_a_handler_that_opens_its_answer_itself_gets_it_after_the_start(
    open_chat: OpenChat,
) -> None:
    handler = Paused()
    handler.go.set()
    chat = await open_chat(handler)
    await chat.submit("hello")
    await chat.reader.until("turn.end")
    kinds = [frame["type"] for frame in chat.reader.frames if "offset" in frame][3:]
    assert kinds == ["turn.start", "item.added", "item.done", "turn.end"]
