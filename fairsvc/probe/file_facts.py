"""The probed files: what GET and HEAD showed of each, held against what is claimed, and one file's inner structure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import replace

from fairsvc.formats.digest_fields import digest_algorithm
from fairsvc.formats.file_claim import compare_type
from fairsvc.formats.nexus import Block, read_nexus
from fairsvc.formats.signature_table import is_hdf5
from fairsvc.model.depth import STANDARD_DEPTH
from fairsvc.model.evidence import Evidence, FileAnswer, FileFacts, Finding, Hdf5Facts
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.file_steps import FILE_HEAD, MORE_FILES, NEXUS_STEPS, OTHER_HEAD
from fairsvc.model.manifest import FileEntry
from fairsvc.model.reading import Reading
from fairsvc.model.step import FILE, ranged
from fairsvc.probe.readers.file import sent_range

Readings = MutableMapping[tuple[str, Need], Reading]

_FILES = (FILE, *MORE_FILES)
_STRUCTURE = "structure"


def look_at_files(
    evidence: Evidence, read: Mapping[str, Reading], readings: Readings
) -> tuple[FileFacts | None, tuple[FileFacts, ...]]:
    """Give the facts of the first file and of the others, in the order of the steps; `evidence` has its manifest.

    `readings` keeps the structure that was read from the same bytes before.
    """
    heads = [read[step.name].file_facts for step in (FILE_HEAD, OTHER_HEAD) if step.name in read]
    found: dict[str, FileFacts] = {}
    for step in _FILES:
        facts = read[step.name].file_facts if step.name in read else None
        if facts is not None:
            found.setdefault(facts.url, facts)
    for head in heads:
        if head is not None and head.url in found:
            found[head.url] = _with_head(found[head.url], head.head)
    entries = {entry.url: entry for entry in reversed(evidence.manifest.entries) if entry.url in found}
    files = [_with_claims(facts, entries.get(url)) for url, facts in found.items()]
    files = _with_structure(evidence, files, readings)
    has_first = FILE.name in read and read[FILE.name].file_facts is not None
    return (files[0], tuple(files[1:])) if has_first else (None, tuple(files))


def find_in_files(first: FileFacts | None, others: Iterable[FileFacts]) -> Iterator[Finding]:
    """Find where files contradict their claims, and servers themselves."""
    seen = [("view/file", first)] if first else []
    seen += [(f"view/more_files/{number}", facts) for number, facts in enumerate(others)]
    for where, facts in seen:
        url = facts.url
        if facts.instead and facts.instead != "web page":
            yield Finding("file.disguised", where, f"{facts.instead} ({facts.instead_detail}) in place of {url}")
        if None not in (facts.claimed_bytes, facts.total_bytes) and facts.claimed_bytes != facts.total_bytes:
            yield Finding("file.size", where, f"{facts.total_bytes} bytes, claimed {facts.claimed_bytes}: {url}")
        if facts.type_claim == "other":
            yield Finding(
                "file.type", where, f"{facts.signature}, claimed {facts.claimed_type or 'by its name'}: {url}"
            )
        if facts.other_digests:
            yield Finding("file.digest", where, f"{', '.join(facts.other_digests)} is not as claimed: {url}")
        if facts.head_differs:
            yield Finding("file.head", where, f"HEAD and GET differ in {', '.join(facts.head_differs)}: {url}")
        if facts.range_support in ("ignored", "wrong"):
            yield Finding("file.range", where, f"the range that was asked for is {facts.range_support}: {url}")


def _with_head(facts: FileFacts, head: FileAnswer | None) -> FileFacts:
    get = facts.get
    if get is None or head is None:
        return replace(facts, head=head)
    total = facts.total_bytes if facts.total_bytes is not None else head.total_bytes if facts.get_ok else None
    return replace(facts, head=head, total_bytes=total, head_differs=tuple(_iter_differences(get, head)))


def _iter_differences(get: FileAnswer, head: FileAnswer) -> Iterator[str]:
    """Name the fields that HEAD, had it been honest, would have had from GET (RFC 9110 section 9.3.2)."""
    # 206 and 416 answer the range, which HEAD does not have.
    get_status = 200 if get.status in (206, 416) else get.status
    if get_status != head.status:
        yield "status"
        return
    if not 200 <= get_status < 300:
        return
    for name in ("media_type", "total_bytes", "etag"):
        one, other = getattr(get, name), getattr(head, name)
        if one not in ("", None) and other not in ("", None) and one != other:
            yield name


def _with_claims(facts: FileFacts, entry: FileEntry | None) -> FileFacts:
    claimed_type = entry.media_type if entry else ""
    name = (entry.path if entry else "") or facts.url
    facts = replace(
        facts,
        claimed_bytes=entry.size_bytes if entry else None,
        claimed_type=claimed_type,
        type_claim=compare_type(facts.signature, claimed_type, name) if facts.get_ok else "",
    )
    same, other = _compare_digests(facts, entry)
    return replace(facts, same_digests=same, other_digests=other)


def _compare_digests(facts: FileFacts, entry: FileEntry | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Compare by algorithm; our own digest of the bytes outranks what header fields say of them."""
    answers = [answer for answer in (facts.head, facts.get) if answer is not None]
    offered = {digest.algorithm: digest.value for answer in answers for digest in answer.digests}
    same: list[str] = []
    other: list[str] = []
    for claim in entry.digests if entry else ():
        algorithm = digest_algorithm(claim.scheme)
        if algorithm in offered:
            met = claim.value.strip().lower() == offered[algorithm]
            (same if met else other).append(algorithm)
    return tuple(dict.fromkeys(same)), tuple(dict.fromkeys(other))


def _with_structure(evidence: Evidence, files: list[FileFacts], readings: Readings) -> list[FileFacts]:
    """Look into the first HDF5 file; at depth standard nobody does."""
    target = next((facts for facts in files if is_hdf5(facts.signature) and facts.get_ok), None)
    if target is None or evidence.depth == STANDARD_DEPTH.name:
        return files
    exchanges = [exchange for exchange in _iter_asked(evidence) if exchange.need.url == target.url]
    key = (_STRUCTURE, exchanges[-1].need)
    if key not in readings:
        readings[key] = Reading(file_facts=replace(target, hdf5=_structure(target, exchanges)))
    kept = readings[key].file_facts
    structure = kept.hdf5 if kept else None
    read = structure is not None and structure.state == "read"
    nexus = structure.nexus if structure and read else target.nexus or bool(structure and structure.nexus)
    return [replace(facts, hdf5=structure, nexus=nexus) if facts is target else facts for facts in files]


def _iter_asked(evidence: Evidence) -> Iterator[Exchange]:
    for step in (*_FILES, *NEXUS_STEPS):
        exchange = evidence.exchange(step)
        if exchange is not None:
            yield exchange


def _structure(facts: FileFacts, exchanges: list[Exchange]) -> Hdf5Facts:
    total = facts.total_bytes
    if total is None:
        return Hdf5Facts("not looked at", "the server does not tell the size of the file")
    blocks = tuple(block for exchange in exchanges if (block := _block(exchange, total)) is not None)
    if not blocks:
        return Hdf5Facts("not looked at", "its bytes are not at hand")
    found = read_nexus(blocks, total)
    if found.wants is None:
        return found
    if facts.range_support != "honoured":
        return replace(found, wants=None, note="the server gives no ranges")
    wanted = ranged(facts.url, *found.wants)
    if any(exchange.need == wanted for exchange in exchanges):
        return replace(found, wants=None, note="the server did not give the range that was asked for")
    if sum(exchange.need.url == facts.url for exchange in exchanges) > len(NEXUS_STEPS):
        return replace(found, wants=None, note="metadata not near the start")
    return found


def _block(exchange: Exchange, total: int) -> Block | None:
    """Take the bytes of an answer for what they are; none of another version of the file."""
    body = exchange.body or b""
    if exchange.status == 200 and body:
        return Block(0, body[:total])
    sent = sent_range(exchange)
    if sent is None or sent.total not in (None, total) or not body:
        return None
    return Block(sent.first, body[: sent.last - sent.first + 1])
