"""Servers that answer a POST by server-sent events."""

from collections.abc import Callable

from bench.contenders.contender import TURN_SECONDS
from bench.contenders.stopwatch import Stopwatch, Turn
from bench.wire.http import Http


class StreamingSession:
    """A person's connection, kept open from turn to turn.

    `submission` makes the body that asks for deltas; `mark` is what only an event with one holds.
    """

    def __init__(
        self, http: Http, path: str, submission: Callable[[int], bytes], mark: bytes
    ) -> None:
        self._http = http
        self._path = path
        self._submission = submission
        self._mark = mark
        self._watch = Stopwatch()

    async def turn(self, deltas: int) -> Turn:
        turn = self._watch.start()
        body = self._submission(deltas)
        await self._http.request("POST", self._path, body, self._note, TURN_SECONDS)
        self._watch.end()
        return turn.result()

    def _note(self, body: bytes) -> None:
        if self._mark in body:
            self._watch.delta(body)
