"""Variables of the environment in settings, so that secrets need not be in a file."""

import re
from collections.abc import Mapping

from instar.mcp.errors import McpError


def fill_in(text: str, environment: Mapping[str, str]) -> str:
    """The text with each `${NAME}` as the environment has it. Raises McpError for one that it has not."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in environment:
            raise McpError(f"Its settings name the variable {found[1]}, which is not set.")
        return environment[found[1]]

    return re.sub(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", value, text)
