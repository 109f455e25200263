"""How metadata and data come to whoever asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessors.filling import examples
from assessors.filling.choosing import choose_files, choose_page_address, file_name
from assessors.filling.file_lists import metalink
from assessors.filling.pasting import link_line, safe_address, schema_org, server_lines
from assessors.reading.addresses import scheme_of
from fairsvc.formats.schema_org_parts import write_download
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Content
from fairsvc.model.remedy import Snippet, remedy
from fairsvc.model.step import PAGE

_BYTES = "application/octet-stream"
_HTTPS_KIN = ("http", "dav", "davs")


@remedy(
    "serve-file",
    "Serve the bytes of the file at its address: 200 without login, and no page for people in their place; where it is "
    "closed, 401 with WWW-Authenticate and an access right that says so.",
)
def serve_file(evidence: Evidence) -> Iterator[Snippet]:
    """Show the answer that is due."""
    entry = choose_files(evidence)[0]
    length = () if entry.size_bytes is None else (f"Content-Length: {entry.size_bytes}",)
    kind = f"Content-Type: {safe_address(entry.media_type or _BYTES)}"
    yield server_lines(f"GET {safe_address(entry.url)}", "", "HTTP/1.1 200 OK", kind, *length, "Accept-Ranges: bytes")


@remedy(
    "serve-files-by-https",
    "Offer the files by https, beside whatever else serves large data; the address must be one of yours.",
)
def serve_files_by_https(evidence: Evidence) -> Iterator[Snippet]:
    """Give the addresses that are known with https in front."""
    files = [_by_https(entry) for entry in choose_files(evidence)]
    for entry in files:
        yield link_line(entry.url, "item", entry.media_type)
    yield schema_org(evidence, {"distribution": [write_download(entry) for entry in files]})


@remedy(
    "name-transfer-service",
    "Name the service that moves large data (Globus, S3, WebDAV, GridFTP) beside the files; the address is an example.",
)
def name_transfer_service(evidence: Evidence) -> Iterator[Snippet]:
    """Show a Globus collection's address; only the facility knows its own."""
    yield link_line(examples.GLOBUS, "item")
    files = [write_download(entry) for entry in choose_files(evidence)]
    transfer = {"@type": "DataDownload", "name": "Globus transfer", "contentUrl": examples.GLOBUS}
    yield schema_org(evidence, {"distribution": [*files, transfer]})


@remedy(
    "offer-metalink",
    "Answer application/metalink4+xml at the landing page with each file's address, size and checksum.",
)
def offer_metalink(evidence: Evidence) -> Iterator[Snippet]:
    """Write the Metalink (RFC 5854) of the files that are known."""
    yield metalink(choose_files(evidence))


@remedy(
    "answer-head",
    "Answer HEAD with the same status and header fields as GET: link checkers and harvesters ask HEAD first.",
)
def answer_head(evidence: Evidence) -> Iterator[Snippet]:
    """Show what GET answered."""
    page = evidence.exchange(PAGE)
    status = page.status if page is not None else 200
    media_type = (page.media_type if page is not None else "") or "text/html"
    links = page.header_fields("link")[:3] if page is not None else ()
    kind = f"Content-Type: {safe_address(media_type)}"
    fields = [f"Link: {' '.join(field[:500].split())}" for field in links]
    yield server_lines(f"HEAD {choose_page_address(evidence)}", "", f"HTTP/1.1 {status}", kind, *fields)


def _by_https(file: Content) -> Content:
    kin = scheme_of(file.url) in _HTTPS_KIN
    moved = f"https://{file.url.partition('://')[2]}" if kin else f"{examples.FILE_FOLDER}{file_name(file)}"
    return file if scheme_of(file.url) == "https" else replace(file, url=moved)
