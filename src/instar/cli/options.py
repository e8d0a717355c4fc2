"""Flags that set settings: the same names, help and meaning everywhere."""

from collections.abc import Callable
from typing import Any

import click

_HELP = {
    "host": "Address to listen on.",
    "port": "Port to listen on; 0 takes a free one.",
    "data_dir": "Folder of the database and the uploads.",
    "database": "Database URL; SQLite in the data folder by default.",
    "plugins": "Trusted Python plugins to run in this process: module:name, with commas.",
    "ws": "How sockets are served: direct, or sansio through ASGI.",
}


def setting_options(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command a flag for each setting; unset ones arrive as None."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for name in reversed(names):
            flag = "--" + name.replace("_", "-")
            command = click.option(flag, name, default=None, help=_HELP[name])(command)
        return command

    return decorate
