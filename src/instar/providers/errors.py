"""What goes wrong with a model service, as errors of the family `model`."""

import re
import time
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from instar.protocol.errors import InstarError

Reason = Literal[
    "unauthenticated",
    "not_found",
    "rejected",
    "rate_limited",
    "overloaded",
    "unavailable",
    "timeout",
    "cut",
    "invalid",
    "failed",
    "filtered",
]

_SAID = {
    "model.unauthenticated": "The model service does not accept this server's key.",
    "model.not_found": "The model service does not know this model, or its address is not quite right.",
    "model.rejected": "The model service does not take this request",
    "model.rate_limited": "The model service has had too many requests.",
    "model.overloaded": "The model service is overloaded.",
    "model.unavailable": "The model service cannot be reached.",
    "model.timeout": "The model service took too long.",
    "model.cut": "The connection to the model service ended before the answer did.",
    "model.invalid": "The model service said something that cannot be read.",
    "model.failed": "The model failed.",
    "model.filtered": "The model service's content filter stopped the answer.",
}
_FINAL = frozenset({"unauthenticated", "not_found", "rejected", "filtered"})
_CODES: dict[str, Reason] = {
    "authentication_error": "unauthenticated",
    "invalid_api_key": "unauthenticated",
    "permission_error": "unauthenticated",
    "model_not_found": "not_found",
    "not_found_error": "not_found",
    "context_length_exceeded": "rejected",
    "invalid_prompt": "rejected",
    "invalid_request_error": "rejected",
    "request_too_large": "rejected",
    "rate_limit_error": "rate_limited",
    "rate_limit_exceeded": "rate_limited",
    "insufficient_quota": "rate_limited",
    "overloaded_error": "overloaded",
    "server_is_overloaded": "overloaded",
    "slow_down": "overloaded",
    "timeout_error": "timeout",
}
_STATUS: dict[int, Reason] = {
    401: "unauthenticated",
    403: "unauthenticated",
    404: "not_found",
    405: "not_found",
    408: "timeout",
    429: "rate_limited",
    503: "overloaded",
    504: "timeout",
    529: "overloaded",
}
_FILTERS = re.compile(r"content_filter|polic|safety|moderation")
_PRIVATE = re.compile(r"\S*(?:://|@|:\d|[\w-]{24})\S*")
"""Words that may be an address, a key or an account."""
WORDS = 300


def failure(
    reason: Reason, *, words: str = "", retry_after: float | None = None, final: bool = False
) -> InstarError:
    """The error that says so. `words`: the service's own about a request that it does not take.

    `final`: trying again cannot help, though for this reason it usually does.
    """
    code = f"model.{reason}"
    message = _SAID[code]
    if reason == "rejected":
        message += f": {plain(words)}" if words else "."
    retryable = not (final or reason in _FINAL)
    return InstarError(code, message, retryable=retryable, retry_after=retry_after)


def coded(codes: Iterable[str | int | None], words: str | None) -> InstarError:
    """The error for what a service says within its stream."""
    reason, final = _meant(codes)
    return failure(reason or "failed", words=words or "", final=final)


def refused(error: Exception, secret: str) -> InstarError:
    """The error for a request that came to no stream, by what the service's SDK raised.

    `secret`: the key, which the service may have repeated.
    """
    status = getattr(error, "status_code", None)
    if not isinstance(status, int):
        return failure("timeout" if _timed_out(error) else "unavailable")
    words, codes = said_by(error)
    reason, final = _meant(codes)
    if status >= 500 and reason != "overloaded":
        reason = "unavailable"
    return failure(
        _STATUS.get(status) or reason or "rejected",
        words=words.replace(secret, "…") if secret else words,
        retry_after=_retry_after(error),
        final=final,
    )


def broken(error: Exception) -> InstarError:
    """The error for a stream that did not come to its end."""
    return failure("timeout" if _timed_out(error) else "cut")


def said_by(error: Exception) -> tuple[str, list[Any]]:
    """The sentence and the codes in the body of a refusal."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else None
    if not isinstance(inner, dict):
        return inner if isinstance(inner, str) else "", []
    words = inner.get("message")
    return words if isinstance(words, str) else "", [inner.get("code"), inner.get("type")]


def plain(words: str) -> str:
    """A service's words for people: short, and without what may be an address or a key."""
    said = " ".join(_PRIVATE.sub("…", words).split())
    return said if len(said) <= WORDS else said[:WORDS].rstrip() + "…"


def _meant(codes: Iterable[str | int | None]) -> tuple[Reason | None, bool]:
    """What the first code that is known means, and whether trying again cannot help."""
    said = [str(code) for code in codes if code]
    meanings = (
        "filtered" if _FILTERS.search(code) else _CODES.get(code) or _STATUS.get(_number(code))
        for code in said
    )
    return next(filter(None, meanings), None), "insufficient_quota" in said


def _number(code: str) -> int:
    return int(code) if code.isdecimal() else 0


def _timed_out(error: BaseException | None) -> bool:
    """Whether a time-out is behind it. What the transport calls one need not be: a refused
    connection is `ConnectTimeout` too."""
    while error is not None:
        if isinstance(error, TimeoutError):
            return True
        error = error.__cause__
    return False


def _retry_after(error: Any) -> float | None:
    """Seconds, as the headers of a refusal say: in milliseconds, in seconds, or as a date."""
    headers: Mapping[str, str] = error.response.headers
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            return max(0.0, float(headers[name]) / unit)
        except (KeyError, ValueError):
            continue
    try:
        return max(0.0, parsedate_to_datetime(headers["retry-after"]).timestamp() - time.time())
    except (KeyError, ValueError):
        return None
