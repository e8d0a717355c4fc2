"""A thread as a model sees it: the newest messages that fit, with their files."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from instar.sdk import Attachment, Item, ToolCallPart, TurnContext, text_of
from instar.sdk.models import (
    AssistantMessage,
    FileInput,
    Model,
    ModelMessage,
    TextInput,
    ToolCall,
    ToolOutput,
    UserMessage,
)

CONTEXT = "context"
"""Items of this type are for the model alone; people do not see them."""

_SILENT = frozenset({"reasoning", "notice", "error", "structured_input"})
"""What the model need not hear again."""

ITEMS = 1_000
SHARE = 0.75
"""How much of a model's context the thread may take; the rest is for tools and the answer."""

PICTURE_TOKENS = 1_000
TEXT_BYTES = 200_000
FILE_BYTES = 10_000_000
CONTINUE = (
    "Your last message was cut off. Go on exactly where it stops, without repeating any of it."
)


class Conversation(NamedTuple):
    """`left_out`: whether there are older messages than these."""

    messages: list[ModelMessage]
    left_out: bool


async def read_items(ctx: TurnContext) -> list[Item]:
    """All that a conversation is made of, and one more where there is more."""
    return await ctx.history(ITEMS + 1)


def find_cut(items: Iterable[Item], turn_id: str) -> Item | None:
    """The answer that the turn goes on with, as it was left."""
    return next((one for one in items if _is_cut(one, turn_id)), None)


async def read_conversation(
    ctx: TurnContext, model: Model, items: Sequence[Item], question: Item, cut: Item | None
) -> Conversation:
    """The items up to this turn, newest first as long as they fit; the question does in any case.

    `cut`: the answer that the turn goes on with.
    """
    known = _in_order([one for one in items if one.turn_id != ctx.turn_id], question, cut)
    said = [one for one in known if _says_something(one)]
    taken: list[list[ModelMessage]] = []
    room = model.context * SHARE
    for item in reversed(said):
        messages = await _messages_of(ctx, model, item)
        room -= sum(map(_tokens, messages))
        if taken and room < 0:
            break
        taken.append(messages)
    messages = [one for item in reversed(taken) for one in item]
    if cut is not None:
        messages.append(UserMessage([TextInput(CONTINUE)]))
    return Conversation(messages, len(items) > ITEMS or len(taken) < len(said))


def _in_order(others: list[Item], question: Item, cut: Item | None) -> list[Item]:
    """What was said, as it was meant: a message that had to wait stands before answers that were
    given before its own, and after it stand those that wait still."""
    before = [one for one in others if one.position < question.position]
    after = [one for one in others if one.position > question.position and not _waits(one)]
    return [*before, question, *after, cut] if cut else [*before, *after, question]


def _waits(item: Item) -> bool:
    """Whether a message below the question has a turn of its own."""
    return item.author.type == "user" and item.turn_id is not None


def _is_cut(item: Item, turn_id: str) -> bool:
    """Whether this is the answer that this turn goes on with."""
    return (
        item.turn_id == turn_id
        and item.type == "assistant_message"
        and item.status == "in_progress"
        and bool(text_of(item))
    )


def _says_something(item: Item) -> bool:
    return item.type not in _SILENT and bool(
        item.attachments or text_of(item) or _call_of(item) is not None
    )


def _call_of(item: Item) -> ToolCallPart | None:
    """The call that an item is, if a model made it."""
    match item.content:
        case [ToolCallPart(call_id=call_id) as part] if call_id:
            return part
        case _:
            return None


async def _messages_of(ctx: TurnContext, model: Model, item: Item) -> list[ModelMessage]:
    if (call := _call_of(item)) is not None:
        arguments = msgspec.json.encode(call.arguments).decode()
        output = ToolOutput(call.call_id, call.output or call.status)
        return [ToolCall(call.call_id, call.name, arguments), output]
    text = text_of(item)
    if item.type == CONTEXT:
        return [UserMessage([TextInput(f"<context>\n{text}\n</context>")])]
    if item.author.type == "user":
        files = [await _file_of(ctx, model, one) for one in item.attachments]
        return [UserMessage([*([TextInput(text)] if text else []), *files])]
    return [AssistantMessage(text)]


async def _file_of(ctx: TurnContext, model: Model, attachment: Attachment) -> TextInput | FileInput:
    """A file as the model can take it; else the model is told that there is one."""
    name, mime_type, size = attachment.name, attachment.mime_type, attachment.size
    picture = mime_type.startswith("image/")
    if picture and not model.images:
        return TextInput(f"[The picture {name} is attached; this model cannot look at pictures.]")
    if picture or mime_type == "application/pdf":
        if size <= FILE_BYTES:
            return FileInput(name, mime_type, await ctx.read_attachment(attachment.id))
    elif _is_text(mime_type) and size <= TEXT_BYTES:
        data = await ctx.read_attachment(attachment.id)
        quoted = name.replace('"', "'")
        return TextInput(f'<file name="{quoted}">\n{data.decode(errors="replace")}\n</file>')
    return TextInput(
        f"[The file {name} is attached: {mime_type}, {size:,} bytes; it cannot be read here.]"
    )


def _is_text(mime_type: str) -> bool:
    return mime_type.startswith("text/") or mime_type in (
        "application/json",
        "application/xml",
        "application/yaml",
    )


def _tokens(message: ModelMessage) -> int:
    """About how many tokens a message takes: a service counts exactly, and only when it is asked."""
    match message:
        case UserMessage():
            return 4 + sum(map(_input_tokens, message.content))
        case AssistantMessage():
            return 4 + _count(message.text)
        case ToolCall():
            return 8 + _count(message.arguments)
        case ToolOutput():
            return 8 + _count(message.output)
        case _:
            return 0


def _input_tokens(given: TextInput | FileInput) -> int:
    if isinstance(given, TextInput):
        return _count(given.text)
    return PICTURE_TOKENS if given.mime_type.startswith("image/") else len(given.data) // 20


def _count(text: str) -> int:
    """A token is about four letters of English, and hardly more than a character of Chinese."""
    return len(text.encode()) // 4 + 1
