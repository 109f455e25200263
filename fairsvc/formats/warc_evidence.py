"""Evidence as a WARC file of its own (ISO 28500:2017): what it is, its exchanges, what was judged of it.

Beside the records of `warc` there are two: a warcinfo record in the beginning, and a resource record of JSON that says
about which PID the evidence is and where it was asked, so that it can be gathered again from the file alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO
from uuid import NAMESPACE_URL, uuid5

from warcio.recordbuilder import RecordBuilder
from warcio.warcwriter import WARCWriter

from fairsvc.errors import BadPid, Unreadable
from fairsvc.formats.json_reading import read_json
from fairsvc.formats.warc import iter_blocks
from fairsvc.formats.warc_record import gzip_member
from fairsvc.model.evidence import Endpoints, Evidence, OaiItem
from fairsvc.model.exchange import Exchange
from fairsvc.model.pid import read_pid

MEDIA_TYPE = "application/vnd.fairsvc.evidence+json"
FORMAT = "fairsvc-evidence/1"
# The step of a page that brought a harvested record: beside the evidence, for whoever wants to see the whole answer.
OAI_PAGE = "oai-page"
_CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_MAX_BYTES = 2**24
_VERSION = "WARC/1.1"
_BUILDER = RecordBuilder(warc_version=_VERSION)


@dataclass(frozen=True, slots=True)
class Note:
    """What the file says of its evidence."""

    digest: str
    evidence: Evidence


def write_beginning(evidence: Evidence, name: str, software: str, contact: str) -> bytes:
    """Write the warcinfo record."""
    fields = {"software": software, "format": "WARC File Format 1.1", "conformsTo": _CONFORMS_TO}
    fields |= {"operator": contact} if contact else {}
    fields |= {"description": f"Evidence about {evidence.pid.uri}, digest {evidence.digest}"}
    record = _BUILDER.create_warcinfo_record(name, fields)
    record.rec_headers.replace_header("WARC-Record-ID", _record_id("warcinfo", evidence))
    record.rec_headers.replace_header("WARC-Date", _date(evidence.gathered_at))
    return _member(record)


def write_note(evidence: Evidence, assessments: Iterable[Mapping[str, Any]], software: str) -> bytes:
    """Write the resource record: PID, addresses, depth, digest, and the assessments that rest on it."""
    document = {
        "format": FORMAT,
        "software": software,
        "pid": str(evidence.pid),
        "subject": evidence.subject,
        "gathered_at": evidence.gathered_at.isoformat(),
        "depth": evidence.depth,
        "digest": evidence.digest,
        "extractor_version": evidence.extractor_version,
        "endpoints": asdict(evidence.endpoints),
        "assessments": list(assessments),
    }
    body = json.dumps(document, indent=1, ensure_ascii=False).encode()
    headers = {"WARC-Record-ID": _record_id("evidence", evidence), "WARC-Date": _date(evidence.gathered_at)}
    record = _BUILDER.create_warc_record(
        f"urn:fairsvc:evidence:{evidence.digest}",
        "resource",
        payload=BytesIO(body),
        length=len(body),
        warc_content_type=MEDIA_TYPE,
        warc_headers_dict=headers,
    )
    return _member(record)


def find_note(stream: BinaryIO) -> Note | None:
    """Read what a WARC file says of its evidence; None when it was not written by `write_note`. Raises Unreadable."""
    notes = (
        block
        for kind, headers, block in iter_blocks(stream)
        if kind == "resource" and headers.get_header("Content-Type") == MEDIA_TYPE
    )
    note = next(notes, None)
    return None if note is None else _read_note(note[:_MAX_BYTES])


def with_exchanges(note: Note, exchanges: Iterable[Exchange]) -> Evidence:
    """Give the evidence the file's exchanges that belong to it."""
    own = tuple(exchange for exchange in exchanges if OAI_PAGE not in exchange.steps)
    return Evidence(
        note.evidence.pid,
        note.evidence.gathered_at,
        note.evidence.subject,
        note.evidence.endpoints,
        own,
        depth=note.evidence.depth,
    )


def _read_note(body: bytes) -> Note:
    document = read_json(body)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Unreadable("the WARC's note on its evidence is not ours, or newer")
    try:
        endpoints = dict(document["endpoints"])
        item = endpoints.pop("oai")
        evidence = Evidence(
            read_pid(str(document["pid"])),
            datetime.fromisoformat(document["gathered_at"]).astimezone(UTC),
            str(document["subject"]),
            Endpoints(**endpoints, oai=OaiItem(**item) if item else None),
            depth=str(document["depth"]),
        )
        return Note(str(document["digest"]), evidence)
    except (KeyError, TypeError, ValueError, BadPid) as error:
        raise Unreadable("the WARC's note on its evidence lacks something", str(error)[:200]) from error


def _member(record: Any) -> bytes:
    buffer = BytesIO()
    WARCWriter(buffer, gzip=False, warc_version=_VERSION).write_record(record)
    return gzip_member(buffer.getvalue())


def _record_id(kind: str, evidence: Evidence) -> str:
    seed = f"{kind} {evidence.pid} {_date(evidence.gathered_at)} {evidence.digest}"
    return f"<{uuid5(NAMESPACE_URL, seed).urn}>"


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
