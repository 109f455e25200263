"""Lists of files that typed links lead to: RO-Crate, BagIt, Metalink."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fairsvc.errors import Unreadable
from fairsvc.formats import bagit, metalink, ro_crate
from fairsvc.model.evidence import Answer, Finding
from fairsvc.model.exchange import Exchange
from fairsvc.model.listing_steps import CRATE, FETCH, KIND, LINKED_METALINK, PAYLOAD
from fairsvc.model.manifest import FileEntry
from fairsvc.model.reading import Reader, Reading

_PREFIX = f"{KIND}:"

Listed = tuple[tuple[FileEntry, ...], tuple[Finding, ...]]


def _read(step: str, exchange: Exchange) -> Reading:
    answer = Answer(step, exchange.need.header("accept"), exchange.media_type)
    read = _READERS.get(step)
    if read is None or not exchange.ok:
        return Reading(answer=answer)
    body, where = exchange.body or b"", f"exchange/{step}"
    try:
        files, findings = read(exchange, body, where)
    except Unreadable as error:
        return Reading(
            findings=(Finding(f"{step.removeprefix(_PREFIX)}.unreadable", where, str(error)),), answer=answer
        )
    parsed = Answer(step, answer.asked, answer.got, parsed=True, format=step.removeprefix(_PREFIX))
    return Reading(files=files, findings=findings, answer=parsed)


def _crate(exchange: Exchange, body: bytes, _: str) -> Listed:
    return ro_crate.read_crate(body, exchange.url), ()


def _fetch(_: Exchange, body: bytes, where: str) -> Listed:
    found = bagit.read_fetch(body, where)
    return found.files, found.findings


def _payload(exchange: Exchange, body: bytes, where: str) -> Listed:
    found = bagit.read_payload(body, exchange.url, where)
    return found.files, found.findings


def _metalink(_: Exchange, body: bytes, where: str) -> Listed:
    found = metalink.read_metalink(body, where)
    return found.files, found.findings


_READERS: Mapping[str, Callable[[Exchange, bytes, str], Listed]] = {
    CRATE.name: _crate,
    FETCH.name: _fetch,
    PAYLOAD.name: _payload,
    LINKED_METALINK.name: _metalink,
}

READER = Reader(KIND, _read)
