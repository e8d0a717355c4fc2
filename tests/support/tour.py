"""The tour as a test walks it."""

ANSWERS: list[tuple[str, dict[str, str | float | bool]]] = [
    ("start", {}),
    ("next", {}),
    ("send", {"name": "Ada", "days": 9, "kind": True}),
    ("next", {}),
    ("next", {}),
    ("next", {}),
]
"""What is chosen at each of its asks, and filled in."""
