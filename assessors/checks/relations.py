"""I3: the metadata refer to other things, by identifier and by kind of relation."""

from __future__ import annotations

from collections.abc import Callable

from assessors.reading.absence import absent, falls_short
from assessors.reading.references import by_address, by_pid, first_flaw, qualified, references, to_data
from assessors.reading.sentences import shown
from assessors.reading.tables import relations
from fairsvc.model.check import Verdict, check, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Related
from fairsvc.model.step import METADATA

_REMEDY = "link-related-resources"


@check(
    "related-named",
    version=2,
    title="A related resource is named",
    source="FAIR I3; DataCite Metadata Schema 4.7, property 12",
    example="The publication, the raw data, the instrument or the proposal",
    counterexample='No relatedIdentifier, or one that is "n/a", https://example.org or the dataset\'s own DOI',
    needs=METADATA,
)
def related_named(evidence: Evidence) -> Verdict:
    """Accept any reference that leads elsewhere, in words too."""
    return _judge(evidence, "a related resource", lambda _: True)


@check(
    "related-by-address",
    version=2,
    title="A related resource is named by an address or identifier",
    source="FAIR I3; DataCite Metadata Schema 4.7, property 12.a",
    example="https://data.esrf.fr/investigation/1",
    counterexample="See our article in J. Synchrotron Rad.",
    needs=METADATA,
)
def related_by_address(evidence: Evidence) -> Verdict:
    """Accept web addresses, though they promise nothing."""
    return _judge(evidence, "a related resource by address", by_address)


@check(
    "related-by-pid",
    version=2,
    title="A related resource is named by a persistent identifier",
    source="FAIR I3; DataCite Metadata Schema 4.7, property 12.a",
    example="doi:10.5072/publication",
    counterexample='<relatedIdentifier relatedIdentifierType="DOI">forthcoming</relatedIdentifier>',
    needs=METADATA,
)
def related_by_pid(evidence: Evidence) -> Verdict:
    """Accept DOI, Handle, ARK, IGSN, ISBN, arXiv, RRID and the like, when they are well-formed."""
    return _judge(evidence, "a related resource by persistent identifier", by_pid)


@check(
    "related-qualified",
    version=2,
    title="The relation says what it is",
    source="FAIR I3; DataCite Metadata Schema 4.7, property 12.b relationType",
    example="IsSupplementTo, IsDerivedFrom, IsCollectedBy",
    counterexample='relationType="relatedTo"',
    needs=METADATA,
)
def related_qualified(evidence: Evidence) -> Verdict:
    """Ask for a relation of DataCite's list."""
    return _judge(evidence, "a relation with its type", qualified)


@check(
    "related-data",
    version=2,
    title="Other data are named by identifier",
    source="FAIR I3; DataCite Metadata Schema 4.7, property 12",
    example='<relatedIdentifier relationType="IsDerivedFrom" relatedIdentifierType="DOI">10.5072/raw<…>',
    counterexample="Only the article is linked, or IsDerivedFrom leads to the dataset itself",
    needs=METADATA,
)
def related_data(evidence: Evidence) -> Verdict:
    """Take the resource type for it, or a relation that is usual between data."""
    return _judge(evidence, "other data by identifier", lambda related: to_data(related) and by_address(related))


@check(
    "related-data-qualified",
    version=2,
    title="The relation to other data says what it is",
    source="FAIR I3; DataCite Metadata Schema 4.7, property 12.b relationType",
    example="IsDerivedFrom, HasPart, IsNewVersionOf",
    counterexample='<relatedIdentifier resourceTypeGeneral="Dataset"> without relationType',
    needs=METADATA,
)
def related_data_qualified(evidence: Evidence) -> Verdict:
    """Ask for a relation of DataCite's list whose other end is data."""
    return _judge(evidence, "other data with the type of relation", lambda r: to_data(r) and qualified(r))


@check(
    "related-provenance-typed",
    title="Typed links tie the experiment together: raw and processed data, calibration, publications, session",
    source="PaN profile PAN-I3-01; DataCite Metadata Schema 4.7, property 12.b relationType",
    example="IsDerivedFrom the raw data, IsSupplementTo the article, IsPartOf the session's DOI",
    counterexample="Only IsIdenticalTo or HasMetadata",
    needs=METADATA,
)
def related_provenance_typed(evidence: Evidence) -> Verdict:
    """Ask for one link of an experiment's kinds, by address or identifier."""
    kinds = relations("experiment")
    return _judge(evidence, "a typed link of the experiment's kinds", lambda r: r.relation in kinds and by_address(r))


def _judge(evidence: Evidence, what: str, fits: Callable[[Related], bool]) -> Verdict:
    stated = references(evidence)
    for pointer, related in stated:
        if fits(related):
            kind = shown(related.relation) or "no type"
            return passed(f"The metadata name {what}: {shown(related.value)} ({kind}).", pointer)
    if stated:
        because = f"Related resources are named, but not {what}."
        return falls_short(evidence, what, because, stated[0][0], remedy=_REMEDY)
    flaw, pointer = first_flaw(evidence)
    if flaw:
        because = f"The only related resources are worth nothing: the first is {flaw}."
        return falls_short(evidence, what, because, pointer, remedy=_REMEDY)
    return absent(evidence, what, remedy=_REMEDY)
