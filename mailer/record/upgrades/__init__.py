"""
Upgrades: how the ledger of an older mailer becomes one of this schema.

Each file of `versions` is an Alembic revision named for the schema version it leads to; they run in
order, all in one transaction, after a copy of a ledger that is a file was put aside (a server's own
tools copy its ledger). Only columns with a default, tables and indexes are added, so that an older
mailer that still has the ledger open can finish.

Promises: afterwards the tables are those of `schema`, which a test compares; or nothing has changed.
Never: runs on a ledger of this schema or a newer one; imports Alembic before it is needed.
Fails with: what the database fails with, which `refusals` translates.
"""

from pathlib import Path

from sqlalchemy import update
from sqlalchemy.engine import Connection

from mailer.record.schema import SCHEMA_VERSION, ledger


def run_upgrades(connection: Connection, version: int) -> None:
    """From schema `version` to this one. The caller's transaction is the commit instant."""
    from alembic.migration import MigrationContext  # noqa: PLC0415 - only where it is needed
    from alembic.operations import Operations  # noqa: PLC0415 - as above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    scripts = ScriptDirectory(str(Path(__file__).parent))
    steps = scripts.iterate_revisions(str(SCHEMA_VERSION), str(version))
    context = MigrationContext.configure(connection)
    with Operations.context(context):
        for step in reversed(list(steps)):
            step.module.upgrade()
    connection.execute(update(ledger).values(schema_version=SCHEMA_VERSION))
