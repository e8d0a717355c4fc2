"""All that a server plugin may import: handlers, what they get, and how they come in.

A handler answers turns. It sees a `TurnContext`, never a socket or the database::

    class Hello(Handler):
        id = "example.hello"

        async def on_message(self, ctx, message):
            await ctx.reply(f"Hello, {ctx.user.name}!")

    plugin = Plugin(id="example", version="1.0.0", register=lambda registry: registry.add(Hello()))
"""

from instar.protocol.errors import InstarError
from instar.protocol.fields import (
    Checkbox,
    DatePicker,
    Field,
    Input,
    Option,
    RadioGroup,
    Select,
    Textarea,
)
from instar.protocol.interface import Command, Condition, Interface, Match, Picker, Rule, Toggle
from instar.protocol.parts import (
    Answer,
    Choice,
    OutputText,
    Part,
    Source,
    Task,
    TaskPart,
    ToolCallPart,
    WorkflowPart,
)
from instar.protocol.threads import Attachment, Item, User, text_of
from instar.sdk.handler import Handler, HandlerRegistry, Plugin, Undo
from instar.sdk.message import Message
from instar.sdk.tools import Tool, ToolContext, tool
from instar.sdk.turn import AnswerWriter, Left, TurnContext
from instar.sdk.ui import Ui

__all__ = [
    "Answer",
    "AnswerWriter",
    "Attachment",
    "Checkbox",
    "Choice",
    "Command",
    "Condition",
    "DatePicker",
    "Field",
    "Handler",
    "HandlerRegistry",
    "Input",
    "InstarError",
    "Interface",
    "Item",
    "Left",
    "Match",
    "Message",
    "Option",
    "OutputText",
    "Part",
    "Picker",
    "Plugin",
    "RadioGroup",
    "Rule",
    "Select",
    "Source",
    "Task",
    "TaskPart",
    "Textarea",
    "Toggle",
    "Tool",
    "ToolCallPart",
    "ToolContext",
    "TurnContext",
    "Ui",
    "Undo",
    "User",
    "WorkflowPart",
    "text_of",
    "tool",
]
