"""A long answer in Markdown, as a model would give one, cut into tokens of about four characters."""

import re
from itertools import islice
from textwrap import dedent

_SECTION = dedent("""\
    ## {number}. The moult of instar {number}

    Between two moults an insect keeps **one form**, and that form is called an *instar*. Its skin
    does not grow, so what is new forms below it; see [the glossary](https://example.org/moult).
    The name in code is `instar_{number}`, and nobody has ~~counted~~ measured it better.

    1. The old skin loosens, which takes {number} hours
    2. a new and softer one forms below
       - first at the **head**
       - then at the legs, as `Moult.step({number})` shows
    3. the insect swallows air and the old skin splits

    ```python
    def moult(days: int, rate: float = 0.{number}) -> list[float]:
        \"\"\"Return the mass at the end of each day.\"\"\"
        masses = [1.0]
        for day in range(days):
            masses.append(masses[-1] * (1 + rate) if day % 7 else masses[-1])
        return masses
    ```

    | instar | days | mass in mg | colour |
    | :--- | ---: | ---: | :---: |
    | {number} | {days} | {mass} | green |
    | {number} b | {days} | {mass} | *brown* |

    > A moult is a risk: one in {number} does not survive it, and a pause in it is worse than none.

    - [x] the skin is shed
    - [ ] the new one is hard

    Growth follows $m(t) = m_0 e^{{rt}}$ until the skin is tight. Then it stops, the insect rests
    for some hours, and all begins anew with the next one.

    """)

_TOKEN = re.compile(r"\s*[^\W_]{1,5}|\s*[\W_]{1,2}|\s+", re.ASCII)


def tokens(count: int) -> list[str]:
    """The first so many tokens of an answer without end."""
    found: list[str] = []
    number = 0
    while len(found) < count:
        number += 1
        section = _SECTION.format(number=number, days=3 + number % 5, mass=number * 17)
        found += islice(_TOKEN.findall(section), count - len(found))
    return found
