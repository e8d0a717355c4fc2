"""docs/reference/error-codes.md: every code that the source names, and what is said with it."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from instar.protocol.errors import FAMILIES
from tools.reference.markdown import page, table

ROOT = Path(__file__).parents[2]
SERVER = ROOT / "src/instar"
CLIENT = ROOT / "client/packages"

Said = tuple[str, str]
"""A code, and a sentence that some place of the source says with it."""


def render() -> str:
    """Every code, by family."""
    return page(
        "Error codes",
        "A refusal is the message `error.<family>` on the socket and problem details on REST, with the same\n"
        "fields: `code`, a sentence, `retryable`, and where there is one `path` (a JSON pointer to the fault)\n"
        "and `retryAfter` (seconds). Programs read the code; its family decides what to do. `…` stands for\n"
        "what is filled in.",
        *map(family, FAMILIES),
        "## Made by the page",
        "The client says these itself, in the same shape; no server sends them in this sense.",
        codes(said_by_the_page()),
    )


def family(name: str) -> str:
    """One family with its codes."""
    status, retryable = FAMILIES[name]
    again = "Trying again can help." if retryable else "The same again will not help."
    own = (one for one in said_by_the_server() if one[0].startswith(f"{name}."))
    return f"## {name}\n\nHTTP {status}. {again}\n\n{codes(own)}"


def codes(said: Iterable[Said]) -> str:
    """A table of codes, each with all that is said with it."""
    sentences: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for code, sentence in said:
        sentences[code][sentence] = None
    rows = ((f"`{code}`", " / ".join(sentences[code])) for code in sorted(sentences))
    return table(("Code", "Says"), rows)


def said_by_the_server() -> Iterator[Said]:
    """What the server's source raises, at the place or by a table."""
    for path in sorted(SERVER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id=function)):
                    yield from said_by(function, node)
                case ast.Dict():
                    yield from said_in(node)


def said_by(function: str, call: ast.Call) -> Iterator[Said]:
    """The error that a call makes, if it makes one with a name."""
    match function, call.args:
        case "not_found", [ast.Constant(value=str(kind))]:
            yield f"not_found.{kind}", f"There is no such {kind}."
        case ("InstarError", [ast.Constant(value=str(code)), message]) | (
            "VersionError",
            [ast.Constant(value=str(code)), message],
        ):
            status = [word.value for word in call.keywords if word.arg == "status"]
            yield (
                code,
                sentence_of(message) + "".join(f" (HTTP {ast.unparse(one)})" for one in status),
            )


def said_in(table: ast.Dict) -> Iterator[Said]:
    """The errors of a table of sentences by code."""
    for key, value in zip(table.keys, table.values, strict=True):
        match key, value:
            case ast.Constant(value=str(code)), ast.Constant(value=str(sentence)):
                if re.fullmatch(rf"({'|'.join(FAMILIES)})\.[a-z_]+", code):
                    yield code, sentence


def sentence_of(message: ast.expr) -> str:
    """A message as the source has it."""
    match message:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            known = [str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts]
            return "".join(known)
    return "…"


def said_by_the_page() -> Iterator[Said]:
    """What the client makes without asking a server."""
    made = re.compile(r"localError\(\s*'([a-z_.]+)',\s*'([^']+)'")
    for path in sorted(CLIENT.glob("*/src/**/*.ts*")):
        if ".test." not in path.name and "testing" not in path.parts:
            yield from made.findall(path.read_text())
