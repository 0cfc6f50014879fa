"""
A condition of `--where`: an SQL expression about one recipient, answered by SQLite in memory.

    language = 'es' and beat like 'immig%'      tags like '%city%' or outlet in ('Radio', 'Tideline')

Capitals make no difference where values are compared with `=`, `in` and `<`.

Promises: an expression can read the columns of one recipient and a few functions, and nothing else:
no SELECT, no file, no other table, no change; it ends after a bounded amount of work, in bounded
memory. A misspelt column is refused with the nearest one, and so is "text" in double quotation marks,
which SQLite by itself takes for a text wherever it is no column.
Never: keeps a recipient.
Fails with: UsageError.
"""

import re
import sqlite3
import weakref
from collections.abc import Iterable

from mailer.read.recipient import Recipient
from mailer.words.errors import UsageError
from mailer.words.findings import did_you_mean

_FUNCTIONS = frozenset(
    """abs coalesce date glob ifnull iif instr length like lower ltrim max min nullif round rtrim
    substr substring trim typeof upper""".split()  # noqa: SIM905 - a list of words reads best so
)
_TOKEN = re.compile(r"'(?:[^']|'')*'|\"(?P<quoted>(?:[^\"]|\"\")*)\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
_UNKNOWN = re.compile(r"no such column: (?P<name>.+)")
_WORK_MAX = 200
"""Thousands of steps of SQLite's machine for one recipient."""
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 2_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 20_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}
LIST = "list"
"""Beside the columns: the name of the media list that the recipient stands in."""


class Condition:
    """An expression that was looked at, ready to be asked of one recipient after the other."""

    def __init__(self, expression: str, columns: Iterable[str]) -> None:
        """`columns` are those that recipients can have."""
        self._columns = [*dict.fromkeys((*columns, LIST))]
        self._used: set[str] = set()
        self._selects = self._work = 0
        self._refused = ""
        self._refuse_quoted_text(expression)
        folded = expression.casefold()
        self._table = [column for column in self._columns if column.casefold() in folded]
        self._ask = f"SELECT (\n{expression}\n) FROM recipient"  # noqa: S608 - see the authorizer
        self._database = self._prepared()
        self._fields = [column for column in self._table if column in self._used]
        parts = ", ".join(f"{_quoted(column)} = ?" for column in self._fields)
        self._change = f"UPDATE recipient SET {parts}" if parts else ""  # noqa: S608 - our own names

    def holds(self, recipient: Recipient) -> bool:
        """Whether the recipient is asked for; a value that is not there is empty text."""
        if self._change:
            row = [_value(recipient, column) for column in self._fields]
            self._database.execute(self._change, row)
        return self._answer(self._database)

    def _prepared(self) -> sqlite3.Connection:
        """A database with one empty recipient, of which the expression was asked once."""
        database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        for limit, most in _LIMITS.items():
            database.setlimit(limit, most)
        database.create_collation("caseless", _compare)
        names = ", ".join(
            f"{_quoted(name)} TEXT DEFAULT '' COLLATE caseless" for name in self._table
        )
        database.execute(f"CREATE TABLE recipient ({names or 'unused'})")
        database.execute("INSERT INTO recipient DEFAULT VALUES")
        database.set_progress_handler(self._working, 1_000)
        database.set_authorizer(self._allowed)
        try:
            self._answer(database)
        except UsageError:
            database.close()
            raise
        # What was looked at is run again and again; nothing else ever is.
        database.set_authorizer(None)
        # The handlers above make a circle, so that nothing else would close it before the end.
        weakref.finalize(self, database.close)
        return database

    def _answer(self, database: sqlite3.Connection) -> bool:
        self._work = 0
        try:
            (value,) = database.execute(self._ask).fetchone()
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            raise self._refusal(str(error)) from error
        if isinstance(value, str | bytes):
            what = "The expression is a text, not a condition that is true or not."
            raise UsageError(what, where="--where", cure="Write it like: language = 'es'")
        return bool(value)

    def _allowed(
        self, action: int, first: str | None, second: str | None, _place: object, _trigger: object
    ) -> int:
        """SQLite asks this about everything that an expression would do."""
        if action == sqlite3.SQLITE_READ and first == "recipient":
            self._used.add(second or "")
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and (second or "").casefold() in _FUNCTIONS:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_SELECT:
            self._selects += 1
            if self._selects == 1:
                return sqlite3.SQLITE_OK
            self._refused = "a SELECT of its own"
        else:
            self._refused = self._refused or (
                f"the function {second}"
                if action == sqlite3.SQLITE_FUNCTION
                else "more than values"
            )
        return sqlite3.SQLITE_DENY

    def _working(self) -> int:
        self._work += 1
        return int(self._work > _WORK_MAX)

    def _refusal(self, said: str) -> UsageError:
        if match := _UNKNOWN.search(said):
            name = match["name"].strip("\"'`[]")
            what = f'There is no column "{name}".'
            return UsageError(what, where="--where", cure=self._nearest(name))
        if self._refused:
            what = f"The expression uses {self._refused}, which it may not."
            cure = f"Use columns, values and: {', '.join(sorted(_FUNCTIONS))}."
            return UsageError(what, where="--where", cure=cure)
        if "interrupted" in said:
            return UsageError(
                "The expression is too much work.", where="--where", cure="Shorten it."
            )
        cure = (
            "Write it like: language = 'es' and outlet in ('Radio', 'Tideline'). A column that is "
            'called like a word of SQL stands in double quotation marks: "group".'
        )
        return UsageError(f"The expression cannot be read: {said}.", where="--where", cure=cure)

    def _nearest(self, name: str) -> str:
        shown = self._columns[:40]
        return did_you_mean(name, self._columns) or f"There are: {', '.join(shown)}."

    def _refuse_quoted_text(self, expression: str) -> None:
        for match in _TOKEN.finditer(expression):
            name = match["quoted"]
            if name is not None and name.casefold() not in map(str.casefold, self._columns):
                cure = f"Text stands in single quotation marks: '{name[:40]}'."
                near = did_you_mean(name, self._columns)
                what = f'There is no column "{name[:40]}".'
                raise UsageError(what, where="--where", cure=f"{near} {cure}".strip())


def _value(recipient: Recipient, column: str) -> str:
    if column == LIST:
        return recipient.media_list
    if column == "email":
        return str(recipient.address)
    if column == "name":
        return recipient.name
    if column == "trusted":
        return "yes" if recipient.trusted else "no"
    return recipient.values.get(column, "")


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _compare(left: str, right: str) -> int:
    one, other = left.casefold(), right.casefold()
    return (one > other) - (one < other)
