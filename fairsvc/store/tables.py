"""The tables, as SQLAlchemy sees them; `migrations` makes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    column,
    false,
    table,
)
from sqlalchemy.types import TypeDecorator

# The newest revision below `migrations/versions`.
REVISION = "0008"

metadata = MetaData()


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive instants; SQLite keeps no zone, so that all are UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _to(target: str, **options: Any) -> Column[int]:
    return Column(target, ForeignKey(f"{target}.id"), nullable=options.pop("nullable", False), **options)


source = Table(
    "source",
    metadata,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("set_spec", Text, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("repository", LargeBinary),
    Column("config", LargeBinary),
)

run = Table(
    "run",
    metadata,
    _id(),
    Column("source", ForeignKey("source.name"), nullable=False),
    Column("state", Text, nullable=False),
    Column("checkpoint", LargeBinary, nullable=False),
    Column("account", LargeBinary),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("set_spec", Text, nullable=False, server_default=""),
    # Every window was read to its end; the next incremental run may start from here.
    Column("settled", Boolean, nullable=False, server_default=false()),
    # It asked for everything; `digest` is of what it brought, and is only made where it may confirm another pass.
    Column("full", Boolean, nullable=False, server_default=false()),
    Column("digest", Text, nullable=False, server_default=""),
    Index("run_of_source", "source", "id"),
)

window = Table(
    "window",
    metadata,
    _id(),
    _to("run"),
    Column("parent", ForeignKey("window.id")),
    Column("reading", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("because", Text, nullable=False),
    Column("checkpoint", LargeBinary, nullable=False),
    Index("window_of_run", "run", "state", "id"),
)

page = Table(
    "page",
    metadata,
    _id(),
    _to("run"),
    Column("sequence", Integer, nullable=False),
    Column("url", Text, nullable=False),
    Column("status", Integer),
    Column("headers", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("body_sha256", Text, nullable=False),
    Column("deviations", LargeBinary, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("deleted", Integer, nullable=False),
    Column("unreadable", Integer, nullable=False),
    Column("fetched_at", Instant, nullable=False),
    _to("window", nullable=True),
    Index("page_of_run", "run", "sequence"),
    Index("page_of_window", "window", "sequence"),
)

# A piece of the page's body and, behind its `body_bytes`, the views of the records in it: compressed together.
page_part = Table(
    "page_part",
    metadata,
    _id(),
    _to("page"),
    Column("body_bytes", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("part_of_page", "page", "id"),
)

# The view is a slice of a part, or stands in `view` where an older version stored it.
item = Table(
    "item",
    metadata,
    _id(),
    Column("source", ForeignKey("source.name"), nullable=False),
    Column("identifier", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("datestamp", Text, nullable=False),
    Column("sets", LargeBinary, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("pid", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("view", LargeBinary),
    _to("page"),
    Column("first_seen_run", ForeignKey("run.id"), nullable=False),
    Column("last_seen_run", ForeignKey("run.id"), nullable=False),
    Column("view_part", Integer),
    Column("view_offset", Integer),
    Column("view_length", Integer),
    UniqueConstraint("source", "identifier", "prefix", name="item_key"),
    Index("item_of_source", "source", "deleted", "pid", "id"),
    Index("item_of_pid", "pid", "deleted"),
)

# What was received is a slice of a part, or stands in `raw` where an older version stored it or nothing came.
item_version = Table(
    "item_version",
    metadata,
    _id(),
    _to("item"),
    _to("page"),
    Column("datestamp", Text, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("part", Integer),
    Column("offset", Integer),
    Column("length", Integer),
    Index("version_of_item", "item", "id"),
)

# Live items that the last complete lists did not name, and how many of those in a row.
missing_item = Table(
    "missing_item",
    metadata,
    Column("item", ForeignKey("item.id"), primary_key=True),
    Column("passes", Integer, nullable=False),
    Column("first_run", ForeignKey("run.id"), nullable=False),
    Column("last_run", ForeignKey("run.id"), nullable=False),
)

# What could not be read: whole answers (no identifier) and single records; resolved when a later run could.
quarantine = Table(
    "quarantine",
    metadata,
    _id(),
    Column("source", ForeignKey("source.name"), nullable=False),
    _to("run"),
    _to("window", nullable=True),
    Column("prefix", Text, nullable=False),
    Column("identifier", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("status", Integer),
    Column("trouble", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("body_sha256", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("resolved_run", ForeignKey("run.id")),
    Index("quarantine_of_source", "source", "resolved_run", "identifier"),
    Index("quarantine_of_run", "run", "window"),
)

# Full text of live items; `rowid` is the item's id. A virtual table (FTS5), so that `metadata` does not hold it.
item_text = table("item_text", *(column(name) for name in ("rowid", "title", "creators", "subjects", "description")))

warc_file = Table("warc_file", metadata, _id(), Column("name", Text, nullable=False, unique=True))

evidence = Table(
    "evidence",
    metadata,
    _id(),
    Column("pid", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("gathered_at", Instant, nullable=False),
    Column("digest", Text, nullable=False),
    Column("extractor_version", Integer, nullable=False),
    Column("views", LargeBinary, nullable=False),
    Index("evidence_of_pid", "pid", "id"),
)

exchange = Table(
    "exchange",
    metadata,
    Column("evidence", ForeignKey("evidence.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("steps", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("status", Integer),
    Column("body_sha256", Text, nullable=False),
    _to("warc_file", nullable=True),
    Column("offset", Integer, nullable=False),
    Column("length", Integer, nullable=False),
)

# What judgements were made by; `content` names the checks whose letters a judgement holds, in order.
rulebook = Table(
    "rulebook",
    metadata,
    _id(),
    Column("digest", Text, nullable=False, unique=True),
    Column("content", LargeBinary, nullable=False),
)

# `outcomes` has one line a perspective: its name, a space, one letter a check. `notes` is empty for most.
judgement = Table(
    "judgement",
    metadata,
    _id(),
    Column("pid", Text, nullable=False),
    _to("rulebook"),
    Column("evidence_digest", Text, nullable=False),
    Column("extractor_version", Integer, nullable=False),
    Column("gathered_at", Instant, nullable=False),
    Column("depth", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("outcomes", Text, nullable=False),
    Column("notes", LargeBinary),
    Column("software_version", Text, nullable=False),
    Column("assessed_at", Instant, nullable=False),
    # The newest of a PID, also as known at an instant, is found in the index alone.
    Index("judgement_of_pid", "pid", "id", "assessed_at"),
)

assessment_run = Table(
    "assessment_run",
    metadata,
    _id(),
    Column("source", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("kind", Text, nullable=False, server_default="gathered"),
    Column("depth", Text, nullable=False, server_default=""),
    Column("software", Text, nullable=False, server_default=""),
    # How many datasets it came to; empty while it runs.
    Column("datasets", Integer),
    _to("rulebook", nullable=True),
    # The options that chose its datasets; empty for all of the source.
    Column("selection", Text, nullable=False, server_default=""),
    Index("assessment_run_of_source", "source", "id"),
)

assessment_task = Table(
    "assessment_task",
    metadata,
    Column("assessment_run", ForeignKey("assessment_run.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("pid", Text, nullable=False),
    Column("done", Boolean, nullable=False),
    Index("task_of_pid", "assessment_run", "pid"),
)

host_budget = Table(
    "host_budget",
    metadata,
    Column("host", Text, primary_key=True),
    Column("next_start", Float, nullable=False),  # seconds since 1970: compared, never shown
)

host_place = Table(
    "host_place",
    metadata,
    _id(),
    Column("host", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("expires", Float, nullable=False),
    Index("place_of_host", "host", "expires"),
)

# Work that comes due: one row a kind and what it is about; `due_at` is empty until somebody asks for it.
job = Table(
    "job",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("target", Text, primary_key=True),
    Column("due_at", Instant),
    Column("lease_holder", Text, nullable=False),
    Column("lease_until", Instant),
    Column("heartbeat_at", Instant),
    Column("attempts", Integer, nullable=False),
    Column("last_ending", Text, nullable=False),
    Column("last_said", Text, nullable=False),
    Column("last_started_at", Instant),
    Column("last_ended_at", Instant),
)

# What must not come back: a salted digest instead of the PID or ORCID.
forgotten = Table(
    "forgotten",
    metadata,
    _id(),
    Column("kind", Text, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("removed", Text, nullable=False),
    Column("forgotten_at", Instant, nullable=False),
    UniqueConstraint("kind", "digest", name="forgotten_key"),
)

# Bytes that are no longer as received, since somebody was forgotten: what `altered_id` of which table had, and has.
alteration = Table(
    "alteration",
    metadata,
    _id(),
    _to("forgotten"),
    Column("altered_table", Text, nullable=False),
    Column("altered_id", Integer, nullable=False),
    Column("digest_before", Text, nullable=False),
    Column("digest_after", Text, nullable=False),
    Index("alteration_of", "altered_table", "altered_id"),
)
