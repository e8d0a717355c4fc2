"""The ASGI application: the API, the page and the socket behind one set of edges."""

from itertools import groupby

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from instar.protocol.errors import InstarError, not_found
from instar.runtime.server import Server
from instar.transport.edges import Edges, refuse
from instar.transport.http import docs
from instar.transport.http.endpoint import Endpoint
from instar.transport.http.page import Page
from instar.transport.http.routes import PREFIX, ROUTES
from instar.transport.http.throttle import Throttle
from instar.transport.paths import Paths

WRITES_PER_SECOND, WRITES_AT_ONCE = 20, 100
LOGINS_PER_SECOND, LOGINS_AT_ONCE = 1, 30


def create_app(server: Server, socket_app: ASGIApp) -> ASGIApp:
    """Everything that the server answers on its port. `socket_app` takes the sockets at `/ws`."""
    page = Page()
    paths = Paths(
        {
            **_api(server),
            "/api/openapi.json": _Get(docs.openapi),
            "/api/docs": _Get(docs.reference),
            "/api/docs.css": _Get(docs.style),
            "/healthz": _Get(_healthy(server)),
            "/assets/{name}": _Get(page.asset),
            **dict.fromkeys(("/", "/login", "/t/{thread_id}"), _Get(page.index)),
            "/{name}": _Get(page.file),
        },
        default=_nothing_here,
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await paths(scope, receive, send)
        elif scope["path"] == "/ws":
            await socket_app(scope, receive, send)
        else:
            await _nothing_here(scope, receive, send)

    return Edges(app, server.settings)


def _api(server: Server) -> dict[str, ASGIApp]:
    writes = Throttle(WRITES_PER_SECOND, WRITES_AT_ONCE)
    logins = Throttle(LOGINS_PER_SECOND, LOGINS_AT_ONCE)
    by_path = groupby(sorted(ROUTES, key=lambda route: route.path), lambda route: route.path)
    return {PREFIX + path: Endpoint(server, routes, writes, logins) for path, routes in by_path}


class _Get:
    """An application that is only ever read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
        else:
            error = InstarError("unsupported.method", "This can only be read.", status=405)
            await refuse(scope, send, error, {"allow": "GET, HEAD"})


def _healthy(server: Server) -> ASGIApp:
    async def healthy(scope: Scope, receive: Receive, send: Send) -> None:
        """Says that the process answers and its database can be read."""
        await server.database.read(lambda _: None)
        response = Response(b'{"status":"ok"}', media_type="application/json")
        await response(scope, receive, send)

    return healthy


async def _nothing_here(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise not_found("page")
