"""R1.1: a clear licence, that people and programs recognise."""

from __future__ import annotations

from assessors.absence import absent, falls_short, unheard
from assessors.sentences import shown
from assessors.snippets import advice, datacite, json_ld, link_header
from assessors.substance import substantial
from assessors.views import said, views
from fairsvc.model.check import Verdict, check, failed, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata, Rights
from fairsvc.model.step import METADATA
from fairsvc.vocab.access_rights import find_access_state
from fairsvc.vocab.licences import find_licence, find_licence_at

_CC_BY = "https://creativecommons.org/licenses/by/4.0/"


@check(
    "licence-present",
    title="A licence or a statement of rights is given",
    source="FAIR R1.1; DataCite Metadata Schema 4.7, property 16; schema.org license; Signposting license",
    example='"license": "https://creativecommons.org/licenses/by/4.0/"',
    needs=METADATA,
)
def licence_present(evidence: Evidence) -> Verdict:
    """Accept any statement that is neither a placeholder nor a mere access right."""
    for pointer, rights in _statements(evidence):
        return passed(f"A statement of rights is given: {_words(rights)}.", pointer)
    return absent(evidence, "a licence", remedy=_STATE_LICENCE)


@check(
    "licence-standard",
    title="The licence is a standard one",
    source="FAIR R1.1; SPDX Licence List; EU authority table licence; RightsStatements.org",
    example="CC-BY-4.0",
    needs=METADATA,
)
def licence_standard(evidence: Evidence) -> Verdict:
    """Recognise identifiers, names and addresses, in any spelling."""
    statements = _statements(evidence)
    for pointer, rights in statements:
        if licence := find_licence(rights):
            return passed(f"The licence is {licence}.", pointer)
    if statements:
        pointer, rights = statements[0]
        because = f"“{_words(rights)}” is no licence of a known list (a version may be missing)."
        return falls_short(evidence, "a standard licence", because, pointer, remedy=_STATE_LICENCE)
    return absent(evidence, "a licence", remedy=_STATE_LICENCE)


@check(
    "licence-machine-readable",
    title="A program recognises the licence by its address or identifier",
    source="FAIR R1.1; SPDX Licence List; DataCite Metadata Schema 4.7, rightsURI and rightsIdentifier",
    example='<rights rightsURI="https://creativecommons.org/licenses/by/4.0/" rightsIdentifier="CC-BY-4.0"/>',
    needs=METADATA,
)
def licence_machine_readable(evidence: Evidence) -> Verdict:
    """Refuse what is a standard licence in words alone."""
    statements = _statements(evidence)
    for pointer, rights in statements:
        if licence := _by_program(rights):
            return passed(f"The licence is {licence}, by address or identifier.", pointer)
    if statements:
        pointer, rights = statements[0]
        because = f"“{_words(rights)}” gives no address or identifier of a standard licence."
        return falls_short(evidence, "a standard licence", because, pointer, remedy=_STATE_LICENCE)
    return absent(evidence, "a licence", remedy=_STATE_LICENCE)


@check(
    "licence-agrees",
    title="Page, registry and OAI-PMH state the same licence",
    source="FAIR R1.1; PaN profile: three-way comparison",
    example="CC-BY-4.0 on the page, at DataCite and in the OAI-PMH record",
    needs=METADATA,
)
def licence_agrees(evidence: Evidence) -> Verdict:
    """Compare the standard licences that each view states."""
    stated = [(name, found) for name, view in views(evidence) if (found := _licences(view))]
    if len(stated) < 2:
        return unheard(evidence, "a licence") or not_applicable("Fewer than two sources state a standard licence.")
    cites = [f"view/{name}/rights" for name, _ in stated]
    (first, licences), *others = stated
    for name, found in others:
        if not licences & found:
            because = f"The {first} says {_list(licences)}, the {name} says {_list(found)}."
            return failed(because, *cites, remedy="State one licence everywhere; the page and the registry first.")
    return passed(f"{len(stated)} sources agree on {_list(licences)}.", *cites)


def _statements(evidence: Evidence) -> list[tuple[str, Rights]]:
    stated = [row for row in said(evidence, "rights", lambda view: view.rights) if _is_statement(row[1])]
    return stated + [("link/license", Rights(uri=link.target)) for link in evidence.links_with("license")]


def _is_statement(rights: Rights) -> bool:
    if find_access_state(rights.uri) or find_access_state(rights.text):
        return find_licence(rights) is not None
    return bool(rights.uri and "/" in rights.uri) or substantial(rights.text) or substantial(rights.identifier)


def _by_program(rights: Rights) -> str | None:
    for address in (rights.uri, rights.text):
        if "/" in address and (found := find_licence_at(address)):
            return found
    return find_licence(Rights(identifier=rights.identifier)) if " " not in rights.identifier.strip() else None


def _licences(view: Metadata) -> frozenset[str]:
    return frozenset(found for rights in view.rights if (found := find_licence(rights)))


def _words(rights: Rights) -> str:
    return shown(rights.text or rights.identifier or rights.uri)


def _list(licences: frozenset[str]) -> str:
    return ", ".join(sorted(licences))


_STATE_LICENCE = advice(
    "Choose a licence and state it by its address, for example CC BY 4.0.",
    json_ld({"license": _CC_BY}),
    datacite(
        "rights",
        "Creative Commons Attribution 4.0 International",
        {"rightsURI": _CC_BY, "rightsIdentifier": "CC-BY-4.0", "rightsIdentifierScheme": "SPDX"},
    ),
    link_header(_CC_BY, "license"),
)
