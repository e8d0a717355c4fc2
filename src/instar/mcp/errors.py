"""What goes wrong with an MCP server."""


class McpError(ValueError):
    """One sentence for people and models. No secret of the settings is in it.

    A ValueError, because a tool that raises one is told of and no fault of ours.
    """
