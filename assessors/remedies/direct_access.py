"""How a program is led from the identifier to every file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assessors.filling.choosing import choose_files, choose_page_address
from assessors.filling.file_lists import linkset, metalink
from assessors.filling.pasting import link_line, safe_address, schema_org, server_lines
from assessors.reading.data_files import data_addresses
from assessors.reading.file_lists import is_temporary
from assessors.remedies.content import described, digested_files
from fairsvc.formats.schema_org_parts import write_download
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Snippet, remedy

_BYTES = "application/octet-stream"
_ETAG = '"version-1"'
_LINKSET = "application/linkset+json"
_QUERY = re.compile(r"[?;#].*", re.DOTALL)


@remedy(
    "list-every-file",
    "Answer application/metalink4+xml at the landing page with every file of the dataset; where that cannot be, link a "
    "linkset that names them all. The files here are those that are known, at most twenty: list all of yours.",
)
def list_every_file(evidence: Evidence) -> Iterator[Snippet]:
    """Write both lists; one suffices."""
    files = digested_files(evidence)
    yield metalink(files)
    yield link_line(_linkset_address(evidence), "linkset", _LINKSET)
    yield linkset(evidence, files)


@remedy(
    "list-files-alike",
    "Decide which list of the files is right, and make Metalink, linkset and JSON-LD from that one record, in place of "
    "what they say now.",
)
def list_files_alike(evidence: Evidence) -> Iterator[Snippet]:
    """Write the lists alike, of what is known."""
    files = choose_files(evidence)
    yield metalink(files)
    yield linkset(evidence, files)
    yield schema_org(evidence, {"distribution": [write_download(file) for file in files]})


@remedy(
    "measure-files",
    "Give size and SHA-256 of every file; a size that no view knows, and the checksum of no bytes, are examples: put "
    "in yours.",
)
def measure_files(evidence: Evidence) -> Iterator[Snippet]:
    """Describe the files that are known, or one as an example."""
    files = [described(file) for file in digested_files(evidence)]
    yield from (link_line(file.url, "item", file.media_type) for file in files)
    yield schema_org(evidence, {"distribution": [write_download(file) for file in files]})


@remedy(
    "answer-ranges",
    "Answer a Range with 206 and the bytes that were asked for, and send an ETag that changes with the file; web "
    "servers do both for files on a disk.",
)
def answer_ranges(evidence: Evidence) -> Iterator[Snippet]:
    """Show the answer that is due to the first kilobyte."""
    file = described(choose_files(evidence)[0])
    size = file.size_bytes or 0
    last = max(0, min(size, 1_024) - 1)
    yield server_lines(
        f"GET {safe_address(file.url)}",
        f"Range: bytes=0-{last}",
        "",
        "HTTP/1.1 206 Partial Content",
        f"Content-Type: {safe_address(file.media_type)}",
        f"Content-Range: bytes 0-{last}/{size}",
        f"ETag: {_ETAG}",
        "Accept-Ranges: bytes",
    )


@remedy(
    "send-media-type",
    "Send each file with the media type that its links and lists give it; where that is wrong, correct the lists.",
)
def send_media_type(evidence: Evidence) -> Iterator[Snippet]:
    """Show the promised type of the first files."""
    promised = {facts.url: facts.claimed_type for facts in evidence.probed_files if facts.claimed_type}
    for file in choose_files(evidence)[:5]:
        kind = promised.get(file.url, "") or file.media_type or _BYTES
        yield server_lines(
            f"GET {safe_address(file.url)}", "", "HTTP/1.1 200 OK", f"Content-Type: {safe_address(kind)}"
        )


@remedy(
    "name-lasting-addresses",
    "Publish addresses that last, and let them redirect to signed ones when somebody asks.",
)
def name_lasting_addresses(evidence: Evidence) -> Iterator[Snippet]:
    """Give the addresses without signature, and the redirect; never the signature itself."""
    signed = [url for _, url in data_addresses(evidence) if is_temporary(url)]
    for url in list(dict.fromkeys(_lasting(url) for url in signed))[:5]:
        yield link_line(url, "item")
        yield server_lines(f"GET {safe_address(url)}", "", "HTTP/1.1 302 Found", f"Location: {safe_address(url)}?…")


@remedy(
    "move-links-to-linkset",
    "Keep the few links of level 1 in the header, and name the files in a linkset that it leads to, or in a Metalink.",
)
def move_links_to_linkset(evidence: Evidence) -> Iterator[Snippet]:
    """Give the one link that stands for all, and the linkset."""
    yield link_line(_linkset_address(evidence), "linkset", _LINKSET)
    yield linkset(evidence, choose_files(evidence))


def _linkset_address(evidence: Evidence) -> str:
    known = evidence.links_with("linkset")
    return known[0].target if known else f"{choose_page_address(evidence).rstrip('/')}/linkset.json"


def _lasting(url: str) -> str:
    return _QUERY.sub("", url)
