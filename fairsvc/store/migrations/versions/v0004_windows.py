"""Runs of many windows, what vanished, and what was put aside."""

from __future__ import annotations

import json
import zlib

import sqlalchemy as sa
from alembic import op

from fairsvc.store.tables import Instant

revision = "0004"
down_revision = "0003"

_COMPLETE = ("verified", "plausible")


def upgrade() -> None:
    """Give every run its windows; an older run was one."""
    op.add_column("source", sa.Column("config", sa.LargeBinary))
    for column in (
        sa.Column("set_spec", sa.Text, nullable=False, server_default=""),
        sa.Column("settled", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("full", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("digest", sa.Text, nullable=False, server_default=""),
    ):
        op.add_column("run", column)
    _window()
    _missing_item()
    _quarantine()
    _carry_over()


def _window() -> None:
    op.create_table(
        "window",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run", sa.Integer, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("parent", sa.Integer, sa.ForeignKey("window.id")),
        sa.Column("reading", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("checkpoint", sa.LargeBinary, nullable=False),
    )
    op.create_index("window_of_run", "window", ["run", "state", "id"])
    # Alembic would add the key in a second statement, which SQLite does not know.
    op.execute('ALTER TABLE page ADD COLUMN "window" INTEGER REFERENCES "window" (id)')
    op.create_index("page_of_window", "page", ["window", "sequence"])


def _missing_item() -> None:
    op.create_table(
        "missing_item",
        sa.Column("item", sa.Integer, sa.ForeignKey("item.id"), primary_key=True),
        sa.Column("passes", sa.Integer, nullable=False),
        sa.Column("first_run", sa.Integer, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("last_run", sa.Integer, sa.ForeignKey("run.id"), nullable=False),
    )


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.Text, sa.ForeignKey("source.name"), nullable=False),
        sa.Column("run", sa.Integer, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("window", sa.Integer, sa.ForeignKey("window.id")),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("identifier", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("trouble", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("body_sha256", sa.Text, nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("resolved_run", sa.Integer, sa.ForeignKey("run.id")),
    )
    op.create_index("quarantine_of_source", "quarantine", ["source", "resolved_run", "identifier"])
    op.create_index("quarantine_of_run", "quarantine", ["run", "window"])


def _carry_over() -> None:
    """Make one window of every run's own checkpoint."""
    connection = op.get_bind()
    runs = sa.table("run", *map(sa.column, ("id", "state", "checkpoint", "set_spec", "settled", "full")))
    windows = sa.table("window", *map(sa.column, ("run", "reading", "state", "attempts", "because", "checkpoint")))
    for row in connection.execute(sa.select(runs.c.id, runs.c.state, runs.c.checkpoint)).all():
        checkpoint = json.loads(zlib.decompress(row.checkpoint))
        asked, settled = checkpoint["window"], row.state in _COMPLETE
        ended = row.state == "incomplete" and not checkpoint.get("token")
        state = "done" if settled else "incomplete" if ended else "open"
        connection.execute(
            sa.insert(windows).values(
                run=row.id, reading="records", state=state, attempts=0, because="", checkpoint=row.checkpoint
            )
        )
        values = {"set_spec": asked.get("set_spec", ""), "settled": settled, "full": not asked.get("from_")}
        connection.execute(sa.update(runs).where(runs.c.id == row.id).values(values))
    connection.execute(sa.text('UPDATE page SET "window" = (SELECT id FROM "window" WHERE "window".run = page.run)'))
