"""Selective harvesting: from, until and sets (section 2.7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from fairsvc.formats.oai_pmh import OaiRecord
from harvest.health.answers import Answer, Seen
from harvest.health.findings import Found
from harvest.health.plan import sample
from harvest.oai_dates import find_instant


def judge_windows(seen: Seen) -> Iterator[Found]:
    """Judge whether from and until select, both included."""
    for name in ("narrow", "ancient", "beyond"):
        answer = seen.find(name)
        if answer is not None and answer.envelope is not None:
            yield from _window(seen, answer)


def _window(seen: Seen, answer: Answer) -> Iterator[Found]:
    record, outside = sample(seen), _outside(answer)
    if answer.codes and "noRecordsMatch" not in answer.codes:
        yield Found("dates.refused", f"from and until are answered with {', '.join(answer.codes)}", answer)
    elif outside:
        yield Found("dates.ignored", f"{_counted(outside, answer)}, for example {_named(outside[0])}", answer)
    elif answer.probe.name == "narrow" and record is not None and not _holds(answer, record):
        yield Found("dates.exclusive", f"{_named(record)} is not in the window that begins and ends with it", answer)
    elif answer.probe.name == "beyond" and seen.ended:
        known = {one.identifier for one in seen.records}
        if unlisted := [one for one in answer.records if one.identifier not in known]:
            yield Found("list.cut", f"{_named(unlisted[0])} is not in the whole list of {len(known)} records", answer)


def judge_open_windows(seen: Seen) -> Iterator[Found]:
    """Judge until without from, and what is said to be older than all."""
    now = seen.find("until-now")
    refused = now is not None and "badArgument" in now.codes
    if now is not None and refused:
        yield Found("dates.until-alone-refused", "until without from is answered with badArgument", now)
    before = seen.find("until-before")
    if before is None or before.envelope is None or refused:
        return
    if before.codes:
        if "noRecordsMatch" not in before.codes:
            yield Found("error.wrong-code", f"{', '.join(before.codes)} where noRecordsMatch is due", before)
        return
    outside = _outside(before)
    older = [record for record in before.records if record not in outside]
    if outside:
        detail = f"{_counted(outside, before)}, for example {_named(outside[0])}"
        yield Found("dates.until-ignored", detail, before)
    elif older and find_instant(seen.fact("earliestDatestamp")) is not None:
        yield Found("earliest-datestamp.late", f"{_named(older[0])} is older", before)
    elif not before.records:
        yield Found("no-records-match.missing", "an empty list came", before)


def judge_set(seen: Seen) -> Iterator[Found]:
    """Judge whether a list of one set holds that set."""
    answer = seen.find("set")
    if answer is None or answer.envelope is None:
        return
    wanted = dict(answer.probe.arguments)["set"]
    strangers = [record for record in answer.records if not _in_set(record, wanted)]
    if answer.codes:
        yield Found(
            "set.refused", f"{wanted}, which a header names, is answered with {', '.join(answer.codes)}", answer
        )
    elif strangers:
        yield Found("set.ignored", f"{_counted(strangers, answer)}, for example {strangers[0].identifier}", answer)


def _outside(answer: Answer) -> list[OaiRecord]:
    """List the records whose datestamps lie outside the window that was asked for."""
    arguments = dict(answer.probe.arguments)
    first = find_instant(arguments.get("from", "")) or datetime.min.replace(tzinfo=UTC)
    last = _last(arguments.get("until", ""))
    return [
        r for r in answer.records if (at := find_instant(r.datestamp)) is not None and not _within(r, at, first, last)
    ]


def _within(record: OaiRecord, at: datetime, first: datetime, last: datetime) -> bool:
    """Tell whether the datestamp can lie in the window; one in days is a whole day."""
    end = at + timedelta(days=1, seconds=-1) if len(record.datestamp) == len("2020-01-01") else at
    return at <= last and end >= first


def _last(text: str) -> datetime:
    at = find_instant(text) or datetime.max.replace(tzinfo=UTC)
    return at + timedelta(days=1, seconds=-1) if len(text) == len("2020-01-01") else at


def _holds(answer: Answer, record: OaiRecord) -> bool:
    """Tell whether the record is in the answer, or may be on its next page."""
    more = answer.page is not None and bool(answer.page.token)
    return more or any(one.identifier == record.identifier for one in answer.records)


def _in_set(record: OaiRecord, wanted: str) -> bool:
    return any(name == wanted or name.startswith(f"{wanted}:") for name in record.sets)


def _counted(records: list[OaiRecord], answer: Answer) -> str:
    return f"{len(records)} of {len(answer.records)} records do not belong there"


def _named(record: OaiRecord) -> str:
    return f"{record.identifier} of {record.datestamp}"
