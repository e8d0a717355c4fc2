"""Anthropic's Messages API; what it has in common with OpenAI's is tested beside those."""

import subprocess
import sys

import pytest

from instar.protocol.errors import InstarError
from instar.protocol.parts import Source
from instar.providers import anthropic
from instar.providers.anthropic.messages import PICTURE_BYTES, body_of
from instar.sdk.models import (
    AssistantMessage,
    Cited,
    End,
    FileInput,
    Kept,
    ModelRequest,
    ReasoningDelta,
    TextDelta,
    TextInput,
    ToolCall,
    ToolOutput,
    Usage,
    UserMessage,
)
from tests.support.model_service import ModelService
from tests.support.model_service.scripts import ANSWER
from tests.support.models import CLOCK, asking, told

USAGE = Usage(input_tokens=36, output_tokens=87, reasoning_tokens=40, cached_tokens=12)
MODEL = "anthropic/claude-test"


async def test_an_answer_is_text_and_its_end(made, service: ModelService) -> None:
    events, error = await told(made("messages"), asking("Hello", MODEL, instructions="Be brief."))
    assert error is None
    assert events == [TextDelta(f"{ANSWER} You said: Hello"), End("stop", USAGE)]
    body = (await service.seen())[-1]["body"]
    assert (body["model"], body["system"]) == ("claude-test", "Be brief.")


async def test_thoughts_and_calls_go_back_as_they_were(made, service: ModelService) -> None:
    provider = made("messages")
    question = asking('script: reasoning-tools clock {"zone": "UTC"}', MODEL, tools=[CLOCK])
    (thought, kept, said, call, end), error = await told(provider, question)
    assert error is None
    assert thought == ReasoningDelta("Which tool is it?")
    assert kept == Kept(
        {"type": "thinking", "thinking": "Which tool is it?", "signature": "signed0"}
    )
    assert call == ToolCall("toolu_2", "clock", '{"zone": "UTC"}')
    assert end == End("tools", USAGE)
    assert isinstance(said, TextDelta)
    messages = [
        *question.messages,
        kept,
        AssistantMessage(said.text),
        call,
        ToolOutput("toolu_2", "noon"),
    ]
    events, error = await told(provider, ModelRequest(model=MODEL, messages=messages))
    assert (events[-2], error) == (TextDelta("The tools say: noon"), None)
    _, assistant, results = (await service.seen())[-1]["body"]["messages"]
    assert [block["type"] for block in assistant["content"]] == ["thinking", "text", "tool_use"]
    assert assistant["content"][2]["input"] == {"zone": "UTC"}
    assert results["content"] == [
        {"type": "tool_result", "tool_use_id": "toolu_2", "content": "noon"}
    ]


async def test_pages_are_cited(made) -> None:
    events, _ = await told(made("messages"), asking("script: citations", MODEL))
    assert [one for one in events if isinstance(one, Cited)] == [
        Cited(Source(url="https://example.com/instar", title="Instar"))
    ]


@pytest.mark.parametrize(("script", "reason"), [("incomplete", "length"), ("filter", "filter")])
async def test_an_answer_that_is_stopped_early_says_why(made, script: str, reason) -> None:
    events, error = await told(made("messages"), asking(f"script: {script}", MODEL))
    assert (events[-1], error) == (End(reason, USAGE), None)


async def test_a_conversation_begins_with_a_person_and_nothing_is_blank(
    made, service: ModelService
) -> None:
    messages = [
        AssistantMessage("As I said."),
        ToolCall("toolu_1", "clock", "not JSON"),
        ToolOutput("toolu_1", "noon"),
        AssistantMessage("  "),
        UserMessage([TextInput(""), TextInput("Go on")]),
        UserMessage(
            [
                FileInput("a.pdf", "application/pdf", b"%PDF-\xff"),
                FileInput("a.gif", "image/gif", b"GIF"),
                FileInput("a.zip", "application/zip", b"\0"),
            ]
        ),
    ]
    _, error = await told(made("messages"), ModelRequest(model=MODEL, messages=messages))
    assert error is None
    first, said, rest = (await service.seen())[-1]["body"]["messages"]
    assert first["content"] == [{"type": "text", "text": "(What was said before is left out.)"}]
    assert [block["type"] for block in said["content"]] == ["text", "tool_use"]
    assert said["content"][1]["input"] == {}
    assert [block["type"] for block in rest["content"]] == [
        "tool_result",
        "text",
        "document",
        "image",
        "text",
    ]


def test_a_picture_that_the_service_would_refuse_is_named() -> None:
    pictures = [
        FileInput(name, "image/png", b"\0" * size)
        for name, size in (("small", PICTURE_BYTES), ("large", PICTURE_BYTES + 1))
    ]
    request = ModelRequest(model=MODEL, messages=[UserMessage([TextInput("Look"), *pictures])])
    (said,) = body_of(request, "claude-test")["messages"]
    assert [block["type"] for block in said["content"]] == ["text", "image", "text"]
    assert "large" in said["content"][2]["text"]


async def test_its_models_carry_its_prefix(made) -> None:
    models = await made("messages", default="anthropic/claude-new").models()
    assert models[0].id == "anthropic/claude-new"
    assert (models[1].id, models[1].label) == ("anthropic/fake-mini", "Fake-Mini")


async def test_without_its_package_it_says_what_to_install(
    made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "anthropic", None)
    with pytest.raises(InstarError, match=r"pip install 'instar\[anthropic\]'") as refused:
        await made("messages").models()
    assert str(refused.value) == anthropic.NOT_INSTALLED
    assert not refused.value.retryable


def test_no_sdk_is_imported_before_it_is_used() -> None:
    code = (
        "import sys, instar.providers; print({'openai', 'anthropic', 'aiohttp'} & {*sys.modules})"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert shown.stdout.strip() == "set()"
