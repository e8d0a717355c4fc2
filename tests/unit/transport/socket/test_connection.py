"""One connection: hello, heartbeat, and rights that end (SPEC section C)."""

import pytest

from instar.model.access import Principal
from instar.storage import accounts
from instar.transport.socket import connection as module
from tests.conftest import Cast
from tests.support.wire import wire_to

SUBMIT = {"input": {"content": [{"type": "input_text", "text": "hi"}]}}


async def with_session(cast: Cast, name: str) -> Principal:
    """A member who signed in with a link."""
    user = (await cast.user(name)).user

    def sign_in(conn: accounts.Connection) -> str:
        ticket = accounts.create_ticket(conn, user)
        return accounts.redeem_ticket(conn, ticket.value)[1].value

    session = await cast.server.database.write(sign_in)
    principal = await cast.server.accounts.find(session)
    assert principal is not None
    return principal


async def test_c3_no_hello_in_time_closes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert module.HELLO_SECONDS == 10
    monkeypatch.setattr(module, "HELLO_SECONDS", 0.01)
    async with wire_to(cast.server, await cast.admin()) as wire:
        assert await wire.close_code() == 4400


async def test_c4_c5_a_ping_counts_the_frames_and_its_silence_closes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (module.HEARTBEAT_SECONDS, module.HEARTBEAT_GRACE_SECONDS) == (25, 10)
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(module, "HEARTBEAT_GRACE_SECONDS", 0.02)
    admin = await cast.admin()
    thread = await cast.thread(admin)
    async with wire_to(cast.server, admin) as wire:
        await wire.say("session.hello")
        await wire.say("thread.subscribe", threadId=thread)
        for answered in range(2):
            ping = await wire.until("session.ping")
            assert ping["payload"]["seq"] == wire.frames.index(ping) + 1
            if answered == 0:
                await wire.say("session.pong", payload={"ack": ping["payload"]["seq"]})
        assert await wire.close_code() == 4001


async def test_c4_a_busy_or_slow_link_is_not_taken_for_silence(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HEARTBEAT_GRACE_SECONDS", 0.01)
    async with wire_to(cast.server, await cast.admin()) as wire:
        await wire.say("session.hello")
        await wire.until("session.welcome")
        wire.stick()
        wire.connection._ping()
        for _ in range(3):
            wire.connection._check_pong()
        assert wire.closed is None
        assert not wire.connection._outlet.closing


async def test_c7_a_hello_with_the_clients_token_lets_its_older_connection_go(cast: Cast) -> None:
    admin, ada = await cast.admin(), await cast.user("Ada")
    async with (
        wire_to(cast.server, admin) as first,
        wire_to(cast.server, ada) as stranger,
        wire_to(cast.server, admin) as second,
        wire_to(cast.server, admin) as third,
    ):
        await first.say("session.hello")
        token = (await first.until("session.welcome"))["payload"]["resumeToken"]
        await stranger.say("session.hello", payload={"resumeToken": token})
        await stranger.until("session.welcome")
        assert first.closed is None
        for older, newer in ((first, second), (second, third)):
            await newer.say("session.hello", payload={"resumeToken": token})
            welcome = await newer.until("session.welcome")
            assert welcome["payload"]["resumeToken"] == token
            assert await older.close_code() == 4408
        assert stranger.closed is None


@pytest.mark.parametrize(("change", "code"), [("session", 4410), ("role", 4101)])
async def test_c10_a_right_that_ended_before_the_hello_is_gone(
    cast: Cast, change: str, code: int
) -> None:
    bob = await with_session(cast, "Bob")
    thread = await cast.thread(bob)
    async with wire_to(cast.server, bob) as wire:
        if change == "session":
            await cast.server.accounts.end_session(bob)
        else:
            await cast.server.accounts.set_role(bob.user.id, "viewer")
        await wire.say("session.hello")
        await wire.say("turn.submit", threadId=thread, payload=SUBMIT)
        assert await wire.close_code() == code
        assert wire.frames == []


async def test_c10_a_connection_on_its_way_out_obeys_no_more(cast: Cast) -> None:
    bob = await with_session(cast, "Bob")
    thread = await cast.thread(bob)
    async with wire_to(cast.server, bob) as wire:
        await wire.say("session.hello")
        await wire.until("session.welcome")
        wire.stick()
        await wire.say("thread.unsubscribe", threadId=thread)
        await cast.server.accounts.set_role(bob.user.id, "viewer")
        await wire.say("turn.submit", threadId=thread, payload=SUBMIT)
        reader = await cast.reader(bob, thread)
        assert reader.views[thread].items == {}


async def test_c10_an_expired_session_ends_at_the_next_heartbeat(cast: Cast) -> None:
    import msgspec

    bob = await with_session(cast, "Bob")
    assert bob.expires_at is not None
    old = msgspec.structs.replace(bob, expires_at="2001-01-01T00:00:00.000Z")
    async with wire_to(cast.server, old) as wire:
        await wire.say("session.hello")
        await wire.until("session.welcome")
        wire.connection._ping()
        assert await wire.close_code() == 4410
