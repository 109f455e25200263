"""A1: the metadata say who may have the data and how a person gets them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assessors.memory import remembered
from assessors.reading.absence import absent, falls_short, open_question, unread
from assessors.reading.access_rights import (
    CLOSED_TO_VISITORS,
    access_state,
    access_statements,
    embargo_end,
    embargo_over,
)
from assessors.reading.believed_data import believed_addresses, lost_data, unread_data
from assessors.reading.data_files import asks_for_login, in_its_place, no_data_due, not_now
from assessors.reading.sentences import shown
from assessors.reading.substance import substantial
from assessors.reading.views import said
from fairsvc.formats.recognise import is_address
from fairsvc.model.check import Outcome, Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import FILE, METADATA, PAGE
from fairsvc.vocab.access_rights import find_access_state

_REPLY = 20
_LONGEST = 2_000
# Of the web or of e-mail.
_ADDRESS = re.compile(r"https?://[^\s<>]{4}|[\w.+-]{1,64}@[\w-]{1,64}\.\w")


@check(
    "access-rights-stated",
    title="The metadata say who may have the data",
    source="FAIR A1; DataCite Metadata Schema 4.7, property 16",
    example='<rights rightsURI="http://purl.org/coar/access_right/c_abf2">open access</rights>',
    counterexample="<rights>CC BY 4.0</rights> alone; open access, while the file answers 401",
    needs=(FILE, *METADATA),
    version=3,
)
def access_rights_stated(evidence: Evidence) -> Verdict:
    """Accept any statement on access that the file does not belie; a licence says what one may do, not who gets it."""
    if verdict := _belied(evidence):
        return verdict
    for pointer, text in access_statements(evidence):
        if substantial(text) or find_access_state(text):
            return passed(f"The access right is stated: {shown(text)}.", pointer)
    return absent(evidence, "an access right", remedy="state-access-right")


@check(
    "access-rights-standard",
    title="The access right is a term of a known vocabulary",
    source="COAR Access Rights 1.0; EU authority table access-right; info:eu-repo",
    example="http://purl.org/coar/access_right/c_abf2",
    counterexample="ask the user office; an embargo that is over, while the file answers 403",
    needs=(FILE, *METADATA),
    version=3,
)
def access_rights_standard(evidence: Evidence) -> Verdict:
    """Recognise the term, and hold it against what the file answered."""
    if verdict := _belied(evidence):
        return verdict
    state, pointer = access_state(evidence)
    if state:
        return passed(f"The access right is a known term and means {state}.", pointer)
    stated = access_statements(evidence)
    if stated:
        pointer, text = stated[0]
        because = f"“{shown(text)}” is no term of a known vocabulary."
        return falls_short(evidence, "a known access right", because, pointer, remedy="state-access-right")
    return absent(evidence, "an access right", remedy="state-access-right")


@check(
    "access-rights-by-address",
    title="The access right is given by the address of a term",
    source="FsF-A1-01M-2 (FAIRsFAIR metrics 0.5); COAR Access Rights 1.0; info:eu-repo",
    example="http://purl.org/coar/access_right/c_abf2",
    counterexample="open access; the address that means it, while a login page comes in place of the file",
    needs=(FILE, *METADATA),
    version=3,
)
def access_rights_by_address(evidence: Evidence) -> Verdict:
    """Recognise the address of a term, and hold it against the file; words alone may mean other things elsewhere."""
    if verdict := _belied(evidence):
        return verdict
    stated = access_statements(evidence)
    for pointer, text in stated:
        if is_address(text.strip()) and (state := find_access_state(text)):
            return passed(f"The address {shown(text)} means {state}.", pointer)
    if stated:
        pointer, text = stated[0]
        because = f"“{shown(text)}” is not the address of a term in a known vocabulary."
        return falls_short(evidence, "an access right by address", because, pointer, remedy="state-access-right")
    return absent(evidence, "an access right", remedy="state-access-right")


@check(
    "access-conditions-for-people",
    title="A person learns on the page how to get the data",
    source="FAIR A1; Data Citation Roadmap 2019",
    example="The page links the files, or says whom to ask",
    counterexample="The page names neither a file nor anybody to ask, or a file that answers 404",
    needs=(FILE, PAGE, *METADATA[1:]),
    version=4,
)
def access_conditions_for_people(evidence: Evidence) -> Verdict:
    """Accept a link to the data, a statement on access in words, or a contact."""
    if verdict := no_data_due(evidence) or unread(evidence, PAGE, "how a person gets the data"):
        return verdict
    addresses = believed_addresses(evidence)
    if addresses:
        return passed("The page or its metadata link the data.", addresses[0][0])
    for pointer, text in access_statements(evidence):
        if len(text) >= _REPLY and not find_access_state(text) and substantial(text):
            return passed("The conditions of access are stated in words.", pointer)
    for pointer, agent in said(evidence, "contributors", lambda view: view.contributors):
        if agent.role == "ContactPerson" and substantial(agent.name):
            return passed("A contact person is named.", pointer)
    return _no_way_to_data(evidence)


@check(
    "access-request-stated",
    title="Data that are not open say how to ask for them",
    source="PaN profile PAN-A1-03; DataCite Metadata Schema 4.7, contributorType ContactPerson",
    example="restricted access, and “Ask for access at https://example.org/proposals”",
    counterexample="restricted access, and nobody to ask",
    needs=METADATA,
)
def access_request_stated(evidence: Evidence) -> Verdict:
    """Accept a contact person, or conditions that hold an address; not applicable to open data."""
    if verdict := no_data_due(evidence):
        return verdict
    state, pointer = access_state(evidence)
    if state not in CLOSED_TO_VISITORS:
        if state:
            return not_applicable(f"The data are declared {state}, so nobody has to ask.", pointer)
        return indeterminate("Nothing states whether one has to ask for the data.")
    for place, text in (*access_statements(evidence), *_rights_in_words(evidence)):
        if not find_access_state(text) and _ADDRESS.search(text[:_LONGEST]):
            return passed("The conditions of access hold an address.", place, pointer)
    for place, agent in said(evidence, "contributors", lambda view: view.contributors):
        if agent.role == "ContactPerson" and substantial(agent.name):
            return passed(f"Whom to ask is named: {shown(agent.name)}.", place, pointer)
    return absent(evidence, "how to ask for the data", remedy="say-how-to-get-data")


@check(
    "embargo-dated",
    title="An embargo has an end, and ends on that day",
    source="COAR Access Rights 1.0; DataCite Metadata Schema 4.7, dateType Available; PaN profile PAN-A1-03",
    example='embargoed access with <date dateType="Available">2027-01-31</date>',
    counterexample="A day that has passed, while the record says embargoed or the file answers 403",
    needs=(FILE, *METADATA),
    version=2,
)
def embargo_dated(evidence: Evidence) -> Verdict:
    """Judge data that are embargoed, or still closed when an embargo is over; "today" is the day of the evidence."""
    embargoed = [row for row in access_statements(evidence) if find_access_state(row[1]) == "embargoed"]
    end = embargo_end(evidence)
    if not embargoed:
        return _never_embargoed(evidence, end)
    if end is None:
        return absent(evidence, "the day on which the embargo ends", remedy="date-embargo")
    if embargo_over(evidence):
        because = f"The embargo ended on {end}, and the data are still declared embargoed."
        return failed(because, embargoed[0][0], remedy="open-data")
    return passed(f"The embargo ends on {end}.", embargoed[0][0])


def _no_way_to_data(evidence: Evidence) -> Verdict:
    lost = lost_data(evidence)
    if lost is None:
        what = "a link to the data, conditions of access or a contact"
        return absent(evidence, what, remedy="say-how-to-get-data")
    return replace(lost, remedy="say-how-to-get-data") if lost.outcome is Outcome.FAIL else lost


@remembered
def _belied(evidence: Evidence) -> Verdict | None:
    """Fail where data are declared open, or an embargo is over, and none is given without credentials; else None.

    Where an outage kept the file from us it is open whether they are.
    """
    state, pointer = access_state(evidence)
    if state != "open" or no_data_due(evidence):
        return None
    if any(facts.get_ok and not in_its_place(facts) for facts in evidence.more_files):
        return None
    if verdict := unread_data(evidence):
        return verdict
    if not (refused := _refusal(evidence)):
        return None
    over = any(find_access_state(text) == "embargoed" for _, text in access_statements(evidence))
    declared = f"the embargo ended on {embargo_end(evidence)}" if over else "the data are declared open"
    because = f"The file {refused}, although {declared}."
    return failed(because, pointer, "exchange/file", remedy="serve-file")


def _refusal(evidence: Evidence) -> str:
    """Say in a clause how the file is kept from visitors; empty when it is not, or an outage or robot trap answered."""
    file, facts = evidence.exchange(FILE), evidence.file_facts
    if file is None or open_question(file) or (facts is not None and not_now(facts)):
        return ""
    if file.status in (401, 403):
        return file.outcome()
    return "is a page that asks for a password" if file.ok and facts is not None and asks_for_login(facts) else ""


def _never_embargoed(evidence: Evidence, end: date | None) -> Verdict:
    state, pointer = access_state(evidence)
    file = evidence.exchange(FILE)
    refused = file is not None and file.status in (401, 403) and state in ("", "open")
    if refused and end is not None and embargo_over(evidence):
        because = f"The data were to be available on {end}, and the file {file.outcome() if file else ''}."
        return failed(because, "exchange/file", remedy="serve-file")
    if state:
        return not_applicable(f"The data are declared {state}, not embargoed.", pointer)
    return indeterminate("Nothing states whether the data are embargoed.")


def _rights_in_words(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Iterate over rights that speak of access in their own words; a licence's address is nobody to ask."""
    for pointer, right in said(evidence, "rights", lambda view: view.rights):
        if not right.uri and not right.identifier:
            yield pointer, right.text
