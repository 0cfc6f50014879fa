"""
Instants on disk: whole microseconds since 1970-01-01 00:00 UTC.

Promises: aware datetimes go in, aware datetimes in UTC come out, equal to the microsecond; numbers
order as instants do. Never: completes a time without a zone.
Fails with: ValueError for a naive datetime, which only a bug can bring here.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(at: datetime) -> int:
    """
    The number that stands for an instant.

    >>> microseconds(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    """
    if at.tzinfo is None:
        raise ValueError("An instant in the ledger needs a zone; this one has none.")
    return (at - _EPOCH) // _MICROSECOND


def instant(number: int) -> datetime:
    """The instant a number stands for, in UTC."""
    return _EPOCH + number * _MICROSECOND


class Instant(TypeDecorator[datetime]):
    """A column of instants; None stays None."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """On the way in."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """On the way out."""
        return None if value is None else instant(value)
