"""Brings a database to this version's schema."""

import sqlite3
from pathlib import Path

from sqlalchemy import create_engine

from instar.storage import search
from instar.storage.tables import metadata

HEAD = "0003"


def migrate(path: Path) -> None:
    """Create the SQLite database at `path`, or upgrade it with Alembic unless it is current.

    A new one is made from the tables at once: importing Alembic is a third of a start's time. A
    test compares the two ways. Raises ValueError for a database of a newer version.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _create(path)
        return
    revision = revision_of(path)
    if revision is not None and revision > HEAD:
        raise ValueError(f"{path} was made by a newer Instar (schema {revision}, here {HEAD}).")
    if revision != HEAD:
        upgrade(path)


def upgrade(path: Path, revision: str = "head") -> None:
    """Run the migrations that the database lacks, up to a revision."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = f"sqlite:///{path}"
    command.upgrade(config, revision)


def revision_of(path: Path) -> str | None:
    """The schema's revision in the database at `path`, None when it has none."""
    connection = sqlite3.connect(path)
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    finally:
        connection.close()
    return str(row[0]) if row else None


def _create(path: Path) -> None:
    # Made beside its place: a start that is interrupted leaves none rather than half of one.
    making = path.with_name(path.name + ".new")
    making.unlink(missing_ok=True)
    making.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{making}")
    with engine.begin() as conn:
        metadata.create_all(conn)
        search.create(conn)
        conn.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
        conn.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))
    engine.dispose()
    making.replace(path)
