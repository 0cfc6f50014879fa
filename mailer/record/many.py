"""
One statement for many rows, given as plain tuples.

SQLAlchemy describes the statement and compiles it once; the driver then takes the rows as they are.
Running it through SQLAlchemy costs as much again as the database does, and this is done for every
delivery.

Promises: the tuples are in the order the statement wants them, which is compared when it is compiled.
Never: converts a value; instants come as `microseconds`.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Delete, Insert, Update
from sqlalchemy.engine import Connection


class Many:
    """A statement whose rows are tuples of `order`."""

    def __init__(self, statement: Insert | Update | Delete, order: Sequence[str]) -> None:
        """`order`: the names of its parameters, as they follow each other in a tuple."""
        self._statement = statement
        self._order = list(order)
        self._compiled: dict[str, str] = {}
        """By the dialect's name."""

    def run(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> int:
        """How many rows of the table it has changed."""
        if not rows:
            return 0
        dialect = connection.dialect
        statement = self._compiled.get(dialect.name)
        if statement is None:
            compiled = self._statement.compile(dialect=dialect)
            assert list(compiled.positiontup or ()) == self._order, compiled.positiontup
            statement = self._compiled[dialect.name] = str(compiled)
        return connection.exec_driver_sql(statement, list(rows)).rowcount
