"""What is known of a folder's files from one download to the next: no address, for addresses may hold secrets."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, Self

from fairsvc.formats.json_node import Node
from fairsvc.model.metadata import Identifier

# A line holds a path, a digest, a validator. What is longer was not written by us.
_LONGEST_LINE_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Record:
    """A file as we left it; unfinished while `modified_ns` is 0.

    `size_bytes` is the whole file's, None while it is not known. `validator` is the ETag or Last-Modified that a
    server may be asked by whether the file is still the same (RFC 9110 section 8.8), empty where it sent no strong one.
    `boot` names the run of the machine in which it came when the disk was not waited for: in another run, it may be
    damaged.
    """

    path: str
    pid: str
    size_bytes: int | None = None
    modified_ns: int = 0
    algorithm: str = ""
    digest: str = ""
    validator: str = ""
    boot: str = ""

    @property
    def finished(self) -> bool:
        """Tell whether the file lay in its place, verified, when this was written."""
        return self.modified_ns > 0

    def contradicts(self, digests: Iterable[Identifier], size_bytes: int | None) -> bool:
        """Tell whether what is promised now is another file than the one that came then."""
        if size_bytes is not None and self.size_bytes not in (None, size_bytes):
            return True
        return any(digest.scheme == self.algorithm and digest.value != self.digest for digest in digests)


Key = tuple[str, bool]


def read_records(content: bytes) -> dict[Key, Record]:
    """Read a journal, by path and whether finished: the last line counts, and one not written to its end does not."""
    records = (_record(line) for line in content.splitlines() if len(line) <= _LONGEST_LINE_BYTES)
    return {(record.path, record.finished): record for record in records if record is not None}


def write_record(record: Record) -> bytes:
    """Write the line of a record."""
    values = {name: value for name, value in asdict(record).items() if value}
    return json.dumps(values, ensure_ascii=True).encode() + b"\n"


class Journal:
    """The records of one folder, each written at once; safe for many threads. Close it, or use it as a context."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()
        content = _read_all(descriptor)
        self._records = read_records(content)
        if content.count(b"\n") > 2 * len(self._records) + 100:
            self._rewrite()
        elif content and not content.endswith(b"\n"):
            os.write(descriptor, b"\n")

    def find(self, path: str) -> Record | None:
        """Find what is known of a finished file."""
        return self._records.get((path, True))

    def find_part(self, path: str) -> Record | None:
        """Find what is known of an unfinished file."""
        return self._records.get((path, False))

    def note(self, record: Record) -> None:
        """Write a record down, unless it says nothing new."""
        with self._lock:
            key = (record.path, record.finished)
            if self._records.get(key) != record:
                self._records[key] = record
                os.write(self._descriptor, write_record(record))

    def close(self) -> None:
        """Write it out to the disk."""
        try:
            os.fsync(self._descriptor)
        finally:
            os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _rewrite(self) -> None:
        """Leave the last line of each path: a kill in between loses what is known, never a file."""
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, b"".join(map(write_record, self._records.values())))


def _read_all(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(os.dup(descriptor), "rb") as file:
        return file.read()


def _record(line: bytes) -> Record | None:
    try:
        document: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    found = Node(document)
    values = [found[name].value for name in ("path", "pid", "algorithm", "digest", "validator", "boot")]
    texts = ["" if value is None else value for value in values]
    if not texts[0] or not all(isinstance(text, str) for text in texts):
        return None
    path, pid, algorithm, digest, validator, boot = texts
    size_bytes, modified_ns = found["size_bytes"].size, found["modified_ns"].size or 0
    return Record(path, pid, size_bytes, modified_ns, algorithm, digest, validator, boot)
