"""The tour, from start to end, with the server restarted at every step."""

import pytest

from instar.defaults import PLUGINS
from instar.protocol.errors import InstarError
from instar.testing import ClientPilot
from tests.support.tour import ANSWERS


@pytest.mark.parametrize("restarts", [False, True])
async def test_the_tour_goes_from_start_to_end(restarts: bool) -> None:
    async with ClientPilot.open(*PLUGINS) as pilot:
        await pilot.invoke("core.tour")
        locked = []
        for choice, values in ANSWERS:
            if restarts:
                await pilot.restart()
            assert pilot.interface.floor["thread"].title == "The tour"
            locked.append("composer" in pilot.interface.locks)
            await pilot.answer(choice, **values)
        assert locked == [False, True, False, False, False, False]
        if restarts:
            await pilot.restart()
        await pilot.say("hello there")
        assert "“hello there”, Ada" in pilot.said[-1]
        assert not pilot.interface.floor
        assert not pilot.interface.renderers
        assert pilot.interface.rules["core.tour"].effect == "hide"
        assert len(pilot.said) == len(set(map(str, pilot.items)))
        await pilot.say("and now?")
        assert pilot.said[-1].startswith("Thank you")
        assert pilot.said.count("Go on?") == 4


async def test_k3_its_widget_does_what_the_server_says_and_nothing_else() -> None:
    async with ClientPilot.open(*PLUGINS) as pilot:
        await pilot.say("/tour")
        for choice, values in ANSWERS:
            await pilot.answer(choice, **values)
        await pilot.say("done")
        card = next(item for item in pilot.items if item.type == "widget.card")
        await pilot.act(card, "shuffle")
        after = next(item for item in pilot.items if item.id == card.id)
        assert after.content != card.content
        for item, action in ((card, "explode"), (pilot.items[0], "shuffle")):
            with pytest.raises(InstarError) as refused:
                await pilot.act(item, action)
            assert refused.value.code == "not_found.action"
        with pytest.raises(InstarError) as refused:
            await pilot.act(card, "shuffle", seed=3)
        assert refused.value.code == "validation.value"


async def test_who_would_rather_not_is_let_go() -> None:
    async with ClientPilot.open(*PLUGINS) as pilot:
        await pilot.say("/tour")
        await pilot.answer("no")
        assert not pilot.interface.floor
        await pilot.say("/tour")
        await pilot.answer("start")
        await pilot.invoke("core.cancel")
        assert not pilot.interface.floor
        assert not pilot.interface.locks
        assert pilot.ended == "cancelled"
