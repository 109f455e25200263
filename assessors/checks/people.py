"""F1, F2: people and organisations are identified, not only named."""

from __future__ import annotations

from collections.abc import Iterable

from assessors.reading.absence import absent, falls_short, unheard
from assessors.reading.parties import claims_orcid, claims_ror, valid_orcid, valid_ror
from assessors.reading.plausibility import creator_flaw, is_account
from assessors.reading.sentences import shown
from assessors.reading.substance import substantial
from assessors.reading.views import said, views
from fairsvc.model.check import Verdict, check, failed, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent, Identifier, Metadata
from fairsvc.model.step import METADATA
from fairsvc.vocab.wording import words

_CONTACTS = frozenset(("ContactPerson", "DataManager", "DataCurator", "HostingInstitution"))
_FACILITY = frozenset(("HostingInstitution", "Distributor", "Producer", "DataManager", "DataCurator", "Sponsor"))
_MOST = 1_000


@check(
    "creators-identified",
    version=2,
    title="At least one creator carries a valid ORCID",
    source="DataCite Metadata Schema 4.7, property 2.4; ISO 7064 MOD 11-2; PaN profile",
    example='"creator": {"@type": "Person", "name": "Josiah Carberry", "@id": "https://orcid.org/0000-0002-1825-0097"}',
    counterexample='"creator": {"@type": "Person", "name": "Josiah Carberry"}, or an ORCID with a wrong check digit',
    needs=METADATA,
)
def creators_identified(evidence: Evidence) -> Verdict:
    """Verify the checksum of each ORCID."""
    creators = said(evidence, "creators", lambda view: view.creators[:_MOST])
    given = [(pointer, own) for pointer, agent in creators for own in agent.identifiers if claims_orcid(own)]
    for pointer, own in given:
        if valid_orcid(own.value):
            return passed("A creator carries a valid ORCID.", pointer)
    if given:
        because = f"The ORCID {shown(given[0][1].value)} is malformed or has a wrong check digit."
        return falls_short(evidence, "a valid ORCID of a creator", because, given[0][0], remedy="add-orcids")
    return absent(evidence, "an ORCID of a creator", remedy="add-orcids")


@check(
    "every-creator-has-orcid",
    version=2,
    title="Every personal creator carries a valid ORCID",
    source="PaN profile PAN-F1-02; DataCite Metadata Schema 4.7, property 2.4; ISO 7064 MOD 11-2",
    example="Four creators, four ORCIDs",
    counterexample="Four creators, and an ORCID for the first alone",
    needs=METADATA,
)
def every_creator_has_orcid(evidence: Evidence) -> Verdict:
    """Count in the view that knows most; what one view lacks, another may have."""
    counted = [(name, _persons(view)) for name, view in views(evidence)]
    counted = [(name, persons) for name, persons in counted if persons]
    if not counted:
        if any(substantial(agent.name) for _, view in views(evidence) for agent in view.creators[:_MOST]):
            return unheard(evidence, "a person as creator") or not_applicable("No creator is a person.")
        return absent(evidence, "creators with ORCIDs", remedy="add-orcids")
    shares = [(sum(_has_orcid(agent) for agent in persons), len(persons), name) for name, persons in counted]
    identified, count, name = max(shares, key=lambda share: share[0] / share[1])
    pointer = f"view/{name}/creators"
    if identified == count:
        return passed(f"All {count} personal creators carry a valid ORCID.", pointer)
    because = f"{identified} of {count} personal creators carry a valid ORCID ({identified / count:.0%})."
    return falls_short(evidence, "ORCIDs of the other creators", because, pointer, remedy="add-orcids")


@check(
    "creators-plausible",
    version=2,
    title="The creators are people or groups, not accounts",
    source="FAIR F2, R1.2; DataCite Metadata Schema 4.7, property 2",
    example="Carberry, Josiah",
    counterexample='"admin", "x y z", "John Doe", "data@example.org", the title, or the publisher as if a person',
    needs=METADATA,
)
def creators_plausible(evidence: Evidence) -> Verdict:
    """Refuse accounts, addresses, the title, and the publisher that is not declared an organisation."""
    creators = list(said(evidence, "creators", lambda view: view.creators[:_MOST]))
    if not creators:
        return absent(evidence, "a creator", remedy="name-real-creators")
    for pointer, agent in creators:
        if flaw := creator_flaw(agent, evidence) or _as_publisher(agent, evidence):
            because = f"The creator “{shown(agent.name)}” is {flaw}."
            return failed(because, pointer, remedy="name-real-creators")
    return passed("All creators may be people or groups.", creators[0][0])


@check(
    "organisations-identified",
    version=2,
    title="A publisher, host or affiliation carries a valid ROR",
    source="DataCite Metadata Schema 4.7, properties 2.5 and 4; ROR identifier pattern; PaN profile",
    example='"publisher": {"@type": "Organization", "name": "ESRF", "@id": "https://ror.org/02550n020"}',
    counterexample='"publisher": "ESRF", or a ROR with wrong check digits',
    needs=METADATA,
)
def organisations_identified(evidence: Evidence) -> Verdict:
    """Verify the check digits of each ROR."""
    given = [row for row in said(evidence, "publisher", _organisations) if claims_ror(row[1])]
    return _by_ror(evidence, given, "a ROR of an organisation")


@check(
    "affiliations-have-ror",
    title="Affiliations and publisher carry a valid ROR",
    source="PaN profile PAN-F1-03; DataCite Metadata Schema 4.7, properties 2.5.a and 4.a",
    example='<affiliation affiliationIdentifier="https://ror.org/02550n020" affiliationIdentifierScheme="ROR">ESRF<…>',
    counterexample="<affiliation>ESRF</affiliation>",
    needs=METADATA,
)
def affiliations_have_ror(evidence: Evidence) -> Verdict:
    """Ask for the publisher's and for that of each creator's affiliation, in one view or another."""
    present = views(evidence)
    missing = [] if any(_ror_of_publisher(view) for _, view in present) else ["the publisher's"]
    shares = [share for _, view in present if (share := _affiliations_with_ror(view))[1]]
    best = max(shares, key=lambda share: share[0] / share[1], default=(0, 0))
    if best[0] < best[1] or not best[1]:
        missing.append(f"{best[1] - best[0]} of {best[1]} affiliations'" if best[1] else "an affiliation's")
    if not missing:
        cites = (f"view/{name}" for name, _ in present)
        return passed(f"Publisher and {best[1]} affiliations carry a valid ROR.", *cites)
    return absent(evidence, f"a ROR: missing is {' and '.join(missing)}", remedy="add-rors")


@check(
    "facility-has-ror",
    title="The facility stands by its ROR",
    source="PaN profile PAN-F1-04; DataCite Metadata Schema 4.7, properties 4.a and 7",
    example='<contributor contributorType="HostingInstitution"> with nameIdentifier https://ror.org/02550n020',
    counterexample="The facility's name in words, or its ROR only at the affiliation of a creator",
    needs=METADATA,
)
def facility_has_ror(evidence: Evidence) -> Verdict:
    """Accept the publisher, the host and other contributors of an organisation's kind."""
    given = [row for row in said(evidence, "contributors", _facility) if claims_ror(row[1])]
    return _by_ror(evidence, given, "the facility's ROR as publisher, host or contributor")


@check(
    "contact-named",
    version=2,
    title="Somebody to ask is named",
    source="FAIR A1.2; DataCite Metadata Schema 4.7, contributorType ContactPerson",
    example="A contributor of type ContactPerson with the name User Office",
    counterexample='A contributor of type ContactPerson with the name "admin"',
    needs=METADATA,
)
def contact_named(evidence: Evidence) -> Verdict:
    """Accept a contact person, a data manager or a hosting institution."""
    for pointer, agent in said(evidence, "contributors", lambda view: view.contributors[:_MOST]):
        if agent.role in _CONTACTS and substantial(agent.name) and not is_account(agent.name):
            return passed(f"A contact is named, as {agent.role}.", pointer)
    return absent(evidence, "a contact", remedy="name-contact")


def _by_ror(evidence: Evidence, given: list[tuple[str, Identifier]], what: str) -> Verdict:
    for pointer, own in given:
        if valid_ror(own.value, own.scheme):
            return passed(f"An organisation is identified by ROR, {shown(own.value)}.", pointer)
    if given:
        because = f"The ROR {shown(given[0][1].value)} is malformed or has wrong check digits."
        return falls_short(evidence, what, because, given[0][0], remedy="add-rors")
    return absent(evidence, what, remedy="add-rors")


def _persons(view: Metadata) -> list[Agent]:
    named = [agent for agent in view.creators[:_MOST] if substantial(agent.name) or agent.identifiers]
    return [agent for agent in named if agent.kind != "Organizational"]


def _has_orcid(agent: Agent) -> bool:
    return any(valid_orcid(own.value) for own in agent.identifiers)


def _as_publisher(agent: Agent, evidence: Evidence) -> str:
    if agent.kind == "Organizational" or not agent.name:
        return ""
    names = {words(view.publisher.name) for _, view in views(evidence) if view.publisher}
    return "the publisher, and not declared an organisation" if words(agent.name) in names else ""


def _organisations(view: Metadata) -> list[Identifier]:
    agents: list[Agent] = [*view.creators[:_MOST], *view.contributors[:_MOST], *_publishers(view)]
    found = [identifier for agent in agents for identifier in agent.identifiers]
    return found + [place.identifier for agent in agents for place in agent.affiliations if place.identifier]


def _facility(view: Metadata) -> list[Identifier]:
    agents = [agent for agent in view.contributors[:_MOST] if agent.role in _FACILITY]
    return [identifier for agent in (*_publishers(view), *agents) for identifier in agent.identifiers]


def _publishers(view: Metadata) -> Iterable[Agent]:
    return (view.publisher,) if view.publisher else ()


def _ror_of_publisher(view: Metadata) -> bool:
    return any(valid_ror(own.value, own.scheme) for agent in _publishers(view) for own in agent.identifiers)


def _affiliations_with_ror(view: Metadata) -> tuple[int, int]:
    """Count the affiliations of creators, and those of them that carry a valid ROR; the latter come first."""
    places = [place for agent in view.creators[:_MOST] for place in agent.affiliations]
    owned = [place.identifier for place in places if place.identifier]
    return sum(valid_ror(own.value, own.scheme) for own in owned), len(places)
