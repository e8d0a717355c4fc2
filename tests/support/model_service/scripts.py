"""What the model does, by name: say `script: NAME` or ask the model of that name."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from tests.support.model_service.steps import (
    Ask,
    Call,
    Cite,
    Done,
    Drop,
    ErrorEvent,
    Failed,
    Incomplete,
    Raw,
    Refuse,
    Refused,
    Say,
    Step,
    Think,
    Wait,
)

Script = Callable[[Ask, list[str]], list[Step] | Refused]

ANSWER = "An *instar* is the form between two moults. Ünïcode, too: 日本 🦋."
FOREVER = 3_600.0
MOST_DELTAS = 100_000
PROFILES = Path(__file__).with_name("profiles")
"""`bursty` is drawn by hand: bundles, pauses, a stall. `record.py` takes one of a real service."""

_CALLED_FOR = re.compile(r"script:\s*(\S+)(.*)", re.DOTALL)


def answer(ask: Ask) -> list[Step] | Refused:
    """What the model does when it is asked this."""
    name, _, words = ask.model.partition(" ")
    if called_for := _CALLED_FOR.search(ask.text):
        name, words = called_for.groups()
    script = SCRIPTS.get(name)
    return script(ask, words.split(maxsplit=1)) if script else _ok(ask, [])


def _ok(ask: Ask, words: list[str]) -> list[Step]:
    return [Say(f"{ANSWER} You said: {ask.text}"), Done()]


def _long(ask: Ask, words: list[str]) -> list[Step]:
    """`long COUNT MS`: so many deltas, so far apart."""
    numbers = [int(word) for word in " ".join(words).split()[:2]]
    count, pause = [*numbers, *(400, 20)[len(numbers) :]]
    return _paced([pause] * min(count, MOST_DELTAS))


def _profile(ask: Ask, words: list[str]) -> list[Step]:
    """`profile NAME`: deltas as far apart as `profiles/NAME.json` has them, in milliseconds."""
    name = words[0] if words else "bursty"
    return _paced(json.loads((PROFILES / f"{name}.json").read_bytes()))


def _paced(milliseconds: list[float]) -> list[Step]:
    """A delta after each of these; those after none are written together."""
    steps: list[Step] = []
    for number, wait in enumerate(milliseconds):
        steps += [Wait(wait / 1000), Say(f"{' ' * (number > 0)}word{number}")]
    return [*steps, Done()]


def _tools(ask: Ask, words: list[str]) -> list[Step]:
    """`tools NAME ARGUMENTS`: call it, by default the first there is; then say what it returned."""
    if ask.outputs:
        return _told(ask)
    name = words[0] if words else ask.tools[0] if ask.tools else "nothing"
    return [Say("Let me look."), Call(name, words[1] if len(words) > 1 else "{}"), Done()]


def _parallel(ask: Ask, words: list[str]) -> list[Step]:
    """The same, twice at a time."""
    if ask.outputs:
        return _told(ask)
    name = words[0] if words else ask.tools[0] if ask.tools else "nothing"
    arguments = words[1] if len(words) > 1 else "{}"
    return [Call(name, arguments), Call(name, arguments), Done()]


def _reasoning_with_tools(ask: Ask, words: list[str]) -> list[Step]:
    return [Think("Which tool is it?"), *_tools(ask, words)]


def _told(ask: Ask) -> list[Step]:
    return [Say("The tools say: " + "; ".join(ask.outputs)), Done()]


def _slow(ask: Ask, words: list[str]) -> list[Step]:
    """`slow MS`: nothing for so long, not even a header."""
    return [Wait(int(words[0] if words else 2_000) / 1000), *_ok(ask, [])]


def _steps(*steps: Step) -> Script:
    return lambda ask, words: list(steps)


def _refusal(status: int, message: str, code: str | None = None, **headers: str) -> Script:
    def refuse(ask: Ask, words: list[str]) -> Refused:
        said = message.format(key=ask.key, model=ask.model)
        kind = "server_error" if status >= 500 else "invalid_request_error"
        error = {"message": said, "type": kind, "param": None, "code": code}
        return Refused(
            status,
            {"error": error},
            {name.replace("_", "-"): value for name, value in headers.items()},
        )

    return refuse


def _first(first: Script, then: Script) -> Script:
    """Every other time the one, then the other."""
    return lambda ask, words: (first if ask.attempt % 2 else then)(ask, words)


PART = Say("The first half of it")
_500 = _refusal(500, "The server had an error while processing your request.", "server_error")
_429 = "Rate limit reached for {model} in organization org-abcdefghijklmnopqrstuvwx on requests."

SCRIPTS: dict[str, Script] = {
    "ok": _ok,
    "long": _long,
    "profile": _profile,
    "tools": _tools,
    "parallel": _parallel,
    "reasoning": _steps(
        Think("First, what is asked?"), Think("Then, what is true?"), Say(ANSWER), Done()
    ),
    "reasoning-tools": _reasoning_with_tools,
    "citations": _steps(
        Say("As is written"),
        Cite("https://example.com/instar", "Instar"),
        Say(" in books"),
        Cite("javascript:alert(1)", "Not a page"),
        Done(),
    ),
    "refusal": _steps(Refuse("I cannot help with that."), Done()),
    "slow": _slow,
    # Refused, before a stream.
    "400": _refusal(
        400, "This is too long for {model}. Ask http://10.0.0.3:8000 with {key}.", "too_long"
    ),
    "401": _refusal(401, "Incorrect API key provided: {key}.", "invalid_api_key"),
    "403": _refusal(403, "Your key {key} may not use {model}."),
    "404": _refusal(404, "The model `{model}` does not exist.", "model_not_found"),
    # Longer than a client waits by itself.
    "429": _refusal(429, _429, "rate_limit_exceeded", retry_after="300"),
    "429-then-ok": _first(_refusal(429, _429, "rate_limit_exceeded", retry_after_ms="20"), _ok),
    "quota": _refusal(429, "You exceeded your current quota.", "insufficient_quota"),
    "filtered": _refusal(400, "The prompt was filtered.", "content_filter"),
    "500": _500,
    "500-then-ok": _first(_500, _ok),
    "503": _refusal(503, "The engine is currently overloaded, please try again later."),
    # Broken, within a stream.
    "drop": _steps(PART, Drop()),
    "malformed": _steps(PART, Raw(b'data: {"type":"response.output_text.delta","delta":\n\n')),
    "ill-typed": _steps(PART, Raw(b'data: {"type":"response.output_text.delta"}\n\n')),
    "failed": _steps(PART, Failed("server_error", "The model crashed.")),
    "failed-filter": _steps(PART, Failed("image_content_policy_violation", "Not this.")),
    "error": _steps(PART, ErrorEvent("rate_limit_exceeded", "Too many tokens.")),
    "overloaded": _steps(PART, ErrorEvent("server_is_overloaded", "Overloaded.")),
    "incomplete": _steps(PART, Incomplete("max_output_tokens")),
    "filter": _steps(PART, Incomplete("content_filter")),
    "cut": _steps(PART),
    "cut-at-once": _steps(),
    "silent": _steps(PART, Wait(FOREVER)),
    # Odd, and allowed.
    "unknown": _steps(
        Raw(b": a comment\n\n"),
        Raw(b'event: x\ndata: {"type":"response.brand_new","sequence_number":0}\n\n'),
        Say(ANSWER),
        Done(),
    ),
}

BROKEN = frozenset({"drop", "malformed", "ill-typed", "silent"})
"""Scripts whose streams nobody can read to the end, the SDK neither."""
