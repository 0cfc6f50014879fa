"""
Schema 2: acts that answer earlier ones, embargoes that can be recomputed, who decided what, the
leases of several machines, and departures that outlive a restart.
"""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text, text

revision = "2"
down_revision = "1"

_TEXTS = (
    ("distributions", "act", "original"),
    ("distributions", "answers", ""),
    ("distributions", "embargo_wall", ""),
    ("distributions", "embargo_zone", ""),
    ("events", "who", ""),
    ("events", "what", ""),
    ("windows", "machine_id", ""),
    ("windows", "sender", ""),
)


def upgrade() -> None:
    """Add what schema 2 has and schema 1 had not."""
    for table, name, default in _TEXTS:
        op.add_column(table, Column(name, Text, nullable=False, server_default=default))
    op.add_column("distributions", Column("late_by_s", Integer))
    op.add_column("windows", Column("lease_until", BigInteger))
    op.add_column("windows", Column("departures", Integer, nullable=False, server_default="0"))
    paced = text("sender <> ''")
    op.create_index(
        "windows_paced", "windows", ["sender", "closed_at", "departures"], sqlite_where=paced
    )
    op.create_table(
        "settlements",
        Column("key", Integer, primary_key=True, autoincrement=True),
        Column("distribution", Integer, ForeignKey("distributions.key"), nullable=False),
        Column("number", Integer, nullable=False),
        Column("ordinal", Integer, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("who", Text, nullable=False),
        Column("decision", Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("settlements_of", "settlements", ["distribution", "number", "ordinal"])
    op.create_table(
        "takeovers",
        Column("key", Integer, primary_key=True, autoincrement=True),
        Column("at", BigInteger, nullable=False),
        Column("who", Text, nullable=False),
        Column("machine_before", Text, nullable=False),
        Column("machine_after", Text, nullable=False),
        sqlite_autoincrement=True,
    )
