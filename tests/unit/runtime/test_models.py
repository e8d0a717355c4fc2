"""Models (SPEC, section M)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from instar.defaults.assistant import conversation
from instar.model.pickers import value_of
from instar.model.settings import Settings
from instar.protocol.errors import InstarError
from instar.protocol.interface import Match, Rule, Toggle
from instar.protocol.parts import InputText
from instar.protocol.rest import AppendItem, PatchInterface
from instar.protocol.threads import User
from instar.runtime.interface import GLOBAL, Owners, set_key, viewpoint
from instar.sdk import Source
from instar.sdk.models import (
    AssistantMessage,
    Cited,
    End,
    Kept,
    Model,
    ReasoningDelta,
    TextDelta,
    TextInput,
    Usage,
    UserMessage,
)
from tests.conftest import Cast, OpenServer
from tests.support.messages import command, go_on, retry
from tests.support.scripted import ScriptedProvider, Step, providing, says, with_assistant
from tests.unit.runtime.conftest import Chat, Killed
from tests.unit.runtime.test_tools import add

Connected = Callable[..., Awaitable[tuple[Chat, ScriptedProvider]]]
BUSY = InstarError("model.rate_limited", "Too many requests.", retry_after=30)
GONE = InstarError("model.unavailable", "The service cannot be reached.", retry_after=0.001)


@pytest.fixture
def connected(open_server: OpenServer) -> Connected:
    """Opens a chat with a model that answers by these scripts."""

    async def open_one(*scripts: list[Step], **more: Any) -> tuple[Chat, ScriptedProvider]:
        provider = ScriptedProvider(*scripts, **more)
        chat = await Chat.open(await open_server(*with_assistant(provider)))
        return chat, provider

    return open_one


def answers(chat: Chat) -> list[dict[str, Any]]:
    return [one for one in chat.view.items.values() if one["type"] == "assistant_message"]


async def test_m1_an_answer_streams_and_says_how_it_came_about(connected: Connected) -> None:
    usage = Usage(input_tokens=7, output_tokens=2)
    chat, provider = await connected(says("Hel", "lo.", end=End("stop", usage)))
    assert (await chat.say("Hi"))["status"] == "completed"
    (answer,) = answers(chat)
    assert answer["content"] == [{"type": "output_text", "text": "Hello."}]
    said = answer["metadata"]["model"]
    assert (said["id"], said["inputTokens"], said["outputTokens"]) == ("small", 7, 2)
    assert said["seconds"] >= said["firstSeconds"] >= 0
    assert said["leftOut"] is False
    assert provider.requests[0].messages == [UserMessage([TextInput("Hi")])]


async def test_m1_a_failure_keeps_the_text_that_came(connected: Connected) -> None:
    chat, _ = await connected([TextDelta("Hel"), BUSY])
    end = await chat.say("Hi")
    assert end["status"] == "failed"
    assert end["error"] == {
        "code": "model.rate_limited",
        "message": "Too many requests.",
        "retryable": True,
        "retryAfter": 30,
    }
    (answer,) = answers(chat)
    assert (answer["status"], answer["content"][0]["text"]) == ("incomplete", "Hel")


async def test_m2_a_stream_without_its_end_has_failed(connected: Connected) -> None:
    chat, provider = await connected([TextDelta("Hello.")])
    end = await chat.say("Hi")
    assert (end["status"], end["error"]["code"]) == ("failed", "model.cut")
    assert len(provider.requests) == 1


async def test_m3_what_has_not_begun_is_tried_again(connected: Connected) -> None:
    chat, provider = await connected([GONE], [GONE], says("Hello."))
    assert (await chat.say("Hi"))["status"] == "completed"
    assert len(provider.requests) == 3
    assert chat.said()[-1] == "Hello."


@pytest.mark.parametrize(
    "script",
    [
        pytest.param([BUSY], id="it wants a longer pause"),
        pytest.param([InstarError("model.timeout", "Slow.")], id="it took too long"),
        pytest.param([TextDelta("H"), GONE], id="it had begun"),
        pytest.param(
            [InstarError("model.rejected", "No.", retryable=False)], id="again would not help"
        ),
    ],
)
async def test_m3_else_it_is_asked_once(connected: Connected, script: list[Step]) -> None:
    chat, provider = await connected(script, says("Hello."))
    assert (await chat.say("Hi"))["status"] == "failed"
    assert len(provider.requests) == 1


async def test_m4_a_stop_closes_the_request(connected: Connected) -> None:
    chat, provider = await connected([TextDelta("Hel"), asyncio.Event()])
    await chat.submit("Hi")
    await chat.reader.until("turn.delta")
    await chat.cancel()
    assert provider.closed == 1
    assert (await chat.reader.until("turn.end"))["payload"]["status"] == "cancelled"


async def test_m7_reasoning_is_an_item_of_its_own_before_the_answer(connected: Connected) -> None:
    chat, provider = await connected(
        [ReasoningDelta("Let me "), ReasoningDelta("see."), *says("Four.")], says("Yes.")
    )
    await chat.say("2 + 2?")
    thought, answer = list(chat.view.items.values())[-2:]
    assert (thought["type"], thought["content"][0]["text"]) == ("reasoning", "Let me see.")
    assert thought["metadata"]["seconds"] >= 0
    assert answer["content"][0]["text"] == "Four."
    await chat.say("Sure?")
    assert AssistantMessage("Let me see.") not in provider.requests[1].messages


async def test_sources_are_named_once_with_the_answer(connected: Connected) -> None:
    source = Source(url="https://example.org/", title="Example")
    chat, _ = await connected([TextDelta("So."), Cited(source), Cited(source), End("stop")])
    await chat.say("Hi")
    assert answers(chat)[0]["content"][0]["sources"] == [
        {"url": "https://example.org/", "title": "Example"}
    ]


async def test_sources_stay_with_the_text_of_a_failure(connected: Connected) -> None:
    source = Source(url="https://example.org/")
    chat, _ = await connected([TextDelta("So."), Cited(source), GONE])
    await chat.say("Hi")
    assert answers(chat)[0]["content"][0]["sources"] == [{"url": "https://example.org/"}]


async def test_thoughts_alone_are_no_answer(connected: Connected) -> None:
    chat, _ = await connected([ReasoningDelta("Hm."), Kept({"type": "reasoning"}), End("stop")])
    assert (await chat.say("Hi"))["error"]["code"] == "model.empty"


async def test_the_model_gets_the_conversation(connected: Connected) -> None:
    chat, provider = await connected(says("One."), says("Two."))
    await chat.say("First?")
    await chat.say("Second?")
    assert provider.requests[1].messages == [
        UserMessage([TextInput("First?")]),
        AssistantMessage("One."),
        UserMessage([TextInput("Second?")]),
    ]


async def test_each_of_several_messages_that_waited_is_the_last_that_its_model_hears(
    connected: Connected,
) -> None:
    hold = asyncio.Event()
    chat, provider = await connected(
        [TextDelta("One."), hold, End("stop")], says("Two."), says("Three.")
    )
    await chat.submit("First?")
    await chat.reader.until("turn.delta")
    await chat.submit("Second?", policy="enqueue")
    await chat.submit("Third?", policy="enqueue")
    hold.set()
    await chat.reader.until("turn.end", count=3)
    first, second = UserMessage([TextInput("First?")]), UserMessage([TextInput("Second?")])
    assert provider.requests[1].messages == [first, AssistantMessage("One."), second]
    assert provider.requests[2].messages == [
        first,
        AssistantMessage("One."),
        second,
        AssistantMessage("Two."),
        UserMessage([TextInput("Third?")]),
    ]


async def test_the_settings_instructions_hold_for_every_conversation(
    open_server: OpenServer, settings: Settings
) -> None:
    provider = ScriptedProvider(says("One."))
    told = msgspec.structs.replace(settings, instructions="Be brief.")
    chat = await Chat.open(await open_server(*with_assistant(provider), at=told))
    await chat.say("Hi")
    assert provider.requests[0].instructions == "Be brief."


async def test_without_a_model_the_built_in_assistant_answers(open_server: OpenServer) -> None:
    chat = await Chat.open(await open_server())
    await chat.say("Hi")
    assert "No model is connected" in chat.said()[-1]


async def test_m9_what_is_older_than_is_read_is_left_out_and_said_so(
    connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat, _ = await connected(says("One."), says("Two."))
    await chat.say("First?")
    monkeypatch.setattr(conversation, "ITEMS", 2)
    await chat.say("Second?")
    assert answers(chat)[-1]["metadata"]["model"]["leftOut"] is True


async def test_m9_what_does_not_fit_is_left_out_and_said_so(connected: Connected) -> None:
    models = [Model(id="tiny", context=100)]
    chat, provider = await connected(says("a" * 300), says("Two."), models=models)
    await chat.say("First?")
    await chat.say("Second?")
    assert provider.requests[1].messages[-1] == UserMessage([TextInput("Second?")])
    assert UserMessage([TextInput("First?")]) not in provider.requests[1].messages
    assert answers(chat)[-1]["metadata"]["model"]["leftOut"] is True


@pytest.mark.parametrize(
    ("reason", "code", "retryable"),
    [("length", "model.length", True), ("filter", "model.filtered", False)],
)
async def test_m2_an_answer_that_was_cut_has_failed(
    connected: Connected, reason: Any, code: str, retryable: bool
) -> None:
    chat, _ = await connected(says("Half", end=End(reason, Usage(output_tokens=9))), says("Whole."))
    end = await chat.say("Hi")
    assert (end["error"]["code"], end["error"]["retryable"]) == (code, retryable)
    (answer,) = answers(chat)
    assert (answer["status"], answer["content"][0]["text"]) == ("incomplete", "Half")
    assert answer["metadata"]["model"]["outputTokens"] == 9
    await chat.accept(go_on(chat.thread))
    await chat.reader.until("turn.end", count=2)
    assert answers(chat)[0]["content"][0]["text"] == "HalfWhole."


async def test_m9_a_refusal_says_that_it_is_one(connected: Connected) -> None:
    chat, _ = await connected([TextDelta("I would rather not.", refusal=True), End("stop")])
    await chat.say("Hi")
    assert answers(chat)[0]["metadata"]["model"]["reason"] == "refusal"


async def test_a_model_that_says_nothing_fails_the_turn(connected: Connected) -> None:
    chat, _ = await connected([End("stop")])
    assert (await chat.say("Hi"))["error"]["code"] == "model.empty"


async def pick(chat: Chat, value: str, picker: str = "core.model") -> None:
    asked = command(chat.thread, "core.pick", picker=picker, value=value)
    await chat.server.commands.invoke(chat.owner, asked, "c")


async def test_m8_the_model_that_is_picked_answers(connected: Connected) -> None:
    chat, provider = await connected(says("One."), says("Two."))
    await chat.say("First?")
    await pick(chat, "large")
    await chat.server.turns.accept(chat.owner, retry(chat.thread))
    await chat.reader.until("turn.end", count=2)
    assert [request.model for request in provider.requests] == ["small", "large"]
    assert provider.requests[1].messages == provider.requests[0].messages
    assert chat.said()[-1] == "Two."
    other = await Cast(chat.server).user("Eve")
    for user, value in ((chat.owner.user, "large"), (other.user, "small")):
        seen = chat.server.interface.effective(viewpoint(user))
        assert value_of(seen, "core.model") == value


async def test_m8_what_cannot_be_picked_is_refused(connected: Connected) -> None:
    chat, _ = await connected()
    with pytest.raises(InstarError, match="cannot be picked"):
        await pick(chat, "huge")
    with pytest.raises(InstarError, match="no such picker"):
        await pick(chat, "large", "core.voice")


async def test_m8_a_picker_that_may_not_be_moved_says_what_counts(connected: Connected) -> None:
    chat, provider = await connected(says("One."))
    await pick(chat, "large")
    interface = chat.server.interface.effective(viewpoint(chat.owner.user, chat.thread))
    fixed = msgspec.structs.replace(interface.pickers["core.model"], settable=False)
    body = PatchInterface(
        layer="thread", of=chat.thread, patch=[set_key("/pickers/core.model", fixed)]
    )
    await chat.server.administration.set(chat.owner, body)
    await chat.say("Hi")
    assert provider.requests[0].model == "small"
    with pytest.raises(InstarError, match="no such picker"):
        await pick(chat, "small")


async def test_a_stopped_answer_goes_on_where_it_was(connected: Connected) -> None:
    chat, provider = await connected([TextDelta("Hel"), asyncio.Event()], says("lo."))
    await chat.submit("Hi")
    await chat.reader.until("turn.delta")
    await chat.cancel()
    await chat.reader.until("turn.end")
    await chat.server.turns.accept(chat.owner, go_on(chat.thread))
    await chat.reader.until("turn.end", count=2)
    assert chat.said()[-1] == "Hello."
    asked = provider.requests[1].messages
    assert asked[:2] == [UserMessage([TextInput("Hi")]), AssistantMessage("Hel")]
    assert isinstance(asked[2], UserMessage)


async def test_an_answer_goes_on_after_a_try_that_came_no_further_than_thoughts(
    connected: Connected,
) -> None:
    chat, _ = await connected([TextDelta("Hel"), GONE], [ReasoningDelta("Hm."), GONE], says("lo."))
    await chat.say("Hi")
    for ends in (2, 3):
        await chat.server.turns.accept(chat.owner, go_on(chat.thread))
        await chat.reader.until("turn.end", count=ends)
    assert chat.said()[-1] == "Hello."


async def test_a_service_that_is_not_there_yet_is_asked_again(open_server: OpenServer) -> None:
    provider = ScriptedProvider(says("Hello."))
    provider.unavailable = True
    chat = await Chat.open(await open_server(*with_assistant(provider)))
    assert (await chat.say("Hi"))["error"]["code"] == "model.unavailable"
    provider.unavailable = False
    assert (await chat.say("Hi"))["status"] == "completed"


async def test_what_is_for_the_model_alone_it_gets_and_people_do_not_see(
    connected: Connected,
) -> None:
    chat, provider = await connected(says("One."))
    body = AppendItem(type="context", content=[InputText(text="Build 7 is red.")])
    await chat.server.threads.append_item(chat.owner, chat.thread, body)
    await chat.say("Hi")
    assert provider.requests[0].messages[0] == UserMessage(
        [TextInput("<context>\nBuild 7 is red.\n</context>")]
    )
    seen = chat.server.interface.effective(viewpoint(chat.owner.user))
    assert seen.rules["core.context"] == Rule(match=Match(types=["context"]), effect="hide")


class Empty(ScriptedProvider):
    """A service that has no model until somebody brings one."""

    id = "empty"
    brought: tuple[Model, ...] = ()

    async def models(self) -> tuple[Model, ...]:
        return self.brought


async def test_a_service_without_models_says_so(open_server: OpenServer) -> None:
    provider = Empty(says("Hello."))
    chat = await Chat.open(await open_server(*with_assistant(provider)))
    assert (await chat.say("Hi"))["error"]["code"] == "model.none"
    provider.brought = (Model(id="one"),)
    assert (await chat.say("Hi"))["status"] == "completed"


async def test_models_stand_in_the_order_of_their_providers(open_server: OpenServer) -> None:
    class Other(ScriptedProvider):
        id = "other"

    first = ScriptedProvider(models=[Model(id="usual")])
    first.unavailable = True
    second = Other(models=[Model(id="other")])
    plugins = [*with_assistant(first), providing(second)._replace(id="test.other")]
    server = await open_server(*plugins)
    with pytest.raises(InstarError, match="cannot be reached"):
        await server.models._ask()
    first.unavailable = False
    # As the server does by itself after a while.
    await server.models._ask()
    assert [model.id for model in await server.models.list()] == ["usual", "other"]
    seen = server.interface.effective(viewpoint(User(id="usr_1", name="", role="member")))
    assert seen.pickers["core.model"].value == "usual"
    server.plugins.close()
    seen = server.interface.effective(viewpoint(User(id="usr_1", name="", role="member")))
    assert "core.model" not in seen.pickers


async def test_m8_the_model_that_is_picked_is_waited_for_after_a_start(
    open_server: OpenServer, killed: Killed
) -> None:
    class Other(ScriptedProvider):
        id = "other"
        slow = False

        async def models(self) -> Any:
            await asyncio.sleep(0.05 if self.slow else 0)
            return await super().models()

    first = ScriptedProvider(says("One."), models=[Model(id="usual")])
    second = Other(says("Two."), models=[Model(id="picked")])
    plugins = [*with_assistant(first), providing(second)._replace(id="test.other")]
    chat = await Chat.open(await open_server(*plugins))
    await chat.server.models.list()
    await pick(chat, "picked")
    second.slow = True
    chat = await chat.at(await open_server(*plugins, at=killed(chat.server)))
    await chat.say("Hi")
    assert chat.said()[-1] == "Two."


async def test_m8_what_an_admin_has_set_for_everybody_stays_across_a_restart(
    connected: Connected, open_server: OpenServer, killed: Killed
) -> None:
    chat, _ = await connected(says("One."))
    await chat.say("Hi")
    off = set_key("/toggles/core.tools", Toggle(on=False, label="Tools"))
    await chat.server.interface.set(GLOBAL, [off], Owners("admin", frozenset({"admin", "models"})))
    provider = ScriptedProvider(says("Two."))
    again = await open_server(*with_assistant(provider, add), at=killed(chat.server))
    chat = await chat.at(again)
    assert (await chat.say("Hi"))["status"] == "completed"
    assert not provider.requests[0].tools
    assert chat.server.interface.effective(viewpoint(chat.owner.user)).pickers


@pytest.mark.parametrize("url", ["https://e.org/" + "a" * 2_000, "https://e.org/\ud800"])
async def test_a_source_that_could_not_be_read_again_is_refused(
    connected: Connected, url: str
) -> None:
    chat, _ = await connected([TextDelta("So."), Cited(Source(url=url)), End("stop")], says("Yes."))
    assert (await chat.say("Hi"))["error"]["code"] == "validation.item"
    assert (await chat.say("Still there?"))["status"] == "completed"
