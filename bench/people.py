"""Who uses a server that is measured."""

from typing import NamedTuple


class Shape(NamedTuple):
    """How many users with how many sessions each, and the threads that they have open.

    User n is in thread n modulo `threads`; where they are `shared`, everyone is in all of them.
    `items` is how many messages each thread has from before.
    """

    users: int
    threads: int = 1
    sessions: int = 1
    items: int = 0
    shared: bool = False


class Place(NamedTuple):
    """A thread, and where its log ends."""

    thread: str
    epoch: str = ""
    head: int = 0


class Person(NamedTuple):
    """Somebody's session and the thread that is open in it. A server without users wants no cookie."""

    cookie: str
    place: Place


class Population(NamedTuple):
    """Everyone: of a user's sessions each is a person."""

    people: list[Person]
    places: list[Place]
