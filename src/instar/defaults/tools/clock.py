"""What time it is."""

import asyncio
from datetime import UTC, datetime, tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from msgspec import Meta

from instar.sdk import tool

Zone = Annotated[
    str, Meta(description="IANA name, such as Europe/Berlin or UTC.", min_length=1, max_length=64)
]


@tool(capability="read")
async def current_time(time_zone: Zone = "UTC") -> dict[str, str]:
    """The date and time now, in a time zone."""
    now = datetime.now(await asyncio.to_thread(_zone, time_zone))
    return {"time": now.isoformat(timespec="seconds"), "weekday": now.strftime("%A")}


def _zone(name: str) -> tzinfo:
    """The zone. Raises ValueError that names others for one that there is not."""
    if name.upper() in ("UTC", "GMT", "Z"):
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        city = name.rpartition("/")[2].replace(" ", "_").casefold()
        close = sorted(
            zone for zone in available_timezones() if zone.rpartition("/")[2].casefold() == city
        )
        meant = " or ".join(close[:3]) or "a name such as Europe/Berlin, America/New_York or UTC"
        raise ValueError(f"There is no time zone {name!r}; try {meant}.") from None
