"""The thread list and presence, by the rules of SPEC section S."""

from instar.protocol.rest import PatchThread, SetMember
from instar.pubsub.presence import TYPING_SECONDS
from tests.conftest import Cast
from tests.support.messages import submit


async def test_s1_everyone_with_access_hears_of_a_change_each_as_they_see_it(cast: Cast) -> None:
    admin, ada, eve = await cast.admin(), await cast.user("Ada"), await cast.user("Eve")
    thread = await cast.thread(admin)
    await cast.server.members.set(admin, thread, ada.user.id, SetMember(access="reader"))
    readers = [await cast.reader(who) for who in (admin, ada, eve)]
    await cast.server.threads.patch(admin, thread, PatchThread(title="Renamed"))
    for reader, access in zip(readers, ("owner", "reader"), strict=False):
        state = await reader.state(lambda thread: thread["title"] == "Renamed")
        assert state["access"] == access
    assert readers[2].frames == []


async def test_s1_the_running_mark_comes_and_goes_with_the_turn(cast: Cast) -> None:
    admin = await cast.admin()
    thread = await cast.thread(admin)
    onlooker = await cast.reader(admin)
    reader = await cast.reader(admin, thread)
    await cast.server.turns.accept(admin, submit(thread, "/stream 20 5"))
    await reader.until("turn.end")
    await onlooker.state(lambda thread: "turnId" in thread)
    head = reader.views[thread].offset
    assert "turnId" not in await onlooker.state(lambda thread: thread["head"] == head)


async def test_s3_a_read_mark_only_moves_forward_and_not_beyond_the_head(cast: Cast) -> None:
    admin = await cast.admin()
    thread = await cast.thread(admin)
    reader = await cast.reader(admin)
    for offset in (10**9, 0):
        await cast.server.read_marks.move(admin, thread, offset)
    await reader.state(lambda thread: thread.get("lastRead") == 1)
    fresh = await cast.reader(admin, thread)
    assert fresh.of("thread.snapshot")[0]["payload"]["thread"]["lastRead"] == 1


async def test_s2_typing_is_forgotten_after_a_while(cast: Cast) -> None:
    admin = await cast.admin()
    thread = await cast.thread(admin)
    reader = await cast.reader(admin, thread)
    presence = cast.server.presence
    assert TYPING_SECONDS == 8
    presence.set_typing(reader, thread, True, at=100.0)
    assert [one.typing for one in presence.present(thread)] == [True]
    assert presence.expire(100.0 + TYPING_SECONDS - 0.1) == []
    assert presence.expire(100.0 + TYPING_SECONDS) == [thread]
    assert [one.typing for one in presence.present(thread)] == [False]


async def test_s2_a_user_with_two_tabs_is_there_once(cast: Cast) -> None:
    admin = await cast.admin()
    thread = await cast.thread(admin)
    first, second = [await cast.reader(admin, thread) for _ in range(2)]
    cast.server.presence.set_typing(second, thread, True, at=0.0)
    assert [(one.name, one.typing) for one in cast.server.presence.present(thread)] == [
        ("admin", True)
    ]
    cast.server.hub.exit(second)
    cast.server.presence.forget(second, thread)
    assert [one.typing for one in cast.server.presence.present(thread)] == [False]
    cast.server.hub.exit(first)
    assert cast.server.presence.present(thread) == []
