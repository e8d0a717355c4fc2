"""When a command is there, for whom [K1]."""

from collections.abc import Callable

from instar.protocol.interface import Condition
from instar.protocol.threads import Role


def holds(
    condition: Condition,
    *,
    role: Role,
    is_on: Callable[[str], bool],
    turn_open: bool,
    item_type: str | None,
) -> bool:
    """Whether all that the condition says is so. `item_type`: what it is invoked on, if anything."""
    return (
        (not condition.roles or role in condition.roles)
        and (not condition.item_types or item_type in condition.item_types)
        and (condition.toggle is None or is_on(condition.toggle))
        and (condition.turn is None or (condition.turn == "open") is turn_open)
    )
