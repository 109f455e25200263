"""What one exchange says, and who reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fairsvc.model.evidence import Answer, FileFacts, Finding, PageFacts
from fairsvc.model.exchange import Exchange
from fairsvc.model.link import Link
from fairsvc.model.manifest import FileEntry
from fairsvc.model.metadata import Metadata


@dataclass(frozen=True, slots=True)
class Reading:
    """What one exchange says; `files` are those that it lists by itself, not by its metadata or links.

    `documents` are those that `metadata` is united from, the most believed first; empty when it is one document.
    """

    metadata: Metadata | None = None
    links: tuple[Link, ...] = ()
    findings: tuple[Finding, ...] = ()
    answer: Answer | None = None
    page_facts: PageFacts | None = None
    file_facts: FileFacts | None = None
    files: tuple[FileEntry, ...] = ()
    documents: tuple[Metadata, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the exchanges of one kind of step; a step's kind is its name up to the first colon.

    `read` gets the step's whole name and an exchange that has a final status, with `of_failures` also one that broke
    off, of which only the hops are to be had. It never raises: what it cannot read is a Finding.
    """

    kind: str
    read: Callable[[str, Exchange], Reading]
    of_failures: bool = False
