"""The faults of OAI-PMH providers by name: those of other harvesters' bug reports, and of the facilities' software."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime

from tests.support import provider_software as software
from tests.support.alterations import (
    BOMB,
    HTML,
    after_full_page,
    busy_until,
    chain,
    constant,
    cut,
    cut_connection,
    database_fails,
    deleted,
    demand_prefix,
    duplicate,
    empty_for_ever,
    empty_page,
    error,
    latin_1,
    moved,
    newest_first,
    on_last,
    on_lists,
    on_page,
    on_poison,
    on_verb,
    once,
    redirect,
    refuse_until_alone,
    same_previous_token,
    slow,
    status,
    swap,
    token,
    token_beside,
    total,
    two_errors,
    vanished,
    without,
    without_dates,
    without_metadata,
    without_token,
    zstd,
)
from tests.support.bad_provider import Fault
from tests.support.honest_provider import DAYS, HONEST, ITEMS, with_items

LISTED, SINGLE = ("ListRecords", "ListIdentifiers"), ("GetRecord",)
_TOKEN_DIES = error("badResumptionToken")
_BROKEN_RECORD = swap(b"scan 17</dc:title>", b"scan 17</dc:titel>")
_IDENTIFY = "Identify"

FAULTS: dict[str, Fault] = {
    "none": Fault(),
    # Resumption tokens (sections 2.7 and 3.5)
    "metadataPrefix demanded with the token": Fault(demand_prefix),
    "last token absent": Fault(on_last(without_token)),
    "token lost after page 1": Fault(on_page(1, without_token)),
    "token emptied after page 1": Fault(on_page(1, token(""))),
    "token emptied after page 1, newest first": Fault(on_page(1, token("")), newest_first(HONEST)),
    "token emptied after page 1, days": Fault(on_page(1, token("")), replace(HONEST, granularity=DAYS)),
    "token emptied after page 1, dates ignored": Fault(on_page(1, token("")), without_dates(HONEST)),
    "token emptied after page 1 of whole records, dates ignored": Fault(
        on_verb("ListRecords", on_page(1, token(""))), replace(without_dates(HONEST), states_size=False)
    ),
    "same token for ever": Fault(chain(lambda call, came: (2 if came else 1, "t"))),
    "tokens in a circle": Fault(chain(lambda call, came: (3, "a") if came == "b" else (2, "b") if came else (1, "a"))),
    "new tokens for ever": Fault(chain(lambda call, came: (2 if came else 1, f"t{call.lists}"))),
    "previous token on the last page": Fault(on_last(same_previous_token)),
    "empty pages for ever": Fault(on_lists(empty_for_ever)),
    "token beside the verb": Fault(token_beside),
    "token dies once": Fault(on_page(2, once(_TOKEN_DIES))),
    "token dies on page 2": Fault(on_page(2, _TOKEN_DIES)),
    "token dies on page 3": Fault(on_page(3, _TOKEN_DIES)),
    "token dies on page 2 with 400": Fault(on_page(2, error("badResumptionToken", 400))),
    "token dies on page 2 with 410": Fault(on_page(2, status(410))),
    "token dies on page 2, dates ignored": Fault(on_page(2, _TOKEN_DIES), without_dates(HONEST)),
    "token dies on page 2, days": Fault(on_page(2, _TOKEN_DIES), replace(HONEST, granularity=DAYS)),
    # The end of a list
    "full last page with a token, then an empty page": Fault(after_full_page(empty_page)),
    "full last page with a token, then badResumptionToken": Fault(after_full_page(_TOKEN_DIES)),
    "full last page with a token, then noRecordsMatch": Fault(after_full_page(error("noRecordsMatch"))),
    "empty page 2 with total 0": Fault(on_page(2, database_fails)),
    "empty first page": Fault(on_lists(empty_page)),
    "noRecordsMatch on page 2": Fault(on_page(2, error("noRecordsMatch"))),
    "noRecordsMatch for all": Fault(on_lists(error("noRecordsMatch"))),
    # completeListSize
    "no total": Fault(provider=replace(HONEST, states_size=False)),
    "total too high": Fault(total(lambda call: 40)),
    "total too low": Fault(total(lambda call: 20)),
    "total moves up": Fault(total(lambda call: 27 + call.page)),
    "total moves down": Fault(total(lambda call: 33 - call.page)),
    "total is no number": Fault(total(lambda call: "many")),
    # HTTP
    "503 with seconds": Fault(on_page(2, once(status(503, ("Retry-After", "1"))))),
    "503 with a date": Fault(on_page(2, once(busy_until(2)))),
    "503 for ever": Fault(on_page(2, status(503, ("Retry-After", "0")))),
    "503 until a far date": Fault(on_page(2, busy_until(86_400))),
    "429": Fault(on_page(2, once(status(429, ("Retry-After", "1"))))),
    "500 once": Fault(on_page(2, once(status(500)))),
    "502 once": Fault(on_page(2, once(status(502)))),
    "403 on page 2": Fault(on_page(2, status(403))),
    "404 for all": Fault(status(404)),
    "redirect": Fault(redirect),
    "no answer in time, once": Fault(on_page(2, once(slow))),
    "no answer in time": Fault(on_page(2, slow)),
    "connection cut, once": Fault(on_page(2, once(cut_connection))),
    "connection cut": Fault(on_page(2, cut_connection)),
    "several errors": Fault(on_page(2, two_errors)),
    "error without a known code": Fault(on_page(2, error("internalError"))),
    # Bytes and XML
    "undeclared gzip": Fault(on_lists(lambda call, body: gzip.compress(body))),
    "undeclared zstd": Fault(on_lists(zstd)),
    "page cut once": Fault(on_page(2, once(cut))),
    "page cut": Fault(on_page(2, cut)),
    "HTML with 200, once": Fault(on_page(2, once(constant(HTML)))),
    "HTML with 200": Fault(on_lists(constant(HTML))),
    "ListRecords always fails": Fault(on_verb("ListRecords", status(500))),
    "lists always fail": Fault(on_lists(status(500))),
    "HTML for Identify": Fault(constant(HTML)),
    "HTML that is XML": Fault(on_page(2, constant(b"<html><body>Back soon</body></html>"))),
    "nothing with 200": Fault(on_page(2, constant(b""))),
    "control character and bare &": Fault(swap(b"scan 12", b"scan\x0b 12 & more &#1;")),
    "&nbsp;": Fault(swap(b"scan 12", b"scan&nbsp;12")),
    "wrong encoding declaration": Fault(latin_1),
    "byte order mark": Fault(lambda call, body: b"\xef\xbb\xbf" + body),
    "blank lines before the declaration": Fault(lambda call, body: b"\n\n" + body),
    "empty metadata": Fault(without_metadata(12)),
    "text node of 11 MB": Fault(swap(b"scan 17<", b"scan " + b"x" * 11_000_000 + b"<")),
    "entity bomb": Fault(on_page(2, constant(BOMB))),
    "wrong namespace": Fault(on_lists(swap(b'xmlns="http://www.openarchives.org/OAI/2.0/"', b'xmlns="urn:x"'))),
    "no responseDate": Fault(without("responseDate")),
    "responseDate of 1970": Fault(provider=replace(HONEST, now=lambda: datetime(1970, 1, 1, tzinfo=UTC))),
    # Records
    "record that no answer can hold": Fault(on_poison(*LISTED, *SINGLE)(status(500))),
    "record that ListRecords and GetRecord cannot hold": Fault(on_poison("ListRecords", *SINGLE)(status(500))),
    "record that ListRecords cannot hold": Fault(on_poison("ListRecords")(status(500))),
    "record that breaks the XML": Fault(_BROKEN_RECORD),
    "record that breaks the XML of lists": Fault(on_verb("ListRecords", _BROKEN_RECORD)),
    "record that ListRecords cannot hold, dates ignored": Fault(
        on_poison("ListRecords")(status(500)), without_dates(HONEST)
    ),
    "record that ListRecords cannot hold, days": Fault(
        on_poison("ListRecords")(status(500)), replace(HONEST, granularity=DAYS)
    ),
    "record twice": Fault(duplicate(losing=False)),
    "record twice in place of another": Fault(duplicate(losing=True)),
    "record that moves during the run": Fault(changing=moved),
    "record without identifier": Fault(swap(b"<identifier>oai:demo:12</identifier>", b"")),
    # Dates and deletions
    "from and until ignored": Fault(provider=without_dates(HONEST)),
    "until alone refused": Fault(refuse_until_alone),
    "days": Fault(provider=replace(HONEST, granularity=DAYS)),
    "granularity unknown": Fault(on_verb(_IDENTIFY, swap(b"YYYY-MM-DDThh:mm:ssZ", b"YYYY-MM-DDThh:mm:ss.sZ"))),
    "granularity missing": Fault(on_verb(_IDENTIFY, without("granularity"))),
    "earliestDatestamp unreadable": Fault(provider=replace(HONEST, earliest="2017-01-00T03:24:00Z")),
    "earliestDatestamp missing": Fault(on_verb(_IDENTIFY, without("earliestDatestamp"))),
    "earliestDatestamp of 1000-01-01": Fault(provider=replace(HONEST, earliest="1000-01-01T00:00:00Z")),
    "earliestDatestamp too late": Fault(provider=replace(HONEST, earliest="2025-06-01T00:00:00Z")),
    "earliestDatestamp too late, token dies on page 2": Fault(
        on_page(2, _TOKEN_DIES), replace(HONEST, earliest="2025-06-01T00:00:00Z")
    ),
    "deletions shown though denied": Fault(
        provider=with_items(replace(HONEST, deleted_record="no"), deleted(3, 12)),
    ),
    "deletions": Fault(provider=with_items(HONEST, deleted(3, 12))),
    "most records vanish": Fault(changing=vanished(3)),
    "one record vanishes": Fault(changing=vanished(29), provider=replace(HONEST, deleted_record="no")),
    # Provider software
    "SciCat": Fault(provider=replace(software.SCICAT, items=ITEMS)),
    "SciCat of 31 records": Fault(provider=replace(software.SCICAT, items=software.many(31))),
    "SciCat cut at 5,000": Fault(provider=software.SCICAT_CUT),
    "ICAT": Fault(provider=software.ICAT),
    "ICAT, empty": Fault(provider=software.ICAT_EMPTY),
    "ICAT, record that ListRecords cannot hold": Fault(on_poison("ListRecords")(status(500)), software.ICAT),
    "viringo": Fault(provider=software.VIRINGO),
    "viringo, database fails on page 2": Fault(on_page(2, database_fails), software.VIRINGO),
}
