"""The migrations make what the code knows, and the head is what a start looks for."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import instar.storage
from instar.storage import items, turns
from instar.storage.migrate import HEAD, migrate, revision_of, upgrade
from instar.storage.tables import metadata


def test_the_migrations_make_what_a_new_database_has(tmp_path: Path) -> None:
    upgraded, created = tmp_path / "upgraded.db", tmp_path / "created.db"
    upgrade(upgraded)
    migrate(created)
    assert _schema(upgraded) == _schema(created)
    engine = create_engine(f"sqlite:///{upgraded}")
    with engine.connect() as conn:
        found = compare_metadata(MigrationContext.configure(conn), metadata)
    engine.dispose()
    assert [one for one in found if "item_words" not in str(one)] == []


def test_the_head_is_the_newest_migration(tmp_path: Path) -> None:
    config = Config()
    folder = Path(instar.storage.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD
    path = tmp_path / "test.db"
    path.touch()
    assert revision_of(path) is None
    migrate(path)
    assert revision_of(path) == HEAD
    migrate(path)


def test_an_upgrade_from_0001_keeps_turns_and_drops_the_triggers(tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    upgrade(path, "0001")
    connection = sqlite3.connect(path)
    turn = ("trn_1", "thr_1", "open", "usr_1", "itm_1", "submit", "then", None)
    connection.execute("INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?, ?, ?)", turn)
    connection.execute(
        "CREATE TRIGGER items_words_added AFTER INSERT ON items BEGIN DELETE FROM searchable; END"
    )
    connection.commit()
    migrate(path)
    found = connection.execute("SELECT id, thread_id, status, item_id FROM turns").fetchall()
    triggers = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    connection.close()
    assert found == [("trn_1", "thr_1", "open", "itm_1")]
    assert triggers == []


def test_what_is_open_is_found_by_its_own_index(tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    migrate(path)
    connection = sqlite3.connect(path)
    for statement, index in (
        (items._OPEN, "ix_items_open"),
        (turns._PENDING, "ix_turns_pending"),
        (turns._ALL_PENDING, "ix_turns_pending"),
    ):
        sql = statement._compiled.sql
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN {sql}", {"turn": "", "thread": ""}
        ).fetchall()
        assert index in plan[0][3]
    connection.close()


def _schema(path: Path) -> dict[str, object]:
    connection = sqlite3.connect(path)
    names = connection.execute("SELECT name, type FROM sqlite_master ORDER BY name").fetchall()
    found = {
        name: connection.execute(f"PRAGMA table_info('{name}')").fetchall()
        if kind == "table"
        else kind
        for name, kind in names
        if name != "alembic_version" and not name.startswith("sqlite_")
    }
    connection.close()
    return found


def test_a_first_start_that_is_interrupted_leaves_nothing_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "test.db"
    monkeypatch.setattr("instar.storage.migrate.search.create", interrupt)
    with pytest.raises(KeyboardInterrupt):
        migrate(path)
    assert not path.exists()
    monkeypatch.undo()
    migrate(path)
    assert revision_of(path) == HEAD
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_database_of_a_newer_version_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    migrate(path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(ValueError, match="newer Instar"):
        migrate(path)
