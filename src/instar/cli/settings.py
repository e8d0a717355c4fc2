"""Where settings come from: flags, then `INSTAR_*`, then `instar.toml`, then the default."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import msgspec

from instar.model.settings import Settings

TOML = Path("instar.toml")
_SECRET = frozenset({"admin_token"})


def load_settings(flags: Mapping[str, str | None]) -> Settings:
    """The settings as they hold now. Raises click.ClickException that names the bad one."""
    values, sources = gather(flags)
    try:
        return msgspec.convert(values, Settings, strict=False, dec_hook=_convert)
    except msgspec.ValidationError as error:
        raise click.ClickException(_explain(str(error), sources)) from None


def gather(flags: Mapping[str, str | None]) -> tuple[dict[str, Any], dict[str, str]]:
    """Every value that is set anywhere, and where it was found."""
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    layers = (
        (str(TOML), _toml()),
        ("environment", {name: os.environ.get("INSTAR_" + name.upper()) for name in _names()}),
        ("flag", flags),
    )
    for source, layer in layers:
        for name, value in layer.items():
            if value is not None:
                values[name] = value
                sources[name] = source
    return values, sources


def describe_settings(flags: Mapping[str, str | None]) -> str:
    """A table of every setting: value, source, help. Secrets are only said to be set."""
    settings = load_settings(flags)
    _, sources = gather(flags)
    lines = []
    for field in msgspec.structs.fields(Settings):
        value = getattr(settings, field.name)
        shown = ("(set)" if value else "") if field.name in _SECRET else str(value)
        lines.append(
            f"{field.name:22} {shown:30} {sources.get(field.name, 'default'):12} {_help(field)}"
        )
    return "\n".join(lines)


def _convert(type_: type, value: object) -> object:
    return Path(str(value)).expanduser() if type_ is Path else value


def _help(field: msgspec.structs.FieldInfo) -> str:
    for meta in getattr(field.type, "__metadata__", ()):
        if isinstance(meta, msgspec.Meta) and meta.description:
            return meta.description
    return ""


def _names() -> tuple[str, ...]:
    return Settings.__struct_fields__


def _toml() -> dict[str, Any]:
    if not TOML.exists():
        return {}
    try:
        return tomllib.loads(TOML.read_text())
    except tomllib.TOMLDecodeError as error:
        raise click.ClickException(f"{TOML}: {error}") from None


def _explain(error: str, sources: Mapping[str, str]) -> str:
    message, _, place = error.partition(" - at `$.")
    name = place.rstrip("`")
    if not name:
        return f"{TOML}: {message}"
    helps = {field.name: _help(field) for field in msgspec.structs.fields(Settings)}
    return f"{name} ({sources.get(name, 'default')}): {message}. {helps.get(name, '')}".strip()
