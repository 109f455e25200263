"""Lists and their ends: tokens, totals, pages, ListIdentifiers beside ListRecords (sections 2.7, 3.5 and 4.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from harvest.health.answers import IDENTIFIERS, RECORDS, Answer, Seen
from harvest.health.findings import Found
from harvest.oai_dates import find_instant

# A list of at least so many records should not come on smaller pages than so many (BASE's validator).
LONG_LIST, SMALL_PAGE = 1_000, 100
SHORT_LIFE = timedelta(hours=23)
# Software that knows no tokens cuts at a round number.
ROUND = 1_000


def judge_pages(seen: Seen) -> Iterator[Found]:
    """Judge each page of the lists by itself: what it holds, and its resumptionToken."""
    for answer in seen.answers:
        if not answer.given or answer.page is None:
            continue
        yield from (Found(one.code, one.detail, answer) for one in answer.page.deviations if one not in _framed(answer))
        if answer.probe.name.startswith((RECORDS, IDENTIFIERS)):
            if not answer.records:
                yield Found("page.empty", f"{answer.probe.title} holds no record", answer)
            yield from _token_attributes(answer)


def judge_first_list(seen: Seen) -> Iterator[Found]:
    """Judge the pages of ListRecords as one list."""
    pages = list(seen.iter_given(RECORDS))
    yield from _broken_off(seen, pages)
    if not pages:
        return
    tokens = [answer.page.token for answer in pages if answer.page is not None and answer.page.token]
    if len(set(tokens)) < len(tokens):
        yield Found("token.repeated", "a later page carries a token that an earlier one carried", pages[-1])
    elif again := _find_repetition(pages):
        yield Found("token.repeated", f"{again.probe.title} holds only records that came before, and a token", again)
    yield from _end(seen, pages)
    yield from _totals(seen, pages)
    yield from _size(seen, pages)


def judge_tokens(seen: Seen) -> Iterator[Found]:
    """Judge whether a token may be sent again (section 3.5.1)."""
    first, again = seen.given(f"{RECORDS}2"), seen.find("again")
    if first is None or again is None or again.envelope is None:
        return
    if not again.given:
        codes = ", ".join(again.codes)
        yield Found("token.once", f"the second time it is answered with {codes}", again)
    elif [r.identifier for r in again.records] != [r.identifier for r in first.records]:
        yield Found("token.not-idempotent", "the second time other records come, or in another order", again)


def judge_identifiers(seen: Seen) -> Iterator[Found]:
    """Judge whether ListIdentifiers lists what ListRecords does."""
    headers = list(seen.iter_given(IDENTIFIERS))
    refused = seen.find(f"{IDENTIFIERS}1")
    if not headers or not seen.records:
        if refused is not None and refused.codes and seen.records:
            yield Found("identifiers.differ", f"ListIdentifiers answers {', '.join(refused.codes)}", refused)
        return
    listed = {record.identifier for answer in headers for record in answer.records}
    whole = {record.identifier for record in seen.records}
    last = headers[-1].page
    if seen.ended and last is not None and not last.token and listed != whole:
        missing, more = len(whole - listed), len(listed - whole)
        yield Found("identifiers.differ", f"{missing} of ListRecords missing, {more} more than there", headers[-1])
    totals = _total(headers[0]), _total(next(seen.iter_given(RECORDS)))
    if None not in totals and totals[0] != totals[1]:
        yield Found("identifiers.differ", f"the totals are {totals[0]} and, for ListRecords, {totals[1]}", headers[0])


def _framed(answer: Answer) -> tuple[object, ...]:
    return answer.envelope.deviations if answer.envelope else ()


def _broken_off(seen: Seen, pages: list[Answer]) -> Iterator[Found]:
    """Judge the first page that did not come."""
    answer = next((a for a in seen.answers if a.probe.name.startswith(RECORDS) and not a.given), None)
    if answer is None or answer.envelope is None:
        return
    codes = ", ".join(answer.codes)
    if not pages:
        code = "list.empty" if answer.codes == ("noRecordsMatch",) else "list.refused"
        yield Found(code, f"the whole list is answered with {codes}", answer)
    elif _complete(seen, pages):
        yield Found("token.past-end", f"all {len(seen.records)} records had come; it is answered with {codes}", answer)
    elif "badArgument" in answer.codes and "badResumptionToken" not in answer.codes:
        yield Found("token.not-alone", "the token alone is answered with badArgument", answer)
    else:
        yield Found("token.dead", f"{answer.probe.title}: the token just given is answered with {codes}", answer)


def _find_repetition(pages: list[Answer]) -> Answer | None:
    """Find a page that brings nothing new and yet a token."""
    before: set[str] = set()
    for answer in pages:
        new = {record.identifier for record in answer.records}
        if new and new <= before and answer.page is not None and answer.page.token:
            return answer
        before |= new
    return None


def _complete(seen: Seen, pages: list[Answer]) -> bool:
    total = _total(pages[-1])
    return total is not None and len(seen.records) >= total


def _token_attributes(answer: Answer) -> Iterator[Found]:
    element = answer.token_element
    if element is None or answer.page is None:
        return
    for name in ("completeListSize", "cursor"):
        if (text := element.get(name)) is not None and not text.strip().isdecimal():
            yield Found("total.unreadable", f"{name} is {text!r}", answer, element)
    if (expires := element.get("expirationDate")) is None or not answer.page.token:
        return
    at, now = find_instant(expires), find_instant(answer.page.response_date)
    if at is None:
        yield Found("token.expiration-unreadable", f"expirationDate is {expires!r}", answer, element)
    elif now is not None and at - now < SHORT_LIFE:
        minutes = round((at - now) / timedelta(minutes=1))
        yield Found("token.short-life", f"it lives {minutes} minutes", answer, element)


def _end(seen: Seen, pages: list[Answer]) -> Iterator[Found]:
    last = pages[-1]
    if not seen.ended or last.page is None:
        return
    if last.page.token is None and len(pages) > 1:
        yield Found("token.absent", f"{last.probe.title} is the last and has no resumptionToken", last)
    count = len(seen.records)
    if last.page.token is None and len(pages) == 1 and count and count % ROUND == 0:
        yield Found("list.cut-suspected", f"exactly {count} records came, without token and total", last)


def _totals(seen: Seen, pages: list[Answer]) -> Iterator[Found]:
    stated = [total for answer in pages if (total := _total(answer)) is not None]
    count, last = len(seen.records), pages[-1]
    if len(set(stated)) > 1:
        yield Found("total.changing", f"it goes {', '.join(map(str, stated))}", last, last.token_element)
    if stated and seen.ended and stated[-1] != count:
        yield Found(
            "total.wrong", f"the list ended with {count} records, the total says {stated[-1]}", last, last.token_element
        )
    elif stated and count > stated[-1]:
        yield Found(
            "total.wrong", f"{count} records came already, the total says {stated[-1]}", last, last.token_element
        )
    if not stated and len(pages) > 1:
        yield Found("total.missing", "no page of the list states completeListSize", pages[0], pages[0].token_element)
    yield from _cursors(pages)


def _cursors(pages: list[Answer]) -> Iterator[Found]:
    before = 0
    for answer in pages:
        element = answer.token_element
        cursor = (element.get("cursor") or "").strip() if element is not None else ""
        if cursor.isdecimal() and int(cursor) != before:
            detail = f"{answer.probe.title} says {cursor}, {before} records came before"
            yield Found("cursor.wrong", detail, answer, element)
        before += len(answer.records)


def _size(seen: Seen, pages: list[Answer]) -> Iterator[Found]:
    first, total = pages[0], _total(pages[0])
    more = first.page is not None and bool(first.page.token)
    long = total >= LONG_LIST if total is not None else not seen.ended and len(pages) == seen.pages
    if more and long and 0 < len(first.records) < SMALL_PAGE:
        requests = f", {-(-total // len(first.records))} requests for all" if total is not None else ""
        yield Found("page.small", f"a page holds {len(first.records)} records{requests}", first)
    identifiers = [record.identifier for record in seen.records if record.identifier]
    twice = sorted({a for a, b in pairwise(sorted(identifiers)) if a == b})
    if twice:
        yield Found("identifier.duplicate", f"{len(twice)} came twice, for example {twice[0]}", pages[-1])


def _total(answer: Answer) -> int | None:
    return answer.page.complete_list_size if answer.page is not None else None
