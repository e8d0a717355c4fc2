"""The `instar` command. Heavy imports wait until a command needs them."""

import click

from instar import __version__
from instar.cli.options import setting_options


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="instar")
def main() -> None:
    """A chat platform that changes its own shape while people use it."""


@main.command()
@setting_options("host", "port", "data_dir", "database", "ws", "plugins")
@click.option("--open/--no-open", "open_browser", default=None, help="Open the page in a browser.")
def serve(open_browser: bool | None, **flags: str | None) -> None:
    """Serve the chat until interrupted."""
    import gc

    # Nothing that the imports make is garbage: `serve` freezes it and looks again once it is ready.
    gc.disable()
    from instar.cli.serve import run
    from instar.cli.settings import load_settings

    run(load_settings(flags), open_browser=open_browser)


@main.command()
@setting_options("host", "port", "data_dir", "database")
def config(**flags: str | None) -> None:
    """List every setting, its value and where that came from."""
    from instar.cli.settings import describe_settings

    click.echo(describe_settings(flags))


@main.command()
@setting_options("data_dir", "database")
def doctor(**flags: str | None) -> None:
    """Check what this machine has; exit 1 when something would fail."""
    from instar.cli.doctor import examine
    from instar.cli.settings import load_settings

    findings = examine(load_settings(flags))
    for finding in findings:
        click.echo(str(finding))
    raise SystemExit(any(finding.verdict == "fail" for finding in findings))


@main.group()
def user() -> None:
    """People who may sign in."""


@user.command("add")
@click.argument("name")
@click.option(
    "--role", type=click.Choice(["admin", "member", "viewer"]), default="member", show_default=True
)
@setting_options("data_dir", "database")
def add_user(name: str, role: str, **flags: str | None) -> None:
    """Add a user and print a link that signs them in once."""
    from instar.cli.settings import load_settings
    from instar.cli.users import add

    click.echo(add(load_settings(flags), name, role))


@user.command("link")
@click.argument("name")
@setting_options("data_dir", "database")
def link_user(name: str, **flags: str | None) -> None:
    """Print a new link that signs a user in once."""
    from instar.cli.settings import load_settings
    from instar.cli.users import link

    click.echo(link(load_settings(flags), name))
