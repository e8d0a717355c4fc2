"""What a model gets of a thread: the words, the files, and what tools did."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from instar.protocol.rest import CreateAttachment
from instar.sdk.models import FileInput, Model, TextInput, ToolCall, ToolOutput, UserMessage
from tests.conftest import OpenServer
from tests.support.messages import submit
from tests.support.pictures import picture
from tests.support.scripted import ScriptedProvider, says, with_assistant
from tests.unit.runtime.conftest import Chat
from tests.unit.runtime.test_tools import add, calls


async def upload(chat: Chat, name: str, mime_type: str, body: bytes) -> str:
    async def chunks() -> AsyncGenerator[bytes]:
        yield body

    announced = CreateAttachment(name=name, mime_type=mime_type, size=len(body))
    made = await chat.server.uploads.announce(chat.owner, announced)
    await chat.server.uploads.receive(chat.owner, made.id, chunks())
    return made.id


async def heard(
    open_server: OpenServer, name: str, mime_type: str, body: bytes, **model: Any
) -> Any:
    """What the model got of a message with this file."""
    provider = ScriptedProvider(says("I see."), models=[Model(id="one", **model)])
    chat = await Chat.open(await open_server(*with_assistant(provider)))
    attachment = await upload(chat, name, mime_type, body)
    await chat.accept(submit(chat.thread, "Look", attachments=[attachment]))
    await chat.reader.until("turn.end")
    (message,) = provider.requests[0].messages
    assert isinstance(message, UserMessage)
    text, file = message.content
    assert text == TextInput("Look")
    return file


async def test_a_picture_is_a_file(open_server: OpenServer) -> None:
    body = picture(size=(4, 4))
    assert await heard(open_server, "a.png", "image/png", body) == FileInput(
        "a.png", "image/png", body
    )


async def test_a_model_that_cannot_look_is_told_that_there_is_a_picture(
    open_server: OpenServer,
) -> None:
    file = await heard(open_server, "a.png", "image/png", picture(size=(4, 4)), images=False)
    assert file == TextInput("[The picture a.png is attached; this model cannot look at pictures.]")


async def test_a_text_is_read_out(open_server: OpenServer) -> None:
    file = await heard(open_server, "a.txt", "text/plain", "Grüße".encode())
    assert file == TextInput('<file name="a.txt">\nGrüße\n</file>')


@pytest.mark.parametrize(
    ("name", "mime_type", "body"),
    [
        pytest.param("a.bin", "application/octet-stream", b"\x00\x01\x02" * 9, id="unknown"),
        pytest.param("a.txt", "text/plain", b"a" * 200_001, id="too long"),
    ],
)
async def test_of_what_cannot_be_read_the_model_knows_that_it_is_there(
    open_server: OpenServer, name: str, mime_type: str, body: bytes
) -> None:
    file = await heard(open_server, name, mime_type, body)
    assert file.text.startswith(f"[The file {name} is attached")
    assert f"{len(body):,} bytes" in file.text


async def test_what_tools_did_is_remembered_in_the_next_turn(open_server: OpenServer) -> None:
    provider = ScriptedProvider(calls('{"a": 1}'), says("2."), says("Yes."))
    chat = await Chat.open(await open_server(*with_assistant(provider, add)))
    await chat.say("1 + 1?")
    await chat.say("Sure?")
    messages = provider.requests[2].messages
    assert messages[1:3] == [ToolCall("call_0", "add", '{"a":1}'), ToolOutput("call_0", "2")]
    assert messages[-1] == UserMessage([TextInput("Sure?")])
