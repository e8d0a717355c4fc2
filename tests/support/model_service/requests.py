"""Requests, checked by the types that the SDKs have for them."""

from collections.abc import Iterable
from typing import Any

from anthropic.types.message_create_params import MessageCreateParamsStreaming
from openai.types.chat.completion_create_params import CompletionCreateParamsStreaming
from openai.types.responses.response_create_params import ResponseCreateParamsStreaming
from pydantic import TypeAdapter, ValidationError

_TYPES: dict[str, TypeAdapter[Any]] = {
    "responses": TypeAdapter(ResponseCreateParamsStreaming),
    "chat/completions": TypeAdapter(CompletionCreateParamsStreaming),
    "messages": TypeAdapter(MessageCreateParamsStreaming),
}


def fault_of(path: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """The refusal of a body that is not what the API takes."""
    try:
        _exhaust(_TYPES[path.partition("/v1/")[2]].validate_python(body))
    except ValidationError as error:
        message = f"bad request: {error.errors(include_input=False)[:3]}"
        return {"error": {"type": "invalid_request_error", "message": message}}
    return None


def _exhaust(value: Any) -> None:
    """Look at all of it: what an iterable holds is checked when it is looked at."""
    if isinstance(value, dict):
        value = value.values()
    if isinstance(value, Iterable) and not isinstance(value, str):
        for one in value:
            _exhaust(one)
