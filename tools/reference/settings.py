"""docs/reference/settings.md"""

import msgspec

from instar.model.settings import Settings
from tools.reference.cli import commands
from tools.reference.markdown import page, table
from tools.reference.shapes import Json, bounds


def render() -> str:
    """Every setting: its flag, its variable, its default and its meaning."""
    flags = {param.name: param.opts[0] for _, command in commands() for param in command.params}
    defaults = Settings()
    rows = []
    for one in msgspec.structs.fields(Settings):
        field, schema = one.name, msgspec.json.schema(one.type, schema_hook=path_schema)
        default = str(getattr(defaults, field))
        rows.append(
            (
                f"`{field}`",
                f"`{flags[field]}`" if field in flags else "",
                f"`INSTAR_{field.upper()}`",
                f"`{default}`" if default else "empty",
                schema["description"] + allowed(schema),
            )
        )
    return page(
        "Settings",
        "A flag wins over a variable of the environment, that over `instar.toml` in the folder where the\n"
        "server starts, that over the default. `instar config` lists what holds, and where each value came\n"
        "from; secrets it only says to be set. A wrong value or an unknown key in the file ends the start with\n"
        "a sentence that names it.",
        table(("Key in `instar.toml`", "Flag", "Variable", "Default", "Meaning"), rows),
        '```toml\n# instar.toml\nport = 9000\ndata_dir = "/var/lib/instar"\npublic_url = "https://chat.example.com"\n```',
    )


def path_schema(_: type) -> Json:
    """A folder is written as text."""
    return {"type": "string"}


def allowed(schema: Json) -> str:
    """The values that a setting may have, when not every one of its type."""
    if "enum" in schema:
        return f" One of {', '.join(f'`{value}`' for value in schema['enum'])}."
    said = bounds(schema).strip(" ()")
    return f" {said.capitalize()}." if said else ""
