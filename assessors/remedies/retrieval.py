"""How metadata and data come to whoever asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from assessors.own_words import (
    file_name,
    own_creators,
    own_description,
    own_files,
    own_page,
    own_publisher,
    own_title,
)
from assessors.pasting import link_line, own_address, safe_address, schema_org, server_lines
from assessors.reading.addresses import scheme_of
from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry
from fairsvc.model.remedy import Snippet, remedy
from fairsvc.model.step import PAGE

_BYTES = "application/octet-stream"
_HTTPS_KIN = ("http", "dav", "davs")


@remedy(
    "offer-metadata",
    "Describe the dataset in the landing page's JSON-LD in its own words: title, creators, publisher and description.",
)
def offer_metadata(evidence: Evidence) -> Iterator[Snippet]:
    """Write down what any view knows."""
    yield schema_org(
        evidence,
        {
            "identifier": own_address(evidence),
            "name": own_title(evidence),
            "description": own_description(evidence),
            "creator": [{"@type": "Person", "name": name} for name in own_creators(evidence)],
            "publisher": {"@type": "Organization", "name": own_publisher(evidence)},
        },
    )


@remedy(
    "name-files",
    "Name each file by an address of its own, in the landing page's typed links and in its JSON-LD; "
    "an address at data.example.org is an example.",
)
def name_files(evidence: Evidence) -> Iterator[Snippet]:
    """Name the files that are known."""
    files = own_files(evidence)
    for entry in files:
        yield link_line(entry.url, "item", entry.media_type)
    yield schema_org(evidence, {"distribution": [_download(entry) for entry in files]})


@remedy(
    "serve-file",
    "Serve the file itself at its address: 200 without login; where it is closed, 401 with WWW-Authenticate and an "
    "access right that says so.",
)
def serve_file(evidence: Evidence) -> Iterator[Snippet]:
    """Show the answer that is due."""
    entry = own_files(evidence)[0]
    length = () if entry.size_bytes is None else (f"Content-Length: {entry.size_bytes}",)
    kind = f"Content-Type: {safe_address(entry.media_type or _BYTES)}"
    yield server_lines(f"GET {safe_address(entry.url)}", "", "HTTP/1.1 200 OK", kind, *length, "Accept-Ranges: bytes")


@remedy(
    "serve-files-by-https",
    "Offer the files by https, beside whatever else serves large data; the address must be one of yours.",
)
def serve_files_by_https(evidence: Evidence) -> Iterator[Snippet]:
    """Give the addresses that are known with https in front."""
    files = [_by_https(entry) for entry in own_files(evidence)]
    for entry in files:
        yield link_line(entry.url, "item", entry.media_type)
    yield schema_org(evidence, {"distribution": [_download(entry) for entry in files]})


@remedy(
    "name-transfer-service",
    "Name the service that moves large data (Globus, S3, WebDAV, GridFTP) beside the files; the address is an example.",
)
def name_transfer_service(evidence: Evidence) -> Iterator[Snippet]:
    """Show a Globus collection's address; only the facility knows its own."""
    address = (
        "https://app.globus.org/file-manager?origin_id=00000000-0000-0000-0000-000000000000&origin_path=%2Fdata%2F"
    )
    yield link_line(address, "item")
    files = [_download(entry) for entry in own_files(evidence)]
    transfer = {"@type": "DataDownload", "name": "Globus transfer", "contentUrl": address}
    yield schema_org(evidence, {"distribution": [*files, transfer]})


@remedy(
    "offer-metalink",
    "Answer application/metalink4+xml at the landing page with each file's address, size and checksum.",
)
def offer_metalink(evidence: Evidence) -> Iterator[Snippet]:
    """Write the Metalink (RFC 5854) of the files that are known."""
    lines = ['<metalink xmlns="urn:ietf:params:xml:ns:metalink">']
    for entry in own_files(evidence):
        lines += _metalink_file(entry)
    yield server_lines("Content-Type: application/metalink4+xml", "Vary: Accept", "", *lines, "</metalink>")


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
    yield server_lines(f"HEAD {safe_address(own_page(evidence))}", "", f"HTTP/1.1 {status}", kind, *fields)


def _download(entry: FileEntry) -> dict[str, str]:
    described = {
        "@type": "DataDownload",
        "name": file_name(entry),
        "contentUrl": safe_address(entry.url),
        "encodingFormat": entry.media_type,
        "contentSize": "" if entry.size_bytes is None else f"{entry.size_bytes} B",
    }
    return {name: text for name, text in described.items() if text}


def _by_https(entry: FileEntry) -> FileEntry:
    kin = scheme_of(entry.url) in _HTTPS_KIN
    url = f"https://{entry.url.partition('://')[2]}" if kin else f"https://data.example.org/files/{file_name(entry)}"
    return FileEntry(url, entry.path, entry.size_bytes, entry.digests, entry.media_type)


def _metalink_file(entry: FileEntry) -> Iterator[str]:
    yield f'  <file name="{safe_address(file_name(entry))}">'
    if entry.size_bytes is not None:
        yield f"    <size>{entry.size_bytes}</size>"
    for digest in entry.digests[:2]:
        yield f'    <hash type="{safe_address(digest.scheme)}">{escape(digest.value)}</hash>'
    yield f"    <url>{escape(safe_address(entry.url))}</url>"
    yield "  </file>"
