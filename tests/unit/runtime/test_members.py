"""Who has access, and what open connections hear of it [C10]."""

import pytest

from instar.protocol.errors import InstarError
from instar.protocol.parts import InputText
from instar.protocol.rest import AppendItem, SetMember
from tests.conftest import Cast


async def test_a_new_member_sees_the_thread_at_once(cast: Cast) -> None:
    ada, bob = await cast.user("Ada"), await cast.user("Bob")
    thread = await cast.thread(ada)
    reader = await cast.reader(bob)
    await cast.server.members.set(ada, thread, bob.user.id, SetMember(access="reader"))
    assert (await reader.state(lambda seen: seen["access"] == "reader"))["id"] == thread
    await cast.server.members.set(ada, thread, bob.user.id, SetMember(access="writer"))
    await reader.state(lambda seen: seen["access"] == "writer")


async def test_c10_who_was_removed_hears_nothing_more(cast: Cast) -> None:
    ada, bob = await cast.user("Ada"), await cast.user("Bob")
    thread = await cast.thread(ada)
    await cast.server.members.set(ada, thread, bob.user.id, SetMember(access="writer"))
    hers, his = await cast.reader(ada, thread), await cast.reader(bob, thread)
    await cast.server.members.remove(ada, thread, bob.user.id)
    assert his.frames[-1]["type"] == "thread.gone"
    heard = len(his.frames)
    body = AppendItem(content=[InputText(text="secret")])
    await cast.server.threads.append_item(ada, thread, body)
    await hers.until("thread.state")
    assert len(his.frames) == heard
    assert hers.of("item.added")
    with pytest.raises(InstarError) as refused:
        await cast.server.threads.append_item(bob, thread, body)
    assert refused.value.code == "not_found.thread"


async def test_the_owner_stays_the_owner(cast: Cast) -> None:
    ada = await cast.user("Ada")
    thread = await cast.thread(ada)
    for attempt in (
        cast.server.members.remove(ada, thread, ada.user.id),
        cast.server.members.set(ada, thread, ada.user.id, SetMember(access="reader")),
    ):
        with pytest.raises(InstarError) as refused:
            await attempt
        assert refused.value.code == "conflict.owner"


async def test_nobody_is_given_access_who_is_not_there(cast: Cast) -> None:
    ada, bob = await cast.user("Ada"), await cast.user("Bob")
    thread = await cast.thread(ada)
    with pytest.raises(InstarError) as refused:
        await cast.server.members.set(ada, thread, "usr_none", SetMember(access="reader"))
    assert refused.value.code == "not_found.user"
    with pytest.raises(InstarError) as refused:
        await cast.server.members.remove(ada, thread, bob.user.id)
    assert refused.value.code == "not_found.member"
