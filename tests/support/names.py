"""Archives of threads compared up to the names in them."""

from typing import Any

PREFIXES = {"thr_", "itm_", "trn_", "att_", "evt_", "epo_", "msg_"}


def same_names(archive: Any) -> Any:
    """The archive with every id replaced by its order of appearance, and without import marks."""
    names: dict[str, str] = {}

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            kept = {key: inner for key, inner in value.items() if key != "importedFrom"}
            return {walk(key): walk(inner) for key, inner in kept.items()}
        if isinstance(value, list):
            return [walk(inner) for inner in value]
        if isinstance(value, str) and value[:4] in PREFIXES:
            return names.setdefault(value, f"{value[:3]} {len(names)}")
        return value

    return walk(archive)
