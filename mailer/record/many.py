"""
One statement for many rows, given or taken as plain tuples.

SQLAlchemy describes the statement and compiles it once; the driver then takes the rows, or gives them,
as they are. Running it through SQLAlchemy costs as much again as the database does, and this is done
for every delivery.

Promises: the tuples are in the order the statement wants them, which is compared when it is compiled.
Never: converts a value; instants are `microseconds`, and SQLite's booleans 0 and 1.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Delete, Insert, Select, Update
from sqlalchemy.engine import Connection


class _Plain:
    """A statement compiled once for each kind of database."""

    def __init__(
        self,
        statement: Insert | Update | Delete | Select[Any],
        order: Sequence[str],
    ) -> None:
        """`order`: the names of its parameters, as they follow each other in a tuple."""
        self._statement = statement
        self._order = list(order)
        self._compiled: dict[str, str] = {}
        """By the dialect's name."""

    def _text(self, connection: Connection) -> str:
        dialect = connection.dialect
        text = self._compiled.get(dialect.name)
        if text is None:
            compiled = self._statement.compile(dialect=dialect)
            assert list(compiled.positiontup or ()) == self._order, compiled.positiontup
            text = self._compiled[dialect.name] = str(compiled)
        return text


class Many(_Plain):
    """A change whose rows are tuples of `order`."""

    def run(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> int:
        """How many rows of the table it has changed."""
        if not rows:
            return 0
        return connection.exec_driver_sql(self._text(connection), list(rows)).rowcount


class Asked(_Plain):
    """A question whose answer is tuples."""

    def rows(self, connection: Connection, *values: Any) -> Sequence[Sequence[Any]]:
        """All of them, for one tuple of `order`."""
        return connection.exec_driver_sql(self._text(connection), values).all()
