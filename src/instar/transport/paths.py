"""Finds the application that a path belongs to."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class _Place:
    """What may follow a beginning of paths. `None` stands for any segment, which `names` names."""

    __slots__ = ("app", "following", "names")

    def __init__(self) -> None:
        self.following: dict[str | None, _Place] = {}
        self.names: tuple[str, ...] = ()
        self.app: ASGIApp | None = None


class Paths:
    """Applications by path, as one of their own. `{name}` stands for a segment, where none is
    written out; what stands there is in the scope's `path_params`.

    A tree of segments: a request costs a look-up each, however many paths there are.
    """

    def __init__(self, apps: Mapping[str, ASGIApp], default: ASGIApp) -> None:
        self._root = _Place()
        self._default = default
        for path, app in apps.items():
            self._add(path, app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = self._root
        values: list[str] = []
        for segment in scope["path"].split("/")[1:]:
            following = place.following.get(segment)
            if following is None and segment:
                following = place.following.get(None)
                values.append(segment)
            if following is None:
                break
            place = following
        else:
            if place.app is not None:
                scope["path_params"] = dict(zip(place.names, values, strict=True))
                await place.app(scope, receive, send)
                return
        await self._default(scope, receive, send)

    def _add(self, path: str, app: ASGIApp) -> None:
        place = self._root
        names: list[str] = []
        for segment in path.split("/")[1:]:
            name = segment[1:-1] if segment.startswith("{") else None
            if name is not None:
                names.append(name)
            place = place.following.setdefault(segment if name is None else None, _Place())
        place.app, place.names = app, tuple(names)
