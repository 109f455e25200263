"""Which addresses of data may be believed: those where neither an answer nor an outage speaks against it.

What an outage kept from being read is believed as little as what is missing, and is open where that decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from assessors.memory import remembered
from assessors.reading.absence import OF_DATA, open_question, trouble, unanswered
from assessors.reading.data_files import closed_to_visitors, data_addresses, in_its_place, no_data_due, not_now
from assessors.reading.file_formats import FileFormat, find_format, find_format_of_name
from assessors.reading.identity import is_own_address
from assessors.reading.sentences import shown
from assessors.reading.views import said
from fairsvc.model.check import Verdict, failed, indeterminate
from fairsvc.model.evidence import Evidence, FileFacts
from fairsvc.model.exchange import Exchange
from fairsvc.model.file_steps import MORE_FILES
from fairsvc.model.manifest import FileEntry
from fairsvc.model.metadata import Content, Metadata
from fairsvc.model.step import FILE, PAGE
from fairsvc.vocab.addresses import bare_address

_GONE = (404, 410)
_AN_ADDRESS = "an address of the data"


@remembered
def believed_addresses(evidence: Evidence) -> list[tuple[str, str]]:
    """List the addresses of data with pointers, without those that hold none, or that an outage kept from us."""
    return [(pointer, url) for pointer, url in data_addresses(evidence) if _is_believed(evidence, url)]


@remembered
def is_disproved(evidence: Evidence, url: str) -> bool:
    """Tell whether the address is the landing page's own, or what it answered is no data."""
    return bare_address(url) in _without_data(evidence) or (
        evidence.page_facts is not None and is_own_address(evidence, url)
    )


def _is_believed(evidence: Evidence, url: str) -> bool:
    return not is_disproved(evidence, url) and not _unread(evidence, url)


def believed_entries(evidence: Evidence) -> Iterator[tuple[str, FileEntry]]:
    """Iterate over the manifest's files that may be believed, with pointers."""
    for number, entry in enumerate(evidence.manifest.entries):
        if _is_believed(evidence, entry.url):
            yield f"view/manifest/{number}", entry


def believed_content(evidence: Evidence) -> Iterator[tuple[str, Content]]:
    """Iterate over the content that views name and that may be believed, with pointers."""
    for pointer, content in said(evidence, "content", lambda view: view.content):
        if _is_believed(evidence, content.url):
            yield pointer, content


@remembered
def claimed_formats(evidence: Evidence) -> list[tuple[str, FileFormat]]:
    """List the formats, where they are known, that are claimed of data that may be believed; with pointers."""
    claims = [(pointer, entry.media_type) for pointer, entry in believed_entries(evidence)]
    claims += [(pointer, content.media_type) for pointer, content in believed_content(evidence)]
    named = believed_addresses(evidence)
    of_files = [(pointer, find_format(claim)) for pointer, claim in claims if claim]
    of_names = [(pointer, find_format_of_name(url)) for pointer, url in named]
    gone = _missing_formats(evidence) - {claimed for _, claimed in (*of_files, *of_names)}
    of_record = [(pointer, find_format(claim)) for pointer, claim in said(evidence, "formats", _formats)]
    known = (*of_files, *(row for row in of_record if row[1] not in gone), *of_names)
    return [(pointer, claimed) for pointer, claimed in known if claimed is not None]


def _missing_formats(evidence: Evidence) -> set[FileFormat | None]:
    """List the formats of the files that were shown to be missing."""
    missing = [entry for entry in evidence.manifest.entries if is_disproved(evidence, entry.url)]
    return {find_format(entry.media_type) or find_format_of_name(entry.path or entry.url) for entry in missing}


def _formats(view: Metadata) -> tuple[str, ...]:
    return view.formats


@remembered
def lost_data(evidence: Evidence) -> Verdict | None:
    """Fail where addresses of data are named and none can be believed, and leave it open during an outage; else None.

    A refusal shows nothing of the data; what is declared closed may hide behind a login page.
    """
    if believed_addresses(evidence):
        return None
    addresses = data_addresses(evidence)
    if verdict := no_data_due(evidence):
        return verdict if addresses else None
    if verdict := unread_data(evidence) or (unanswered(evidence, _AN_ADDRESS, OF_DATA) if addresses else None):
        return verdict
    if not addresses:
        return None
    sign = next((why for _, url in addresses if (why := _without_data(evidence).get(bare_address(url)))), "")
    if sign:
        because = f"Addresses of data are named, and no data are there: {sign}."
        return failed(because, addresses[0][0], "exchange/file", remedy="serve-file")
    return failed("The data are named by the landing page's address alone.", addresses[0][0], remedy="describe-files")


@remembered
def unread_data(evidence: Evidence) -> Verdict | None:
    """Leave it open what the data are where an outage kept a file, or what may lead to one, from us; else None.

    What is declared closed needs no file to be believed.
    """
    if closed_to_visitors(evidence):
        return None
    for url, (why, cite) in _unread_files(evidence).items():
        return indeterminate(f"The file could not be read ({why}), so it is open what is there: {shown(url)}.", cite)
    named = next((pointer for pointer, url in data_addresses(evidence) if _unread(evidence, url)), "")
    if named:
        return indeterminate("An address of data is the landing page's own, which could not be read.", named)
    return unanswered(evidence, _AN_ADDRESS, OF_DATA) if evidence.exchange(FILE) is None else None


@remembered
def _unread_files(evidence: Evidence) -> dict[str, tuple[str, str]]:
    """Say by bare address what kept a probed file from being read, and where that stands."""
    facts = {one.url: one for one in evidence.probed_files}
    found: dict[str, tuple[str, str]] = {}
    for step in (FILE, *MORE_FILES):
        exchange = evidence.exchange(step)
        if exchange is not None and (why := _find_obstacle(exchange, facts.get(exchange.need.url))):
            found[bare_address(exchange.need.url)] = why, f"exchange/{step.name}"
    return found


def _unread(evidence: Evidence, url: str) -> bool:
    """Tell whether an outage hides what is at the address: the file itself, or that it is the landing page's own."""
    if closed_to_visitors(evidence):
        return False
    page = evidence.exchange(PAGE)
    return bare_address(url) in _unread_files(evidence) or (
        page is not None and open_question(page) and is_own_address(evidence, url)
    )


def _find_obstacle(exchange: Exchange, facts: FileFacts | None) -> str:
    """Say in a clause what kept the file from being read; empty when nothing did."""
    if open_question(exchange):
        return trouble(exchange)
    return not_now(facts) if facts is not None else ""


@remembered
def _without_data(evidence: Evidence) -> dict[str, str]:
    """Say by bare address what shows that there are no data."""
    if closed_to_visitors(evidence):
        return {}
    facts = {one.url: one for one in evidence.probed_files}
    found: dict[str, str] = {}
    for step in (FILE, *MORE_FILES):
        exchange = evidence.exchange(step)
        if exchange is not None and (why := _find_sign(exchange, facts.get(exchange.need.url))):
            found[bare_address(exchange.need.url)] = why
    return found


def _find_sign(exchange: Exchange, facts: FileFacts | None) -> str:
    """Say in a clause by what sign no data are there; empty when there is none."""
    if open_question(exchange):
        return ""
    if exchange.status in _GONE:
        return f"the file {exchange.outcome()}"
    if facts is None or not (exchange.ok or facts.instead == "nothing") or facts.instead == "pointer":
        return ""
    if came := in_its_place(facts):
        return f"{came} came in place of the file"
    return "plain text came in place of the file" if _is_text_in_disguise(facts) else ""


def _is_text_in_disguise(facts: FileFacts) -> bool:
    """Tell whether plain text stands where bytes of another format are claimed; a table is data, whatever its label."""
    claimed = find_format(facts.claimed_type) or find_format_of_name(facts.url)
    return facts.signature == "text" and facts.type_claim == "other" and claimed is not None
