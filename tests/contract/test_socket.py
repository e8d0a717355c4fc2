"""The socket, over a real one: connection and envelope rules (SPEC sections C, E)."""

import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.support.served import BEARER, Served
from tests.support.socket import Socket

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["direct", "sansio"])
async def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Served]:
    data = tmp_path_factory.mktemp("socket") / "data"
    async with Served(data, INSTAR_WS=request.param) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="module")
async def socket(served: Served) -> AsyncGenerator[Socket]:
    opened = await Socket().open(served.port)
    await opened.until("session.welcome")
    yield opened
    opened.abort()


async def test_c3_the_first_frame_down_is_the_welcome(served: Served) -> None:
    opened = await Socket().open(served.port)
    first = await opened.receive()
    assert first["type"] == "session.welcome"
    assert first["payload"]["heartbeatMs"] == 25_000
    assert first["payload"]["limits"]["frameBytes"] == 65_536
    opened.abort()


async def test_c3_another_first_frame_closes(served: Served) -> None:
    opened = await Socket().open(served.port, hello=False)
    await opened.send("thread.subscribe", threadId="thr_1", payload={})
    assert await opened.close_code() == 4400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"origin": "own"}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({**BEARER, "origin": "http://evil.example"}, 403),
        ({**BEARER, "origin": "null"}, 403),
        ({**BEARER, "host": "evil.example"}, 421),
    ],
)
async def test_c2_a_refusal_is_an_http_status(served: Served, headers, status) -> None:
    if headers.get("origin") == "own":
        headers = {"origin": served.url}
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"ws://127.0.0.1:{served.port}/ws", additional_headers=headers)
    assert refused.value.response.status_code == status
    problem = json.loads(refused.value.response.body or b"{}")
    assert problem["status"] == refused.value.response.status_code


async def test_c2_the_servers_own_origin_is_taken(served: Served) -> None:
    origin = f"http://127.0.0.1:{served.port}"
    connection = await connect(
        f"ws://127.0.0.1:{served.port}/ws", additional_headers={**BEARER, "origin": origin}
    )
    await connection.close()


async def test_c7_a_client_that_comes_back_takes_its_place(served: Served) -> None:
    first = await Socket().open(served.port)
    token = (await first.until("session.welcome"))["payload"]["resumeToken"]
    second = await Socket().open(served.port, hello=False)
    await second.send("session.hello", payload={"resumeToken": token})
    await second.until("session.welcome")
    assert await first.close_code() == 4408
    second.abort()


async def test_c8_a_binary_frame_closes(socket: Socket) -> None:
    await socket.send_raw(b"\x00\x01")
    assert await socket.close_code() == 1003


async def test_c8_a_frame_over_64_kib_closes(socket: Socket) -> None:
    await socket.send_raw("x" * 65_537)
    assert await socket.close_code() == 1009


async def test_c8_a_frame_of_64_kib_is_read(socket: Socket) -> None:
    await socket.send_raw("x" * 65_536)
    assert (await socket.until("error.validation"))["payload"]["code"] == "validation.json"


@pytest.mark.parametrize("major", [0, 2, 99])
async def test_e2_another_major_closes(socket: Socket, major: int) -> None:
    await socket.send_raw(json.dumps({"v": major, "type": "turn.cancel", "id": "a" * 8}))
    assert await socket.close_code() == 4406


async def test_e3_an_unknown_type_is_answered_and_the_socket_stays_open(socket: Socket) -> None:
    ref = await socket.send("thread.dance", payload={})
    refused = await socket.until("error.unsupported")
    assert refused["ref"] == ref
    assert refused["payload"] == {
        "code": "unsupported.type",
        "message": "Unknown message type: 'thread.dance'.",
        "retryable": False,
        "path": "/type",
    }
    await socket.send("thread.dance", payload={})
    await socket.until("error.unsupported")


async def test_e6_pof_03_a_malformed_message_is_refused_with_its_place(socket: Socket) -> None:
    ref = await socket.send("turn.submit", threadId="thr_1", payload={"input": {"content": 5}})
    refused = await socket.until("error.validation")
    assert refused["ref"] == ref
    assert refused["payload"]["path"] == "/payload/input/content"
    assert refused["payload"]["retryable"] is False


async def test_e1_a_server_only_field_is_refused(socket: Socket) -> None:
    await socket.send("turn.cancel", threadId="thr_1", payload={}, offset=5)
    assert (await socket.until("error.validation"))["payload"]["path"] == "/offset"


async def test_e8_foreign_and_missing_ids_get_the_same_answer(socket: Socket) -> None:
    await socket.send("thread.subscribe", threadId="thr_none", payload={})
    refused = await socket.until("error.not_found")
    assert refused["threadId"] == "thr_none"
    await socket.send("turn.cancel", threadId="thr_none", payload={})
    await socket.until("error.not_found")


async def test_t1_pof_02_a_turn_streams(served: Served, socket: Socket) -> None:
    thread = await served.new_thread()
    await socket.subscribe(thread)
    await socket.submit(thread, "hello")
    await socket.until("turn.end")
    types = [frame["type"] for frame in socket.frames if frame["type"].startswith("turn.")]
    assert types[:2] == ["turn.accepted", "turn.start"]
    assert set(types[2:-1]) == {"turn.delta"}
    assert types[-1] == "turn.end"


async def test_t2_an_asker_who_does_not_look_on_is_answered_too(
    served: Served, socket: Socket
) -> None:
    thread = await served.new_thread()
    ref = await socket.submit(thread, "hello")
    accepted = await socket.until("turn.accepted")
    assert accepted["ref"] == ref
    await socket.submit(thread, "hello", ref)
    again = await socket.until("turn.accepted")
    assert again["payload"]["dup"] is True


async def test_s3_reading_moves_the_mark_and_tells_the_list(served: Served, socket: Socket) -> None:
    thread = await served.new_thread()
    await socket.send("thread.read", threadId=thread, payload={"offset": 99})
    state = await socket.until("thread.state")
    while state["payload"]["thread"].get("lastRead", 0) == 0:
        state = await socket.until("thread.state")
    assert state["payload"]["thread"]["lastRead"] == state["payload"]["thread"]["head"]


async def test_s2_presence_shows_who_is_there_and_types(served: Served, socket: Socket) -> None:
    thread = await served.new_thread()
    await socket.subscribe(thread)
    users = (await socket.until("presence.state"))["payload"]["users"]
    assert [one["name"] for one in users] == ["admin"]
    await socket.send("presence.set", threadId=thread, payload={"typing": True})
    users = (await socket.until("presence.state"))["payload"]["users"]
    assert users[0]["typing"] is True


async def test_c9_a_client_that_floods_is_told_to_wait_then_closed(tmp_path: Path) -> None:
    async with Served(tmp_path / "data", INSTAR_MESSAGES_PER_MINUTE="120") as slow:
        opened = await Socket().open(slow.port)
        # The hello has taken one of the sixty.
        for _ in range(80):
            await opened.send("thread.unsubscribe", threadId="thr_1", payload={})
        refused = await opened.until("error.rate_limited")
        acknowledged = sum(frame["type"] == "ack" for frame in opened.frames)
        assert 59 <= acknowledged < 80
        assert 0 < refused["payload"]["retryAfter"] <= 0.5
        assert refused["payload"]["retryable"] is True
        for _ in range(700):
            await opened.send("thread.unsubscribe", threadId="thr_1", payload={})
        assert await opened.close_code() == 4005


async def test_u6_a_lock_is_told_to_who_has_the_thread_open_and_enforced(served: Served) -> None:
    thread = await served.new_thread()
    opened = await Socket().open(served.port)
    await opened.send("thread.subscribe", threadId=thread, payload={})
    await opened.until("session.resumed")
    lock = {"op": "add", "path": "/locks/composer", "value": {"reason": "Moving house."}}
    change = {"layer": "thread", "of": thread, "patch": [lock]}
    await served.rest("PATCH", "/interface", json=change)
    told = await opened.until("ui.state.patch")
    assert told["threadId"] == thread
    assert told["payload"] == {"layer": "thread", "rev": 1, "patch": [lock]}
    part = {"type": "input_text", "text": "hello"}
    ref = await opened.send("turn.submit", threadId=thread, payload={"input": {"content": [part]}})
    refused = await opened.until("error.locked")
    assert refused["ref"] == ref
    assert refused["payload"]["message"] == "Moving house."
    opened.abort()


async def test_k2_a_command_of_the_server_is_acknowledged_and_an_unknown_one_refused(
    served: Served,
) -> None:
    thread = await served.new_thread()
    opened = await Socket().open(served.port)
    await opened.until("ui.state.snapshot")
    for command, answer in (("core.cancel", "ack"), ("core.nothing", "error.not_found")):
        ref = await opened.send("command.invoke", threadId=thread, payload={"commandId": command})
        assert (await opened.until(answer))["ref"] == ref
    opened.abort()
