"""Users and sessions, and the connections that end with them [C10]."""

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
