"""InvenioRDM and Zenodo: the record's files by its REST API, in either of its shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from fairsvc.formats.digests import read_digest
from fairsvc.formats.file_path import read_path
from fairsvc.formats.json_node import Node
from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing
from fairsvc.model.metadata import Identifier
from fairsvc.model.repository import Holding, Repository, Spot, Walk
from fairsvc.resolve.asking import ask_json
from fairsvc.resolve.leads import iter_leads

_RECORD = re.compile(r"/records?/([A-Za-z0-9-]{1,40})(?:[/?#]|\Z)")
_ZENODO = re.compile(r"10\.5281/zenodo\.(\d{1,12})\Z")


def _recognise(evidence: Evidence) -> Spot | None:
    if match := _ZENODO.match(evidence.pid.value):
        return Spot("https://zenodo.org", match[1])
    for url in iter_leads(evidence):
        parts = urlsplit(url)
        if match := _RECORD.search(parts.path):
            return Spot(f"{parts.scheme}://{parts.netloc}", match[1])
    return None


def _walk(spot: Spot) -> Walk:
    record = yield from ask_json(f"{spot.base_url}/api/records/{quote(spot.record)}")
    listing = Listing(tuple(_entries(record["files"])), True, "the record's API lists all its files")
    return Holding(listing, title=record["metadata"]["title"].text)


def _entries(files: Node) -> Iterator[FileEntry]:
    listed = files.items or files["entries"].items or tuple(node for _, node in files["entries"].members)
    for file in listed:
        links, key = file["links"], file["key"].text
        url = (links["content"] or links["self"]).text
        yield FileEntry(
            url,
            read_path(key),
            file["size"].size,
            tuple(_digests(file["checksum"].text)),
            file["mimetype"].text,
        )


def _digests(text: str) -> Iterator[Identifier]:
    algorithm, _, value = text.partition(":")
    if digest := read_digest(algorithm, value):
        yield digest


REPOSITORY = Repository(
    "invenio",
    "InvenioRDM and Zenodo",
    "InvenioRDM REST API reference, Records and Files; developers.zenodo.org",
    "shared exchanges of Zenodo, legacy and RDM shapes",
    _recognise,
    _walk,
)
