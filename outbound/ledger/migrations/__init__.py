"""The ledger's tables through the versions, for alembic."""
