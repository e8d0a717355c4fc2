"""The interface that the server owns: how soon a change of it is seen, and who answers a message."""

import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import msgspec

from bench.cases.page import PACE_MS, STREAMS, WATCHED, signed_in
from bench.contenders.instar import BEARER, Instar
from bench.dispatch import time_dispatch
from bench.page.chromium import Tab, chromium, visit
from bench.page.patches import watch_commands, watch_patches
from bench.page.streams import end_streams, open_streams
from bench.process import running
from bench.results import OURS, Figure, Result, figure_of, sample_of_many
from bench.rounds import Bench
from bench.wire.http import Http

LOCK = "/locks/composer"
FIRST = "/markdown 100 0"
FLOOR, REGISTERED = 8, 20
OUTLASTING = (300, 4)
"""Tokens of an answer that does not end before the patches: to begin with, and for each of them."""


async def measure(bench: Bench) -> Result:
    """No peer has such a thing. Patches come over REST, from an admin, for everybody."""
    plan = bench.plan
    served = Instar("bench.served")
    await served.prepare()
    patches, clicks, keys = [], [], []
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(chromium())
        process = await stack.enter_async_context(
            running(served.command(bench.folder / "data"), bench.folder / "log")
        )
        place = await signed_in(browser, served, process.port)
        for _ in range(plan.few):
            async with visit(browser, WATCHED[OURS], place.cookies) as tab:
                patches.append(await _patches(tab, place.url, process.port, plan.patches))
            for seen, by_key in ((clicks, False), (keys, True)):
                async with visit(browser, WATCHED[OURS], place.cookies) as tab:
                    seen.append(
                        await watch_commands(tab, place.url, FIRST, plan.commands, by_key=by_key)
                    )
    plain = [await _dispatch(bench.folder, 0, 1) for _ in range(plan.repeats)]
    deep = [await _dispatch(bench.folder, FLOOR, REGISTERED) for _ in range(plan.repeats)]
    return Result(
        "interface",
        "The interface that the server owns",
        [
            *_seen(f"patch until painted, {STREAMS} threads stream", patches, 20, 60),
            *_commanded("by Enter", keys),
            *_commanded("by a click", clicks),
            _routed("to the only handler", plain),
            _routed(f"past {FLOOR} on the floor and {REGISTERED} registered", deep),
        ],
    )


async def _patches(tab: Tab, url: str, port: int, count: int) -> list[float]:
    text = f"/markdown {OUTLASTING[0] + OUTLASTING[1] * count} {PACE_MS}"
    await open_streams(tab, url, text, STREAMS)
    async with Http.open(port, **BEARER) as http:

        async def lock(reason: str) -> None:
            await _patch(http, {"op": "add", "path": LOCK, "value": {"reason": reason}})

        times = await watch_patches(tab, lock, count)
        await _patch(http, {"op": "remove", "path": LOCK})
    await end_streams(tab, STREAMS)
    return times


async def _patch(http: Http, operation: dict[str, Any]) -> None:
    """Change the interface for everybody."""
    body = msgspec.json.encode({"layer": "global", "patch": [operation]})
    answer = await http.request("PATCH", "/api/v1/interface", body)
    if answer.status != 200:
        raise ValueError(f"{answer.status}: {answer.body[:500]!r}")


async def _dispatch(folder: Path, floor: int, registered: int) -> float:
    return await time_dispatch(Path(tempfile.mkdtemp(dir=folder)), floor, registered)


def _seen(
    name: str, runs: Sequence[Sequence[float]], middle: float | None, late: float | None
) -> list[Figure]:
    return [
        Figure(f"{name}, {said}", "ms", {OURS: sample_of_many(runs, share)}, goal=goal)
        for said, share, goal in (("p50", 0.5, middle), ("p99", 0.99, late))
    ]


def _commanded(by: str, runs: Sequence[tuple[list[float], list[float]]]) -> list[Figure]:
    lines, locks = zip(*runs, strict=True)
    return [
        *_seen(f"command {by} until its line is painted", lines, 30, None),
        *_seen(f"command {by} until the lock it sets is painted", locks, None, None),
    ]


def _routed(name: str, runs: Sequence[float]) -> Figure:
    return figure_of(f"dispatch of a message {name}", "µs", {OURS: runs}, float, goal=20)
