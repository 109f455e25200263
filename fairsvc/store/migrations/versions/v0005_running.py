"""Jobs with their leases; what was forgotten, and what was altered for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fairsvc.store.tables import Instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make what a worker and a forgetting write."""
    _job()
    _forgotten()


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("target", sa.Text, primary_key=True),
        sa.Column("due_at", Instant),
        sa.Column("lease_holder", sa.Text, nullable=False),
        sa.Column("lease_until", Instant),
        sa.Column("heartbeat_at", Instant),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_ending", sa.Text, nullable=False),
        sa.Column("last_said", sa.Text, nullable=False),
        sa.Column("last_started_at", Instant),
        sa.Column("last_ended_at", Instant),
    )


def _forgotten() -> None:
    op.create_table(
        "forgotten",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("removed", sa.Text, nullable=False),
        sa.Column("forgotten_at", Instant, nullable=False),
        sa.UniqueConstraint("kind", "digest", name="forgotten_key"),
    )
    op.create_table(
        "alteration",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("forgotten", sa.Integer, sa.ForeignKey("forgotten.id"), nullable=False),
        sa.Column("altered_table", sa.Text, nullable=False),
        sa.Column("altered_id", sa.Integer, nullable=False),
        sa.Column("digest_before", sa.Text, nullable=False),
        sa.Column("digest_after", sa.Text, nullable=False),
    )
    op.create_index("alteration_of", "alteration", ["altered_table", "altered_id"])
