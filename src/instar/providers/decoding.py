"""Events of a stream, decoded from JSON."""

from typing import Generic, TypeVar, Union

import msgspec

from instar.providers.errors import failure

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)


UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""No JSON, no UTF-8, or nested without end."""


class _Typed(msgspec.Struct):
    type: str


_typed = msgspec.json.Decoder(_Typed)


class EventDecoder(Generic[S]):
    """Decodes the subclasses of a struct, told apart by `type`: the events that are used, and of them
    what is used."""

    def __init__(self, base: type[S]) -> None:
        kinds = base.__subclasses__()
        self._decoder: msgspec.json.Decoder[S] = msgspec.json.Decoder(Union[tuple(kinds)])  # noqa: UP007
        self._known = {kind.__struct_config__.tag for kind in kinds}

    def decode(self, data: bytes) -> S | None:
        """The event; None for one of another type. Raises InstarError `model.invalid`."""
        try:
            return self._decoder.decode(data)
        except msgspec.ValidationError:
            if decoded(_typed, data).type in self._known:
                raise failure("invalid") from None
            return None
        except UNREADABLE:
            raise failure("invalid") from None


def decoded(decoder: msgspec.json.Decoder[T], data: bytes) -> T:
    """What the data says. Raises InstarError `model.invalid`."""
    try:
        return decoder.decode(data)
    except UNREADABLE:
        raise failure("invalid") from None
