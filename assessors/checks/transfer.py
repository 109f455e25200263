"""A1.1: large data come by a service that is made for them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from assessors.memory import remembered
from assessors.reading.absence import OF_DATA, absent, unheard
from assessors.reading.addresses import host_of, scheme_of
from assessors.reading.data_files import data_addresses, no_data_due
from assessors.reading.sentences import shown
from assessors.reading.views import said, views
from fairsvc.formats.recognise import find_size_bytes
from fairsvc.model.check import Verdict, check, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence

_GIB_BYTES = 2**30
_LARGE_BYTES = 10 * _GIB_BYTES
_SCHEMES = {
    "globus": "Globus",
    "fasp": "Aspera",
    "faspe": "Aspera",
    "s3": "S3",
    "gs": "S3",
    "dav": "WebDAV",
    "davs": "WebDAV",
    "gsiftp": "GridFTP",
    "gridftp": "GridFTP",
    "root": "XRootD",
    "xroot": "XRootD",
    "rsync": "rsync",
    "sftp": "SFTP",
}
# Parts of host names at which such services answer over https.
_HOSTS = {
    ".globus.org": "Globus",
    ".s3.": "S3",
    ".s3-": "S3",
    ".aspera": "Aspera",
    ".webdav": "WebDAV",
    ".dav.": "WebDAV",
}
_MOST_ADDRESSES = 2_000


@check(
    "transfer-service-named",
    title="Large data name a service that can move them",
    source="PaN profile PAN-A1-04; FAIR A1.1",
    example="2 TB, and https://app.globus.org/file-manager?origin_id=... beside the files",
    counterexample="2 TB by https alone",
    needs=OF_DATA.steps,
)
def transfer_service_named(evidence: Evidence) -> Verdict:
    """Judge data above 10 GiB; Globus, Aspera, S3, WebDAV, GridFTP and their kind count."""
    if verdict := no_data_due(evidence):
        return verdict
    for pointer, url in _all_addresses(evidence):
        if service := _service(url):
            return passed(f"The data can be moved by {service}: {shown(url)}.", pointer)
    total, pointer = _total_bytes(evidence)
    if total is None:
        return unheard(evidence, "the size of the data", OF_DATA) or indeterminate(
            "Nothing states how large the data are."
        )
    if total <= _LARGE_BYTES:
        return not_applicable(f"The data are small ({total:,} bytes).", pointer)
    return absent(
        evidence, f"a service to move {total / _GIB_BYTES:,.0f} GiB", remedy="name-transfer-service", sources=OF_DATA
    )


@remembered
def _total_bytes(evidence: Evidence) -> tuple[int | None, str]:
    """Sum the sizes that are stated, and point at them; None when none is."""
    listed = [entry.size_bytes for entry in evidence.manifest.entries if entry.size_bytes is not None]
    found: list[tuple[int, str]] = [(sum(listed), "view/manifest")] if listed else []
    for name, view in views(evidence):
        named = [content.size_bytes for content in view.content if content.size_bytes is not None]
        stated = [size for text in view.sizes[:_MOST_ADDRESSES] if (size := find_size_bytes(text[:60])) is not None]
        found += [(sum(named), f"view/{name}/content")] if named else []
        found += [(sum(stated), f"view/{name}/sizes")] if stated else []
    return max(found, default=(None, ""))


def _all_addresses(evidence: Evidence) -> Iterator[tuple[str, str]]:
    yield from data_addresses(evidence)[:_MOST_ADDRESSES]
    for number, entry in enumerate(evidence.manifest.entries[:_MOST_ADDRESSES]):
        yield from ((f"view/manifest/{number}", url) for url in entry.alternates)
    yield from said(evidence, "related", lambda view: (one.value for one in view.related if "://" in one.value))


@lru_cache(maxsize=4096)
def _service(url: str) -> str:
    if service := _SCHEMES.get(scheme_of(url)):
        return service
    host = f".{host_of(url)}"
    return next((service for part, service in _HOSTS.items() if part in host), "")
