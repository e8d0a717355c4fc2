"""`python -m bench.served serve …`: `instar serve` with one plugin more, which streams Markdown."""

import asyncio

from bench.markdown import tokens
from instar import defaults
from instar.cli import main
from instar.sdk import Handler, Item, Plugin, TurnContext


class Markdown(Handler):
    """Answers `/markdown N MS` by N tokens, one every MS milliseconds."""

    id = "bench.markdown"

    async def on_message(self, ctx: TurnContext, message: Item) -> None:
        text = "".join(part.text for part in message.content)
        _, count, pause = text.split()
        async with ctx.answer() as answer:
            for token in tokens(int(count)):
                await answer.append(token)
                await asyncio.sleep(int(pause) / 1000)


PLUGIN = Plugin("bench", "1.0.0", lambda registry: registry.add(Markdown()))

if __name__ == "__main__":
    # The command reads them when it is run; the newest handler answers.
    defaults.PLUGINS = (*defaults.PLUGINS, PLUGIN)
    main()
