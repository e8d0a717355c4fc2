"""The newest items of a thread, from one of Instar's databases, as one writes it with FastAPI."""

import json
import os
import sqlite3
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.responses import HTMLResponse
from pydantic import BaseModel


class Author(BaseModel):
    type: str
    id: str | None = None
    name: str | None = None


class Part(BaseModel):
    type: str
    text: str


class Item(BaseModel):
    id: str
    thread_id: str
    type: str
    status: str
    author: Author
    created_at: str
    position: int
    content: list[Part]
    attachments: list[Any]


class Page(BaseModel):
    data: list[Item]
    has_more: bool


app = FastAPI()
database = sqlite3.connect(f"file:{os.environ['DATABASE']}?mode=ro", uri=True)
database.row_factory = sqlite3.Row


def signed_in(authorization: Annotated[str, Header()] = "") -> str:
    if not authorization.startswith("Bearer "):
        raise HTTPException(401)
    return authorization


# In the loop's own thread, where a read of a cached page costs less than a change of thread.
@app.get("/items")
async def items(thread: str, _user: Annotated[str, Depends(signed_in)], limit: int = 50) -> Page:
    rows = database.execute(
        "SELECT * FROM items WHERE thread_id = ? ORDER BY position DESC LIMIT ?",
        (thread, limit + 1),
    ).fetchall()
    return Page(data=[item_of(row) for row in rows[:limit]], has_more=len(rows) > limit)


def item_of(row: sqlite3.Row) -> Item:
    decoded = {name: json.loads(row[name]) for name in ("author", "content", "attachments")}
    return Item(**{**dict(row), **decoded})


@app.get("/", response_class=HTMLResponse)
async def page() -> str:
    return "<!doctype html><title>Chat</title><textarea></textarea>"
