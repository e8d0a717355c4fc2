"""What the roadmap promises, by id; which promises are kept now, and the mark of a proof.

`test_manifest.py` looks both ways: a kept promise has a proof, and a proof is of a kept promise.
"""

from collections.abc import Callable
from typing import Any

import pytest

PROMISES = {
    "PoF-01": "open the app, the socket connects, the page says so",
    "PoF-02": "send a message, the server answers with turn.start, turn.delta, turn.end",
    "PoF-03": "a malformed message is refused with error.validation",
    "PoF-04": "create a thread, refresh the page, the thread still exists",
    "PoF-05": "append items via REST, they appear in the page",
    "PoF-06": "upload a file, the server stores it, the client can fetch metadata and a preview",
    "PoF-07": "a handler takes over for a multi-step flow and yields back",
    "PoF-08": "message types are routed to distinct handlers",
    "PoF-09": "a handler emits patches of the interface while it is active",
    "PoF-10": "the server locks the composer, nobody can send",
    "PoF-11": "the server hides the uploads panel and disables uploads",
    "PoF-12": "a command's button appears, a click invokes it, the server responds",
    "PoF-13": "a model's output streams into the page",
    "PoF-14": "thread history replays after a refresh",
    "PoF-15": "rate limits and network errors end a turn with an error widget",
    "PoF-16": "an item of type widget.card renders with its renderer",
    "PoF-17": "a rule hides messages after 30 s",
    "PoF-18": "the server switches a renderer without a reload",
    "PoF-19": "a plugin installed at run time changes the page at once",
    "PoF-20": "a plugin's new version is loaded and its behaviour changes",
    "PoF-21": "a disabled plugin leaves the defaults without a refresh",
    "PoF-22": "a request in the chat makes a new command without a redeploy",
    "PoF-23": "a new widget spec renders with the generic renderer",
    "PoF-24": "registry updates are versioned and reversible",
    "PoF-25": "a tool generates a plugin that builds and loads",
    "PoF-26": "saving plugin code rebuilds it and clients update live",
    "PoF-27": "failing tests keep a plugin from activation, and the chat shows why",
    "PoF-28": "roles keep others than admins from installing plugins",
    "PoF-29": "a rollback restores the former behaviour within one turn",
    "PoF-30": "N connections stay stable for X minutes",
    "PoF-31": "a plugin process crashes, the server stays healthy",
    "PoF-32": "unloading a plugin ends its process and gives memory back",
    "PoF-33": "two browsers on one thread both see the streamed answer",
    "PoF-34": "a plugin with a forbidden dependency is refused",
    "PoF-35": "a tampered artifact does not load",
}

KEPT = frozenset(f"PoF-{number:02}" for number in (*range(1, 19), 33))
"""The promises of the releases so far."""


def proves(*promises: str) -> Callable[[Any], Any]:
    """Mark a test as the proof of promises."""
    return pytest.mark.proves(*promises)
