"""Read one step's exchange: bytes to what the views are made of. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from fairsvc.errors import Unreadable
from fairsvc.formats import (
    datacite_json,
    dispatch,
    html_head,
    link_header,
    linkset,
    meta_tags,
    metalink,
    oai_pmh,
    schema_org,
    signature,
)
from fairsvc.model import step as steps
from fairsvc.model.evidence import Answer, FileFacts, Finding, PageFacts
from fairsvc.model.exchange import Exchange
from fairsvc.model.link import Link
from fairsvc.model.manifest import FileEntry
from fairsvc.model.metadata import Metadata, unite

_CHARSET = re.compile(r"charset=\"?([\w.:-]+)", re.IGNORECASE)
_TOTAL = re.compile(r"bytes \d+-\d+/(\d+)\s*\Z")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one exchange says."""

    metadata: Metadata | None = None
    links: tuple[Link, ...] = ()
    findings: tuple[Finding, ...] = ()
    answer: Answer | None = None
    page_facts: PageFacts | None = None
    file_facts: FileFacts | None = None
    files: tuple[FileEntry, ...] = ()


def read_exchange(step: str, exchange: Exchange) -> Reading:
    """Read the exchange as what its step asked for; an unknown step, of a plug-in, reads as nothing."""
    kind, of_source, _ = step.partition(":")
    reader = _READERS.get(kind)
    reading = reader(exchange) if reader is not None and exchange.status is not None else Reading()
    return _beside(reading, step) if of_source else reading


def _beside(reading: Reading, step: str) -> Reading:
    """Make it the reading of another source's record: it answers no question of ours."""
    findings = tuple(replace(finding, where=f"exchange/{step}") for finding in reading.findings)
    return replace(reading, answer=None, findings=findings)


def _read_page(exchange: Exchange) -> Reading:
    links, findings = link_header.read_link_header(exchange.header_fields("link"), exchange.url)
    body = exchange.body or b""
    if exchange.media_type not in ("text/html", "application/xhtml+xml") and not signature.looks_like_html(body[:1024]):
        answer = Answer("page", "text/html", exchange.media_type)
        return Reading(links=links, findings=findings, answer=answer)
    charset = _CHARSET.search(exchange.header("content-type"))
    try:
        page = html_head.read_html(body, exchange.url, charset[1] if charset else "")
    except Unreadable as error:
        finding = Finding("html.unreadable", "exchange/page", str(error))
        return Reading(links=links, findings=(*findings, finding), answer=Answer("page", "text/html", "text/html"))
    embedded, troubles = schema_org.read_blocks(page.json_ld)
    return Reading(
        metadata=unite(embedded, meta_tags.read_meta(page.meta)),
        links=(*links, *page.links),
        findings=(*findings, *page.findings, *(replace(one, where=f"exchange/page#{one.where}") for one in troubles)),
        answer=Answer("page", "text/html", "text/html", parsed=True, format="html"),
        page_facts=page.facts,
    )


def _read_linkset(exchange: Exchange) -> Reading:
    asked = exchange.need.header("accept")
    if not exchange.ok:
        return Reading(answer=Answer("linkset", asked, exchange.media_type))
    try:
        links, findings = linkset.read_linkset(exchange.body or b"", exchange.media_type, exchange.url)
    except Unreadable as error:
        finding = Finding("linkset.unreadable", "exchange/linkset", str(error))
        return Reading(findings=(finding,), answer=Answer("linkset", asked, exchange.media_type))
    answer = Answer("linkset", asked, exchange.media_type, parsed=True, format="linkset")
    return Reading(links=links, findings=findings, answer=answer)


def _read_registry(exchange: Exchange) -> Reading:
    return _read_document("registry", exchange, lambda body: (datacite_json.FORMAT.id, datacite_json.FORMAT.read(body)))


def _read_description(exchange: Exchange) -> Reading:
    return _read_document("description", exchange, lambda body: dispatch.read_metadata(body, exchange.media_type))


def _read_oai(exchange: Exchange) -> Reading:
    return _read_document("oai-record", exchange, _oai_record)


def _oai_record(body: bytes) -> tuple[str, Metadata]:
    """Read a harvested metadata element, or the one record of a GetRecord answer."""
    if b"<OAI-PMH" not in body[:2048] and b":OAI-PMH" not in body[:2048]:
        return dispatch.read_metadata(body)
    page = oai_pmh.read_page(body)
    if page.errors:
        raise Unreadable("the endpoint answered an error", page.errors[0].code)
    if not page.records or page.records[0].deleted:
        raise Unreadable("the record is deleted at the endpoint")
    return dispatch.read_metadata(page.records[0].raw)


def _read_document(step: str, exchange: Exchange, read: Callable[[bytes], tuple[str, Metadata]]) -> Reading:
    asked = exchange.need.header("accept")
    if not exchange.ok:
        return Reading(answer=Answer(step, asked, exchange.media_type))
    if exchange.media_type in ("text/html", "application/xhtml+xml"):
        # A server that ignores Accept sends its page with a 200: that is no representation.
        return Reading(answer=Answer(step, asked, exchange.media_type))
    try:
        name, metadata = read(exchange.body or b"")
    except Unreadable as error:
        finding = Finding(f"{step}.unreadable", f"exchange/{step}", str(error))
        return Reading(findings=(finding,), answer=Answer(step, asked, exchange.media_type))
    return Reading(metadata=metadata, answer=Answer(step, asked, exchange.media_type, parsed=True, format=name))


def _read_metalink(exchange: Exchange) -> Reading:
    asked = exchange.need.header("accept")
    answer = Answer("metalink", asked, exchange.media_type)
    if not exchange.ok or exchange.media_type != steps.METALINK:
        return Reading(answer=answer)
    try:
        files = metalink.read_metalink(exchange.body or b"")
    except Unreadable as error:
        return Reading(findings=(Finding("metalink.unreadable", "exchange/metalink", str(error)),), answer=answer)
    return Reading(files=files, answer=replace(answer, parsed=True, format="metalink"))


def _read_file(exchange: Exchange) -> Reading:
    head = exchange.body or b""
    found = signature.find_signature(head)
    total = _TOTAL.match(exchange.header("content-range"))
    length = exchange.header("content-length") if exchange.status == 200 else ""
    facts = FileFacts(
        url=exchange.need.url,
        signature=found.id if found else "",
        signature_media_type=found.media_type if found else "",
        total_bytes=int(total[1]) if total else int(length) if length.isdigit() else None,
        looks_like_html=signature.looks_like_html(head),
        password_field=signature.has_password_field(head),
        nexus=signature.nexus_like(head),
    )
    return Reading(file_facts=facts)


_READERS: dict[str, Callable[[Exchange], Reading]] = {
    steps.PAGE.name: _read_page,
    steps.LINKSET_STEP.name: _read_linkset,
    steps.REGISTRY.name: _read_registry,
    steps.DESCRIPTION.name: _read_description,
    steps.OAI_RECORD.name: _read_oai,
    steps.METALINK_STEP.name: _read_metalink,
    steps.FILE.name: _read_file,
}
