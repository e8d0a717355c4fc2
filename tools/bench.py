"""Measure a fresh server on this machine: start, REST, a submit's round trip, fan-out.

    python -m tools.bench --readers 100 --turns 20

Client and server share the machine, so the numbers compare two versions on one machine and nothing
else. Each figure says what was counted.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect

from tools.server import running_server

TOKEN = "bench-" + uuid.uuid4().hex
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
GENEROUS = {
    "INSTAR_ADMIN_TOKEN": TOKEN,
    "INSTAR_CONNECTIONS_PER_USER": "10000",
    "INSTAR_MESSAGES_PER_MINUTE": "1000000",
    "INSTAR_LOG_LEVEL": "warning",
}


def frame(kind: str, thread: str | None = None, **payload: Any) -> tuple[str, str]:
    """Return a message's id and its text."""
    name = str(uuid.uuid4())
    message = {"v": 1, "type": kind, "id": name, "payload": payload}
    return name, msgspec.json.encode(message | ({"threadId": thread} if thread else {})).decode()


async def wait_for(socket: ClientConnection, kind: str) -> int:
    """Read until a message of this type; return how many frames that took."""
    count = 0
    async for text in socket:
        count += 1
        if msgspec.json.decode(text)["type"] == kind:
            return count
    raise ConnectionError(f"the server closed before {kind}")


async def open_reader(address: str, thread: str) -> ClientConnection:
    socket = await connect(
        f"{address.replace('http', 'ws', 1)}/ws",
        subprotocols=["instar.v1"],  # ty: ignore[invalid-argument-type]
        additional_headers=HEADERS,
        compression=None,
        proxy=None,
    )
    await socket.send(frame("session.hello", client="bench/1", protocol={"min": 1, "max": 1})[1])
    await wait_for(socket, "session.welcome")
    await socket.send(frame("thread.subscribe", thread)[1])
    await wait_for(socket, "session.resumed")
    return socket


async def submit(socket: ClientConnection, thread: str, text: str) -> float:
    """Return the seconds from a submit to its durable answer."""
    content = [{"type": "input_text", "text": text}]
    _, message = frame("turn.submit", thread, input={"content": content})
    started = time.perf_counter()
    await socket.send(message)
    await wait_for(socket, "turn.accepted")
    return time.perf_counter() - started


async def measure_rest(client: httpx.AsyncClient, count: int) -> float:
    started = time.perf_counter()
    for _ in range(count):
        (await client.get("/api/v1/threads")).raise_for_status()
    return count / (time.perf_counter() - started)


async def measure_turns(
    address: str, thread: str, readers: int, turns: int
) -> tuple[list[float], int, float]:
    """Return each submit's round trip, the frames that reached readers, and the seconds for all."""
    sockets = [await open_reader(address, thread) for _ in range(readers)]
    trips, frames = [], 0
    started = time.perf_counter()
    for number in range(turns):
        others = [asyncio.create_task(wait_for(socket, "turn.end")) for socket in sockets[1:]]
        trips.append(await submit(sockets[0], thread, f"Turn {number}: " + "some words " * 20))
        frames += await wait_for(sockets[0], "turn.end") + sum(await asyncio.gather(*others))
    seconds = time.perf_counter() - started
    await asyncio.gather(*(socket.close() for socket in sockets))
    return trips, frames, seconds


async def measure(address: str, options: argparse.Namespace) -> None:
    async with httpx.AsyncClient(base_url=address, headers=HEADERS, trust_env=False) as client:
        answer = await client.post("/api/v1/threads", json={"title": "Bench"})
        thread = answer.raise_for_status().json()["id"]
        rate = await measure_rest(client, options.requests)
    trips, frames, seconds = await measure_turns(address, thread, options.readers, options.turns)
    report = {
        "list of threads": f"{rate:,.0f} requests/s, one after the other",
        "submit to accepted": f"{statistics.median(trips) * 1000:.1f} ms, median of {len(trips)}",
        "submit, the slowest": f"{max(trips) * 1000:.1f} ms",
        "turn, whole": f"{seconds / options.turns * 1000:.1f} ms, {options.readers} readers",
        "frames to readers": f"{frames / seconds:,.0f} a second, {frames:,} in all",
    }
    for name, figure in report.items():
        print(f"{name:22}{figure}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--readers", type=int, default=100, help="sockets on one thread (100)")
    parser.add_argument("--turns", type=int, default=20, help="turns, one after the other (20)")
    parser.add_argument("--requests", type=int, default=500, help="REST requests (500)")
    options = parser.parse_args()
    serve = [str(Path(sys.prefix) / "bin" / "instar"), "serve"]
    started = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as data,
        running_server(serve, Path(data), env={**os.environ, **GENEROUS}) as ready,
    ):
        print(f"{'start to ready':22}{time.perf_counter() - started:.2f} s")
        asyncio.run(measure(ready.partition("/login")[0], options))
    return 0


if __name__ == "__main__":
    sys.exit(main())
