"""Schema 4: the wall times at which a distribution was to leave, so that they can be recomputed."""

from alembic import op
from sqlalchemy import Column, Text

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Add what schema 4 has and schema 3 had not."""
    op.add_column("distributions", Column("wall_times", Text, nullable=False, server_default="[]"))
