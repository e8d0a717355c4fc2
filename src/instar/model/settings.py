"""What an operator may set. Flags win over `INSTAR_*` variables, those over the TOML file."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Approval = Literal["always", "write", "never"]


McpName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{1,32}$(?!\n)")]
"""Begins the ids of the server's tools, and is shown with them."""


class McpServer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A server of the Model Context Protocol: a program to start, or an address.

    `${NAME}` in a value is a variable of the environment. `approval`: for which of its tools a person
    says yes before each call; `write` are those that do not say that they only read.
    """

    command: list[str] = []
    env: dict[str, str] = {}
    cwd: str = ""
    url: str = ""
    headers: dict[str, str] = {}
    approval: Approval = "always"

    def __post_init__(self) -> None:
        if bool(self.command) == bool(self.url):
            raise ValueError("An MCP server has either a `command` or a `url`")


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of one server, frozen at its start. A field's docstring is its `instar config` help."""

    host: Annotated[str, Meta(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[
        int, Meta(ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    ] = 8765
    data_dir: Annotated[Path, Meta(description="Folder of the database and the uploads.")] = Path(
        "instar-data"
    )
    database: Annotated[
        str, Meta(description="Database URL; empty for SQLite in the data folder.")
    ] = ""
    public_url: Annotated[
        str,
        Meta(
            pattern=r"^(https?://[^/\s]+/?)?$",
            description="URL under which browsers reach the server when a proxy stands before it.",
        ),
    ] = ""
    admin_token: Annotated[
        str,
        Meta(
            pattern=r"^(\S{16,})?$",
            description="Bearer token of the first admin, 16 characters or more; empty for none.",
        ),
    ] = ""
    upload_bytes: Annotated[int, Meta(ge=1, description="Largest upload, in bytes.")] = 20_971_520
    upload_count: Annotated[
        int, Meta(ge=1, description="Most uploads of a user that no message uses yet.")
    ] = 100
    turn_seconds: Annotated[float, Meta(gt=0, description="Longest time a turn may take.")] = 600.0
    connections_per_user: Annotated[
        int, Meta(ge=1, description="Most sockets a user has open.")
    ] = 100
    messages_per_minute: Annotated[
        int, Meta(ge=1, description="Messages a socket may send in a minute.")
    ] = 120
    ws: Annotated[
        Literal["direct", "sansio"],
        Meta(description="How sockets are served: by Instar itself, or by uvicorn through ASGI."),
    ] = "direct"
    plugins: Annotated[
        str,
        Meta(
            description="Trusted Python plugins to run in this process: module:name, with commas."
        ),
    ] = ""
    instructions: Annotated[
        str,
        Meta(description="What a model is told before every conversation; empty for nothing."),
    ] = ""
    mcp: Annotated[
        dict[McpName, McpServer],
        Meta(description="MCP servers whose tools models may use, by name; JSON in the variable."),
    ] = {}
    model: Annotated[
        str,
        Meta(
            description="Model that answers unless a person picks another; empty for the service's usual one."
        ),
    ] = ""
    models: Annotated[
        str,
        Meta(description="Models to pick from, with commas; empty for all that the services have."),
    ] = ""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(description="Least level that is logged."),
    ] = "info"

    @property
    def database_path(self) -> Path:
        """Where SQLite keeps the database. Raises ValueError for a URL of another engine."""
        if not self.database:
            return self.data_dir / "instar.db"
        scheme, _, path = self.database.partition(":///")
        if scheme != "sqlite" or not path:
            raise ValueError(
                f"--database {self.database}: only sqlite:///PATH is supported so far."
            )
        return Path(path)


def local_url(settings: Settings) -> str:
    """The URL under which a program on this machine reaches the server."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def base_url(settings: Settings) -> str:
    """The URL under which browsers reach the server, without a slash at its end."""
    return settings.public_url.rstrip("/") or local_url(settings)
