"""The handler: finds the command, streams the answer."""

import asyncio
import re
from collections.abc import Iterable
from itertools import chain

from instar.defaults.chat.replies import DEMO, HELP, pieces, reply_to
from instar.sdk import Handler, Message, TurnContext

PACE_SECONDS = 0.012
"""Between two pieces of an answer: brisk, but it can be seen to stream."""

STREAM_MOST = 100_000
DELAY_MOST_MS = 10_000
_STREAM = re.compile(r"/stream\s+(\d{1,6})(?:\s+(\d{1,5}))?\s*")


class Bot(Handler):
    """Answers every message; commands begin with a slash."""

    id = "core.chat"
    priority = -100
    answers_at_once = True

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        text = message.text
        if stream := _STREAM.fullmatch(text):
            count = min(int(stream[1]), STREAM_MOST)
            delay = min(int(stream[2] or 0), DELAY_MOST_MS) / 1000
            await _write(ctx, (f"token{number} " for number in range(count)), delay)
        elif text == "/fail":
            raise RuntimeError("asked to fail")
        else:
            await _write(ctx, pieces(_answer(text, message, ctx)), PACE_SECONDS)


def _answer(text: str, message: Message, ctx: TurnContext) -> str:
    match text.split(maxsplit=1):
        case ["/help", *_]:
            return HELP
        case ["/demo", *_]:
            return DEMO
        case ["/stream", *_]:
            return "Say `/stream N` or `/stream N DELAY_MS`, as in `/stream 200 20`."
        case [command, *_] if re.fullmatch(r"/[a-z]+", command):
            return f"I do not know `{command}`. Say `/help` to see what I can do."
    return reply_to(message, ctx.user)


async def _write(ctx: TurnContext, parts: Iterable[str], delay: float) -> None:
    async with ctx.answer() as answer:
        # A continued answer begins where the stopped one ended.
        for part in _after(len(answer.text), parts):
            await answer.append(part)
            if delay:
                await asyncio.sleep(delay)


def _after(length: int, parts: Iterable[str]) -> Iterable[str]:
    """The parts without so many characters at the beginning."""
    rest = iter(parts)
    while length:
        part = next(rest, None)
        if part is None or len(part) > length:
            return chain([part[length:]] if part else [], rest)
        length -= len(part)
    return rest
