"""R1.1: a clear licence, that people and programs recognise."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import combinations

from assessors.memory import remembered
from assessors.reading.absence import absent, falls_short, open_question, unheard
from assessors.reading.identity import is_own_address
from assessors.reading.sentences import shown
from assessors.reading.substance import substantial
from assessors.reading.telling import credited
from assessors.reading.views import said, views
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata, Rights
from fairsvc.model.step import DESCRIPTION, METADATA, OAI_RECORD, PAGE, REGISTRY
from fairsvc.vocab.access_rights import find_access_state
from fairsvc.vocab.addresses import bare_address
from fairsvc.vocab.conditions import states_conditions
from fairsvc.vocab.licences import find_licence, find_licence_at, same_licence

_REMEDY = "state-licence"
_SOURCES = 3
_STEPS = {"page": (PAGE, DESCRIPTION), "registry": (REGISTRY,), "oai": (OAI_RECORD,)}
_MOST = 50


@check(
    "licence-present",
    version=4,
    title="A licence or a statement of conditions of use is given",
    source="FAIR R1.1; DataCite Metadata Schema 4.7, property 16; schema.org license; Signposting license",
    example='"license": "https://creativecommons.org/licenses/by/4.0/"',
    counterexample='"ask me", "all rights reserved", an access right alone, or the dataset\'s own DOI as its licence',
    needs=METADATA,
)
def licence_present(evidence: Evidence) -> Verdict:
    """Accept a licence, or words and addresses that say under which conditions the data may be used."""
    if verdict := _irreconcilable(evidence):
        return verdict
    statements = _statements(evidence)
    for pointer, rights in statements:
        if find_licence(rights) or states_conditions(_without_itself(rights, evidence)):
            return credited(evidence, f"A licence or conditions of use are given: {_words(rights)}.", pointer)
    if statements:
        pointer, rights = statements[0]
        because = f"“{_words(rights)}” is neither a licence nor a statement of conditions of use."
        return falls_short(evidence, "a licence", because, pointer, remedy=_REMEDY)
    return absent(evidence, "a licence", remedy=_REMEDY)


@check(
    "licence-standard",
    version=4,
    title="The licence is a standard one",
    source="FAIR R1.1; SPDX Licence List; EU authority table licence; RightsStatements.org",
    example="CC-BY-4.0",
    counterexample='"CC BY" without a version; CC-BY-4.0, CC0-1.0 and MIT on page, registry and OAI-PMH',
    needs=METADATA,
)
def licence_standard(evidence: Evidence) -> Verdict:
    """Recognise identifiers, names and addresses, in any spelling and language."""
    if verdict := _irreconcilable(evidence):
        return verdict
    statements = _statements(evidence)
    for pointer, rights in statements:
        if licence := find_licence(rights):
            return credited(evidence, f"The licence is {licence}.", pointer)
    if statements:
        pointer, rights = statements[0]
        because = f"“{_words(rights)}” is no licence of a known list (a version may be missing)."
        return falls_short(evidence, "a standard licence", because, pointer, remedy=_REMEDY)
    return absent(evidence, "a licence", remedy=_REMEDY)


@check(
    "licence-machine-readable",
    version=4,
    title="A program recognises the licence by its address or identifier",
    source="FAIR R1.1; SPDX Licence List; DataCite Metadata Schema 4.7, rightsURI and rightsIdentifier",
    example='<rights rightsURI="https://creativecommons.org/licenses/by/4.0/" rightsIdentifier="CC-BY-4.0"/>',
    counterexample="<rights>Creative Commons Attribution 4.0 International</rights>",
    needs=METADATA,
)
def licence_machine_readable(evidence: Evidence) -> Verdict:
    """Refuse what is a standard licence in words alone."""
    if verdict := _irreconcilable(evidence):
        return verdict
    statements = _statements(evidence)
    for pointer, rights in statements:
        if licence := _by_program(rights):
            return credited(evidence, f"The licence is {licence}, by address or identifier.", pointer)
    if statements:
        pointer, rights = statements[0]
        because = f"“{_words(rights)}” gives no address or identifier of a standard licence."
        return falls_short(evidence, "a standard licence", because, pointer, remedy=_REMEDY)
    return absent(evidence, "a licence", remedy=_REMEDY)


@check(
    "licence-agrees",
    version=3,
    title="Page, registry and OAI-PMH state the same licence",
    source="FAIR R1.1; PaN profile: three-way comparison",
    example="CC-BY-4.0 on the page, at DataCite and in the OAI-PMH record",
    counterexample="CC-BY-SA-4.0 on the page, CC0-1.0 at DataCite",
    needs=METADATA,
)
def licence_agrees(evidence: Evidence) -> Verdict:
    """Compare the standard licences that page, its typed links, registry and OAI-PMH state, whatever their spelling."""
    stated = _stated(evidence)
    if len(stated) < 2:
        return unheard(evidence, "a licence") or not_applicable("Fewer than two sources state a standard licence.")
    cites = [pointer for _, pointer, _ in stated]
    for position, (name, _, licences) in enumerate(stated):
        for other, _, found in stated[position + 1 :]:
            if not any(same_licence(one, another) for one in licences for another in found):
                because = f"The {name} says {_list(licences)}, the {other} says {_list(found)}."
                return failed(because, *cites, remedy=_REMEDY)
    return unheard(evidence, "another licence") or passed(
        f"{len(stated)} sources agree on {_list(stated[0][2])}.", *cites
    )


@remembered
def _irreconcilable(evidence: Evidence) -> Verdict | None:
    """Fail where three sources or more state licences and no two of them the same: then none can be believed.

    Where a source that could not be read would decide, it is open. Typed links are the page's. What is no known
    licence is another one than all that are.
    """
    terms: dict[str, list[Rights]] = {}
    for pointer, rights in _statements(evidence):
        source = pointer.split("/")[1] if pointer.startswith("view/") else "page"
        terms.setdefault(source, []).append(rights)
    silent = _silent(evidence, terms) if terms else {}
    if len(terms) + len(silent) < _SOURCES or any(_agree(one, other) for one, other in combinations(terms.values(), 2)):
        return None
    if len(terms) < _SOURCES:
        names = " and ".join(silent)
        return indeterminate(f"No other source confirms the licence: {names} could not be read.", *silent.values())
    said = "; ".join(f"{source}: {_words(rights[0])}" for source, rights in terms.items())
    cites = [f"view/{source}/rights" for source in terms]
    return failed(f"Each source states another licence ({said}), so none can be believed.", *cites, remedy=_REMEDY)


def _silent(evidence: Evidence, heard: Collection[str]) -> dict[str, str]:
    """List the sources that could not be read and may state a licence, with pointers."""
    return {
        source: f"exchange/{step.name}"
        for source, steps in _STEPS.items()
        for step in steps
        if source not in heard and (exchange := evidence.exchange(step)) is not None and open_question(exchange)
    }


def _agree(ours: list[Rights], theirs: list[Rights]) -> bool:
    """Tell whether two sources may mean one licence; statements in words alone may mean any."""
    known = [(find_licence(one), find_licence(other)) for one in ours for other in theirs]
    if any(one and other and same_licence(one, other) for one, other in known):
        return True
    addresses = {bare_address(one.uri) for one in ours} & {bare_address(one.uri) for one in theirs}
    wordy = any(not find_licence(one) and "/" not in one.uri for one in (*ours, *theirs))
    return bool(addresses - {""}) or wordy


def _without_itself(rights: Rights, evidence: Evidence) -> Rights:
    """Leave out what spells the dataset's own identifier or page: that is no document of conditions."""
    uri, text = (part if not is_own_address(evidence, part.strip()) else "" for part in (rights.uri, rights.text))
    return rights if (uri, text) == (rights.uri, rights.text) else replace(rights, uri=uri, text=text)


@remembered
def _statements(evidence: Evidence) -> tuple[tuple[str, Rights], ...]:
    stated = [row for row in said(evidence, "rights", lambda view: view.rights[:_MOST]) if _is_statement(row[1])]
    links = [("link/license", Rights(uri=link.target)) for link in evidence.links_with("license")[:_MOST]]
    return (*stated, *links)


@remembered
def _stated(evidence: Evidence) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """List who states standard licences, where, and which; the page's typed links speak for themselves."""
    stated = [(name, f"view/{name}/rights", _licences(view)) for name, view in views(evidence)]
    linked = (find_licence_at(link.target) for link in evidence.links_with("license")[:_MOST])
    stated.append(("typed link", "link/license", frozenset(found for found in linked if found)))
    return tuple(row for row in stated if row[2])


def _is_statement(rights: Rights) -> bool:
    if find_access_state(rights.uri) or find_access_state(rights.text):
        return find_licence(rights) is not None
    return any(substantial(text) for text in (rights.uri, rights.text, rights.identifier))


def _by_program(rights: Rights) -> str | None:
    for address in (rights.uri, rights.identifier, rights.text):
        if "/" in address and (found := find_licence_at(address.strip())):
            return found
    bare = Rights(identifier=rights.identifier, scheme=rights.scheme, scheme_uri=rights.scheme_uri)
    return find_licence(bare) if " " not in rights.identifier.strip() else None


def _licences(view: Metadata) -> frozenset[str]:
    return frozenset(found for rights in view.rights[:_MOST] if (found := find_licence(rights)))


def _words(rights: Rights) -> str:
    return shown(rights.text or rights.identifier or rights.uri)


def _list(licences: frozenset[str]) -> str:
    return shown(", ".join(sorted(licences)))
