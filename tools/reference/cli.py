"""docs/reference/cli.md"""

from collections.abc import Iterator

import click

from instar.cli import main as instar
from tools.reference.markdown import page


def render() -> str:
    """What each command says of itself."""
    sections = [
        f"## {path}\n\n```text\n{help_of(command, path)}\n```" for path, command in commands()
    ]
    return page(
        "Command line",
        "Every flag that sets something is also a variable and a key of `instar.toml`: see\n"
        "[settings](settings.md). `instar user` talks to the running server of the data folder when there is\n"
        "one, else to the database.",
        *sections,
    )


def commands(
    command: click.Command = instar, path: str = "instar"
) -> Iterator[tuple[str, click.Command]]:
    """Every command with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, f"{path} {name}")


def help_of(command: click.Command, path: str) -> str:
    """What `--help` prints, in 78 columns."""
    context = click.Context(command, info_name=path, terminal_width=78, max_content_width=78)
    context.help_option_names = ["-h", "--help"]
    return command.get_help(context).rstrip()
