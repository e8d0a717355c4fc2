"""`python -m bench.served serve …`: `instar serve` with plugins for what the bot cannot do."""

import asyncio
import time

from bench.markdown import tokens
from instar import defaults
from instar.cli import main
from instar.defaults.chat.bot import Bot
from instar.sdk import Command, Handler, Message, Plugin, TurnContext
from instar.sdk.widgets import Badge, Button, Caption, Card, Row, Text

STAMP_NS = 1_000_000


class Markdown(Handler):
    """Answers `/markdown N MS` by N tokens, one every MS milliseconds."""

    id = "bench.markdown"

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        _, count, pause = message.text.split()
        async with ctx.answer() as answer:
            for token in tokens(int(count)):
                await answer.append(token)
                await asyncio.sleep(int(pause) / 1000)


def widget(nodes: int) -> Card:
    """A card of lines with a text, a caption, a badge and a button, of so many nodes in all."""
    lines, rest = divmod(nodes - 1, 5)
    return Card(
        size="full",
        children=[
            *(
                Row(
                    gap=2,
                    children=[
                        Text(value=f"Room {number}", weight="semibold"),
                        Caption(value=f"{number % 7 + 2} seats, on floor {number % 5}"),
                        Badge(label="Open", color="success"),
                        Button(label="Book", size="sm", on_click_action=f"book-{number}"),
                    ],
                )
                for number in range(lines)
            ),
            *(Text(value="More to come.") for _ in range(rest)),
        ],
    )


class Widget(Handler):
    """Answers `/widget N` by a widget of N nodes."""

    id = "bench.widget"

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        nodes = int(message.text.split()[1])
        await ctx.show(
            widget(nodes), actions={f"book-{at}": None for at in range((nodes - 1) // 5)}
        )


class Stamped(Handler):
    """Answers `/stamped SECONDS PAUSE_MS BYTES` for so long, by deltas of at least so many bytes.

    They say when they were written, but not more often than once in a millisecond: `@` and the
    nanoseconds of the monotonic clock, which every process on a machine shares.
    """

    id = "bench.stamped"
    answers_at_once = True

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        _, seconds, pause, size = message.text.split()
        until = time.monotonic_ns() + int(float(seconds) * 1e9)
        number = stamped_at = 0
        async with ctx.answer() as answer:
            while (at := time.monotonic_ns()) < until:
                delta = f"token{number} "
                if at - stamped_at >= STAMP_NS:
                    delta, stamped_at = f"{delta}@{at} ", at
                await answer.append(delta.ljust(int(size)))
                if int(pause):
                    await asyncio.sleep(int(pause) / 1000)
                number += 1


class Asked(Handler):
    """Hands a message to the handler that its first word names, else to the built-in bot."""

    id = "bench.asked"
    answers_at_once = True

    def __init__(self) -> None:
        self._handlers = {"/markdown": Markdown(), "/stamped": Stamped(), "/widget": Widget()}
        self._bot = Bot()

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        first = message.text.partition(" ")[0]
        await self._handlers.get(first, self._bot).on_message(ctx, message)


class Lock(Handler):
    """The command `bench.lock` locks the composer, each time for another reason."""

    id = "bench.lock"
    types = ("command.invoke",)
    commands = {"bench.lock": Command(title="Lock", places=["composer"])}

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        await ctx.ui.lock("composer", f"For {message.item.id}", until="removed")


PLUGINS = (
    Plugin("bench", "1.0.0", lambda registry: registry.add(Asked())),
    Plugin("bench.lock", "1.0.0", lambda registry: registry.add(Lock())),
)

if __name__ == "__main__":
    # The command reads them when it is run; the newest handler answers.
    defaults.PLUGINS = (*defaults.PLUGINS, *PLUGINS)
    main()
