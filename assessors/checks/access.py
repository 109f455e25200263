"""A1: the metadata say who may have the data and how a person gets them."""

from __future__ import annotations

from assessors.absence import absent, falls_short, unread
from assessors.access_rights import access_state, access_statements, embargo_end, embargo_over
from assessors.data_files import data_addresses, no_data_due
from assessors.sentences import shown
from assessors.snippets import advice, datacite, json_ld
from assessors.substance import substantial
from assessors.views import said
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import METADATA, PAGE
from fairsvc.vocab.access_rights import find_access_state

_OPEN = "http://purl.org/coar/access_right/c_abf2"
_REPLY = 20
_PAGE_TEXT = 200


@check(
    "access-rights-stated",
    title="The metadata say who may have the data",
    source="FAIR A1; DataCite Metadata Schema 4.7, property 16",
    example='<rights rightsURI="http://purl.org/coar/access_right/c_abf2">open access</rights>',
    needs=METADATA,
)
def access_rights_stated(evidence: Evidence) -> Verdict:
    """Accept any statement on access; a licence alone says what one may do, not whether one gets it."""
    for pointer, text in access_statements(evidence):
        if substantial(text) or find_access_state(text):
            return passed(f"The access right is stated: {shown(text)}.", pointer)
    return absent(evidence, "an access right", remedy=_STATE_ACCESS)


@check(
    "access-rights-standard",
    title="The access right is a term of a known vocabulary",
    source="COAR Access Rights 1.0; EU authority table access-right; info:eu-repo",
    example="http://purl.org/coar/access_right/c_abf2",
    needs=METADATA,
)
def access_rights_standard(evidence: Evidence) -> Verdict:
    """Recognise the term."""
    state, pointer = access_state(evidence)
    if state:
        return passed(f"The access right is a known term and means {state}.", pointer)
    stated = access_statements(evidence)
    if stated:
        pointer, text = stated[0]
        because = f"“{shown(text)}” is no term of a known vocabulary."
        return falls_short(evidence, "a known access right", because, pointer, remedy=_STATE_ACCESS)
    return absent(evidence, "an access right", remedy=_STATE_ACCESS)


@check(
    "access-conditions-for-people",
    title="A person learns on the page how to get the data",
    source="FAIR A1; Data Citation Roadmap 2019",
    example="The page links the files, or says whom to ask",
    needs=(PAGE, *METADATA[1:]),
)
def access_conditions_for_people(evidence: Evidence) -> Verdict:
    """Accept a link to the data, a statement on access in words, or a contact."""
    if verdict := no_data_due(evidence) or unread(evidence, PAGE, "how a person gets the data"):
        return verdict
    addresses = data_addresses(evidence)
    if addresses:
        return passed("The page or its metadata link the data.", addresses[0][0])
    for pointer, text in access_statements(evidence):
        if len(text) >= _REPLY and not find_access_state(text) and substantial(text):
            return passed("The conditions of access are stated in words.", pointer)
    for pointer, agent in said(evidence, "contributors", lambda view: view.contributors):
        if agent.role == "ContactPerson" and substantial(agent.name):
            return passed("A contact person is named.", pointer)
    return absent(evidence, "a link to the data, conditions of access or a contact", remedy=_SAY_HOW)


@check(
    "landing-page-readable",
    title="A person can read the landing page without login or JavaScript",
    source="FAIR A1; Data Citation Roadmap 2019, guideline 3; DataCite landing page requirements",
    example="200, text/html, with a title and the citation in the text",
    needs=(PAGE,),
)
def landing_page_readable(evidence: Evidence) -> Verdict:
    """Ask for HTML with a title and text, and no password field in its place."""
    if verdict := unread(evidence, PAGE, "whether a person can read it"):
        return verdict
    page, facts = evidence.exchange(PAGE), evidence.page_facts
    if page is None or not (page.ok or page.status == 410):
        outcome = page.outcome() if page else "is missing"
        remedy = "Publish the landing page without login; metadata stay open even where the data are not."
        return failed(f"The landing page {outcome}.", "exchange/page", remedy=remedy)
    if facts is None:
        because = (
            f"The identifier leads a browser to {shown(page.media_type) or 'bytes without a type'}, not to a page."
        )
        return failed(because, "exchange/page", remedy="Let the identifier lead browsers to an HTML page.")
    if facts.password_field and facts.text_length < 3 * _PAGE_TEXT:
        because, remedy = "The page asks for a password first.", "Show the metadata without login."
    elif facts.text_length < _PAGE_TEXT:
        because = f"Without JavaScript the page shows {facts.text_length} characters of text."
        remedy = "Render title, citation and description on the server."
    elif not substantial(facts.title):
        because, remedy = "The page has no title.", "Give the page a <title> that names the dataset."
    else:
        return passed(f"The page has a title and {facts.text_length} characters of text.", "view/page")
    return failed(because, "view/page", remedy=remedy)


@check(
    "embargo-dated",
    title="An embargo has an end, and ends on that day",
    source="COAR Access Rights 1.0; DataCite Metadata Schema 4.7, dateType Available; PaN profile",
    example='embargoed access with <date dateType="Available">2027-01-31</date>',
    needs=METADATA,
)
def embargo_dated(evidence: Evidence) -> Verdict:
    """Judge embargoed data alone; "today" is the day of the evidence."""
    embargoed = [row for row in access_statements(evidence) if find_access_state(row[1]) == "embargoed"]
    if not embargoed:
        state, pointer = access_state(evidence)
        if state:
            return not_applicable(f"The data are declared {state}, not embargoed.", pointer)
        return indeterminate("Nothing states whether the data are embargoed.")
    end = embargo_end(evidence)
    if end is None:
        return absent(evidence, "the day on which the embargo ends", remedy=_DATE_EMBARGO)
    if embargo_over(evidence):
        because = f"The embargo ended on {end}, and the data are still declared embargoed."
        return failed(because, embargoed[0][0], remedy=_OPEN_DATA)
    return passed(f"The embargo ends on {end}.", embargoed[0][0])


_STATE_ACCESS = advice(
    "State the access right with a term of the COAR vocabulary.",
    datacite("rights", "open access", {"rightsURI": _OPEN}),
    json_ld({"isAccessibleForFree": True, "conditionsOfAccess": _OPEN}),
)
_SAY_HOW = advice(
    "Link the files on the page, or say on it how access is granted and by whom.",
    json_ld({"conditionsOfAccess": "Write to … with the proposal number; access is granted to …"}),
)
_DATE_EMBARGO = advice(
    "State the day on which the embargo ends.", datacite("date", "2027-01-31", {"dateType": "Available"})
)
_OPEN_DATA = advice("Open the data and say so.", datacite("rights", "open access", {"rightsURI": _OPEN}))
