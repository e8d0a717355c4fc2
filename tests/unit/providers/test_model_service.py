"""The fake is faithful: what reads the real services reads it too, and says the same as we do."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from anthropic import AsyncAnthropic
from hypothesis import given, settings
from hypothesis import strategies as st
from openai import AsyncOpenAI

from instar.protocol.errors import InstarError
from instar.providers.anthropic.messages import MessagesReader
from instar.providers.openai.chat import ChatReader
from instar.providers.openai.responses import ResponsesReader
from instar.providers.sse import EventLines
from instar.sdk.models import TextDelta
from tests.support.model_service import ModelService, chat, messages, responses
from tests.support.model_service.record import record
from tests.support.model_service.scripts import BROKEN, PROFILES, SCRIPTS, answer
from tests.support.model_service.steps import Ask, Done, Refused, Wait
from tests.support.models import KEY, asking, told

WRITERS: dict[str, tuple[Any, Any]] = {
    "responses": (responses.ResponsesWriter, ResponsesReader),
    "chat": (lambda ask: chat.ChatWriter(ask, counts=True), ChatReader),
    "messages": (messages.MessagesWriter, MessagesReader),
}


def text_of(name: str) -> str:
    return {"long": "script: long 9 0", "slow": "script: slow 10"}.get(name, f"script: {name}")


def steps_of(name: str) -> list[Any]:
    steps = answer(Ask("fake", text_of(name), [], [], KEY, attempt=2))
    return [] if isinstance(steps, Refused) else steps


STREAMED = sorted(name for name in SCRIPTS if steps_of(name))
READABLE = sorted({*STREAMED} - BROKEN)
WHOLE = [name for name in READABLE if isinstance(steps_of(name)[-1], Done)]


@pytest.mark.parametrize("name", READABLE)
async def test_openai_s_helper_takes_every_script(service: ModelService, made, name: str) -> None:
    async with (
        AsyncOpenAI(api_key=KEY, base_url=service.url, max_retries=1) as client,
        client.responses.stream(model="fake", input=text_of(name)) as stream,
    ):
        events = [event async for event in stream]
        assert events[0].type == "response.created" or name == "unknown"
        if name in WHOLE and not name.endswith("-then-ok"):
            said, _ = await told(made(), asking(text_of(name), "fake"))
            words = "".join(one.text for one in said if isinstance(one, TextDelta))
            final = await stream.get_final_response()
            assert words in (final.output_text, "I cannot help with that.")


async def test_what_is_recorded_of_a_service_is_a_profile_that_can_be_played(
    service: ModelService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with AsyncOpenAI(api_key=KEY, base_url=service.url, max_retries=1) as client:
        waits = await record(client, "fake", "script: profile bursty")
    (tmp_path / "again.json").write_text(json.dumps(waits))
    monkeypatch.setattr("tests.support.model_service.scripts.PROFILES", tmp_path)
    steps = answer(Ask("fake", "script: profile again", [], [], KEY))
    assert isinstance(steps, list)
    paused = [step.seconds * 1000 for step in steps if isinstance(step, Wait)]
    assert paused == pytest.approx(waits)
    # A wait of the profile is the least that passes on the way.
    drawn = json.loads((PROFILES / "bursty.json").read_bytes())
    assert len(waits) == len(drawn)
    assert sum(waits) > 0.9 * sum(drawn)


@pytest.mark.parametrize("name", WHOLE)
async def test_openai_s_helper_takes_every_whole_chat(service: ModelService, name: str) -> None:
    asked: Any = [{"role": "user", "content": text_of(name)}]
    async with (
        AsyncOpenAI(api_key=KEY, base_url=service.chat_url, max_retries=1) as client,
        client.chat.completions.stream(model="fake", messages=asked) as stream,
    ):
        final = await stream.get_final_completion()
    assert final.choices[0].finish_reason in ("stop", "tool_calls")


@pytest.mark.parametrize("name", WHOLE)
async def test_anthropic_s_helper_takes_every_whole_script(
    service: ModelService, name: str
) -> None:
    asked: Any = [{"role": "user", "content": text_of(name)}]
    async with (
        AsyncAnthropic(api_key=KEY, base_url=service.root, max_retries=1) as client,
        client.messages.stream(model="fake", messages=asked, max_tokens=9) as stream,
    ):
        final = await stream.get_final_message()
    assert final.stop_reason in ("end_turn", "tool_use")


def read(chunks: list[bytes], reader: Any) -> tuple[list[Any], str]:
    """The events of a stream, and the code of what went wrong with it."""
    lines, events = EventLines(), []
    try:
        for chunk in chunks:
            for data in lines.feed(chunk):
                events += reader.read(data)
        if not events or type(events[-1]).__name__ != "End":
            events += reader.end()
    except InstarError as error:
        return events, error.code
    return events, ""


@pytest.mark.parametrize("api", WRITERS)
@pytest.mark.parametrize("name", STREAMED)
@settings(max_examples=20, deadline=None)
@given(places=st.lists(st.integers(min_value=0), max_size=30), crlf=st.booleans())
def test_m2_a_script_says_the_same_wherever_its_bytes_are_cut(
    api: str, name: str, places: list[int], crlf: bool
) -> None:
    write, reader = WRITERS[api]
    frames = write(Ask("fake", text_of(name), [], [], KEY)).frames(steps_of(name))
    whole = b"".join(frame for frame in frames if isinstance(frame, bytes))
    whole = whole.replace(b"\n", b"\r\n") if crlf else whole
    ends = [0, *sorted(place % (len(whole) + 1) for place in places), len(whole)]
    chunks = [whole[start:end] for start, end in pairwise(ends)]
    expected, found = read([whole], reader()), read(chunks, reader())
    assert found == expected
    assert (found[1] == "") == (name in WHOLE or name in ("incomplete", "filter"))
