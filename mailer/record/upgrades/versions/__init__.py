"""One Alembic revision a schema version, named for the version it leads to."""
