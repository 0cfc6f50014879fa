"""Schema 5: large segments of skeletons lie apart, in blocks."""

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, PrimaryKeyConstraint

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """Add what schema 5 has and schema 4 had not; skeletons that are there stay as they are."""
    op.add_column("skeletons", Column("apart", LargeBinary))
    op.create_table(
        "blocks",
        Column("distribution", Integer, ForeignKey("distributions.key"), nullable=False),
        Column("key", LargeBinary, nullable=False),
        Column("place", Integer, nullable=False),
        Column("octets", LargeBinary, nullable=False),
        PrimaryKeyConstraint("distribution", "key", "place"),
    )
