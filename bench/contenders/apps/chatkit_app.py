"""A ChatKit server that streams `token0 token1 …` when it is told `/stream N`. It keeps all in memory."""

# ruff: noqa: ARG002  (the signatures are the store's)

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from chatkit.server import ChatKitServer, StreamingResult
from chatkit.store import NotFoundError, Store
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageContentPartAdded,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    Attachment,
    Page,
    ThreadItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemUpdatedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
)
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse

MOST = 1_000_000


class Memory(Store[None]):
    def __init__(self) -> None:
        self._threads: dict[str, ThreadMetadata] = {}
        self._items: dict[str, dict[str, ThreadItem]] = {}

    async def load_thread(self, thread_id: str, context: None) -> ThreadMetadata:
        if thread_id not in self._threads:
            raise NotFoundError
        return self._threads[thread_id]

    async def save_thread(self, thread: ThreadMetadata, context: None) -> None:
        self._threads[thread.id] = thread

    async def load_threads(
        self, limit: int, after: str | None, order: str, context: None
    ) -> Page[ThreadMetadata]:
        return Page(data=list(self._threads.values())[:limit])

    async def delete_thread(self, thread_id: str, context: None) -> None:
        del self._threads[thread_id]

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: None
    ) -> Page[ThreadItem]:
        found = list(self._items.get(thread_id, {}).values())
        return Page(data=(found[::-1] if order == "desc" else found)[: limit or MOST])

    async def add_thread_item(self, thread_id: str, item: ThreadItem, context: None) -> None:
        self._items.setdefault(thread_id, {})[item.id] = item

    async def save_item(self, thread_id: str, item: ThreadItem, context: None) -> None:
        await self.add_thread_item(thread_id, item, context)

    async def load_item(self, thread_id: str, item_id: str, context: None) -> ThreadItem:
        return self._items[thread_id][item_id]

    async def delete_thread_item(self, thread_id: str, item_id: str, context: None) -> None:
        del self._items[thread_id][item_id]

    async def save_attachment(self, attachment: Attachment, context: None) -> None:
        raise NotImplementedError

    async def load_attachment(self, attachment_id: str, context: None) -> Attachment:
        raise NotImplementedError

    async def delete_attachment(self, attachment_id: str, context: None) -> None:
        raise NotImplementedError


class Streaming(ChatKitServer[None]):
    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: None
    ) -> AsyncIterator[ThreadStreamEvent]:
        asked = input_user_message.content[0].text
        item = AssistantMessageItem(
            id=self.store.generate_item_id("message", thread, context),
            thread_id=thread.id,
            created_at=datetime.now(UTC),
            content=[],
        )
        yield ThreadItemAddedEvent(item=item)
        part = AssistantMessageContentPartAdded(
            content_index=0, content=AssistantMessageContent(text="")
        )
        yield ThreadItemUpdatedEvent(item_id=item.id, update=part)
        said = []
        for number in range(int(asked.split()[1])):
            said.append(f"token{number} ")
            delta = AssistantMessageContentPartTextDelta(content_index=0, delta=said[-1])
            yield ThreadItemUpdatedEvent(item_id=item.id, update=delta)
            await asyncio.sleep(0)
        content = [AssistantMessageContent(text="".join(said))]
        yield ThreadItemDoneEvent(item=item.model_copy(update={"content": content}))


app = FastAPI()
server = Streaming(Memory())


@app.get("/", response_class=HTMLResponse)
def page() -> str:
    return "<!doctype html><title>Chat</title><textarea></textarea>"


@app.post("/chatkit")
async def chatkit(request: Request) -> Response:
    result = await server.process(await request.body(), None)
    if isinstance(result, StreamingResult):
        return StreamingResponse(result, media_type="text/event-stream")
    return Response(result.json, media_type="application/json")
