"""Statements: SQLAlchemy says what they are, the driver runs them."""

import sqlite3
from collections.abc import Generator

import pytest
from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, bindparam, insert, select

from instar.storage.statement import Connection, Statement

flags = Table(
    "flags",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String(10)),
    Column("up", Boolean),
)
put = Statement(insert(flags))
of_name = Statement(
    select(flags).where(flags.c.name == bindparam("name"), flags.c.id > bindparam("above", 1))
)


@pytest.fixture
def conn() -> Generator[Connection]:
    made = sqlite3.connect(":memory:")
    made.execute("CREATE TABLE flags (id INTEGER PRIMARY KEY, name TEXT, up BOOLEAN)")
    rows = [{"id": number, "name": "flag", "up": number % 2 == 0} for number in (1, 2, 3)]
    put.execute_many(made, rows)
    yield made
    made.close()


def test_a_parameter_without_a_value_keeps_its_own(conn: Connection) -> None:
    assert of_name.scalars(conn, name="flag") == [2, 3]
    assert of_name.scalars(conn, name="flag", above=0) == [1, 2, 3]


def test_rows_have_names_and_the_types_of_their_columns(conn: Connection) -> None:
    assert [(row.id, row.up) for row in of_name.rows(conn, name="flag")] == [(2, True), (3, False)]
    assert of_name.one(conn, name="flag").up is True


def test_there_may_be_no_row(conn: Connection) -> None:
    assert of_name.first(conn, name="none") is None
    with pytest.raises(LookupError):
        of_name.one(conn, name="none")


def test_a_value_that_is_not_given_is_an_error_and_not_null(conn: Connection) -> None:
    with pytest.raises(sqlite3.ProgrammingError):
        put.execute(conn, id=4, name="flag")
