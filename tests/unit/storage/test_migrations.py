"""The migrations make what the code knows, and the head is what a start looks for."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import instar.storage
from instar.storage import search
from instar.storage.migrate import HEAD, migrate, revision_of
from instar.storage.tables import metadata


def test_the_migrations_make_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "new" / "test.db"
    migrate(path)
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as conn:
        found = compare_metadata(MigrationContext.configure(conn), metadata)
        expected = _schema(conn)
    engine.dispose()
    searchs_own = [one for one in found if one[0] == "remove_table" and "item_words" in one[1].name]
    assert [one for one in found if one not in searchs_own] == []
    made = create_engine("sqlite://")
    with made.connect() as conn:
        metadata.create_all(conn)
        search.create(conn)
        assert _schema(conn) == expected
    made.dispose()


def test_the_head_is_the_newest_migration(tmp_path: Path) -> None:
    config = Config()
    folder = Path(instar.storage.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD
    path = tmp_path / "test.db"
    assert revision_of(path) is None
    migrate(path)
    assert revision_of(path) == HEAD
    migrate(path)


def _schema(conn) -> dict[str, str]:
    rows = conn.exec_driver_sql(
        "SELECT name, type FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
        " AND name <> 'alembic_version' AND sql IS NOT NULL"
    )
    return {row.name: row.type for row in rows}
