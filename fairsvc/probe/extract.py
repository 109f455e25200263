"""From exchanges to views: pure, and the same on every machine for one EXTRACTOR_VERSION."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import is_
from typing import Any

from fairsvc.formats.html_head import find_in_page
from fairsvc.formats.redaction import redact
from fairsvc.formats.warc import as_archived
from fairsvc.model import step as steps
from fairsvc.model.evidence import Evidence, Finding, PageFacts
from fairsvc.model.exchange import Need
from fairsvc.model.link import Link
from fairsvc.model.mechanism import Listing
from fairsvc.model.metadata import Metadata, located, unite
from fairsvc.model.reading import Reading
from fairsvc.probe.disagreement import find_disagreements
from fairsvc.probe.file_facts import find_in_files, look_at_files
from fairsvc.probe.files import find_listings, gather_files
from fairsvc.probe.landing_links import unite_links
from fairsvc.probe.other_datasets import find_other, leave_out_others
from fairsvc.probe.promised import find_broken_promises
from fairsvc.probe.reading import read_exchange
from fairsvc.probe.signposting import read_signposts
from fairsvc.probe.signposting_rules import find_signposting_faults

# Raise it whenever the same bytes may give other views: stored evidence is then extracted anew.
EXTRACTOR_VERSION = 5

_VIEWS = (
    "page",
    "registry",
    "oai",
    "links",
    "answers",
    "findings",
    "manifest",
    "page_facts",
    "file_facts",
    "more_files",
)

Readings = MutableMapping[tuple[str, Need], Reading]


def extract(evidence: Evidence, readings: Readings | None = None, *, whole: bool = True) -> Evidence:
    """Make the views of what has been gathered; `readings` keeps what an earlier wave has read already.

    What is not `whole` has neither findings nor facts of the page: steps that choose what to ask next need none.
    """
    readings = {} if readings is None else readings
    read, strangers = leave_out_others(evidence, _read_all(evidence, readings))
    page, description = (read.get(step.name) for step in (steps.PAGE, steps.DESCRIPTION))
    links = unite_links(evidence, read)
    page_view = _united(evidence, page, description, links)
    views = replace(
        evidence,
        page=page_view,
        registry=_metadata(read.get(steps.REGISTRY.name)),
        oai=_metadata(read.get(steps.OAI_RECORD.name)),
        links=links,
        answers=tuple(reading.answer for reading in read.values() if reading.answer is not None),
        findings=(*_findings(replace(evidence, links=links), read, page_view), *strangers) if whole else (),
        page_facts=_page_facts(evidence, page) if whole else None,
        extractor_version=EXTRACTOR_VERSION,
    )
    manifest, conflicts = gather_files(views, read)
    views = replace(views, manifest=manifest)
    file, more_files = look_at_files(views, read, readings)
    found = (*views.findings, *conflicts, *find_in_files(file, more_files)) if whole else ()
    return replace(views, findings=found, file_facts=file, more_files=more_files)


def listings_of(evidence: Evidence, readings: Readings) -> dict[str, Listing]:
    """Say what each mechanism lists by itself; `evidence` has its views."""
    read, _ = leave_out_others(evidence, _read_all(evidence, readings))
    return find_listings(evidence, read)


def archived(evidence: Evidence) -> Evidence:
    """Give the evidence as it may be kept: exchanges as the archive has them, and no secret in any view's addresses."""
    kept = {name: _without_secrets(getattr(evidence, name)) for name in _VIEWS}
    return replace(evidence, exchanges=tuple(as_archived(exchange) for exchange in evidence.exchanges), **kept)


def _without_secrets(value: Any) -> Any:
    """Blank what looks like a secret in every address below the value; what needs no change stays the same object."""
    kind: Any = type(value)
    if kind is str:
        return redact(value) if "://" in value else value
    if kind is tuple:
        blanked = tuple(map(_without_secrets, value))
        return value if all(map(is_, blanked, value)) else blanked
    changed: dict[str, Any] = {}
    for name in _member_names(kind):
        member = getattr(value, name)
        if (blank := _without_secrets(member)) is not member:
            changed[name] = blank
    return replace(value, **changed) if changed else value


@cache
def _member_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _read_all(evidence: Evidence, readings: Readings) -> dict[str, Reading]:
    read: dict[str, Reading] = {}
    for exchange in evidence.exchanges:
        for step in exchange.steps:
            key = (step, exchange.need)
            if key not in readings:
                readings[key] = _located(read_exchange(step, exchange), step)
            read[step] = readings[key]
    return read


def _findings(evidence: Evidence, read: Mapping[str, Reading], page: Metadata | None) -> tuple[Finding, ...]:
    met = (finding for reading in read.values() for finding in reading.findings)
    views = {step: reading.metadata for step, reading in read.items()} | {steps.PAGE.name: page}
    said = {step: metadata for step, metadata in views.items() if metadata is not None}
    faults = (*find_broken_promises(evidence, read), *find_signposting_faults(evidence, read))
    return tuple(dict.fromkeys((*met, *faults, *find_disagreements(evidence.endpoints, said))))


def _united(
    evidence: Evidence, page: Reading | None, description: Reading | None, links: tuple[Link, ...]
) -> Metadata | None:
    signposts = _signposted(links) if links else None
    if signposts is not None and find_other(signposts, evidence):
        signposts = None
    documents = [_metadata(page), _metadata(description), signposts]
    return unite(*documents) if any(documents) else None


def _signposted(links: tuple[Link, ...]) -> Metadata:
    """Say what the links do; the first of each relation tells whether the page or its linkset brought them."""
    brought = {f"link/{link.rel}": link.source for link in reversed(links)}
    said = read_signposts(links)
    origins = tuple(
        (name, replace(o, step=(steps.LINKSET_STEP if brought.get(o.pointer) == "linkset" else steps.PAGE).name))
        for name, o in said.origins
    )
    return replace(said, origins=origins)


def _located(reading: Reading, step: str) -> Reading:
    if reading.metadata is None:
        return reading
    documents = tuple(located(one, step) for one in reading.documents)
    return replace(reading, metadata=located(reading.metadata, step), documents=documents)


def _metadata(reading: Reading | None) -> Metadata | None:
    return reading.metadata if reading else None


def _page_facts(evidence: Evidence, page: Reading | None) -> PageFacts | None:
    exchange = evidence.exchange(steps.PAGE)
    if page is None or page.page_facts is None or exchange is None or exchange.body is None:
        return page.page_facts if page else None
    return replace(page.page_facts, names_pid=find_in_page(exchange.body, evidence.pid.value))
