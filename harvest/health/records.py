"""Headers, metadata and GetRecord (sections 2.4, 2.5 and 4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from lxml import etree

from fairsvc.formats.oai_pmh import OaiRecord
from fairsvc.formats.xml_reading import local_name
from harvest.health.answers import IDENTIFIERS, RECORDS, Answer, Seen
from harvest.health.findings import Found
from harvest.health.plan import sample
from harvest.oai_dates import DAYS, SECONDS, find_instant

# So many records with one datestamp are no coincidence of one import.
UNIFORM = 50
FUTURE = timedelta(days=1)

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def judge_headers(seen: Seen) -> Iterator[Found]:
    """Judge identifier, datestamp and setSpec of each header in the lists."""
    granularity = seen.fact("granularity")
    for answer in seen.answers:
        if not answer.given or not answer.probe.name.startswith((RECORDS, IDENTIFIERS)):
            continue
        for record, header in zip(answer.records, _iter_headers(answer), strict=False):
            yield from _identifier(answer, record, header)
            yield from _datestamp(answer, record, header, granularity)
            yield from _order(answer, header)


def judge_records(seen: Seen) -> Iterator[Found]:
    """Judge metadata and deletions of the records in the first list."""
    pages = list(seen.iter_given(RECORDS))
    for answer in pages:
        for record, element in zip(answer.records, _iter_named(answer, "record"), strict=False):
            if not record.deleted and not record.raw:
                yield Found("record.empty-metadata", f"{record.identifier} is alive, without metadata", answer, element)
            if record.deleted and any(local_name(child) == "metadata" for child in element):
                yield Found("record.deleted-with-metadata", f"{record.identifier} is deleted", answer, element)
            if record.deleted and seen.fact("deletedRecord") == "no":
                yield Found("deleted-record.denied", f"{record.identifier} is deleted", answer, element)
    stamps = {record.datestamp for record in seen.records}
    if len(stamps) == 1 and len(seen.records) >= UNIFORM:
        yield Found("datestamp.uniform", f"all of {len(seen.records)} records say {stamps.pop()}", pages[-1])


def judge_get_record(seen: Seen) -> Iterator[Found]:
    """Judge whether GetRecord gives what the lists name."""
    record = sample(seen)
    answer = seen.find("get")
    if record is not None and answer is not None:
        yield from _got(record, answer)
    dublin_core = seen.find("get-oai-dc")
    if dublin_core is not None and dublin_core.codes:
        yield Found("get.no-oai-dc", f"answered with {', '.join(dublin_core.codes)}", dublin_core)
    deleted = seen.find("get-deleted")
    if deleted is not None and deleted.envelope is not None and not any(one.deleted for one in deleted.records):
        yield Found("get.deleted", f"the list says deleted, GetRecord {_said(deleted)}", deleted)
    formats = seen.find("formats-of")
    if formats is not None and formats.codes:
        yield Found("formats.of-identifier", f"answered with {', '.join(formats.codes)}", formats)


def _got(record: OaiRecord, answer: Answer) -> Iterator[Found]:
    if answer.codes:
        yield Found("get.fails", f"{record.identifier}: {', '.join(answer.codes)}", answer)
    elif answer.given and (len(answer.records) != 1 or answer.records[0].identifier != record.identifier):
        names = ", ".join(one.identifier for one in answer.records)[:200]
        yield Found("get.other", f"asked for {record.identifier}, came {names or 'nothing'}", answer)
    elif answer.given and answer.records[0].datestamp != record.datestamp:
        detail = f"{answer.records[0].datestamp}, in the list {record.datestamp}"
        yield Found("get.datestamp", detail, answer)


def _said(answer: Answer) -> str:
    return f"answers {', '.join(answer.codes)}" if answer.codes else "gives it alive"


def _identifier(answer: Answer, record: OaiRecord, header: etree._Element) -> Iterator[Found]:
    if not record.identifier:
        yield Found("identifier.missing", "a header has no identifier", answer, header)
    elif not _URI.fullmatch(record.identifier):
        yield Found("identifier.no-uri", f"it is {record.identifier!r}", answer, header)


def _datestamp(answer: Answer, record: OaiRecord, header: etree._Element, granularity: str) -> Iterator[Found]:
    at, now = find_instant(record.datestamp), answer.exchange.started_at
    if at is None:
        yield Found("datestamp.unreadable", f"{record.identifier}: {record.datestamp!r}", answer, header)
        return
    if granularity in (SECONDS, DAYS) and len(record.datestamp) != (10 if granularity == DAYS else 20):
        detail = f"{record.identifier}: {record.datestamp}, the granularity is {granularity}"
        yield Found("datestamp.granularity", detail, answer, header)
    if at > now + FUTURE:
        yield Found("datestamp.future", f"{record.identifier}: {record.datestamp}", answer, header)


def _order(answer: Answer, header: etree._Element) -> Iterator[Found]:
    names = [local_name(child) for child in header]
    ranks = [{"identifier": 0, "datestamp": 1, "setSpec": 2}.get(name, 3) for name in names]
    if ranks != sorted(ranks) or 3 in ranks:
        yield Found("header.order", f"it holds {', '.join(names)[:200]}", answer, header)


def _iter_headers(answer: Answer) -> Iterator[etree._Element]:
    for element in answer.verb if answer.verb is not None else ():
        if local_name(element) == "header":
            yield element
        elif local_name(element) == "record":
            yield next((child for child in element if local_name(child) == "header"), element)


def _iter_named(answer: Answer, name: str) -> Iterator[etree._Element]:
    for element in answer.verb if answer.verb is not None else ():
        if local_name(element) == name:
            yield element
