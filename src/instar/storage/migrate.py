"""Brings a database to this version's schema."""

import sqlite3
from pathlib import Path

HEAD = "0001"


def migrate(path: Path) -> None:
    """Create or upgrade the SQLite database at `path` with Alembic, unless it is current.

    Alembic is imported only when there is something to do: it is most of a start's time.
    """
    if revision_of(path) == HEAD:
        return
    from alembic import command
    from alembic.config import Config

    path.parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = f"sqlite:///{path}"
    command.upgrade(config, "head")


def revision_of(path: Path) -> str | None:
    """The schema's revision in the database at `path`, None when there is none."""
    if not path.exists():
        return None
    connection = sqlite3.connect(path)
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    finally:
        connection.close()
    return str(row[0]) if row else None
