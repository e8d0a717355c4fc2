"""Who reads which thread, and who is connected at all."""

from collections import defaultdict
from collections.abc import Iterable
from sys import maxsize
from typing import Protocol

from instar.model.access import Principal
from instar.protocol.close_codes import CloseCode
from instar.pubsub.frame import Frame

CATCH_UP_FRAMES = 1_024


class Reader(Protocol):
    """A connection as fan-out sees it. `send` never waits."""

    principal: Principal
    client: str
    """Names the user's client across its connections; empty before hello."""

    def send(self, frame: Frame) -> None: ...

    def close(self, code: CloseCode, reason: str) -> None: ...


class Subscription:
    """One reader of one thread. Until `go_live`, events are kept back for it and deltas passed over."""

    __slots__ = ("_held", "after", "live", "overflowed", "reader", "send", "thread_id")

    def __init__(self, reader: Reader, thread_id: str) -> None:
        self.reader = reader
        self.thread_id = thread_id
        self.send = reader.send
        self.live = False
        self.after = 0
        self.overflowed = False
        self._held: list[Frame] | None = None

    def hold(self, frame: Frame) -> None:
        """Keep an event back."""
        if frame.offset is None:
            return
        if self._held is None:
            self._held = []
        if len(self._held) < CATCH_UP_FRAMES:
            self._held.append(frame)
        else:
            self.overflowed = True

    def go_live(self, after: int) -> None:
        """Send what was kept back beyond `after`, then everything beyond it as it comes."""
        self.after, self.live = after, True
        held, self._held = self._held, None
        for frame in held or ():
            if frame.offset is not None and frame.offset > after:
                self.send(frame)


class Hub:
    """Readers by user and subscriptions by thread, in this process."""

    def __init__(self) -> None:
        self._threads: defaultdict[str, dict[Reader, Subscription]] = defaultdict(dict)
        self._users: defaultdict[str, set[Reader]] = defaultdict(set)
        self._clients: dict[str, Reader] = {}
        self._open: defaultdict[Reader, set[str]] = defaultdict(set)

    def enter(self, reader: Reader) -> Reader | None:
        """A connection has said hello; returns its client's older one, if any."""
        self._users[reader.principal.user.id].add(reader)
        older = self._clients.get(reader.client)
        self._clients[reader.client] = reader
        return older

    def exit(self, reader: Reader) -> list[str]:
        """A connection has ended; returns the threads that it had open."""
        user_id = reader.principal.user.id
        if self._clients.get(reader.client) is reader:
            del self._clients[reader.client]
        self._users[user_id].discard(reader)
        if not self._users[user_id]:
            del self._users[user_id]
        left = sorted(self._open.pop(reader, ()))
        for thread_id in left:
            self.leave(reader, thread_id)
        return left

    def join(self, reader: Reader, thread_id: str) -> Subscription:
        """Begin a subscription, in place of the reader's older one; it is not live yet."""
        subscription = Subscription(reader, thread_id)
        self._threads[thread_id][reader] = subscription
        self._open[reader].add(thread_id)
        return subscription

    def leave(self, reader: Reader, thread_id: str) -> bool:
        """End a subscription; False when there was none."""
        readers = self._threads.get(thread_id)
        if readers is None or readers.pop(reader, None) is None:
            return False
        if not readers:
            del self._threads[thread_id]
        if reader in self._open:
            self._open[reader].discard(thread_id)
        return True

    def is_current(self, subscription: Subscription) -> bool:
        """Whether the subscription was neither ended nor replaced."""
        readers = self._threads.get(subscription.thread_id, {})
        return readers.get(subscription.reader) is subscription

    def publish(self, thread_id: str, frames: Iterable[Frame]) -> None:
        """Give frames to everyone who reads the thread."""
        readers = self._threads.get(thread_id)
        if not readers:
            return
        subscriptions = list(readers.values())
        for frame in frames:
            # An event that a reader has is one that was read before it was told of here.
            offset = maxsize if frame.offset is None else frame.offset
            for subscription in subscriptions:
                if not subscription.live:
                    subscription.hold(frame)
                elif offset > subscription.after:
                    subscription.send(frame)

    def has_readers(self, thread_id: str) -> bool:
        """Whether anyone has the thread open."""
        return thread_id in self._threads

    def readers_of(self, thread_id: str) -> list[Reader]:
        """Everyone who has the thread open."""
        return list(self._threads.get(thread_id, ()))

    def threads_of(self, reader: Reader) -> frozenset[str]:
        """The threads that a connection has open."""
        return frozenset(self._open.get(reader, ()))

    def readers_by_user(self, user_id: str) -> list[Reader]:
        """Every connection of a user."""
        return list(self._users.get(user_id, ()))

    def readers_by_client(self, client: str) -> list[Reader]:
        """The connection of a client, if it has one."""
        return [self._clients[client]] if client in self._clients else []

    @property
    def readers(self) -> list[Reader]:
        """Every connection."""
        return [reader for readers in self._users.values() for reader in readers]
