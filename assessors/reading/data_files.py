"""The data behind the metadata: which addresses are named, and what the one probed file showed."""

from __future__ import annotations

from assessors.memory import remembered
from assessors.reading.absence import OF_DATA, absent, open_question, trouble
from assessors.reading.access_rights import CLOSED_TO_VISITORS, access_state, find_day
from assessors.reading.file_formats import FileFormat, find_format, find_format_of_name
from assessors.reading.references import by_pid
from assessors.reading.views import said, views
from fairsvc.model.check import Verdict, indeterminate, not_applicable
from fairsvc.model.evidence import Evidence, FileFacts
from fairsvc.model.metadata import Content, Metadata
from fairsvc.model.step import FILE, PAGE


@remembered
def data_addresses(evidence: Evidence) -> list[tuple[str, str]]:
    """List the addresses of data with pointers: the manifest's, the page's item links, content in the views."""
    found = [
        (f"view/manifest/{n}", entry.url) for n, entry in enumerate(evidence.manifest.entries) if "://" in entry.url
    ]
    found += [("link/item", link.target) for link in evidence.links_with("item")]
    found += [
        (pointer, content.url) for pointer, content in said(evidence, "content", _content) if "://" in content.url
    ]
    return found


@remembered
def withdrawal(evidence: Evidence) -> tuple[str, str]:
    """Say in a clause that the data were taken down, and where it stands; both empty when they were not.

    The page answers 410 Gone, or a view dates the withdrawal (DataCite dateType Withdrawn) before the evidence.
    """
    page = evidence.exchange(PAGE)
    if page is not None and page.status == 410:
        return "the page answers 410 Gone", "exchange/page"
    for pointer, stated in said(evidence, "dates", lambda view: view.dates):
        if stated.kind == "Withdrawn" and (day := find_day(stated.value)) and day <= evidence.gathered_at.date():
            return f"the metadata say so of {day}", pointer
    return "", ""


@remembered
def no_data_due(evidence: Evidence) -> Verdict | None:
    """Say that no data are to be had here by declaration: withdrawn, metadata only, or all in the parts; else None."""
    gone, pointer = withdrawal(evidence)
    if gone:
        return not_applicable(f"The data were withdrawn: {gone}.", pointer)
    state, pointer = access_state(evidence)
    if state == "metadata only":
        return not_applicable("The record declares that there are only metadata.", pointer)
    return _in_parts(evidence)


def _in_parts(evidence: Evidence) -> Verdict | None:
    """Say that a collection leaves the data to its parts, which have identifiers and assessments of their own."""
    for name, view in views(evidence):
        kind = view.resource_type
        if kind is None or kind.general.casefold() != "collection":
            continue
        if any(one.relation == "HasPart" and by_pid(one) for one in view.related):
            return not_applicable("This is a collection; the data are those of its parts.", f"view/{name}/related")
    return None


@remembered
def closed_to_visitors(evidence: Evidence) -> Verdict | None:
    """Say that the metadata declare the data closed to visitors; None when they are open or nothing is declared."""
    state, pointer = access_state(evidence)
    return not_applicable(f"The data are declared {state}.", pointer) if state in CLOSED_TO_VISITORS else None


def no_address(evidence: Evidence, remedy: str = "describe-files") -> Verdict:
    """Conclude from no address of data at all."""
    return absent(evidence, "an address of the data", remedy=remedy, sources=OF_DATA)


def unread_file(evidence: Evidence) -> Verdict | None:
    """Say why there are no bytes to look at; None when the probed file was read."""
    if verdict := no_data_due(evidence):
        return verdict
    exchange = evidence.exchange(FILE)
    if exchange is None:
        return closed_to_visitors(evidence) or indeterminate("No file of the data was read.")
    if open_question(exchange):
        return indeterminate(f"The file could not be read ({trouble(exchange)}).", "exchange/file")
    facts = evidence.file_facts
    if facts is not None and facts.instead in _NOT_THE_FILE:
        detail = f" ({facts.instead_detail})" if facts.instead_detail else ""
        because = f"The file could not be read: {_NOT_THE_FILE[facts.instead]}{detail}."
        return closed_to_visitors(evidence) or indeterminate(because, "view/file")
    if not exchange.ok or facts is None:
        return closed_to_visitors(evidence) or indeterminate(
            f"There were no bytes to look at: the file {exchange.outcome()}.", "exchange/file"
        )
    return None


def disguised(facts: FileFacts) -> bool:
    """Tell whether an HTML page came where the claim or the name says that the file is something else.

    The page that goes with an error's status, and that of a defence against robots, are in nobody's place.
    """
    if not facts.looks_like_html or _is_error(facts) or not_now(facts):
        return False
    claimed = find_format(facts.claimed_type) or find_format_of_name(facts.url)
    return asks_for_login(facts) or claimed is None or claimed.id not in ("html", "xml")


def in_its_place(facts: FileFacts) -> str:
    """Say in a clause what came with a good status in place of the file; empty when nothing speaks against it."""
    if disguised(facts):
        return "a page that asks for a password" if asks_for_login(facts) else "a web page"
    return _IN_ITS_PLACE.get(facts.instead, "")


def not_now(facts: FileFacts) -> str:
    """Say in a clause why the answer tells nothing of the file; empty when it does."""
    return _NOT_NOW.get(facts.instead, "")


@remembered
def found_format(evidence: Evidence) -> FileFormat | None:
    """Find the format that the bytes of the probed file show; None when they were not read or not recognised.

    That they are text says too little of them: there the claim decides.
    """
    facts = evidence.file_facts
    if facts is None or _is_error(facts) or not_now(facts) or disguised(facts) or facts.signature in _ANY_TEXT:
        return None
    if facts.nexus:
        return find_format("application/x-nexus")
    return find_format(facts.signature_media_type)


def _is_error(facts: FileFacts) -> bool:
    return facts.get is not None and facts.get.status >= 400


def asks_for_login(facts: FileFacts) -> bool:
    """Tell whether a form to log in came."""
    return facts.password_field or facts.instead == "login page"


def _content(view: Metadata) -> tuple[Content, ...]:
    return view.content


_ANY_TEXT = ("text", "csv", "tsv")
_NOT_NOW = {
    "bot wall": "a defence against robots answered",
    "not ready": "the server is still fetching it",
    "cut short": "fewer bytes came than were announced",
}
_NOT_THE_FILE = {**_NOT_NOW, "pointer": "a pointer came in its place"}
_IN_ITS_PLACE = {
    "login page": "a page that asks for a password",
    "error message": "an error message",
    "pointer": "a pointer to it",
    "read-me": "a read-me",
    "nothing": "an empty answer",
}
