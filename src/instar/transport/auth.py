"""Who is asking: the session cookie or the admin token, for REST and the socket alike."""

import hmac
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.types import Scope

from instar.model.access import Principal
from instar.model.settings import Settings
from instar.runtime.server import Server
from instar.storage.accounts import SESSION_LIFE


async def authenticate(server: Server, scope: Scope) -> Principal | None:
    """Whoever the request's credentials name, or None. A wrong token is not saved by a cookie."""
    headers = Headers(scope=scope)
    if "authorization" in headers:
        return await _by_token(server, headers["authorization"])
    session = session_of(server.settings, headers)
    return await server.accounts.find(session) if session else None


def session_of(settings: Settings, headers: Headers) -> str | None:
    """The session that the cookie names."""
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return None
    morsel = cookies.get(cookie_name(settings))
    return morsel.value if morsel is not None else None


def session_cookie(settings: Settings, session: str) -> str:
    """The header that gives a browser its session; an empty one takes it back."""
    cookie: SimpleCookie = SimpleCookie({cookie_name(settings): session})
    morsel = cookie[cookie_name(settings)]
    morsel["path"] = "/"
    morsel["httponly"] = True
    morsel["samesite"] = "Strict"
    morsel["secure"] = settings.public_url.startswith("https:")
    morsel["max-age"] = int(SESSION_LIFE.total_seconds()) if session else 0
    return morsel.OutputString()


def cookie_name(settings: Settings) -> str:
    """Cookies know no ports: servers on one host need names of their own."""
    return f"instar_session_{settings.port}"


async def _by_token(server: Server, authorization: str) -> Principal | None:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        return None
    given = token.strip().encode()
    wanted = (server.settings.admin_token, server.command_token)
    if not any(one and hmac.compare_digest(given, one.encode()) for one in wanted):
        return None
    return await server.accounts.first_admin()
