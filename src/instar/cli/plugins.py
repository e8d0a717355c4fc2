"""Plugins that the operator trusts: Python in this process, named by `--plugins`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name

from instar.sdk import Plugin


def load_plugins(names: str) -> Iterator[Plugin]:
    """The plugins of `module:name,…`; modules may lie in the working directory.

    Raises ValueError that names the one that cannot be had.
    """
    for name in filter(None, map(str.strip, names.split(","))):
        if (here := str(Path.cwd())) not in sys.path:
            sys.path.insert(0, here)
        try:
            plugin = resolve_name(name)
        except (ImportError, AttributeError, ValueError) as error:
            raise ValueError(f"--plugins {name}: {error}") from error
        if not isinstance(plugin, Plugin):
            raise ValueError(f"--plugins {name}: this is no instar.sdk.Plugin")  # noqa: TRY004
        yield plugin
