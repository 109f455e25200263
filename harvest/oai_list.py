"""The rules of an OAI-PMH list (sections 2.7 and 3.5): from where we stand and a page to what comes next, purely."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from fairsvc.errors import ProtocolBroken, TokenExpired, Unreadable
from fairsvc.formats.dispatch import read_metadata
from fairsvc.formats.oai_pmh import OaiError, OaiPage, OaiRecord
from fairsvc.formats.redaction import redact
from fairsvc.model.exchange import Exchange
from fairsvc.model.harvest import (
    CUT,
    DATES_IGNORED,
    Checkpoint,
    Deviation,
    Page,
    Reading,
    Repository,
    SourceConfig,
    Window,
)
from fairsvc.model.record import Record
from harvest.oai_dates import DATELESS, SECONDS, find_instant, is_outside

VERBS = {Reading.RECORDS: "ListRecords", Reading.KEYS: "ListIdentifiers"}
# A page may come twice by a mishap; in a list of so many pages it tells a circle.
_LONG = 8
ANEW = "The window must start again"
# No provider's clock is right before the protocol was there.
OLDEST_YEAR = 2001
# The richest first; oai_dc is what every provider must have (section 2.5).
_PREFIXES = ("oai_datacite", "datacite", "oai_datacite4", "datacite4", "oai_dc", "oai_openaire")


def choose_prefix(formats: Sequence[str]) -> str:
    """Choose the richest metadataPrefix that we read; else the first offered, else oai_dc."""
    known = [prefix for prefix in _PREFIXES if prefix in formats]
    return [*known, *formats, "oai_dc"][0]


def next_window(config: SourceConfig, repository: Repository, last: Checkpoint | None) -> Window:
    """Ask for all, or for what changed since the last complete window of the same prefix and set.

    `last` is its checkpoint, None when there was none. Since is the provider's own clock at that window's first
    answer, less an overlap of an hour, or a day where its dates are days. `until` stays open.
    """
    prefix = config.prefix or (last.window.prefix if last else "")
    full = Window(prefix, config.set_spec)
    server_at = find_instant(last.server_at) if last else None
    if last is None or server_at is None or server_at.year < OLDEST_YEAR:
        return full
    same_list = (last.window.prefix, last.window.set_spec) == (prefix, config.set_spec)
    if not same_list or any(deviation.code in DATELESS for deviation in repository.deviations):
        return full
    if repository.granularity == SECONDS:
        return replace(full, from_=(server_at - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ"))
    return replace(full, from_=(server_at - timedelta(days=1)).strftime("%Y-%m-%d"))


def arguments(checkpoint: Checkpoint) -> dict[str, str]:
    """Spell the request that goes on from the checkpoint; a token stands alone (section 3.5)."""
    if checkpoint.token:
        return {"resumptionToken": checkpoint.token}
    window = checkpoint.window
    given = {"metadataPrefix": window.prefix, "set": window.set_spec, "from": window.from_, "until": window.until}
    return {name: value for name, value in given.items() if value}


def advance(before: Checkpoint, page: OaiPage, url: str) -> Checkpoint:
    """Move the checkpoint over a page. Raises TokenExpired and ProtocolBroken.

    It is done after an empty resumptionToken, or an absent one on the only page, or noRecordsMatch as first answer; an
    empty list without noRecordsMatch is no end, and noRecordsMatch later on loses the place.
    """
    _refuse(before, page, url)
    token = page.token or ""
    _refuse_circle(before, page, url)
    total = page.complete_list_size
    records = before.records + len(page.records)
    ended = page.token == "" or (page.token is None and before.pages == 0)
    return replace(
        before,
        token=token,
        done=bool(page.errors) or (ended and records > 0),
        pages=before.pages + 1,
        records=records,
        expected_first=total if before.expected_first is None else before.expected_first,
        expected_last=before.expected_last if total is None else total,
        server_at=before.server_at or page.response_date,
        mark=_mark(page) if _is_power_of_two(before.pages + 1) else before.mark,
    )


def list_deviations(before: Checkpoint, page: OaiPage) -> tuple[Deviation, ...]:
    """List what the page does that the standard does not allow."""
    missing = sum(not record.identifier for record in page.records)
    outside = is_outside(before.window, [record.datestamp for record in page.records])
    found = (
        (page.token is None and before.pages > 0, Deviation("token.absent", f"page {before.pages + 1}")),
        (not page.records and not page.errors, Deviation("page.empty", f"page {before.pages + 1}")),
        (missing > 0, Deviation("identifier.missing", f"{missing} on page {before.pages + 1}")),
        (
            _looks_cut(before, page),
            Deviation(CUT, f"it ends after exactly {before.records + len(page.records)} records"),
        ),
        (outside, Deviation(DATES_IGNORED)),
    )
    return (*page.deviations, *(deviation for applies, deviation in found if applies))


def list_page(before: Checkpoint, exchange: Exchange, page: OaiPage, here: Checkpoint) -> Page:
    """Make the page of a list: whole records, or the keys that live and the deleted ones as records."""
    keys = here.window.reading is Reading.KEYS
    listed = tuple(item.identifier for item in page.records if item.identifier and not item.deleted) if keys else ()
    records = (item for item in page.records if item.deleted or not keys)
    read = tuple(read_record(item, here.window.prefix) for item in records)
    return Page(here.window, exchange, read, here, list_deviations(before, page), listed)


def read_record(item: OaiRecord, prefix: str) -> Record:
    """Normalise a record; what cannot be read is kept, with the trouble. Never raises."""
    identifier = item.identifier or f"no-identifier:{_fingerprint(item)}"
    record = partial(Record, identifier, item.datestamp, prefix, item.raw, item.sets, item.deleted)
    if item.deleted:
        return record()
    if not item.raw:
        return record(trouble="The record carries no metadata.")
    try:
        format_id, metadata = read_metadata(item.raw)
    except Unreadable as fault:
        return record(trouble=str(fault))
    return record(format=format_id, metadata=metadata)


def broken(error: OaiError, url: str) -> ProtocolBroken:
    """Make our error of the protocol's."""
    return ProtocolBroken(f"the provider answers {error.code or 'an error without a code'}", _said(error, url))


def _looks_cut(before: Checkpoint, page: OaiPage) -> bool:
    """Tell whether a list ends at a round number without a word: SciCat's provider gives 5,000 records at most."""
    totals = (before.expected_first, page.complete_list_size)
    count = before.records + len(page.records)
    return page.token is None and totals == (None, None) and count > 0 and count % 1000 == 0


def _said(error: OaiError, url: str) -> str:
    text = " ".join(error.text.split())[:300]
    return f"{redact(url)}: {text}" if text else redact(url)


def _refuse(before: Checkpoint, page: OaiPage, url: str) -> None:
    codes = [error.code for error in page.errors]
    if "badResumptionToken" in codes and before.token:
        raise TokenExpired(
            "the provider no longer knows its resumption token (badResumptionToken)",
            f"{redact(url)} after {before.records} records",
            ANEW,
        )
    if codes == ["noRecordsMatch"] and before.pages > 0:
        raise TokenExpired(
            "the provider answers noRecordsMatch in the middle of its list", _said(page.errors[0], url), ANEW
        )
    if codes and codes != ["noRecordsMatch"]:
        raise broken(page.errors[0], url)
    verb = VERBS[before.window.reading]
    if not codes and page.verb != verb:
        raise ProtocolBroken(f"the provider answers {verb} with {page.verb}", redact(url))


def _refuse_circle(before: Checkpoint, page: OaiPage, url: str) -> None:
    """Refuse a list that turns in a circle, by its tokens or, where those are new each time, by its records."""
    if not page.token:
        return
    token, _, identifiers = _mark(page).partition(" ")
    old_token, _, old_identifiers = before.mark.partition(" ")
    if page.token == before.token or token == old_token:
        raise TokenExpired("the provider repeats a resumption token, its list would never end", redact(url), ANEW)
    if before.pages >= _LONG and len(page.records) > 1 and identifiers == old_identifiers:
        raise TokenExpired("the provider repeats a page, its list would never end", redact(url), ANEW)


def _mark(page: OaiPage) -> str:
    """Name the page by its token and by its records."""
    identifiers = "\0".join(record.identifier for record in page.records)
    return " ".join(hashlib.sha256(text.encode()).hexdigest()[:16] for text in (page.token or "", identifiers))


def _is_power_of_two(count: int) -> bool:
    """Tell whether the mark moves here: Brent's cycle detection, of constant size whatever the cycle's length."""
    return count & (count - 1) == 0


def _fingerprint(item: OaiRecord) -> str:
    facts = (item.raw, item.datestamp.encode(), *(name.encode() for name in item.sets))
    return hashlib.sha256(b"\0".join(facts)).hexdigest()
