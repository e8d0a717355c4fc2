"""What every request passes first and every response last, the socket's handshake included.

Pure ASGI: `Host` and `Origin` are checked against exact lists, security headers are added, and
whatever goes wrong behind becomes a problem document.
"""

import math
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec
import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from instar.model.settings import Settings
from instar.protocol.errors import InstarError
from instar.protocol.rest import Problem
from instar.transport.auth import session_of

log = structlog.get_logger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

SECURITY_HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
        " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

_SECURITY = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]


class ClientGone(Exception):
    """The client left before its request was whole. Nobody is there to answer."""


class Edges:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._hosts = allowed_hosts(settings)
        self._origins = allowed_origins(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["request_id"] = request_id = secrets.token_hex(8)
        answer = _Answer(send)
        try:
            self._check(scope)
            await self._app(scope, receive, answer)
        except ClientGone:
            log.info("http.client_gone", request_id=request_id)
        except InstarError as error:
            log.info("http.refused", code=error.code, request_id=request_id)
            await refuse(scope, answer, error)
        except Exception:
            log.exception("http.failed", request_id=request_id)
            if answer.begun:
                raise
            await refuse(
                scope,
                answer,
                InstarError("internal.error", "The server made a mistake; it is logged."),
            )

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            raise InstarError("forbidden.host", "This server does not go by that name.", status=421)
        if not self._comes_from_us(scope, headers):
            raise InstarError("forbidden.origin", "Requests from other sites are refused.")

    def _comes_from_us(self, scope: Scope, headers: Headers) -> bool:
        origins = headers.getlist("origin")
        if origins:
            return len(origins) == 1 and origins[0] in self._origins
        by_token = "authorization" in headers
        if scope["type"] == "websocket":
            return by_token
        if scope["method"] in SAFE_METHODS or by_token:
            return True
        site = headers.get("sec-fetch-site")
        if site is None:
            # No browser sends this: a script without a cookie has nobody's rights but its own.
            return session_of(self._settings, headers) is None
        return site == "same-origin"


class _Answer:
    """`send`, with the security headers; knows whether the answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            headers = message["headers"]
            said = {name for name, _ in headers}
            message["headers"] = [*headers, *(one for one in _SECURITY if one[0] not in said)]
        self.begun = True
        await self._send(message)


async def refuse(
    scope: Scope, send: Send, error: InstarError, more: Mapping[str, str] | None = None
) -> None:
    """Answer with problem details: the HTTP twin of an `error.*` message [E7].

    A socket is refused before its 101; a web server that cannot do that answers 403.
    """
    kind = ""
    if scope["type"] == "websocket":
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": 1008})
            return
        kind = "websocket."
    body = msgspec.json.encode(problem_of(error, scope))
    headers = {
        "content-type": "application/problem+json",
        "content-length": str(len(body)),
        "cache-control": "no-store",
        **(more or {}),
    }
    if error.status == 401:
        headers["www-authenticate"] = "Bearer"
    if error.status == 413:
        # What is still on its way would be read to be thrown away.
        headers["connection"] = "close"
    if error.retry_after is not None:
        headers["retry-after"] = str(math.ceil(error.retry_after))
    raw = Headers(headers).raw
    await send({"type": f"{kind}http.response.start", "status": error.status, "headers": raw})
    await send({"type": f"{kind}http.response.body", "body": body})


def problem_of(error: InstarError, scope: Scope) -> Problem:
    """RFC 9457 problem details of an error."""
    return Problem(
        type=f"/api/docs#{error.family}",
        title=error.family.replace("_", " ").capitalize(),
        status=error.status,
        detail=error.message,
        code=error.code,
        retryable=error.retryable,
        path=error.path,
        retry_after=error.retry_after,
        request_id=scope.get("state", {}).get("request_id"),
    )


def allowed_origins(settings: Settings) -> frozenset[str]:
    """Every origin that the page may have, exactly as browsers send it."""
    scheme, host = _public(settings)
    own = {f"http://{name}" for name in _own_hosts(settings)}
    return frozenset(own | {f"{scheme}://{host}"} if host else own)


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """Every value of `Host` under which this server answers."""
    _, host = _public(settings)
    return frozenset(_own_hosts(settings) | {host} if host else _own_hosts(settings))


def _own_hosts(settings: Settings) -> set[str]:
    names = {"127.0.0.1", "localhost", "[::1]"}
    if settings.host not in ("", "0.0.0.0", "::"):
        names.add(f"[{settings.host}]" if ":" in settings.host else settings.host.lower())
    hosts = {f"{name}:{settings.port}" for name in names}
    return hosts | names if settings.port == 80 else hosts


def _public(settings: Settings) -> tuple[str, str]:
    """Scheme and host of the public URL; a browser leaves the scheme's own port out."""
    scheme, netloc, *_ = urlsplit(settings.public_url.lower())
    return scheme, netloc.removesuffix({"https": ":443", "http": ":80"}.get(scheme, ":"))
