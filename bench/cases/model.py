"""A model's answer: what a delta costs on its way from the service to the turn."""

import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial
from typing import Any

import openai

from bench.cores import LOAD, SERVER, on_cores
from bench.model_stream import chunks_of, model_name
from bench.process import Command, running
from bench.results import OURS, Figure, Result, figure_of
from bench.rounds import Bench
from instar.providers.openai import OpenAIProvider
from instar.sdk.models import ModelRequest, TextDelta, TextInput, UserMessage

SDK, BYTES = "openai SDK", "bytes alone"
GOALS = {0.001: 80, 0.02: None}
"""One delta a millisecond; and 50 a second, as models write: there the system costs most of it."""

Ask = Callable[[str], AsyncGenerator[Any]]


async def measure(bench: Bench) -> Result:
    """Ours and the SDK ask a service in another process over the SDK's aiohttp transport; what differs is
    who reads the answer. Beside them the bytes alone, read from a socket by asyncio. Who reads does so
    where servers run, the service writes where the load does."""
    command = Command([sys.executable, "-m", "bench.model_stream", "{port}"])
    async with running(command, bench.folder / "log", LOAD) as process:
        here: dict[str, Any] = {
            "api_key": "none",
            "base_url": f"http://127.0.0.1:{process.port}/v1",
        }
        provider = OpenAIProvider(**here)
        client = openai.AsyncOpenAI(**here, http_client=openai.DefaultAioHttpClient())
        asked: dict[str, Ask] = {
            OURS: partial(_ours, provider),
            SDK: partial(_theirs, client),
            BYTES: partial(_bytes, process.port),
        }
        with on_cores(SERVER):
            figures = [await _figure(bench, asked, pause) for pause in GOALS]
        await provider.close()
        await client.close()
    peers = {SDK: f"openai SDK {openai.__version__}"}
    return Result("model", "A model's answer", figures, peers=peers)


async def _figure(bench: Bench, asked: dict[str, Ask], pause: float) -> Figure:
    runs: dict[str, list[float]] = {name: [] for name in asked}
    # A twentieth as many where they are far apart: the processor's time is the same, the clock's is not.
    deltas = bench.plan.tokens * 4 if pause < 0.01 else bench.plan.tokens // 5
    for _ in range(bench.plan.repeats):
        for name, ask in asked.items():
            runs[name].append(await _microseconds(ask, deltas, pause))
    name = f"processor time of a delta, one every {pause * 1000:g} ms"
    return figure_of(name, "µs", runs, float, goal=GOALS[pause])


async def _microseconds(ask: Ask, deltas: int, pause: float) -> float:
    """Of processor a delta, from the first one to the last."""
    async with aclosing(ask(model_name(deltas, pause))) as answer:
        await anext(answer)
        began, seen = time.process_time(), 0
        async for _ in answer:
            seen += 1
        spent = time.process_time() - began
    if seen != deltas - 1:
        raise ValueError(f"{seen + 1} deltas of {deltas}")
    return spent / seen * 1e6


async def _ours(provider: OpenAIProvider, model: str) -> AsyncGenerator[str]:
    request = ModelRequest(model=model, messages=[UserMessage([TextInput("Hello")])])
    async with aclosing(provider.stream(request)) as events:
        async for event in events:
            if isinstance(event, TextDelta):
                yield event.text


async def _theirs(client: openai.AsyncOpenAI, model: str) -> AsyncGenerator[str]:
    async with await client.responses.create(model=model, input="Hello", stream=True) as events:
        async for event in events:
            if event.type == "response.output_text.delta":
                yield event.delta


async def _bytes(port: int, model: str) -> AsyncGenerator[bytes]:
    async for chunk in chunks_of(port, model):
        for _ in range(chunk.count(b"response.output_text.delta\n")):
            yield chunk
