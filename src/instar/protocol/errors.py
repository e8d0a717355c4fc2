"""The one error shape, on the socket and on REST (RFC 9457 problem details).

A code is `family.reason`; the family decides the message type (`error.<family>`), the HTTP
status and whether trying again can help.
"""

from typing import Final

from instar.protocol.base import Wire

FAMILIES: Final[dict[str, tuple[int, bool]]] = {
    "validation": (400, False),
    "unauthorized": (401, False),
    "forbidden": (403, False),
    "not_found": (404, False),
    "conflict": (409, False),
    "too_large": (413, False),
    "unsupported": (422, False),
    "locked": (423, False),
    "rate_limited": (429, True),
    "internal": (500, True),
    "model": (502, True),
    "storage": (507, True),
}
"""family -> (HTTP status, retryable)"""


class ErrorPayload(Wire):
    """What went wrong, where, and whether trying again can help. `retry_after` is in seconds."""

    code: str
    message: str
    retryable: bool
    path: str | None = None
    retry_after: float | None = None


class InstarError(Exception):
    """A refusal that the caller may see: `code`, a sentence, and a JSON pointer to the fault."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        path: str | None = None,
        retry_after: float | None = None,
        status: int | None = None,
        retryable: bool | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path
        self.retry_after = retry_after
        self.family = code.partition(".")[0]
        default_status, usually = FAMILIES[self.family]
        self.retryable = usually if retryable is None else retryable
        self.status = status or default_status

    def payload(self) -> ErrorPayload:
        return ErrorPayload(
            code=self.code,
            message=self.message,
            retryable=self.retryable,
            path=self.path,
            retry_after=self.retry_after,
        )


def not_found(kind: str) -> InstarError:
    """The answer for what is not there and for what the caller may not see: the same words."""
    return InstarError(f"not_found.{kind}", f"There is no such {kind}.")
