"""What must not come back: a memory of salted digests, and pages without what it knows.

The digest keeps the identifier out of sight, not out of reach: whoever has the store can try identifiers one by one.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, func, insert, select

from fairsvc.errors import Unreadable
from fairsvc.formats.blanking import (
    blank_identifier,
    blank_person,
    blank_persons,
    blank_record,
    find_names,
    has_orcid,
    narrow,
)
from fairsvc.formats.dispatch import read_metadata
from fairsvc.model.harvest import Page
from fairsvc.model.metadata import Agent
from fairsvc.model.pid import find_pid
from fairsvc.model.record import Record
from fairsvc.store.changes import record_pid
from fairsvc.store.codec import column_text
from fairsvc.store.connection import Store
from fairsvc.store.tables import alteration, evidence, forgotten, item, source

PID, ORCID = "pid", "orcid"
SALT_BYTES = 16
STUB = "forgotten:"
_STUBS = (item.c.identifier >= STUB, item.c.identifier < STUB[:-1] + chr(ord(STUB[-1]) + 1))
_DOI = re.compile(rb"10\.[0-9]{4,9}/[^\s\"'<>&\\]+")
_MEMORY = select(forgotten.c.kind, forgotten.c.salt, forgotten.c.digest)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """That something was forgotten, when and why; `removed` says in a sentence how much."""

    id: int
    kind: str
    digest: str
    reason: str
    removed: str
    forgotten_at: datetime


@dataclass(frozen=True)
class Memory:
    """Which PIDs and ORCIDs are forgotten, by digest; one salt for the whole store. `stubs` stand in for records."""

    salt: bytes = b""
    digests: frozenset[tuple[str, str]] = frozenset()
    stubs: frozenset[str] = frozenset()

    def knows(self, kind: str, value: str) -> bool:
        """Tell whether it was forgotten."""
        return bool(self.digests) and (kind, self.digest(kind, value)) in self.digests

    def knows_orcid(self, orcid: str) -> bool:
        """Tell whether the person was forgotten."""
        return self.knows(ORCID, orcid)

    def digest(self, kind: str, value: str) -> str:
        """Take the salted digest of an identifier."""
        return _digest(self.salt, kind, value)

    def without_forgotten(self, answer: Page) -> Page:
        """Give the page without what was forgotten; the length of its body stays."""
        if not self.digests:
            return answer
        body = answer.exchange.body or b""
        records: list[Record] = []
        agents: set[Agent] = set()
        blanked: dict[bytes, bytes] = {}
        for record in answer.records:
            if self._is_forgotten(record):
                raws = (record.raw,) if record.raw else ()
                body = blank_record(body, raws, record.identifier, brought=bool(raws))
                records.append(self.stub(record))
                continue
            records.append(self.without_person(record))
            if records[-1] is not record:
                blanked[record.raw] = records[-1].raw
                agents |= find_names(record.metadata, self.knows_orcid)
        # A forgotten key is not asked for; its stub says that it was listed.
        for name in (hidden := [name for name in answer.listed if self._knows_key(name)]):
            body = blank_identifier(body, name)
            records.append(self.stub(Record(name, "", answer.window.prefix)))
        body = blank_persons(body, blanked, self.knows_orcid, agents)
        if body == answer.exchange.body and not blanked and not hidden:
            return answer
        exchange = replace(answer.exchange, body=body, body_sha256=hashlib.sha256(body).hexdigest())
        listed = tuple(name for name in answer.listed if name not in hidden)
        return replace(answer, exchange=exchange, records=tuple(records), listed=listed)

    def recalls(self, data: bytes) -> bool:
        """Tell whether bytes that nobody could read name a forgotten person, or a forgotten dataset by its DOI."""
        if not self.digests:
            return False
        data = narrow(data)
        named = {match[0].decode("utf-8", "replace") for match in _DOI.finditer(data.replace(b"\\/", b"/"))}
        return has_orcid(data, self.knows_orcid) or any(self._knows_spelling(name) for name in named)

    def stub(self, record: Record) -> Record:
        """Stand in for a forgotten record, so that a list's count still comes out."""
        return Record(self._stub_name(record.identifier), "", record.prefix, deleted=True)

    def without_person(self, record: Record) -> Record:
        """Give the record with forgotten persons blanked and read anew; the same one when it names none."""
        if not has_orcid(record.raw, self.knows_orcid):
            return record
        raw = blank_person(record.raw, self.knows_orcid, find_names(record.metadata, self.knows_orcid))
        return read_again(replace(record, raw=raw))

    def _is_forgotten(self, record: Record) -> bool:
        return self.knows(PID, record_pid(record)) or self._knows_spelling(record.identifier)

    def _knows_key(self, identifier: str) -> bool:
        return self._knows_spelling(identifier) or self._stub_name(identifier) in self.stubs

    def _stub_name(self, identifier: str) -> str:
        return f"{STUB}{self.digest('item', identifier)[:32]}"

    def _knows_spelling(self, identifier: str) -> bool:
        pid = find_pid(identifier)
        return pid is not None and self.knows(PID, str(pid))


def load_memory(connection: Connection) -> Memory:
    """Load what was forgotten."""
    rows = connection.execute(_MEMORY).all()
    if not rows:
        return Memory()
    # By source, so that the index of items serves.
    stubs = select(item.c.identifier).join(source, source.c.name == item.c.source).where(*_STUBS)
    digests = frozenset((row.kind, row.digest) for row in rows)
    return Memory(rows[0].salt, digests, frozenset(connection.execute(stubs).scalars()))


def read_memory(store: Store) -> Memory:
    """Load what was forgotten."""
    with store.reading() as connection:
        return load_memory(connection)


def remember(connection: Connection, kind: str, value: str, reason: str, at: datetime) -> tuple[int, Memory]:
    """Note that it is forgotten, or find the note; give its number and the memory that has it."""
    memory = load_memory(connection)
    memory = memory if memory.salt else Memory(secrets.token_bytes(SALT_BYTES))
    digest = memory.digest(kind, value)
    found = (forgotten.c.kind == kind, forgotten.c.digest == digest)
    number = connection.execute(select(forgotten.c.id).where(*found)).scalar()
    if number is None:
        row = {"kind": kind, "salt": memory.salt, "digest": digest, "removed": "", "forgotten_at": at}
        row["reason"] = column_text(reason)
        number = connection.execute(insert(forgotten).values(row).returning(forgotten.c.id)).scalar_one()
    return int(number), replace(memory, digests=memory.digests | {(kind, digest)})


def list_tombstones(store: Store) -> tuple[Tombstone, ...]:
    """List what was forgotten, the first first."""
    columns = (forgotten.c[name] for name in ("id", "kind", "digest", "reason", "removed", "forgotten_at"))
    with store.reading() as connection:
        return tuple(Tombstone(*row) for row in connection.execute(select(*columns).order_by(forgotten.c.id)))


def find_tombstone(store: Store, kind: str, value: str) -> Tombstone | None:
    """Find that it was forgotten; None when it was not."""
    digest = read_memory(store).digest(kind, value)
    return next((stone for stone in list_tombstones(store) if (stone.kind, stone.digest) == (kind, digest)), None)


def count_of_pid(store: Store, pid: str) -> tuple[int, int]:
    """Count the records and the evidence of a PID."""
    with store.reading() as connection:
        counts = (select(func.count()).select_from(of).where(of.c.pid == pid) for of in (item, evidence))
        records, gathered = (int(connection.execute(count).scalar_one()) for count in counts)
    return records, gathered


def find_alterations(store: Store, digest: str) -> tuple[datetime, ...]:
    """List when the evidence of this digest was altered, since a person in it was forgotten."""
    joined = select(forgotten.c.forgotten_at).join(alteration, alteration.c.forgotten == forgotten.c.id)
    chosen = (alteration.c.altered_table == "evidence", alteration.c.digest_after == digest)
    with store.reading() as connection:
        return tuple(connection.execute(joined.where(*chosen).order_by(forgotten.c.id)).scalars())


def read_again(record: Record) -> Record:
    """Read the record's bytes anew; the trouble is kept where they cannot be read."""
    try:
        format_id, metadata = read_metadata(record.raw)
    except Unreadable as fault:
        return replace(record, format="", metadata=None, trouble=str(fault))
    return replace(record, format=format_id, metadata=metadata, trouble="")


@lru_cache(maxsize=4096)
def _digest(salt: bytes, kind: str, value: str) -> str:
    return hashlib.sha256(b"\0".join((salt, kind.encode(), value.encode("utf-8", "replace")))).hexdigest()
