"""OpenAI's Responses API, and the Chat Completions of servers that have none."""

import asyncio
import json
import logging
import re
import socket
import traceback
from contextlib import aclosing
from typing import Any

import pytest

from instar.protocol.parts import Source
from instar.sdk.models import (
    AssistantMessage,
    Cited,
    End,
    FileInput,
    Kept,
    Model,
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
from tests.support.models import CLOCK, KEY, asking, told

USAGE = Usage(input_tokens=36, output_tokens=87, reasoning_tokens=40, cached_tokens=12)
PART = TextDelta("The first half of it")
BOTH = pytest.mark.parametrize("api", ["responses", "chat"])
ALL = pytest.mark.parametrize("api", ["responses", "chat", "messages"])


@BOTH
async def test_an_answer_is_text_and_its_end_with_what_it_took(made, api: str) -> None:
    events, error = await told(made(api), asking("Hello"))
    assert error is None
    assert events == [TextDelta(f"{ANSWER} You said: Hello"), End("stop", USAGE)]


@BOTH
async def test_tools_are_called_and_their_outputs_told(made, api: str) -> None:
    provider = made(api)
    question = asking('script: tools clock {"zone": "UTC"}', tools=[CLOCK])
    (said, call, end), error = await told(provider, question)
    assert error is None
    assert (said, end) == (TextDelta("Let me look."), End("tools", USAGE))
    assert isinstance(call, ToolCall)
    assert (call.name, call.arguments) == ("clock", '{"zone": "UTC"}')
    more = [
        *question.messages,
        AssistantMessage(said.text),
        call,
        ToolOutput(call.call_id, "noon"),
    ]
    events, error = await told(provider, ModelRequest(model="fake", messages=more, tools=[CLOCK]))
    assert (events[0], error) == (TextDelta("The tools say: noon"), None)


@BOTH
async def test_calls_side_by_side_are_told_apart(made, api: str) -> None:
    provider = made(api)
    question = asking("script: parallel", tools=[CLOCK])
    (one, other, _), _ = await told(provider, question)
    assert isinstance(one, ToolCall)
    assert isinstance(other, ToolCall)
    assert one.call_id != other.call_id
    outputs = [ToolOutput(one.call_id, "noon"), ToolOutput(other.call_id, "night")]
    messages = [*question.messages, one, other, *outputs]
    events, error = await told(
        provider, ModelRequest(model="fake", messages=messages, tools=[CLOCK])
    )
    assert (events[0], error) == (TextDelta("The tools say: noon; night"), None)


@ALL
@pytest.mark.parametrize(
    "call",
    [
        pytest.param(ToolCall("call_1", "clock", '{"zone": "U'), id="arguments that are cut"),
        pytest.param(ToolCall("call_1", "clock", "[1]"), id="arguments that are no object"),
        pytest.param(ToolCall("call_1", "multi_tool_use.parallel", "{}"), id="no name of a tool"),
        pytest.param(ToolCall("call_1", "", "{}"), id="no name"),
        pytest.param(ToolCall("functions.clock:0", "clock", "{}"), id="an id of another service"),
    ],
)
async def test_what_a_model_got_wrong_goes_back_as_a_service_takes_it(
    made, service: ModelService, api: str, call: ToolCall
) -> None:
    messages = [*asking("Hello").messages, call, ToolOutput(call.call_id, "No.")]
    _, error = await told(made(api), ModelRequest(model="fake", messages=messages))
    assert error is None
    body = (await service.seen())[-1]["body"]
    said, answered = body["input"][1:] if api == "responses" else body["messages"][1:]
    if api == "responses":
        name, arguments = said["name"], said["arguments"]
        ids = said["call_id"], answered["call_id"]
    elif api == "chat":
        (sent,) = said["tool_calls"]
        name, arguments = sent["function"]["name"], sent["function"]["arguments"]
        ids = sent["id"], answered["tool_call_id"]
    else:
        (sent,) = said["content"]
        name, arguments = sent["name"], json.dumps(sent["input"])
        ids = sent["id"], answered["content"][0]["tool_use_id"]
        assert re.fullmatch("[a-zA-Z0-9_-]+", ids[0])
    assert re.fullmatch("[a-zA-Z0-9_-]{1,64}", name)
    assert isinstance(json.loads(arguments), dict)
    assert ids[0] == ids[1]


async def test_pictures_that_models_do_not_look_at_are_named(made, service: ModelService) -> None:
    photo = FileInput("a.heic", "image/heic", b"\0heic")
    messages = [UserMessage([TextInput("Hello"), photo])]
    _, error = await told(made(), ModelRequest(model="fake", messages=messages))
    assert error is None
    (said,) = (await service.seen())[-1]["body"]["input"]
    assert [part["type"] for part in said["content"]] == ["input_text", "input_text"]
    assert "a.heic" in said["content"][1]["text"]


async def test_m7_reasoning_is_shown_and_kept_sealed_for_the_next_request(
    made, service: ModelService
) -> None:
    provider = made()
    question = asking("script: reasoning-tools", tools=[CLOCK])
    (thought, kept, said, call, _), _ = await told(provider, question)
    assert thought == ReasoningDelta("Which tool is it?\n\nSo be it.")
    assert isinstance(kept, Kept)
    messages = [
        *question.messages,
        kept,
        AssistantMessage(said.text),
        call,
        ToolOutput(call.call_id, "x"),
    ]
    _, error = await told(provider, ModelRequest(model="fake", messages=messages, tools=[CLOCK]))
    assert error is None
    body = (await service.seen())[-1]["body"]
    assert body["store"] is False
    assert body["input"][1] == {
        "type": "reasoning",
        "id": "rs_0",
        "summary": [
            {"type": "summary_text", "text": "Which tool is it?"},
            {"type": "summary_text", "text": "So be it."},
        ],
        "encrypted_content": "gAAAAsealedrs_0",
    }


async def test_thoughts_between_tools_go_back_as_a_chat_server_said_them(
    made, service: ModelService
) -> None:
    provider = made("chat")
    question = asking("script: reasoning-tools", tools=[CLOCK])
    (thought, said, kept, call, _), _ = await told(provider, question)
    assert thought == ReasoningDelta("Which tool is it?")
    messages = [
        *question.messages,
        AssistantMessage(said.text),
        kept,
        call,
        ToolOutput(call.call_id, "x"),
    ]
    _, error = await told(provider, ModelRequest(model="fake", messages=messages, tools=[CLOCK]))
    assert error is None
    sent = (await service.seen())[-1]["body"]["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant", "tool"]
    assert sent[1]["reasoning_content"] == "Which tool is it?"
    assert sent[1]["content"] == "Let me look."


async def test_pages_are_cited_and_nothing_that_is_no_page(made) -> None:
    events, _ = await told(made(), asking("script: citations"))
    assert events == [
        TextDelta("As is written"),
        Cited(Source(url="https://example.com/instar", title="Instar")),
        TextDelta(" in books"),
        End("stop", USAGE),
    ]


@BOTH
async def test_a_refusal_is_text_that_says_so(made, api: str) -> None:
    events, _ = await told(made(api), asking("script: refusal"))
    assert events == [TextDelta("I cannot help with that.", refusal=True), End("stop", USAGE)]


@BOTH
@pytest.mark.parametrize(("script", "reason"), [("incomplete", "length"), ("filter", "filter")])
async def test_an_answer_that_is_stopped_early_says_why(
    made, api: str, script: str, reason
) -> None:
    events, error = await told(made(api), asking(f"script: {script}"))
    assert error is None
    assert events == [PART, End(reason, USAGE)]


async def test_what_is_not_known_is_passed_over(made) -> None:
    events, error = await told(made(), asking("script: unknown"))
    assert (events, error) == ([TextDelta(ANSWER), End("stop", USAGE)], None)


FAILURES = [
    # script, code, retryable, seconds until then, whether something came before
    ("400", "model.rejected", False, None, False),
    ("401", "model.unauthenticated", False, None, False),
    ("403", "model.unauthenticated", False, None, False),
    ("404", "model.not_found", False, None, False),
    ("429", "model.rate_limited", True, 300.0, False),
    ("quota", "model.rate_limited", False, None, False),
    ("filtered", "model.filtered", False, None, False),
    ("500", "model.unavailable", True, None, False),
    ("503", "model.overloaded", True, None, False),
    ("slow 3600000", "model.timeout", True, None, False),
    ("cut-at-once", "model.cut", True, None, False),
    ("drop", "model.cut", True, None, True),
    ("malformed", "model.invalid", True, None, True),
    ("failed", "model.failed", True, None, True),
    ("error", "model.rate_limited", True, None, True),
    ("overloaded", "model.overloaded", True, None, True),
    ("cut", "model.cut", True, None, True),
    ("silent", "model.timeout", True, None, True),
]


@ALL
@pytest.mark.parametrize(("script", "code", "retryable", "after", "began"), FAILURES)
async def test_m1_each_failure_has_its_code_and_keeps_what_came(
    made, caplog: pytest.LogCaptureFixture, api: str, script: str, code, retryable, after, began
) -> None:
    caplog.set_level(logging.DEBUG)
    events, error = await told(made(api, silence=0.3), asking(f"script: {script}"))
    assert events == ([PART] if began else [])
    assert error is not None
    assert (error.code, error.retryable, error.retry_after) == (code, retryable, after)
    said = [error.message, repr(error), *traceback.format_exception(error), caplog.text]
    assert not [one for one in said if KEY in one or KEY[8:30] in one]
    assert "127.0.0.1" not in error.message
    assert "10.0.0.3" not in error.message


@pytest.mark.parametrize("script", ["ill-typed", "failed-filter"])
async def test_m2_an_event_of_a_known_type_must_be_what_it_says(made, script: str) -> None:
    events, error = await told(made(), asking(f"script: {script}"))
    assert events == [PART]
    assert error is not None
    assert error.code == {"ill-typed": "model.invalid", "failed-filter": "model.filtered"}[script]


@ALL
async def test_a_connection_that_is_refused_is_no_time_out(made, api: str) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/v1"
        _, error = await told(made(api, base_url=url), asking("Hello"))
    assert error is not None
    assert (error.code, error.retryable) == ("model.unavailable", True)


@ALL
@pytest.mark.parametrize("script", ["500-then-ok", "429-then-ok"])
async def test_m3_trying_again_is_up_to_who_asks_and_helps(made, api: str, script: str) -> None:
    provider, question = made(api), asking(f"script: {script} {api}")
    _, error = await told(provider, question)
    assert error is not None
    assert error.retryable
    events, error = await told(provider, question)
    assert error is None
    assert isinstance(events[-1], End)


async def test_a_refusal_that_only_sounds_like_it_takes_no_wish_away(
    made, service: ModelService
) -> None:
    provider = made()
    _, error = await told(provider, asking("script: 400", model="fake-reasoning"))
    assert error is not None
    await told(provider, asking("Hello", model="fake-reasoning"))
    refused, again, answered = (one["body"] for one in (await service.seen())[-3:])
    assert "reasoning" in refused
    assert "reasoning" not in again
    assert "reasoning" in answered


@ALL
async def test_m4_closing_the_stream_closes_the_request(
    made, service: ModelService, api: str
) -> None:
    stream = made(api).stream(asking("script: long 1000 5"))
    async with aclosing(stream):
        assert isinstance(await anext(stream), TextDelta)
    over = await service.over(len(await service.seen()) - 1)
    assert over["ended"] == "closed"


@ALL
@pytest.mark.parametrize("script", ["slow 3600000", "silent"])
async def test_m4_cancelling_closes_the_request(
    made, service: ModelService, api: str, script: str
) -> None:
    before = len(await service.seen())
    provider = made(api)
    task = asyncio.create_task(told(provider, asking(f"script: {script}")))
    path = {"responses": "responses", "chat": "completions", "messages": "messages"}[api]
    while not any(path in one["path"] for one in (await service.seen())[before:]):
        assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    over = await service.over(len(await service.seen()) - 1)
    assert over["ended"] == "closed"


@ALL
async def test_a_connection_is_used_again(made, service: ModelService, api: str) -> None:
    provider = made(api)
    for _ in range(2):
        await told(provider, asking("Hello"))
    *_, before, after = await service.seen()
    assert before["client_port"] == after["client_port"]


@pytest.mark.parametrize(
    ("api", "unwanted"),
    [
        ("responses", {"include", "reasoning"}),
        ("chat", {"stream_options"}),
        ("messages", {"thinking"}),
    ],
)
async def test_what_a_model_does_not_take_is_not_asked_of_it_again(
    made, service: ModelService, api: str, unwanted: set[str]
) -> None:
    provider, before = made(api), len(await service.seen())
    for _ in range(2):
        events, error = await told(provider, asking("Hello", model="plain-small"))
        assert error is None
        assert isinstance(events[-1], End)
    seen = (await service.seen())[before:]
    sent = [one["body"] for one in seen if one["path"] != "/chat/v1/responses"]
    assert len(sent) == 2 + len(unwanted)
    assert unwanted <= set(sent[0])
    assert not unwanted & set(sent[-1])


async def test_a_server_without_responses_is_asked_for_them_once(
    made, service: ModelService
) -> None:
    provider, before = made("chat"), len(await service.seen())
    for _ in range(2):
        await told(provider, asking("Hello"))
    paths = [one["path"] for one in (await service.seen())[before:]]
    assert paths == ["/chat/v1/responses", *["/chat/v1/chat/completions"] * 2]


FILES = [
    TextInput("Look:"),
    FileInput("moth.png", "image/png", b"\x89PNG\x00"),
    FileInput('a "note".txt', "text/plain", "größer".encode()),
    FileInput("paper.pdf", "application/pdf", b"%PDF-\xff"),
]
NOTE = "<file name=\"a 'note'.txt\">\ngrößer\n</file>"


async def test_files_go_as_pictures_as_text_and_as_files(made, service: ModelService) -> None:
    request = ModelRequest(
        model="fake", messages=[UserMessage(FILES)], instructions="Be brief.", tools=[CLOCK]
    )
    _, error = await told(made(), request)
    assert error is None
    body = (await service.seen())[-1]["body"]
    assert body["instructions"] == "Be brief."
    assert body["tools"][0]["name"] == "clock"
    assert body["input"][0]["content"] == [
        {"type": "input_text", "text": "Look:"},
        {"type": "input_image", "detail": "auto", "image_url": "data:image/png;base64,iVBORwA="},
        {"type": "input_text", "text": NOTE},
        {
            "type": "input_file",
            "filename": "paper.pdf",
            "file_data": "data:application/pdf;base64,JVBERi3/",
        },
    ]


async def test_a_chat_server_gets_what_it_can_be_shown(made, service: ModelService) -> None:
    request = ModelRequest(model="fake", messages=[UserMessage(FILES)], instructions="Be brief.")
    _, error = await told(made("chat"), request)
    assert error is None
    system, user = (await service.seen())[-1]["body"]["messages"]
    assert system == {"role": "system", "content": "Be brief."}
    assert user["content"] == [
        {"type": "text", "text": "Look:"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORwA="}},
        {"type": "text", "text": NOTE},
        {
            "type": "text",
            "text": '<file name="paper.pdf" type="application/pdf">cannot be shown to you</file>',
        },
    ]


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({}, ["fake-mini", "fake-large", "plain-small", "fake-8b-instruct"]),
        ({"default": "fake-large"}, ["fake-large", "fake-mini", "plain-small", "fake-8b-instruct"]),
        (
            {"default": "fake-new"},
            ["fake-new", "fake-mini", "fake-large", "plain-small", "fake-8b-instruct"],
        ),
        ({"listed": ["one", "other"]}, ["one", "other"]),
        ({"listed": ["one", "other"], "default": "other"}, ["other", "one"]),
    ],
)
async def test_models_are_the_listed_ones_or_the_service_s_the_usual_one_first(
    made, given: dict[str, Any], ids: list[str]
) -> None:
    assert [model.id for model in await made(**given).models()] == ids


async def test_a_service_without_a_list_has_the_usual_model(made, service: ModelService) -> None:
    models = await made(base_url=f"{service.root}/nowhere", default="mine").models()
    assert models == [Model(id="mine", label="mine")]
    _, error = await told(made(base_url=f"{service.root}/nowhere"), asking("Hello"))
    assert error is not None
    assert error.code == "model.not_found"
