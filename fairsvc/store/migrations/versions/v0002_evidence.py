"""Evidence, its WARC index, assessments and the runs that make them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fairsvc.store.tables import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make what a probe and an assessment write."""
    _evidence()
    _exchange()
    _assessment()
    _assessment_run()


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pid", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("gathered_at", Instant, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("extractor_version", sa.Integer, nullable=False),
        sa.Column("views", sa.LargeBinary, nullable=False),
    )
    op.create_index("evidence_of_pid", "evidence", ["pid", "id"])


def _exchange() -> None:
    op.create_table(
        "warc_file",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "exchange",
        sa.Column("evidence", sa.Integer, sa.ForeignKey("evidence.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("steps", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("body_sha256", sa.Text, nullable=False),
        sa.Column("warc_file", sa.Integer, sa.ForeignKey("warc_file.id")),
        sa.Column("offset", sa.Integer, nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
    )


def _assessment() -> None:
    op.create_table(
        "outcome_layout",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.Text, nullable=False, unique=True),
        sa.Column("checks", sa.LargeBinary, nullable=False),
        sa.Column("indicators", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pid", sa.Text, nullable=False),
        sa.Column("metric_set", sa.Text, nullable=False),
        sa.Column("evidence_digest", sa.Text, nullable=False),
        sa.Column("extractor_version", sa.Integer, nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("outcome_layout", sa.Integer, sa.ForeignKey("outcome_layout.id"), nullable=False),
        sa.Column("checks", sa.Text, nullable=False),
        sa.Column("results", sa.Text, nullable=False),
        sa.Column("points", sa.LargeBinary),
        sa.Column("scores", sa.LargeBinary, nullable=False),
        sa.Column("software_version", sa.Text, nullable=False),
        sa.Column("assessed_at", Instant, nullable=False),
    )
    op.create_index("assessment_of_pid", "assessment", ["metric_set", "pid", "id"])


def _assessment_run() -> None:
    op.create_table(
        "assessment_run",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
    )
    op.create_index("assessment_run_of_source", "assessment_run", ["source", "id"])
    op.create_table(
        "assessment_task",
        sa.Column("assessment_run", sa.Integer, sa.ForeignKey("assessment_run.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("pid", sa.Text, nullable=False),
        sa.Column("done", sa.Boolean, nullable=False),
    )
    op.create_index("task_of_pid", "assessment_task", ["assessment_run", "pid"])
