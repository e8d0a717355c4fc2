"""Tools (SPEC, section M)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from instar.runtime import tools as runtime_tools
from instar.runtime.server import Server
from instar.sdk import Tool, ToolContext, text_of, tool
from instar.sdk.models import AssistantMessage, End, TextDelta, ToolCall, ToolOutput
from tests.conftest import OpenServer
from tests.support.messages import act, command, go_on
from tests.support.scripted import ScriptedProvider, Step, says, with_assistant
from tests.unit.runtime.conftest import Chat, Killed

Tooled = Callable[..., Awaitable[tuple[Chat, ScriptedProvider]]]


@pytest.fixture
def tooled(open_server: OpenServer) -> Tooled:
    """Opens a chat whose model has these tools, and answers by these scripts."""

    async def open_one(tools: list[Tool], *scripts: list[Step]) -> tuple[Chat, ScriptedProvider]:
        provider = ScriptedProvider(*scripts)
        chat = await Chat.open(await open_server(*with_assistant(provider, *tools)))
        return chat, provider

    return open_one


@tool(capability="read")
async def add(a: int, b: int = 1) -> int:
    """Add two numbers."""
    return a + b


def calls(*arguments: str, name: str = "add") -> list[Step]:
    return [
        *(ToolCall(f"call_{at}", name, each) for at, each in enumerate(arguments)),
        End("tools"),
    ]


def parts(chat: Chat) -> list[dict[str, Any]]:
    """The tool calls of the thread."""
    items = chat.view.items.values()
    return [one["content"][0] for one in items if one["type"] == "tool_call"]


def outputs(provider: ScriptedProvider, request: int = 1) -> list[str]:
    messages = provider.requests[request].messages
    return [one.output for one in messages if isinstance(one, ToolOutput)]


async def test_m5_what_the_model_wants_called_is_called_and_told(tooled: Tooled) -> None:
    chat, provider = await tooled(
        [add], [TextDelta("Let me add."), *calls('{"a": 2, "b": 3}', '{"a": 1}')], says("5 and 2.")
    )
    assert (await chat.say("2 + 3? 1 + 1?"))["status"] == "completed"
    spec = next(one for one in provider.requests[0].tools if one.name == "add")
    assert spec.description == "Add two numbers."
    assert spec.parameters["required"] == ["a"]
    said = list(provider.requests[1].messages[-5:])
    assert said[0] == AssistantMessage("Let me add.")
    assert [one.call_id for one in said[1:] if isinstance(one, ToolCall)] == ["call_0", "call_1"]
    assert outputs(provider) == ["5", "2"]
    assert [(one["status"], one["output"]) for one in parts(chat)] == [("done", "5"), ("done", "2")]
    assert chat.said()[-1] == "5 and 2."


async def test_calls_run_side_by_side(tooled: Tooled) -> None:
    barrier = asyncio.Barrier(2)

    @tool(capability="read")
    async def meet(who: str) -> str:
        """Wait for the other one."""
        await barrier.wait()
        return f"met, {who}"

    chat, provider = await tooled(
        [meet], calls('{"who": "a"}', '{"who": "b"}', name="meet"), says("Done.")
    )
    await chat.say("Meet")
    assert outputs(provider) == ["met, a", "met, b"]


@tool(capability="read", seconds=0.01)
async def sleep() -> None:
    """Sleep too long."""
    await asyncio.Event().wait()


@tool(capability="read")
async def broken() -> None:
    """Break."""
    raise RuntimeError("the fuse has blown")


@tool(capability="read")
async def withdrawn() -> None:
    """Wait for what somebody else gives up."""
    raise asyncio.CancelledError


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        pytest.param("nothing", "{}", "There is no tool nothing.", id="no such tool"),
        pytest.param("add", "{", "cannot be read", id="no JSON"),
        pytest.param("add", "[1]", "cannot be read", id="no object"),
        pytest.param(
            "add", f'{{"a": {"[" * 3_000}{"]" * 3_000}}}', "cannot be read", id="nested too deeply"
        ),
        pytest.param("add", '{"b": 1}', "missing required field `a`", id="an argument missing"),
        pytest.param("add", '{"a": "x"}', "Expected `int`", id="an argument of another type"),
        pytest.param("add", '{"a": 1, "c": 1}', "unknown field `c`", id="an unknown argument"),
        pytest.param("sleep", "{}", "longer than 0.01 s", id="too slow"),
        pytest.param("broken", "{}", "the fuse has blown", id="it breaks"),
        pytest.param("withdrawn", "{}", "CancelledError", id="it is cancelled within"),
    ],
)
async def test_what_goes_wrong_with_a_tool_the_model_is_told(
    tooled: Tooled, name: str, arguments: str, said: str
) -> None:
    tools = [add, sleep, broken, withdrawn]
    chat, provider = await tooled(tools, calls(arguments, name=name), says("I see."))
    assert (await chat.say("Go"))["status"] == "completed"
    assert said in outputs(provider)[0]
    (part,) = parts(chat)
    assert part["status"] == "failed"
    assert said in part["output"]


async def test_a_call_that_may_have_been_cut_off_is_not_made(tooled: Tooled) -> None:
    *called, _ = calls('{"a": 1}')
    chat, provider = await tooled([add], [TextDelta("I add."), *called, End("length")])
    assert (await chat.say("Go"))["error"]["code"] == "model.length"
    assert parts(chat) == []
    assert len(provider.requests) == 1


async def test_a_model_that_never_stops_calling_is_stopped(tooled: Tooled) -> None:
    chat, provider = await tooled([add], *[calls('{"a": 1}')] * 30)
    assert (await chat.say("Go"))["error"]["code"] == "model.steps"
    assert len(provider.requests) == 25


async def test_m8_a_person_who_switches_tools_off_has_none(tooled: Tooled) -> None:
    chat, provider = await tooled([add], calls('{"a": 1}'), says("I cannot."))
    off = command(chat.thread, "core.toggle", toggle="core.tools", on=False)
    await chat.server.commands.invoke(chat.owner, off, chat.reader.client)
    await chat.say("Go")
    assert not provider.requests[0].tools
    assert outputs(provider) == ["There is no tool add."]


async def test_a_tool_knows_for_whom_it_is_called(tooled: Tooled) -> None:
    seen = []

    @tool(capability="read")
    async def look(words: str, context: ToolContext) -> int:
        """Look for words."""
        seen.append(context)
        return sum(words in text_of(item) for item in await context.history(10))

    chat, provider = await tooled([look], calls('{"words": "moth"}', name="look"), says("One."))
    await chat.say("Where is the moth?")
    assert outputs(provider) == ["1"]
    assert (seen[0].user, seen[0].thread_id) == (chat.owner.user, chat.thread)
    assert "context" not in provider.requests[0].tools[0].parameters["properties"]


def sending(sent: list[str], *, hold: asyncio.Event | None = None) -> Tool:
    @tool()
    async def send(to: str) -> str:
        """Send a letter."""
        sent.append(to)
        if hold is not None:
            await hold.wait()
        return f"sent to {to}"

    return send


async def asked(chat: Chat) -> dict[str, Any]:
    """The item of the ask that is open."""
    while True:
        for item in chat.view.items.values():
            if item["type"] == "structured_input" and item["status"] == "in_progress":
                return dict(item)
        await chat.reader.until("item.added", count=len(chat.reader.of("item.added")) + 1)


async def running(chat: Chat) -> None:
    """Wait until the only call is being made."""
    while [one["status"] for one in parts(chat)] != ["running"]:
        await chat.reader.until("item.updated", count=len(chat.reader.of("item.updated")) + 1)


async def decide(chat: Chat, choice: str) -> None:
    message = act(chat.thread, (await asked(chat))["id"], choice)
    await chat.server.asks.answer(chat.owner, message)


async def test_m6_a_tool_with_an_effect_waits_for_a_person(tooled: Tooled) -> None:
    sent: list[str] = []
    chat, provider = await tooled(
        [sending(sent)], calls('{"to": "Ada"}', name="send"), says("Done.")
    )
    await chat.submit("Write to Ada")
    question = (await asked(chat))["content"][0]["question"]
    assert "send" in question
    assert '"Ada"' in question
    assert sent == []
    assert parts(chat)[0]["status"] == "pending"
    await decide(chat, "allow")
    await chat.reader.until("turn.end")
    assert sent == ["Ada"]
    assert outputs(provider) == ["sent to Ada"]


async def test_m6_what_a_person_refuses_is_not_done(tooled: Tooled) -> None:
    sent: list[str] = []
    chat, provider = await tooled(
        [sending(sent)], calls('{"to": "Ada"}', '{"to": "Eve"}', name="send"), says("Only one.")
    )
    await chat.submit("Write to Ada and Eve")
    await decide(chat, "refuse")
    await decide(chat, "allow")
    await chat.reader.until("turn.end")
    assert sent == ["Eve"]
    assert outputs(provider) == ["A person has refused this.", "sent to Eve"]
    assert [one["status"] for one in parts(chat)] == ["refused", "done"]


async def test_m6_a_tool_may_be_allowed_for_the_whole_answer(tooled: Tooled) -> None:
    sent: list[str] = []
    chat, _ = await tooled(
        [sending(sent)],
        calls('{"to": "Ada"}', name="send"),
        calls('{"to": "Eve"}', '{"to": "Joe"}', name="send"),
        says("Done."),
        calls('{"to": "Kay"}', name="send"),
    )
    await chat.submit("Write to all three")
    await decide(chat, "always")
    await chat.reader.until("turn.end")
    assert sent == ["Ada", "Eve", "Joe"]
    await chat.submit("And to Kay")
    await asked(chat)


async def test_m5_a_call_that_its_turn_leaves_behind_says_so(tooled: Tooled) -> None:
    sent: list[str] = []
    hold = asyncio.Event()
    chat, _ = await tooled(
        [sending(sent, hold=hold)], calls('{"to": "Ada"}', '{"to": "Eve"}', name="send")
    )
    await chat.submit("Write")
    await asked(chat)
    await chat.cancel()
    await chat.reader.until("turn.end")
    assert [one["status"] for one in parts(chat)] == ["refused", "refused"]


async def restarted(
    chat: Chat, open_server: OpenServer, killed: Killed, provider: ScriptedProvider, *tools: Tool
) -> Chat:
    """The chat on a server that finds what this one would leave if it were killed now."""
    settings = killed(chat.server)
    server = await open_server(*with_assistant(provider, *tools), at=settings)
    return await chat.at(server)


async def test_m5_after_a_restart_nobody_knows_whether_an_effect_was_had(
    tooled: Tooled, open_server: OpenServer, killed: Killed
) -> None:
    sent: list[str] = []
    hold = asyncio.Event()
    chat, _ = await tooled([sending(sent, hold=hold)], calls('{"to": "Ada"}', name="send"))
    await chat.submit("Write to Ada")
    await decide(chat, "allow")
    await running(chat)
    again = ScriptedProvider(says("I do not know."))
    chat = await (await restarted(chat, open_server, killed, again, sending(sent))).ended()
    assert sent == ["Ada"]
    assert outputs(again, 0) == [
        "It was stopped meanwhile: nobody knows whether this has been done."
    ]
    assert [one["status"] for one in parts(chat)] == ["unknown"]
    assert chat.said()[-1] == "I do not know."


async def test_m6_an_approval_is_waited_for_across_a_restart_and_the_model_not_asked_again(
    tooled: Tooled, open_server: OpenServer, killed: Killed
) -> None:
    sent: list[str] = []
    chat, _ = await tooled(
        [sending(sent)], [TextDelta("I will write."), *calls('{"to": "Ada"}', name="send")]
    )
    await chat.submit("Write to Ada")
    await asked(chat)
    again = ScriptedProvider(says("Done."))
    chat = await restarted(chat, open_server, killed, again, sending(sent))
    await decide(chat, "allow")
    chat = await chat.ended()
    assert sent == ["Ada"]
    assert len(again.requests) == 1
    assert outputs(again, 0) == ["sent to Ada"]
    assert chat.said().count("I will write.") == 1
    assert chat.said()[-1] == "Done."


async def test_a4_a_turn_that_waits_for_an_approval_needs_no_model_service_at_a_start(
    tooled: Tooled, open_server: OpenServer, killed: Killed
) -> None:
    chat, _ = await tooled([sending([])], calls('{"to": "Ada"}', name="send"))
    await chat.submit("Write to Ada")
    await asked(chat)
    again = ScriptedProvider(says("Done."))
    again.unavailable = True

    @tool()
    async def send(to: str) -> str:
        """Send a letter: by now all before it was done without the service."""
        again.unavailable = False
        return f"sent to {to}"

    chat = await restarted(chat, open_server, killed, again, send)
    await decide(chat, "allow")
    assert (await chat.ended()).said()[-1] == "Done."


async def test_a4_after_a_restart_the_same_model_goes_on(
    tooled: Tooled, open_server: OpenServer, killed: Killed
) -> None:
    chat, _ = await tooled([sending([])], calls('{"to": "Ada"}', name="send"))
    await chat.submit("Write to Ada")
    await asked(chat)
    other = command(chat.thread, "core.pick", picker="core.model", value="large")
    await chat.server.commands.invoke(chat.owner, other, "c")
    again = ScriptedProvider(says("Done."))
    chat = await restarted(chat, open_server, killed, again, sending([]))
    await decide(chat, "allow")
    await chat.ended()
    assert [request.model for request in again.requests] == ["small"]


async def test_a4_a_tool_that_is_gone_after_a_restart_has_failed(
    tooled: Tooled,
    open_server: OpenServer,
    killed: Killed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runtime_tools, "COME_SECONDS", 0.01)
    chat, _ = await tooled([sending([])], calls('{"to": "Ada"}', name="send"))
    await chat.submit("Write to Ada")
    await asked(chat)
    again = ScriptedProvider(says("A pity."))
    chat = await restarted(chat, open_server, killed, again)
    await decide(chat, "allow")
    chat = await chat.ended()
    assert outputs(again, 0) == ["The tool send is there no more."]
    assert chat.said()[-1] == "A pity."


@pytest.mark.parametrize("comes", [True, False])
async def test_a4_a_tool_that_was_not_there_stays_so_after_a_restart(
    tooled: Tooled, open_server: OpenServer, killed: Killed, comes: bool
) -> None:
    script = [*calls('{"a": 1}')[:-1], *calls('{"to": "Ada"}', name="send")]
    chat, _ = await tooled([sending([])], script)
    await chat.submit("Add, and write to Ada")
    await asked(chat)
    again = ScriptedProvider(says("Done."))
    tools = [add, sending([])] if comes else [sending([])]
    chat = await restarted(chat, open_server, killed, again, *tools)
    await decide(chat, "allow")
    async with asyncio.timeout(5):
        await chat.ended()
    assert outputs(again, 0) == ["There is no tool add.", "sent to Ada"]


async def test_a4_a_tool_that_needs_approval_no_more_after_a_restart_waits_all_the_same(
    tooled: Tooled, open_server: OpenServer, killed: Killed
) -> None:
    sent: list[str] = []
    chat, _ = await tooled([sending(sent)], calls('{"to": "Ada"}', name="send"))
    await chat.submit("Write to Ada")
    await asked(chat)
    again = ScriptedProvider(says("Done."))
    free = sending(sent)._replace(approval=False)
    chat = await restarted(chat, open_server, killed, again, free)
    await decide(chat, "refuse")
    await chat.ended()
    assert (sent, outputs(again, 0)) == ([], ["A person has refused this."])


async def test_a4_an_answer_that_went_on_is_known_whole_after_a_restart(
    tooled: Tooled, open_server: OpenServer, killed: Killed
) -> None:
    chat, provider = await tooled(
        [sending([])],
        [TextDelta("I will "), asyncio.Event()],
        [TextDelta("write."), *calls('{"to": "Ada"}', name="send")],
    )
    await chat.submit("Write to Ada")
    await chat.reader.until("turn.delta")
    await chat.cancel()
    await chat.server.turns.accept(chat.owner, go_on(chat.thread))
    await asked(chat)
    again = ScriptedProvider(says("Done."))
    chat = await restarted(chat, open_server, killed, again, sending([]))
    await decide(chat, "allow")
    await chat.ended()
    before = provider.requests[1].messages
    assert again.requests[0].messages[: len(before) + 1] == [*before, AssistantMessage("write.")]


async def test_an_answer_after_an_approval_is_written_again_after_a_restart(
    tooled: Tooled, open_server: OpenServer, killed: Killed
) -> None:
    chat, _ = await tooled(
        [sending([])],
        calls('{"to": "Ada"}', name="send"),
        [TextDelta("It is"), asyncio.Event()],
    )
    await chat.submit("Write to Ada")
    await decide(chat, "allow")
    await chat.reader.until("turn.delta")
    again = ScriptedProvider(says("It is done."))
    chat = await (await restarted(chat, open_server, killed, again, sending([]))).ended()
    answers = [one for one in chat.view.items.values() if one["type"] == "assistant_message"]
    assert [one["content"][0]["text"] for one in answers] == ["It is done."]


async def test_a_kill_before_anything_was_asked_leaves_a_thread_that_goes_on(
    tooled: Tooled, open_server: OpenServer, killed: Killed
) -> None:
    hold = asyncio.Event()

    @tool(capability="read")
    async def wait() -> None:
        """Wait."""
        await hold.wait()

    chat, _ = await tooled([wait], [TextDelta("Wait."), *calls("{}", name="wait")])
    await chat.submit("Go")
    await running(chat)
    again = ScriptedProvider(says("Hello again."))
    chat = await restarted(chat, open_server, killed, again, wait)
    assert [one["status"] for one in parts(chat)] == ["unknown"]
    assert (await chat.say("Still there?"))["status"] == "completed"


def test_a_tool_that_cannot_be_called_is_not_registered(server: Server) -> None:
    with pytest.raises(ValueError, match="cannot be called"):
        server.tools.add(add._replace(id="two words"))
    undo = server.tools.add(add)
    with pytest.raises(ValueError, match="already"):
        server.tools.add(add)
    undo()
    server.tools.add(add)()
