"""Opening: absent, foreign, older, newer, locked, full, read-only."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from fairsvc.store import tables
from fairsvc.store.connection import open_store


def test_the_migrations_make_the_tables(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/a.db", tmp_path / "evidence", create=True) as store:
        with store.reading() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "compare_type": True,
                    "include_name": lambda name, kind, _: not str(name).startswith("item_text"),
                },
            )
            assert compare_metadata(context, tables.metadata) == []
            assert context.get_current_revision() == tables.REVISION
