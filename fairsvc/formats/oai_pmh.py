"""OAI-PMH 2.0 answers, read strictly: a page gives all its records or none.

Parsers that recover end a damaged page early and call it a list; here it is Unreadable. One repair is tried, of
characters that XML forbids, and the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats.oai_cutting import cut_list
from fairsvc.formats.oai_payload import complete, find_metadata, iter_payloads
from fairsvc.formats.oai_repair import decompress, repair
from fairsvc.formats.xml_reading import OAI, has_doctype, is_well_formed, local_name, parse_strictly
from fairsvc.model.harvest import Deviation

VERBS = frozenset(("GetRecord", "Identify", "ListIdentifiers", "ListMetadataFormats", "ListRecords", "ListSets"))
_COUNT = re.compile(r"\s*\+?(\d{1,18})\s*")
_CLOSING_ROOT = re.compile(rb"</(?:[\w.-]+:)?OAI-PMH\s*>")
_HTML = re.compile(rb"<(?:!doctype\s+)?html\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OaiError:
    """A refusal in the protocol's words (section 3.6); `code` is as sent."""

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class OaiRecord:
    """One record, or the header of one. What stands in `about` is left out.

    `raw` is the root element of the metadata, or the metadata element itself where it has no single child; empty when
    there is none. `datestamp` is as written.
    """

    identifier: str
    datestamp: str
    sets: tuple[str, ...] = ()
    deleted: bool = False
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class OaiPage:
    """One answer; either `errors` or `verb` is filled.

    `token` is None when the page has no resumptionToken and empty when that has no text: the proper end of a list
    (section 3.5). `complete_list_size` is None when absent or no whole number.
    """

    response_date: str
    verb: str = ""
    errors: tuple[OaiError, ...] = ()
    records: tuple[OaiRecord, ...] = ()
    token: str | None = None
    complete_list_size: int | None = None
    deviations: tuple[Deviation, ...] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """A checked answer as a tree; `body` is the bytes that it was parsed from, `verb` None when it holds errors.

    Of a list that could be cut, the metadata elements are empty in the tree, and `payloads` is what they hold.
    """

    root: etree._Element
    verb: etree._Element | None
    body: bytes
    response_date: str
    errors: tuple[OaiError, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    payloads: tuple[bytes, ...] | None = None


def read_page(body: bytes) -> OaiPage:
    """Read one answer. Raises Unreadable."""
    return page_of(read_envelope(body))


def read_envelope(body: bytes) -> Envelope:
    """Check that the bytes are one whole OAI-PMH answer. Raises Unreadable."""
    plain = decompress(body)
    deviations = () if plain is body else (Deviation("gzip.undeclared"),)
    root, payloads = _parse_cut(plain)
    if root is None:
        try:
            root = parse_strictly(plain)
        except etree.XMLSyntaxError as fault:
            plain, root, repaired = _parse_repaired(plain, fault)
            deviations = (*deviations, repaired)
    _check_root(root, plain)
    errors = tuple(OaiError(child.get("code", "").strip(), _trimmed(child)) for child in _children(root, "error"))
    verbs = [child for child in root if local_name(child) in VERBS]
    response_date = _text(root, "responseDate")
    if not response_date:
        raise Unreadable("the OAI-PMH answer has no responseDate", next_step="Check the base URL")
    if len(verbs) != (0 if errors else 1):
        met = ", ".join(local_name(child) for child in root)
        raise Unreadable("the OAI-PMH answer holds neither one verb nor errors alone", met[:200])
    return Envelope(root, verbs[0] if verbs else None, plain, response_date, errors, deviations, payloads)


def page_of(envelope: Envelope) -> OaiPage:
    """Read the records and the resumption token of an answer."""
    if envelope.verb is None:
        return OaiPage(envelope.response_date, errors=envelope.errors, deviations=envelope.deviations)
    token, misplaced = _find_token(envelope)
    return OaiPage(
        envelope.response_date,
        local_name(envelope.verb),
        records=tuple(_iter_records(envelope, envelope.verb)),
        token=None if token is None else _trimmed(token),
        complete_list_size=_list_size(token),
        deviations=(*envelope.deviations, *misplaced, *_foreign_elements(envelope.verb)),
    )


def _parse_cut(body: bytes) -> tuple[etree._Element | None, tuple[bytes, ...] | None]:
    """Parse what stands around the payloads of a well-formed list; None when it cannot be cut."""
    cut = cut_list(body)
    if cut is None or not is_well_formed(body):
        return None, None
    root = parse_strictly(cut.envelope)
    records = [child for verb in root for child in verb if local_name(child) == "record"]
    wrappers = [metadata for record in records if (metadata := find_metadata(record)) is not None]
    return (root, cut.payloads) if len(wrappers) == len(cut.payloads) else (None, None)


def _parse_repaired(body: bytes, fault: etree.XMLSyntaxError) -> tuple[bytes, etree._Element, Deviation]:
    if _HTML.search(body, 0, 1024):
        raise _web_page() from fault
    if b"<" not in body:
        met = body[:60].decode(errors="replace").strip() or "nothing"
        raise Unreadable("no XML came where OAI-PMH was due", f"but {met!r}", "Check the base URL") from fault
    if not _CLOSING_ROOT.search(body):
        raise Unreadable("the OAI-PMH page stops before its end", fault.msg, "Ask for it again") from fault
    mended, done = repair(body)
    try:
        root = parse_strictly(mended)
    except etree.XMLSyntaxError as again:
        raise Unreadable("the OAI-PMH page is no well-formed XML", again.msg, "Tell the provider") from again
    return mended, root, Deviation("xml.repaired", f"{fault.msg}; mended: {done}")


def _check_root(root: etree._Element, body: bytes) -> None:
    doctype = has_doctype(root)
    if local_name(root).lower() == "html" or (doctype and _HTML.search(body, 0, 1024)):
        raise _web_page()
    if doctype:
        raise Unreadable("the OAI-PMH page carries a document type declaration", next_step="Tell the provider")
    if root.tag != f"{{{OAI}}}OAI-PMH":
        raise Unreadable("the XML is no OAI-PMH answer", f"its root is {str(root.tag)[:200]}", "Check the base URL")


def _web_page() -> Unreadable:
    return Unreadable("a web page (HTML) came where OAI-PMH XML was due", next_step="Check the base URL")


def _iter_records(envelope: Envelope, verb: etree._Element) -> Iterator[OaiRecord]:
    records = [child for child in verb if local_name(child) == "record"]
    if envelope.payloads is None:
        payloads = iter_payloads(envelope.body, records)
    else:
        payloads = _iter_cut(records, iter(envelope.payloads))
    for element in verb:
        if local_name(element) == "record":
            yield _record(next(_children(element, "header"), None), next(payloads))
        elif local_name(element) == "header":
            yield _record(element)


def _iter_cut(records: list[etree._Element], payloads: Iterator[bytes]) -> Iterator[bytes]:
    for record in records:
        metadata = find_metadata(record)
        raw = b"" if metadata is None else next(payloads)
        yield complete(raw, metadata.nsmap) if metadata is not None and raw else b""


def _record(header: etree._Element | None, raw: bytes = b"") -> OaiRecord:
    if header is None:
        return OaiRecord("", "", raw=raw)
    deleted = header.get("status", "").strip() == "deleted"
    first: dict[str, str] = {}
    sets = []
    for child in header:
        name, text = local_name(child), (child.text or "").strip()
        if name != "setSpec":
            first.setdefault(name, text)
        elif text:
            sets.append(text)
    return OaiRecord(
        first.get("identifier", ""), first.get("datestamp", ""), tuple(sets), deleted, b"" if deleted else raw
    )


def _find_token(envelope: Envelope) -> tuple[etree._Element | None, tuple[Deviation, ...]]:
    """Find the resumptionToken, also where some providers put it: beside the verb element."""
    assert envelope.verb is not None
    inside = list(_children(envelope.verb, "resumptionToken"))
    beside = list(_children(envelope.root, "resumptionToken"))
    misplaced = (Deviation("token.misplaced"),) if beside or len(inside) > 1 else ()
    return next(iter([*inside[-1:], *beside]), None), misplaced


def _foreign_elements(verb: etree._Element) -> tuple[Deviation, ...]:
    if local_name(verb) not in ("ListRecords", "ListIdentifiers"):
        return ()
    names = sorted({local_name(child) for child in verb} - {"record", "header", "resumptionToken"})
    return (Deviation("element.unknown", ", ".join(names)[:200]),) if names else ()


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in parent if local_name(child) == name)


def _text(parent: etree._Element, name: str) -> str:
    child = next(_children(parent, name), None)
    return "" if child is None else _trimmed(child)


def _trimmed(element: etree._Element) -> str:
    return (element.text or "").strip()


def _list_size(token: etree._Element | None) -> int | None:
    match = _COUNT.fullmatch(token.get("completeListSize", "")) if token is not None else None
    return int(match[1]) if match else None
