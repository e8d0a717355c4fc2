"""A plugin for proofs: handlers of two types, a flow that confirms, and a command with a form."""

from contextlib import ExitStack

from instar.sdk import (
    Choice,
    Command,
    Handler,
    HandlerRegistry,
    Input,
    Message,
    Plugin,
    TurnContext,
    Undo,
)


class Deploy(Handler):
    """Takes the floor until somebody has confirmed; shows on the page what it waits for."""

    id = "proof.deploy"
    title = "Deployment"

    def match(self, message: Message) -> bool:
        return message.text.startswith("deploy")

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        if not ctx.state:
            await ctx.push_handler(self.id, state={"what": message.text.removeprefix("deploy ")})
            await ctx.ui.lock("uploads", "No files while a deployment waits.", until="floor")
            await ctx.reply(f"Deploy {ctx.state['what']}? Say **yes** or **no**.")
        elif message.text in ("yes", "no"):
            done = "Deployed" if message.text == "yes" else "Kept"
            await ctx.reply(f"{done} {ctx.state['what']}.")
            await ctx.pop_handler()
        else:
            await ctx.reply("I wait for yes or no.")


class Ticket(Handler):
    """Opens a ticket by a command with a form, and asks before it does."""

    id = "proof.ticket"
    types = ()
    commands = {
        "proof.ticket": Command(
            title="Open a ticket",
            places=["composer", "palette", "slash"],
            fields=[Input(name="subject", label="Subject", required=True, max_length=20)],
        )
    }

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        subject = message.command.values["subject"]
        sure = await ctx.ask("Sure?", Choice(id="yes", label="Yes"), Choice(id="no", label="No"))
        await ctx.reply(f"Ticket {subject}: {sure.choice} by {sure.user_name}.")


class Count(Handler):
    """Counts what a plugin's own message carries."""

    id = "proof.count"
    types = ("x.proof.count",)

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        await ctx.reply(f"Counted {len(message.data['things'])} things.")


def register(registry: HandlerRegistry) -> Undo:
    with ExitStack() as undo:
        for handler in (Deploy(), Ticket(), Count()):
            undo.callback(registry.add(handler))
        return undo.pop_all().close


PROOF = Plugin("proof", "1.0.0", register)
PROOF_PLUGIN = {"INSTAR_PLUGINS": f"{__name__}:PROOF"}
"""What a server is started with to have it."""
