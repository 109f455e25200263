"""The worlds that checks are tried in, and ways to change one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fairsvc.model.check import Outcome
from fairsvc.model.evidence import Answer, Evidence, FileFacts, PageFacts
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Content, Rights
from fairsvc.model.pid import Pid
from tests.support import evidence_builder as build
from tests.support.evidence_builder import FILE_URL, HOME, changed, everywhere, exchange

LETTERS = {"P": Outcome.PASS, "F": Outcome.FAIL, "I": Outcome.INDETERMINATE, "N": Outcome.NOT_APPLICABLE}
WORLDS = {
    "good": build.good,
    "silent": build.silent,
    "unreachable": build.unreachable,
    "junk": build.junk,
    "withdrawn": build.withdrawn,
    "embargoed": build.embargoed,
    "blank": build.blank,
}


GOOD, SILENT = build.good(), build.silent()
DATACITE_ANSWER = Answer(
    "description", "application/vnd.datacite.datacite+xml", "application/xml", parsed=True, format="datacite-xml"
)
NO_MANIFEST = replace(GOOD, links=(), manifest=Manifest())
ADDRESS = Pid("url", f"{HOME}/dataset/1")
LOGIN = FileFacts(FILE_URL, claimed_type="text/csv", looks_like_html=True, password_field=True)


def file(evidence: Evidence = GOOD, status: int = 206, **facts: Any) -> Evidence:
    """Change what the probed file showed."""
    assert evidence.file_facts is not None
    return changed(evidence, exchange("file", status), file_facts=replace(evidence.file_facts, **facts))


def refused(status: int, *headers: tuple[str, str], evidence: Evidence = GOOD) -> Evidence:
    """Refuse the probed file."""
    return changed(evidence, exchange("file", status, headers=headers), file_facts=None)


def at(url: str, evidence: Evidence = GOOD) -> Evidence:
    """Put the data at another address, and name no other."""
    moved = everywhere(evidence, content=(Content(url),), related=())
    links = tuple(link for link in evidence.links if link.rel != "item")
    return replace(moved, manifest=Manifest((FileEntry(url),)), links=links)


def registry_only(evidence: Evidence = GOOD) -> Evidence:
    """Leave the page without metadata of its own."""
    return replace(evidence, page=None)


def rights(*stated: Rights) -> Evidence:
    """State these rights, and nothing on access, in every view."""
    return everywhere(GOOD, rights=stated, access=())


def page(facts: PageFacts | None = None, **changes: Any) -> Evidence:
    """Change what a person meets on the page."""
    assert GOOD.page_facts is not None
    return replace(GOOD, page_facts=facts or replace(GOOD.page_facts, **changes))
