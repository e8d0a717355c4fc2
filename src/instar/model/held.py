"""What an item means to the server alone; clients never see it, so they cannot change it."""

from typing import Any

import msgspec


class Held(msgspec.Struct, frozen=True, omit_defaults=True):
    """`handler` takes what is done with the item; `actions` is what each of its controls means, by id."""

    handler: str
    actions: dict[str, Any] = {}
