"""Tokens, as both APIs count them under names of their own."""

import msgspec

from instar.sdk.models import Usage


class Details(msgspec.Struct):
    """What of a number was read from the cache, or was reasoning."""

    cached_tokens: int | None = None
    reasoning_tokens: int | None = None


_NONE = Details()


def counted(
    given: int | None, made: int | None, of_given: Details | None, of_made: Details | None
) -> Usage:
    """The usage; what a service does not say is 0."""
    return Usage(
        input_tokens=given or 0,
        output_tokens=made or 0,
        reasoning_tokens=(of_made or _NONE).reasoning_tokens or 0,
        cached_tokens=(of_given or _NONE).cached_tokens or 0,
    )
