"""A Chainlit app that streams: `/stream N` fast, `/markdown N MS` at a model's pace."""

import asyncio
import os
import sys

import chainlit as cl

sys.path.insert(0, os.environ["BENCH_TREE"])
from bench.markdown import tokens


@cl.on_message
async def answer(message: cl.Message) -> None:
    command, count, *delay = message.content.split()
    said = tokens(int(count)) if command == "/markdown" else words(int(count))
    pause = int(delay[0]) / 1000 if delay else 0
    reply = cl.Message(content="")
    for token in said:
        await reply.stream_token(token)
        await asyncio.sleep(pause)
    await reply.update()


def words(count: int) -> list[str]:
    return [f"token{number} " for number in range(count)]
