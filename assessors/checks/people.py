"""F1, F2: people and organisations are identified, not only named."""

from __future__ import annotations

import re

from assessors.absence import absent
from assessors.sentences import shown
from assessors.snippets import advice, datacite, for_pid, json_ld
from assessors.substance import substantial
from assessors.views import said
from fairsvc.model.check import Verdict, check, failed, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent, Metadata
from fairsvc.model.step import METADATA

_ORCID = re.compile(r"(?:\A|[/:\s])(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])\Z")
_ROR = re.compile(r"ror\.org/(0[0-9a-hj-km-np-tv-z]{6}\d{2})/?\Z", re.IGNORECASE)
_CROCKFORD = {sign: value for value, sign in enumerate("0123456789abcdefghjkmnpqrstvwxyz")}
_ORCID_SAMPLE = "https://orcid.org/0000-0002-1825-0097"
_ROR_SAMPLE = "https://ror.org/…"
_CONTACTS = frozenset(("ContactPerson", "DataManager", "DataCurator", "HostingInstitution"))


@check(
    "creators-identified",
    title="At least one creator carries a valid ORCID",
    source="DataCite Metadata Schema 4.7, property 2.4; ISO 7064 MOD 11-2; PaN profile",
    example='"creator": {"@type": "Person", "name": "Josiah Carberry", "@id": "https://orcid.org/0000-0002-1825-0097"}',
    needs=METADATA,
)
def creators_identified(evidence: Evidence) -> Verdict:
    """Verify the checksum of each ORCID."""
    creators = list(said(evidence, "creators", lambda view: view.creators))
    given = [
        (pointer, own.value) for pointer, agent in creators for own in agent.identifiers if _ORCID.search(own.value)
    ]
    good = [(pointer, orcid) for pointer, orcid in given if valid_orcid(orcid)]
    if good:
        return passed("A creator carries a valid ORCID.", good[0][0])
    if given:
        return failed(
            f"The ORCID {shown(given[0][1])} has a wrong check digit.",
            given[0][0],
            remedy=for_pid(_ADD_ORCID, evidence.pid),
        )
    return absent(evidence, "an ORCID of a creator", remedy=_ADD_ORCID)


@check(
    "organisations-identified",
    title="A publisher, host or affiliation carries a valid ROR",
    source="DataCite Metadata Schema 4.7, properties 2.5 and 4; ROR identifier pattern; PaN profile",
    example='"publisher": {"@type": "Organization", "name": "…", "@id": "https://ror.org/02550n020"}',
    needs=METADATA,
)
def organisations_identified(evidence: Evidence) -> Verdict:
    """Verify the check digits of each ROR."""
    given = [row for row in said(evidence, "publisher", _organisations) if _ROR.search(row[1])]
    good = [(pointer, ror) for pointer, ror in given if valid_ror(ror)]
    if good:
        return passed(f"An organisation is identified by ROR, {shown(good[0][1])}.", good[0][0])
    if given:
        return failed(
            f"The ROR {shown(given[0][1])} has wrong check digits.", given[0][0], remedy=for_pid(_ADD_ROR, evidence.pid)
        )
    return absent(evidence, "a ROR of an organisation", remedy=_ADD_ROR)


@check(
    "contact-named",
    title="Somebody to ask is named",
    source="FAIR A1.2; DataCite Metadata Schema 4.7, contributorType ContactPerson",
    example='<contributor contributorType="ContactPerson">…',
    needs=METADATA,
)
def contact_named(evidence: Evidence) -> Verdict:
    """Accept a contact person, a data manager or a hosting institution."""
    for pointer, agent in said(evidence, "contributors", lambda view: view.contributors):
        if agent.role in _CONTACTS and substantial(agent.name):
            return passed(f"A contact is named, as {agent.role}.", pointer)
    return absent(evidence, "a contact", remedy=_NAME_CONTACT)


def valid_orcid(text: str) -> bool:
    """Verify the check digit of an ORCID (ISO 7064 MOD 11-2)."""
    match = _ORCID.search(text.strip())
    if match is None:
        return False
    digits = "".join(match.groups()).upper()
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1]


def valid_ror(text: str) -> bool:
    """Verify the check digits of a ROR (Crockford base 32, MOD 97-10)."""
    match = _ROR.search(text.strip())
    if match is None:
        return False
    value = 0
    for sign in match[1][1:7].lower():
        value = value * 32 + _CROCKFORD[sign]
    return 98 - (value * 100) % 97 == int(match[1][7:])


def _organisations(view: Metadata) -> list[str]:
    agents: list[Agent] = [*view.creators, *view.contributors, *((view.publisher,) if view.publisher else ())]
    found = [identifier.value for agent in agents for identifier in agent.identifiers]
    found += [place.identifier.value for agent in agents for place in agent.affiliations if place.identifier]
    return found


_ADD_ORCID = advice(
    "Add the ORCID to each creator.",
    json_ld({"creator": [{"@type": "Person", "name": "…", "@id": _ORCID_SAMPLE}]}),
    datacite("nameIdentifier", _ORCID_SAMPLE, {"nameIdentifierScheme": "ORCID", "schemeURI": "https://orcid.org"}),
)
_NAME_CONTACT = advice(
    "Name the team or person who answers questions about the data.",
    '<contributor contributorType="ContactPerson"><contributorName>…</contributorName></contributor>',
)
_ADD_ROR = advice(
    "Add the facility's ROR to the publisher.",
    json_ld({"publisher": {"@type": "Organization", "name": "…", "@id": _ROR_SAMPLE}}),
)
