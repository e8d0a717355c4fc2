"""What a picker comes to [M8]."""

from instar.protocol.interface import Interface


def value_of(interface: Interface, key: str) -> str | None:
    """What was picked, where one may pick and it can still be had; else what the server says."""
    picker = interface.pickers.get(key)
    if picker is None:
        return None
    picked = interface.picked.get(key)
    if picker.settable and any(one.value == picked and not one.disabled for one in picker.options):
        return picked
    return picker.value
