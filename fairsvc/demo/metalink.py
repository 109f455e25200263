"""The files of a dataset as Metalink 4 (RFC 5854)."""

from __future__ import annotations

from fairsvc.demo.catalogue import Addresses, DataFile, Dataset
from fairsvc.demo.markup import Markup, tag

NAMESPACE = "urn:ietf:params:xml:ns:metalink"


def metalink(dataset: Dataset, addresses: Addresses) -> bytes:
    """Write every file with size, digest where there is one, and address."""
    document = tag(
        "metalink",
        {"xmlns": NAMESPACE},
        tag("generator", {}, "Demo Light Source"),
        tag("origin", {"dynamic": "true"}, f"{addresses.site}{dataset.path}/files.meta4"),
        tag("published", {}, f"{dataset.published.isoformat()}T00:00:00Z"),
        *(_file(file, addresses) for file in dataset.shown_files),
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n'.encode()


def _file(file: DataFile, addresses: Addresses) -> Markup:
    digest = [tag("hash", {"type": "sha-256"}, file.claimed_sha256)] if file.claimed_sha256 else []
    return tag(
        "file",
        {"name": file.name},
        tag("size", {}, str(file.claimed_bytes)),
        *digest,
        tag("url", {"priority": "1"}, addresses.file(file)),
    )
