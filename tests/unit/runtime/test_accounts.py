"""Users and sessions, and the connections that end with them [C10]."""

import asyncio

import msgspec
import pytest

from instar.model.access import Principal
from instar.protocol.close_codes import CloseCode
from instar.protocol.errors import InstarError
from instar.protocol.rest import CreateUser
from tests.conftest import Cast


async def signed_in(cast: Cast, user_id: str) -> Principal:
    link = await cast.server.accounts.login_link(user_id, "http://here")
    _, session = await cast.server.accounts.redeem(link.url.partition("#ticket=")[2])
    principal = await cast.server.accounts.find(session.value)
    assert principal is not None
    return principal


async def test_a_link_signs_in_once(cast: Cast) -> None:
    made = await cast.server.accounts.create_user(CreateUser(name="Ada"), "http://here")
    address, _, ticket = made.url.partition("#ticket=")
    assert address == "http://here/login"
    user, _ = await cast.server.accounts.redeem(ticket)
    assert user == made.user
    with pytest.raises(InstarError) as refused:
        await cast.server.accounts.redeem(ticket)
    assert refused.value.code == "unauthorized.ticket"


async def test_c10_signing_out_closes_that_sessions_connections(cast: Cast) -> None:
    ada = await cast.user("Ada")
    here, there = await signed_in(cast, ada.user.id), await signed_in(cast, ada.user.id)
    closed, open_ = await cast.reader(here), await cast.reader(there)
    await cast.server.accounts.end_session(here)
    assert closed.closed == (CloseCode.REVOKED, "session ended")
    assert open_.closed is None


async def test_c10_another_role_closes_every_connection(cast: Cast) -> None:
    ada, bob = await cast.user("Ada"), await cast.user("Bob")
    hers, his = await cast.reader(await signed_in(cast, ada.user.id)), await cast.reader(bob)
    user = await cast.server.accounts.set_role(ada.user.id, "viewer")
    assert user.role == "viewer"
    assert hers.closed == (CloseCode.ACCESS_CHANGED, "role changed")
    assert his.closed is None


async def test_the_last_admin_stays(cast: Cast) -> None:
    admin, ada = await cast.admin(), await cast.user("Ada")
    with pytest.raises(InstarError) as refused:
        await cast.server.accounts.set_role(admin.user.id, "member")
    assert refused.value.code == "conflict.last_admin"
    await cast.server.accounts.set_role(ada.user.id, "admin")
    await cast.server.accounts.set_role(admin.user.id, "member")
    assert await cast.server.accounts.first_admin() == Principal(
        (await cast.server.accounts.users())[0]
    )


async def test_c10_who_was_found_is_remembered_until_it_changes(cast: Cast) -> None:
    made = await cast.server.accounts.create_user(CreateUser(name="Ada"), "http://here")
    _, session = await cast.server.accounts.redeem(made.url.partition("#ticket=")[2])
    accounts = cast.server.accounts
    found = await accounts.find(session.value)
    assert found is not None
    assert await accounts.find(session.value) is found
    await accounts.set_role(found.user.id, "viewer")
    changed = await accounts.find(session.value)
    assert changed is not None
    assert changed.user.role == "viewer"
    await accounts.end_session(changed)
    assert await accounts.find(session.value) is None


async def test_c10_what_was_read_before_a_change_is_not_remembered_after_it(cast: Cast) -> None:
    ada = await signed_in(cast, (await cast.user("Ada")).user.id)
    accounts = cast.server.accounts
    accounts._known.clear()
    before = asyncio.create_task(accounts.reload(ada))
    await asyncio.sleep(0)
    await accounts.set_role(ada.user.id, "viewer")
    await before
    after = await accounts.reload(ada)
    assert after is not None
    assert after.user.role == "viewer"


async def test_c10_a_session_that_is_remembered_expires_all_the_same(cast: Cast) -> None:
    ada = await signed_in(cast, (await cast.user("Ada")).user.id)
    assert ada.session is not None
    accounts = cast.server.accounts
    accounts._known[ada.session] = msgspec.structs.replace(ada, expires_at="2001-01-01T00:00:00Z")
    assert await accounts.reload(ada) == ada


async def test_so_many_are_remembered_and_no_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.runtime.accounts.MOST_KNOWN", 2)
    for name in ("Ada", "Bob", "Cyd"):
        await signed_in(cast, (await cast.user(name)).user.id)
    assert len(cast.server.accounts._known) == 2
