"""A plugin whose tool has an effect, for proofs."""

from instar.sdk import Plugin, tool


@tool()
async def send(to: str) -> str:
    """Send a letter."""
    return f"sent to {to}"


plugin = Plugin("proof.letters", "1.0.0", lambda registry: registry.add_tool(send))
