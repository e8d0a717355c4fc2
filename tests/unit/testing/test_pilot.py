"""The client that plugin authors test with."""

import pytest

from instar.defaults import PLUGINS
from instar.protocol.errors import InstarError
from instar.sdk import Choice, Message, TurnContext
from instar.testing import ClientPilot
from tests.support.handlers import Doing, plugin_of


async def test_it_says_things_and_sees_what_comes_of_them() -> None:
    async with ClientPilot.open(*PLUGINS) as pilot:
        await pilot.say("/stream 5")
        assert pilot.said == ["/stream 5", "token0 token1 token2 token3 token4 "]
        assert pilot.ended == "completed"
        with pytest.raises(InstarError, match="empty"):
            await pilot.say("  ")
        with pytest.raises(LookupError):
            await pilot.answer("yes")


async def test_what_waits_for_it_still_does_after_a_restart() -> None:
    async def ask(ctx: TurnContext, message: Message) -> None:
        await ctx.push_handler("test.asks")
        given = await ctx.ask(f"{message.text}?", Choice(id="yes", label="Yes"))
        await ctx.reply(given.choice)

    async with ClientPilot.open(plugin_of(Doing("asks", ask, title="Asks"))) as pilot:
        await pilot.say("Really")
        await pilot.restart()
        assert pilot.question is not None
        assert pilot.question.question == "Really?"
        assert pilot.interface.floor["thread"].title == "Asks"
        await pilot.answer("yes")
        assert pilot.said[-1] == "yes"
        await pilot.invoke("core.cancel")
        assert not pilot.interface.floor
