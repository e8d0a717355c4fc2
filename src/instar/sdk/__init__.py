"""All that a server plugin may import: handlers, what they get, and how they come in.

A handler answers turns. It sees a `TurnContext`, never a socket or the database::

    class Hello(Handler):
        id = "example.hello"

        async def on_message(self, ctx, message):
            await ctx.reply(f"Hello, {ctx.user.name}!")

    plugin = Plugin(id="example", version="1.0.0", register=lambda registry: registry.add(Hello()))
"""

from instar.protocol.threads import Item, User
from instar.sdk.handler import Handler, HandlerRegistry, Plugin, Undo
from instar.sdk.message import Message
from instar.sdk.turn import AnswerWriter, TurnContext

__all__ = [
    "AnswerWriter",
    "Handler",
    "HandlerRegistry",
    "Item",
    "Message",
    "Plugin",
    "TurnContext",
    "Undo",
    "User",
]
