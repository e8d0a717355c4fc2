"""What the guide says."""

from textwrap import dedent

WELCOME = dedent("""\
    ## A tour of what a server can do with this page

    I have **the floor** now: the line above the composer says so, and Esc ends the tour at any time. You can reload the
    page, open it in a second browser or restart the server at every step: we go on where we were.
    """)

LOCKED = dedent("""\
    The **composer is locked**, and the **list of threads is hidden**, for everyone in this thread. The server enforces
    it: a script that posts here now is told the same reason. Both end with the step, and would if I broke.
    """)

FORM = "A form is a few lines of Python. What you send is checked on the server."

CHART = dedent("""\
    A **widget** is data that the page draws; what its buttons do stays on the server. When the tour is over, press
    *Shuffle*: it comes back to me as a message.
    """)

RULE = dedent("""\
    A **rule** says what becomes of items. The notice above hides itself after five seconds, here, in every other
    browser, and for those who come later.
    """)

FADING = "This notice hides itself."

PLAIN = dedent("""\
    The **renderer** of answers was switched to the compact one, without a reload. Every answer above changed with this one.
    """)

FLOOR = "One thing is left. **Say anything**: it comes to me, because I have the floor."

STOPPED = "Another time, then. Say `/tour` whenever you like."


def heard(name: str, text: str) -> str:
    """The end of the tour."""
    return dedent("""\
        You said “{text}”, {name}, and I heard it instead of the assistant. Now I **yield**: the next message is the assistant's.

        All of this was a plugin against the public SDK, about two hundred lines.
        """).format(name=name, text=text)
