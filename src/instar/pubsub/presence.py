"""Who has a thread open and who is typing there. Ephemeral: never stored [S2]."""

from collections import defaultdict

from instar.protocol.down import Present
from instar.pubsub.hub import Hub, Reader

TYPING_SECONDS = 8.0


class Presence:
    """Typing marks by thread and reader, each with the loop time at which it is forgotten."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._typing: defaultdict[str, dict[Reader, float]] = defaultdict(dict)

    def set_typing(self, reader: Reader, thread_id: str, typing: bool, at: float) -> None:
        """Note that a reader types, or no longer does."""
        if typing:
            self._typing[thread_id][reader] = at + TYPING_SECONDS
        else:
            self.forget(reader, thread_id)

    def forget(self, reader: Reader, thread_id: str) -> None:
        """The reader has left or stopped."""
        marks = self._typing.get(thread_id)
        if marks is not None:
            marks.pop(reader, None)
            if not marks:
                del self._typing[thread_id]

    def expire(self, at: float) -> list[str]:
        """Forget marks that are too old; returns the threads where something changed."""
        stale = [
            (thread_id, reader)
            for thread_id, marks in self._typing.items()
            for reader, until in marks.items()
            if until <= at
        ]
        for thread_id, reader in stale:
            self.forget(reader, thread_id)
        return sorted({thread_id for thread_id, _ in stale})

    def present(self, thread_id: str) -> list[Present]:
        """One entry for each user who has the thread open, by name."""
        marks = self._typing.get(thread_id, {})
        found: dict[str, Present] = {}
        for reader in self._hub.readers_of(thread_id):
            user = reader.principal.user
            typing = reader in marks or (user.id in found and found[user.id].typing)
            found[user.id] = Present(user_id=user.id, name=user.name, typing=typing)
        return sorted(found.values(), key=lambda one: (one.name, one.user_id))
