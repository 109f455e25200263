"""Every reader of bytes, with a good document for it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from fairsvc.errors import Unreadable
from fairsvc.formats import (
    bagit,
    content_disposition,
    delimited,
    digest_fields,
    disguise,
    dispatch,
    html_head,
    link_header,
    linked_markup,
    linkset,
    meta_tags,
    metalink,
    nexus,
    oai_pmh,
    ro_crate,
    schema_org,
    signature,
    warc,
    warc_evidence,
    zip_names,
)
from fairsvc.model.conneg_steps import BY_SLUG
from fairsvc.model.evidence import Endpoints, Evidence, OaiItem
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.format import MetadataFormat
from fairsvc.model.pid import Pid
from fairsvc.model.reading import Reader
from fairsvc.model.step import step_kind
from fairsvc.probe.reading import load_readers

SAMPLES = Path(__file__).parents[1] / "samples"
BASE = "https://repo.example.org/dataset/1"
NOW = datetime(2026, 1, 1, tzinfo=UTC)

Read = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Subject:
    """A reader, and a document that it reads; `syntax` says how that can be altered."""

    read: Read
    sample: bytes
    syntax: str


def _sample(path: str) -> bytes:
    return (SAMPLES / path).read_bytes()


def _answer(body: bytes, media_type: str = "text/html") -> Exchange:
    hop = Hop(BASE, 200, (("Content-Type", media_type), ("Content-Length", str(len(body)))))
    return Exchange(Need(BASE), NOW, (hop,), body=body, size_bytes=len(body), steps=("file",))


def _header(read: Callable[[str], object]) -> Read:
    """Read the bytes as HTTP libraries hand them over: as Latin-1."""
    return lambda body: read(body.decode("latin-1"))


def _page(body: bytes) -> object:
    page = html_head.read_html(body, BASE)
    views = [
        schema_org.read_blocks(page.json_ld),
        linked_markup.read_markup(page.microdata, "microdata"),
        linked_markup.read_markup(page.rdfa, "rdfa"),
        meta_tags.read_meta(page.meta, page.schemas),
    ]
    html_head.find_in_page(body, "10.5072/x")
    return views


def _oai(body: bytes) -> object:
    page = oai_pmh.read_page(body)
    return [dispatch.formats()["oai_dc"].id, [record.raw for record in page.records]]


def _note(body: bytes) -> object:
    return warc_evidence.find_note(BytesIO(body))


def _fetched(body: bytes) -> object:
    return list(warc.iter_exchanges(BytesIO(body)))


def _digests(text: str) -> object:
    names = ("Digest", "Repr-Digest", "Content-Digest", "Content-MD5", "X-Goog-Hash", "ETag", "X-Checksum-Sha256")
    return digest_fields.read_digests([(name, text) for name in names], partial=False)


def _structure(body: bytes) -> object:
    """Judge what the child that reads HDF5 may answer; nothing is asked of it."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return nexus.read_nexus((), 10_000, lambda *_: answer if isinstance(answer, dict) else None)


def _warc(body: bytes = b"Ice") -> bytes:
    return warc.write_exchange(_answer(body), "fairsvc/0")


def _plain_warc() -> bytes:
    return gzip.decompress(_warc())


def _noted() -> bytes:
    evidence = Evidence(Pid("doi", "10.5072/ice.1"), NOW, endpoints=Endpoints(oai=OaiItem(BASE, "oai_dc", "oai:x:1")))
    return gzip.decompress(warc_evidence.write_note(evidence, (), "fairsvc/0"))


HDF5_ANSWER = (
    b'{"state": "partly read", "note": "x", "nexus": true, "entry_count": 1, "wants": [9, 99],'
    b' "entries": [{"name": "entry", "definition": "NXmx", "title": "Ice", "instrument": "I", "start_time": "2024"}]}'
)
ZIP = (
    b"PK\x03\x04" + bytes(4) + b"\0\0" + bytes(8) + b"\x08\0\0\0" + b"\x08\0\0\0" + b"\x08\0\0\0" + b"mimetypetext/csv"
)

SUBJECTS: dict[str, Subject] = {
    "bagit-fetch": Subject(bagit.read_fetch, _sample("hostile/fetch.txt"), "text"),
    "bagit-manifest": Subject(
        lambda body: bagit.read_payload(body, f"{BASE}/manifest-md5.txt"), _sample("hostile/manifest.txt"), "text"
    ),
    "content-disposition": Subject(
        _header(content_disposition.read_filename),
        b"attachment; filename=\"a b.csv\"; filename*=UTF-8''%e2%82%ac.csv",
        "text",
    ),
    "digests": Subject(
        _header(_digests),
        b"md5=1B2M2Y8AsgTpgAmY7PhCfg==, sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
        "text",
    ),
    "disguise-html": Subject(
        lambda body: disguise.find_disguise(_answer(body)), b"<html><title>Log in</title><form>", "text"
    ),
    "disguise-json": Subject(
        lambda body: disguise.find_disguise(_answer(body, "application/json")),
        b'{"error": "no", "status": 404, "message": "x"}',
        "json",
    ),
    "delimited": Subject(delimited.find_delimiter, b'a,b\n1,"2"\n3,4e5\n', "text"),
    "dispatch": Subject(dispatch.read_metadata, _sample("formats/oai_datacite.xml"), "xml"),
    "hdf5": Subject(_structure, HDF5_ANSWER, "json"),
    "link-header": Subject(
        _header(lambda text: link_header.read_link_header([text], BASE)), _sample("hostile/linkset.txt"), "text"
    ),
    "linkset-json": Subject(
        lambda body: linkset.read_linkset(body, "application/linkset+json", BASE), _sample("wire/linkset.json"), "json"
    ),
    "linkset-text": Subject(
        lambda body: linkset.read_linkset(body, "application/linkset", BASE), _sample("hostile/linkset.txt"), "text"
    ),
    "metalink": Subject(metalink.read_metalink, _sample("wire/files.meta4"), "xml"),
    "oai-pmh": Subject(_oai, _sample("hostile/records.xml"), "xml"),
    "page": Subject(_page, _sample("hostile/page.html"), "html"),
    "ro-crate": Subject(
        lambda body: ro_crate.read_crate(body, f"{BASE}/ro-crate-metadata.json"), _sample("hostile/crate.json"), "json"
    ),
    "signature": Subject(signature.find_signature, b'<?xml version="1.0"?><a>b</a>', "text"),
    "warc": Subject(_fetched, _plain_warc(), "text"),
    "warc-gzip": Subject(_fetched, _warc(), "bytes"),
    "warc-note": Subject(_note, _noted(), "text"),
    "zip": Subject(
        lambda body: (list(zip_names.iter_zip_names(body)), zip_names.read_zip_mimetype(body)), ZIP, "bytes"
    ),
}


def _syntax_of(path: Path) -> str:
    return {".json": "json", ".jsonld": "json", ".xml": "xml", ".rdf": "xml"}.get(path.suffix, "text")


def _subjects_of(known: MetadataFormat) -> Iterator[tuple[str, Subject]]:
    for folder in ("hostile", "formats", "conneg"):
        for path in sorted((SAMPLES / folder).iterdir()):
            if path.is_file() and _reads(known, path.read_bytes()):
                yield f"{known.id}: {folder}/{path.name}", Subject(known.read, path.read_bytes(), _syntax_of(path))


def _reads(known: MetadataFormat, body: bytes) -> bool:
    try:
        known.read(body)
    except Unreadable:
        return False
    return True


FORMATS = {known.id: dict(_subjects_of(known)) for known in dispatch.formats().values()}
"""Every format, also of a plug-in, with the samples that it reads."""


def _of_step(step: str, media_type: str, reader: Reader) -> Read:
    return lambda body: reader.read(step, replace(_answer(body, media_type), steps=(step,)))


# A step of each kind that a reader of the probe knows, and the media type under which the body comes.
STEPS = (
    *((step, "text/html") for step in ("page", "page-head", "file", "file-head", "content:1", "metadata:1")),
    *((step, "application/json") for step in ("registry", "agency", "description", "listing:ro-crate")),
    *((step, "application/linkset+json") for step in ("linkset", "api-catalog")),
    *((f"listing:{name}", "text/plain") for name in ("bagit", "bagit-manifest", "metalink")),
    *((f"conneg:page/{slug}", "application/octet-stream") for slug in BY_SLUG),
    *(("oai-record", "text/xml"), ("metalink", "application/metalink4+xml")),
)
PROBE: dict[str, Read] = {
    f"probe {step}": _of_step(step, media_type, load_readers()[step_kind(step)])
    for step, media_type in STEPS
    if step_kind(step) in load_readers()
}

READERS: dict[str, Read] = {
    **{name: subject.read for name, subject in SUBJECTS.items()},
    **{known.id: known.read for known in dispatch.formats().values()},
    "dispatch": dispatch.read_metadata,
    **PROBE,
}
"""All of them, by name."""
