"""An AG-UI agent that streams `token0 token1 …` when it is told `/stream N`."""

import asyncio
from collections.abc import AsyncIterator

from ag_ui.core import (
    EventType,
    RunAgentInput,
    RunFinishedEvent,
    RunStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
)
from ag_ui.encoder import EventEncoder
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, StreamingResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def page() -> str:
    return "<!doctype html><title>Chat</title><textarea></textarea>"


@app.post("/agent")
async def agent(asked: RunAgentInput) -> StreamingResponse:
    encoder = EventEncoder()
    return StreamingResponse(answer(asked, encoder), media_type=encoder.get_content_type())


async def answer(asked: RunAgentInput, encoder: EventEncoder) -> AsyncIterator[str]:
    run = {"thread_id": asked.thread_id, "run_id": asked.run_id}
    name = f"message-{asked.run_id}"
    yield encoder.encode(RunStartedEvent(type=EventType.RUN_STARTED, **run))
    yield encoder.encode(
        TextMessageStartEvent(type=EventType.TEXT_MESSAGE_START, message_id=name, role="assistant")
    )
    for number in range(int(asked.messages[-1].content.split()[1])):
        yield encoder.encode(
            TextMessageContentEvent(
                type=EventType.TEXT_MESSAGE_CONTENT, message_id=name, delta=f"token{number} "
            )
        )
        await asyncio.sleep(0)
    yield encoder.encode(TextMessageEndEvent(type=EventType.TEXT_MESSAGE_END, message_id=name))
    yield encoder.encode(RunFinishedEvent(type=EventType.RUN_FINISHED, **run))
