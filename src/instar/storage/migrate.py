"""Brings a database to this version's schema with Alembic, under `storage/migrations`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

HEAD = "0001"


def migrate(path: Path) -> None:
    """Create or upgrade the SQLite database at `path`."""
    url = f"sqlite:///{path}"
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = url
    command.upgrade(config, "head")


def is_current(path: Path) -> bool:
    """Whether the database has this version's schema already."""
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as conn:
            return MigrationContext.configure(conn).get_current_revision() == HEAD
    finally:
        engine.dispose()
