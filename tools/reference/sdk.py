"""docs/reference/sdk.md"""

import inspect
import re
import sys
import textwrap
from typing import Any

import msgspec

from instar import sdk
from instar.sdk import models
from tools.reference.markdown import page, words
from tools.reference.shapes import TYPES


def render() -> str:
    """Every name of `instar.sdk`."""
    names = sorted(sdk.__all__)
    parts = [f"## {name}\n\n{described(name, getattr(sdk, name))}" for name in names]
    of_models = [
        f"### {name}\n\n{described(name, thing)}"
        for name, thing in vars(models).items()
        if getattr(thing, "__module__", "") == models.__name__ and not name.startswith("_")
    ]
    intro, _, code = inspect.cleandoc(sdk.__doc__ or "").partition("::\n\n")
    return page(
        "SDK",
        "`instar.sdk` is all that a handler imports. What is on this page is promised; what is not, is not.",
        words(intro).rstrip(":") + ":",
        f"```python\n{textwrap.dedent(code)}\n```",
        *parts,
        f"## instar.sdk.models\n\n{words(models.__doc__)}",
        *of_models,
    )


def described(name: str, thing: Any) -> str:
    """What a name is, with its members."""
    if inspect.isfunction(thing):
        return signature(name, thing)
    if not inspect.isclass(thing):
        return f"```python\n{name} = {str(thing).replace('collections.abc.', '')}\n```\n\n{alias_doc(name)}"
    if issubclass(thing, msgspec.Struct) and thing.__module__ != models.__name__:
        return f"{words(thing.__doc__)} Its fields are in [types]({TYPES}#{name.lower()})."
    members = [
        signature(member, value)
        for member, value in vars(thing).items()
        if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, property))
    ]
    plain = [
        f"- `{field}: {annotation(kind)}`"
        for field, kind in vars(thing).get("__annotations__", {}).items()
        if not field.startswith("_")
    ]
    return "\n\n".join(filter(None, [words(thing.__doc__), "\n".join(plain), *members]))


def signature(name: str, value: Any) -> str:
    """A method or property as it is written, with its docstring."""
    function = value.fget if isinstance(value, property) else value
    lines = inspect.signature(function)
    shown = re.sub(r"\b(?:[a-z_]+\.)+([A-Z]\w*|str|int)", r"\1", str(lines)).replace("'", "")
    if isinstance(value, property):
        head = f"{name}: {shown.partition(' -> ')[2]}"
    else:
        prefix = "async " if inspect.iscoroutinefunction(function) else ""
        head = f"{prefix}{name}{shown.replace('(self, ', '(').replace('(self)', '()')}"
    return f"```python\n{head}\n```\n\n{words(function.__doc__)}".rstrip()


def annotation(kind: Any) -> str:
    """A field's type as a reader would write it."""
    text = getattr(kind, "__name__", str(kind)) if inspect.isclass(kind) else str(kind)
    return re.sub(r"\b(?:[a-z_]+\.)+([A-Z]\w*)", r"\1", text)


def alias_doc(name: str) -> str:
    """The string that stands below an alias."""
    lines = inspect.getsource(sys.modules["instar.sdk.handler"])
    found = re.search(rf'^{name} = .*\n"""(.+?)"""', lines, re.MULTILINE | re.DOTALL)
    return words(found[1]) if found else ""
