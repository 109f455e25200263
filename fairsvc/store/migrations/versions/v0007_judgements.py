"""Judgements by every check and perspective, with the rulebook they were made by; runs that say what they were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fairsvc.store.tables import Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make what a judgement writes. Older assessments are dropped: their evidence stays, and is judged anew."""
    op.drop_table("assessment")
    op.drop_table("outcome_layout")
    op.create_table(
        "rulebook",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False, unique=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pid", sa.Text, nullable=False),
        sa.Column("rulebook", sa.Integer, sa.ForeignKey("rulebook.id"), nullable=False),
        sa.Column("evidence_digest", sa.Text, nullable=False),
        sa.Column("extractor_version", sa.Integer, nullable=False),
        sa.Column("gathered_at", Instant, nullable=False),
        sa.Column("depth", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("outcomes", sa.Text, nullable=False),
        sa.Column("notes", sa.LargeBinary),
        sa.Column("software_version", sa.Text, nullable=False),
        sa.Column("assessed_at", Instant, nullable=False),
    )
    op.create_index("judgement_of_pid", "judgement", ["pid", "id", "assessed_at"])
    for column in (
        sa.Column("kind", sa.Text, nullable=False, server_default="gathered"),
        sa.Column("depth", sa.Text, nullable=False, server_default=""),
        sa.Column("software", sa.Text, nullable=False, server_default=""),
        sa.Column("datasets", sa.Integer),
    ):
        op.add_column("assessment_run", column)
    # Alembic would add the key in a second statement, which SQLite does not know.
    op.execute("ALTER TABLE assessment_run ADD COLUMN rulebook INTEGER REFERENCES rulebook (id)")
