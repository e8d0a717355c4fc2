"""Where settings come from: flags, then `INSTAR_*`, then `instar.toml`, then the default."""

import os
import re
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
        ("environment", {name: _variable(name) for name in _names()}),
        ("flag", flags),
    )
    for source, layer in layers:
        for name, value in layer.items():
            if value is not None:
                values[name] = value
                sources[name] = source
    return values, sources


def describe_settings(flags: Mapping[str, str | None]) -> str:
    """A table of every setting: value, source, help. What may be secret is only said to be set."""
    settings = load_settings(flags)
    _, sources = gather(flags)
    lines = []
    for field in msgspec.structs.fields(Settings):
        shown = _shown(field.name, getattr(settings, field.name))
        lines.append(
            f"{field.name:22} {shown:30} {sources.get(field.name, 'default'):12} {_help(field)}"
        )
    return "\n".join(lines)


def _shown(name: str, value: Any) -> str:
    if name in _SECRET:
        return "(set)" if value else ""
    # Of MCP servers their names: the rest may hold keys.
    return ", ".join(value) if isinstance(value, dict) else str(value)


def _convert(type_: type, value: object) -> object:
    return Path(str(value)).expanduser() if type_ is Path else value


def _help(field: msgspec.structs.FieldInfo) -> str:
    for meta in getattr(field.type, "__metadata__", ()):
        if isinstance(meta, msgspec.Meta) and meta.description:
            return meta.description
    return ""


def _names() -> tuple[str, ...]:
    return Settings.__struct_fields__


def _variable(name: str) -> Any:
    """A setting as the environment has it; tables are JSON there."""
    text = os.environ.get("INSTAR_" + name.upper())
    try:
        return msgspec.json.decode(text) if text and name == "mcp" else text
    except msgspec.DecodeError:
        return text


def _toml() -> dict[str, Any]:
    if not TOML.exists():
        return {}
    try:
        return tomllib.loads(TOML.read_text())
    except tomllib.TOMLDecodeError as error:
        raise click.ClickException(f"{TOML}: {error}") from None


def _explain(error: str, sources: Mapping[str, str]) -> str:
    found = re.fullmatch(r"(.*) - at (?:`key` in )?`\$\.(\w+)([^`]*)`", error)
    if not found:
        return f"{TOML}: {error.partition(' - at ')[0]}"
    message, name, place = found.groups()
    helps = {field.name: _help(field) for field in msgspec.structs.fields(Settings)}
    source = sources.get(name, "default")
    return f"{name}{place} ({source}): {message}. {helps.get(name, '')}".strip()
