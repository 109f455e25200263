"""Sources, runs, pages and records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fairsvc.store.tables import Instant

revision = "0001"
down_revision = None

_FULL_TEXT = """
CREATE VIRTUAL TABLE item_text USING fts5(
    title, creators, subjects, description, tokenize = 'unicode61 remove_diacritics 2'
)
"""


def upgrade() -> None:
    """Make what a harvest writes."""
    _source_and_run()
    _page()
    _item()
    _item_version()
    # PostgreSQL will get a tsvector column instead.
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_FULL_TEXT)


def _source_and_run() -> None:
    op.create_table(
        "source",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("set_spec", sa.Text, nullable=False),
        sa.Column("interval_s", sa.Integer, nullable=False),
        sa.Column("repository", sa.LargeBinary),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.Text, sa.ForeignKey("source.name"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("checkpoint", sa.LargeBinary, nullable=False),
        sa.Column("account", sa.LargeBinary),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
    )
    op.create_index("run_of_source", "run", ["source", "id"])


def _page() -> None:
    counts = ("new", "changed", "unchanged", "deleted", "unreadable")
    op.create_table(
        "page",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run", sa.Integer, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("headers", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("body_sha256", sa.Text, nullable=False),
        sa.Column("deviations", sa.LargeBinary, nullable=False),
        *(sa.Column(count, sa.Integer, nullable=False) for count in counts),
        sa.Column("fetched_at", Instant, nullable=False),
    )
    op.create_index("page_of_run", "page", ["run", "sequence"])


def _item() -> None:
    op.create_table(
        "item",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.Text, sa.ForeignKey("source.name"), nullable=False),
        sa.Column("identifier", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("datestamp", sa.Text, nullable=False),
        sa.Column("sets", sa.LargeBinary, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("trouble", sa.Text, nullable=False),
        sa.Column("pid", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("view", sa.LargeBinary),
        sa.Column("page", sa.Integer, sa.ForeignKey("page.id"), nullable=False),
        sa.Column("first_seen_run", sa.Integer, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("last_seen_run", sa.Integer, sa.ForeignKey("run.id"), nullable=False),
        sa.UniqueConstraint("source", "identifier", "prefix", name="item_key"),
    )
    op.create_index("item_of_source", "item", ["source", "deleted", "pid", "id"])
    op.create_index("item_of_pid", "item", ["pid", "deleted"])


def _item_version() -> None:
    op.create_table(
        "item_version",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item", sa.Integer, sa.ForeignKey("item.id"), nullable=False),
        sa.Column("page", sa.Integer, sa.ForeignKey("page.id"), nullable=False),
        sa.Column("datestamp", sa.Text, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
    )
    op.create_index("version_of_item", "item_version", ["item", "id"])
