"""Binds routes to requests: who asks, may they, what exactly, and the answer."""

import asyncio
import functools
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from instar.model.access import demand_role
from instar.protocol.codec import decode_strict, validation
from instar.protocol.errors import InstarError
from instar.protocol.threads import Thread
from instar.runtime.server import Server
from instar.transport.auth import authenticate
from instar.transport.edges import refuse
from instar.transport.http.call import Call, Reply
from instar.transport.http.route import Route
from instar.transport.http.throttle import Throttle

QUERY_FIELDS = 16
SMALL_BODY = 65_536
FORMS = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})


class Endpoint:
    """All methods of one path, as an ASGI application."""

    def __init__(
        self, server: Server, routes: Iterable[Route], writes: Throttle, logins: Throttle
    ) -> None:
        self._server = server
        self._routes: dict[str, Route] = {route.method: route for route in routes}
        self._writes = writes
        self._logins = logins
        if "GET" in self._routes:
            self._routes["HEAD"] = self._routes["GET"]
        self._allow = ", ".join(sorted({*self._routes, "OPTIONS"}))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        if method == "OPTIONS":
            await Response(status_code=204, headers={"allow": self._allow})(scope, receive, send)
        elif (route := self._routes.get(method)) is None:
            error = InstarError("unsupported.method", f"Allowed here: {self._allow}.", status=405)
            await refuse(scope, send, error, {"allow": self._allow})
        else:
            response = await self._respond(route, scope, receive)
            await response(scope, receive, send)

    async def _respond(self, route: Route, scope: Scope, receive: Receive) -> Response:
        call = Call(self._server, scope, receive, scope["path_params"])
        await self._admit(route, call)
        call.query = _bind_query(route, scope)
        if route.body is not None:
            call.body = await _bind_body(route, call)
        elif route.raw and _media_type(call) in FORMS:
            raise _wrong_type("the file itself")
        return _answer(route, await route.answer(call))

    async def _admit(self, route: Route, call: Call) -> None:
        """Let the asker through if the route is for them."""
        if route.needs == "nobody":
            if route.changes:
                self._logins.demand(str((call.scope.get("client") or ("",))[0]))
            return
        call.asker = principal = await authenticate(self._server, call.scope)
        if principal is None:
            raise InstarError("unauthorized.session", "Sign in first.")
        if route.needs == "admin":
            demand_role(principal, "admin")
        if route.changes:
            self._writes.demand(principal.user.id)


def _bind_query(route: Route, scope: Scope) -> Any:
    try:
        pairs = parse_qsl(
            scope["query_string"].decode("latin-1"),
            keep_blank_values=True,
            max_num_fields=QUERY_FIELDS,
        )
    except ValueError:
        raise InstarError("validation.query", "There are too many parameters.") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise InstarError("validation.query", "A parameter is there twice.")
    try:
        return msgspec.convert(fields, route.query, strict=False)
    except msgspec.ValidationError as error:
        raise validation(error) from None


async def _bind_body(route: Route, call: Call) -> Any:
    if _media_type(call) != "application/json":
        raise _wrong_type("application/json")
    body = await call.whole_body(route.body_bytes)
    decoder = _decoder(route.body)
    if len(body) <= SMALL_BODY:
        return decode_strict(decoder, body)
    return await asyncio.to_thread(decode_strict, decoder, body)


@functools.cache
def _decoder(type_: Any) -> "msgspec.json.Decoder[Any]":
    return msgspec.json.Decoder(type_)


def _media_type(call: Call) -> str:
    return call.headers.get("content-type", "").partition(";")[0].strip().lower()


def _wrong_type(wanted: str) -> InstarError:
    return InstarError("unsupported.media_type", f"The body must be {wanted}.", status=415)


def _answer(route: Route, result: Any) -> Response:
    if isinstance(result, Response):
        return result
    headers = {"cache-control": "no-store"}
    if isinstance(result, Reply):
        result, more = result
        headers.update(more)
    if route.result is None:
        return Response(status_code=204, headers=headers)
    if isinstance(result, Thread):
        headers["etag"] = f'"{result.revision}"'
    body = msgspec.json.encode(result)
    return Response(body, route.status, headers, media_type="application/json")
