"""Schema 1, the first: made whole by the mailer that began the ledger, so there is nothing to do."""

revision = "1"
down_revision = None


def upgrade() -> None:
    """Nothing."""
