"""The handler: one flow that takes the floor, asks, locks, patches, shows and yields."""

from instar.defaults.tour import words
from instar.defaults.tour.moults import SHUFFLE, moults
from instar.sdk import (
    Answer,
    Checkbox,
    Choice,
    Command,
    DatePicker,
    Handler,
    Input,
    Match,
    Message,
    Option,
    OutputText,
    Rule,
    Select,
    TurnContext,
)

START = Choice(id="start", label="Start", style="primary")
NEXT = Choice(id="next", label="Next", style="primary")
SEND = Choice(id="send", label="Send", style="primary")
NOT_NOW = Choice(id="no", label="Not now")
FADES: dict[str, str | float | bool] = {"tour": "fades"}
FIELDS = (
    Input(name="name", label="What shall I call you?", required=True, max_length=40),
    Select(
        name="stage",
        label="Your favourite stage",
        options=[Option(value="larva", label="Larva"), Option(value="imago", label="Imago")],
        default_value="larva",
    ),
    Input(
        name="days",
        label="Longest stage, in days",
        help="1 to 60",
        input_type="number",
        min=1,
        max=60,
        default_value=21,
        required=True,
    ),
    DatePicker(name="hatched", label="Hatched on"),
    Checkbox(name="kind", label="I shall be kind to it", required=True),
)


class Guide(Handler):
    """`/tour`, said or invoked. Each step waits for an answer, the last one for a message."""

    id = "core.tour"
    title = "The tour"
    types = ("turn.submit", "command.invoke", "action.invoke")
    commands = {
        "core.tour": Command(
            title="Take the tour",
            description="What a server can do with this page",
            places=["slash", "palette"],
        )
    }

    def match(self, message: Message) -> bool:
        return message.text == "/tour"

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        if message.type == "action.invoke":
            await _shuffle(ctx, message)
        elif ctx.state:
            await ctx.reply(words.heard(ctx.state["name"], message.text))
            await ctx.pop_handler()
        else:
            await _guide(ctx)


async def _guide(ctx: TurnContext) -> None:
    await ctx.push_handler(Guide.id)
    await ctx.reply(words.WELCOME)
    begun = await ctx.ask("Shall we?", START, NOT_NOW, default=NOT_NOW.id)
    if begun.choice != START.id:
        await ctx.reply(words.STOPPED)
        await ctx.pop_handler()
        return
    await _lock(ctx)
    wanted = await _fill_in(ctx)
    await _chart(ctx, wanted)
    await _rule(ctx)
    await _render(ctx)
    await ctx.reply(words.FLOOR)
    ctx.state["name"] = _name(wanted)


async def _lock(ctx: TurnContext) -> None:
    await ctx.ui.lock("composer", "The tour waits for you to press Next.")
    await ctx.ui.set("/visibility/threadList", False)
    await ctx.reply(words.LOCKED)
    await _next(ctx)
    await ctx.ui.unlock("composer")
    await ctx.ui.remove("/visibility/threadList")


async def _fill_in(ctx: TurnContext) -> Answer:
    await ctx.reply(words.FORM)
    return await ctx.ask("About your beetle", SEND, fields=FIELDS, default=SEND.id)


async def _chart(ctx: TurnContext, wanted: Answer) -> None:
    name, days = _name(wanted), int(wanted.values.get("days", 21))
    await ctx.show(moults(name, days, 1), actions={SHUFFLE: {"name": name, "days": days}})
    await ctx.reply(words.CHART)
    await _next(ctx)


async def _rule(ctx: TurnContext) -> None:
    rule = Rule(match=Match(metadata=FADES), effect="hide", after=5)
    await ctx.ui.set("/rules/core.tour", rule, until="removed")
    await ctx.add("notice", OutputText(text=words.FADING), metadata=FADES)
    await ctx.reply(words.RULE)
    await _next(ctx)


async def _render(ctx: TurnContext) -> None:
    await ctx.ui.set("/renderers/assistant_message", "core.compact")
    await ctx.reply(words.PLAIN)
    await _next(ctx)
    await ctx.ui.remove("/renderers/assistant_message")


async def _shuffle(ctx: TurnContext, message: Message) -> None:
    """Draw the chart anew. The seed is the turn's, so that a turn that is done again draws the same."""
    name, days = message.meaning["name"], message.meaning["days"]
    await ctx.update(message.action.item_id, moults(name, days, ctx.turn_id))


async def _next(ctx: TurnContext) -> None:
    await ctx.ask("Go on?", NEXT, default=NEXT.id)


def _name(wanted: Answer) -> str:
    return str(wanted.values.get("name") or "friend")
