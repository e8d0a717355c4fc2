"""Takes the profile of a real service: the milliseconds before each delta of an answer.

OPENAI_BASE_URL=… OPENAI_API_KEY=… python -m tests.support.model_service.record MODEL > NAME.json
"""

import asyncio
import json
import sys
import time

from openai import AsyncOpenAI

PROMPT = "Explain in about 200 words what an instar is."


async def record(client: AsyncOpenAI, model: str, prompt: str = PROMPT) -> list[float]:
    """Ask the model; the first of the times counts from the request."""
    waits: list[float] = []
    last = time.perf_counter()
    async with await client.responses.create(model=model, input=prompt, stream=True) as events:
        async for event in events:
            if event.type == "response.output_text.delta":
                now = time.perf_counter()
                waits.append(round((now - last) * 1000, 1))
                last = now
    return waits


if __name__ == "__main__":
    print(json.dumps(asyncio.run(record(AsyncOpenAI(), sys.argv[1]))))
