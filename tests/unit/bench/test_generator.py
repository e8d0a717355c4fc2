"""The load generator speaks WebSocket and HTTP, counts what comes, and asks again when it is answered."""

import http
import json
import shutil
import time
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import serve

from bench.load.generator import FRESH_ID, Connection, Generator
from bench.wire.http import request_head
from bench.wire.websocket import upgrade_request

pytestmark = pytest.mark.skipif(not shutil.which("cc"), reason="there is no compiler")

RESUMED = '{"type":"session.resumed"}'


def said(type_, **fields):
    return json.dumps({"type": type_, **fields}, separators=(",", ":"))


@asynccontextmanager
async def server(handler, **options):
    async with serve(handler, "127.0.0.1", 0, **options) as listening:
        yield next(iter(listening.sockets)).getsockname()[1]


@pytest.fixture
async def generator(tmp_path):
    async with Generator.start(tmp_path) as started:
        yield started


def clients(port, count, say=b""):
    return [Connection(upgrade_request(port, "/ws"), [b"hello"], say)] * count


async def test_deltas_count_by_their_text_and_their_lag_by_the_oldest_stamp(generator):
    async def handler(socket):
        await socket.recv()
        stamp = time.monotonic_ns() - 50_000_000
        await socket.send(RESUMED)
        await socket.send(said("turn.delta", delta=f"token1 @{stamp} token2 token3 "))
        await socket.send(said("item.done", text="token1 token2 token3 "))
        await socket.wait_closed()

    async with server(handler) as port:
        await generator.open("all", port, clients(port, 3))
        seen = await generator.until("deltas", 9, 10)
        assert (seen.ready, seen.deltas, seen.lag.count) == (3, 9, 3)
        assert seen.lag.p50 >= 49


async def test_both_kinds_of_heartbeat_are_answered(generator):
    pongs = []

    async def handler(socket):
        await socket.recv()
        await socket.send(RESUMED)
        await (await socket.ping())
        await socket.send(said("session.ping", payload={"seq": 2}))
        pongs.append(json.loads(await socket.recv()))
        await socket.send(said("turn.end"))
        await socket.wait_closed()

    async with server(handler) as port:
        await generator.open("all", port, clients(port, 1))
        await generator.until("ends", 1, 10)
    assert [(pong["type"], pong["payload"]) for pong in pongs] == [("session.pong", {"ack": 2})]


async def test_who_was_answered_asks_again_with_another_id(generator):
    ids = []

    async def handler(socket):
        await socket.recv()
        await socket.send(RESUMED)
        async for message in socket:
            ids.append(json.loads(message)["id"])
            await socket.send(said("turn.delta", delta="token0 "))
            await socket.send(said("turn.end"))

    async with server(handler) as port:
        await generator.open("all", port, clients(port, 2, f'{{"id":"{FRESH_ID}"}}'.encode()))
        seen = await generator.turns("all", 0.05)
    assert seen.end.count == seen.first.count == seen.deltas == len(ids) >= 2
    assert len(set(ids)) == len(ids)
    assert all(len(one) == len(FRESH_ID) for one in ids)


async def test_who_is_refused_comes_again(generator):
    refused = []

    def refuse_once(connection, request):
        if refused:
            return None
        refused.append(request.path)
        return connection.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, "later")

    async def handler(socket):
        await socket.recv()
        await socket.send(RESUMED)
        await socket.wait_closed()

    async with server(handler, process_request=refuse_once) as port:
        seen = await generator.open("all", port, clients(port, 2))
    assert (seen.ready, seen.refused) == (2, 1)


async def test_what_the_server_closes_is_lost_and_says_why(generator):
    async def handler(socket):
        await socket.recv()
        await socket.send(RESUMED)
        await socket.recv()
        await socket.close(4002)

    async with server(handler) as port:
        await generator.open("all", port, clients(port, 1, b"enough"))
        await generator.say("all")
        seen = await generator.until("lost", 1, 10)
    assert (seen.ready, seen.close_code) == (0, 4002)


async def test_without_an_upgrade_it_speaks_http(generator):
    def page(connection, request):
        assert request.path == "/page"
        return connection.respond(http.HTTPStatus.OK, "x" * 1_000)

    async def handler(socket):
        raise AssertionError("no socket in this test")

    async with server(handler, process_request=page) as port:
        request = Connection(b"", [], request_head("GET", port, "/page"))
        await generator.open("all", port, [request])
        seen = await generator.turns("all", 0)
    assert (seen.end.count, seen.bytes) == (1, 1_000)


async def test_an_answer_that_does_not_come_is_an_error(generator):
    async def handler(socket):
        await socket.recv()
        await socket.wait_closed()

    async with server(handler) as port:
        with pytest.raises(ConnectionError, match="0 of 1 connected"):
            await generator.open("all", port, clients(port, 1), seconds=0.1)
