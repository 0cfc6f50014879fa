"""Schema 3: how late a distribution may begin to leave, and each delivery's own first time."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Add what schema 3 has and schema 2 had not."""
    op.add_column(
        "distributions", Column("late_by_max_s", Integer, nullable=False, server_default="900")
    )
    op.add_column("deliveries", Column("first_due_at", BigInteger))
