"""Signing in and out, and who one is."""

from instar.protocol.rest import Me
from instar.protocol.threads import User
from instar.runtime.server import Server
from instar.transport.auth import session_cookie
from instar.transport.http.call import Call, Reply


async def begin_session(call: Call) -> Reply:
    user, session = await call.server.accounts.redeem(call.body.ticket)
    cookie = session_cookie(call.server.settings, session.value)
    return Reply(_me(call.server, user), {"set-cookie": cookie})


async def end_session(call: Call) -> Reply:
    await call.server.accounts.end_session(call.principal)
    return Reply(None, {"set-cookie": session_cookie(call.server.settings, "")})


async def get_me(call: Call) -> Me:
    return _me(call.server, call.principal.user)


def _me(server: Server, user: User) -> Me:
    return Me(
        user=user,
        upload_bytes=server.settings.upload_bytes,
        upload_count=server.settings.upload_count,
        # What a file is, its bytes say; none is refused for its kind.
        upload_types=["*/*"],
    )
