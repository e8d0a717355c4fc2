"""What the bot says: Markdown, made from the message alone, so that the same asks for the same."""

import re
from collections.abc import Iterator
from textwrap import dedent

from instar.sdk import Message, User

HELP = dedent("""\
    ## What this server can do

    I am the built-in assistant: deterministic, with no model behind me. Everything around me is real.

    | Say | and I |
    | --- | --- |
    | `/help` | show this |
    | `/tour` | show what a server can do with this page: floor, locks, forms, widgets, rules |
    | `/demo` | show what an answer can hold: code, a table, math, a list of tasks |
    | `/stream N [DELAY_MS]` | stream N short pieces, to try stopping, reloading and a second browser |
    | `/fail` | break, to show what a failed turn looks like |
    | anything else | tell you what I received |

    **Try this while an answer streams**

    - [ ] reload the page: the answer goes on where it was
    - [ ] open this thread in another browser: both show the same, live
    - [ ] press *Stop*, then *Continue*
    - [ ] stop the server and start it again: nothing that you saw accepted is lost

    Files can be dropped on the composer. Scripts use the REST API, described at `/api/docs`.
    """)

DEMO = dedent("""\
    ## An answer with everything

    Text may be **strong**, *emphasised*, ~~struck out~~ or `code`, and [link](https://www.w3.org/) out.

    ```python
    def fibonacci(n: int) -> int:
        a, b = 0, 1
        for _ in range(n):
            a, b = b, a + b
        return a
    ```

    | moult | form | days |
    | :--- | :---: | ---: |
    | 0 | egg | 7 |
    | 1 | larva | 21 |
    | 2 | pupa | 12 |

    Euler's identity is $e^{i\\pi} + 1 = 0$, and the sum of the first squares is

    $$\\sum_{k=1}^{n} k^2 = \\frac{n(n+1)(2n+1)}{6}$$

    1. First one thing
    2. then another
       - with a detail
       - and one more

    - [x] written
    - [ ] read

    > An instar is the form an insect has between two moults.
    """)


def reply_to(message: Message, user: User) -> str:
    """The whole answer to a message that is no command."""
    text, attachments = message.text, message.item.attachments
    lines = [f"Thank you, {user.name}. I received"]
    found = []
    if text:
        words = len(text.split())
        found.append(f"**{words} {'word' if words == 1 else 'words'}** ({len(text)} characters)")
    if attachments:
        found.append(f"**{len(attachments)} {_files(len(attachments))}**")
    lines[0] += " " + " and ".join(found) + "."
    if text:
        lines.append("\n".join(f"> {line}" for line in _excerpt(text).splitlines()))
    lines += [f"- `{_code(one.name)}`: {one.mime_type}, {one.size:,} bytes" for one in attachments]
    lines.append(
        "No model is connected, so this is all that I make of it. Say `/help` to see what else there is."
    )
    return "\n\n".join(lines)


def pieces(text: str) -> Iterator[str]:
    """The text in pieces of about a token each; joined they are the text."""
    yield from re.findall(r"\s*\S{1,12}|\s+$", text)


def _excerpt(text: str, limit: int = 400) -> str:
    return text if len(text) <= limit else text[:limit].rstrip() + " …"


def _code(name: str) -> str:
    return name.replace("`", "'")


def _files(count: int) -> str:
    return "file" if count == 1 else "files"
