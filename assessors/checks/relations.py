"""I3: the metadata refer to other things, by identifier and by kind of relation."""

from __future__ import annotations

from collections.abc import Callable

from assessors.absence import absent, falls_short
from assessors.sentences import shown
from assessors.snippets import advice, datacite
from assessors.substance import substantial
from assessors.tables import relations
from assessors.views import said
from fairsvc.model.check import Verdict, check, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Related
from fairsvc.model.pid import find_pid
from fairsvc.model.step import METADATA


@check(
    "related-named",
    title="A related resource is named",
    source="FAIR I3; DataCite Metadata Schema 4.7, property 12",
    example="The publication, the raw data, the instrument or the proposal",
    needs=METADATA,
)
def related_named(evidence: Evidence) -> Verdict:
    """Accept any reference, in words too."""
    return _judge(evidence, "a related resource", lambda related: substantial(related.value))


@check(
    "related-by-address",
    title="A related resource is named by an address or identifier",
    source="FAIR I3; DataCite Metadata Schema 4.7, property 12.a",
    example="https://example.org/proposal/1",
    needs=METADATA,
)
def related_by_address(evidence: Evidence) -> Verdict:
    """Accept web addresses, though they promise nothing."""
    return _judge(evidence, "a related resource by address", lambda r: _identified(r) or find_pid(r.value) is not None)


@check(
    "related-by-pid",
    title="A related resource is named by a persistent identifier",
    source="FAIR I3; DataCite Metadata Schema 4.7, property 12.a",
    example="doi:10.5072/publication",
    needs=METADATA,
)
def related_by_pid(evidence: Evidence) -> Verdict:
    """Accept DOI, Handle, ARK, IGSN, ISBN, arXiv, RRID and the like."""
    return _judge(evidence, "a related resource by persistent identifier", _identified)


@check(
    "related-qualified",
    title="The relation says what it is",
    source="FAIR I3; DataCite Metadata Schema 4.7, property 12.b relationType",
    example="IsSupplementTo, IsDerivedFrom, IsCollectedBy",
    needs=METADATA,
)
def related_qualified(evidence: Evidence) -> Verdict:
    """Ask for a relation of DataCite's list."""
    return _judge(evidence, "a relation with its type", lambda r: _qualified(r) and substantial(r.value))


@check(
    "related-data",
    title="Other data are named by identifier",
    source="FAIR I3; DataCite Metadata Schema 4.7, property 12",
    example='<relatedIdentifier relationType="IsDerivedFrom" relatedIdentifierType="DOI">10.5072/raw<…>',
    needs=METADATA,
)
def related_data(evidence: Evidence) -> Verdict:
    """Take the resource type for it, or a relation that is usual between data."""
    return _judge(evidence, "other data by identifier", lambda r: _to_data(r) and find_pid(r.value) is not None)


@check(
    "related-data-qualified",
    title="The relation to other data says what it is",
    source="FAIR I3; DataCite Metadata Schema 4.7, property 12.b relationType",
    example="IsDerivedFrom, HasPart, IsNewVersionOf",
    needs=METADATA,
)
def related_data_qualified(evidence: Evidence) -> Verdict:
    """Ask for a relation of DataCite's list whose other end is data."""
    return _judge(evidence, "other data with the type of relation", lambda r: _to_data(r) and _qualified(r))


def _judge(evidence: Evidence, what: str, fits: Callable[[Related], bool]) -> Verdict:
    first = ""
    for pointer, related in said(evidence, "related", lambda view: view.related):
        if fits(related):
            return passed(
                f"The metadata name {what}: {shown(related.value)} ({shown(related.relation) or 'no type'}).", pointer
            )
        first = first or pointer
    if first:
        because = f"Related resources are named, but not {what}."
        return falls_short(evidence, what, because, first, remedy=_LINK_OTHERS)
    return absent(evidence, what, remedy=_LINK_OTHERS)


def _identified(related: Related) -> bool:
    pid = find_pid(related.value)
    if pid is not None and pid.persistent:
        return True
    return related.scheme.lower() in relations("persistent_schemes") and substantial(related.value)


def _qualified(related: Related) -> bool:
    return related.relation in relations("relations")


def _to_data(related: Related) -> bool:
    return related.resource_type.lower() in relations("data_types") or related.relation in relations("data")


_RAW = {"relatedIdentifierType": "DOI", "relationType": "IsDerivedFrom", "resourceTypeGeneral": "Dataset"}
_LINK_OTHERS = advice(
    "Link the publication, the raw data, the instrument or the session, each with the type of relation.",
    datacite("relatedIdentifier", "10.5072/raw", _RAW),
    datacite(
        "relatedIdentifier", "10.5072/article", {"relatedIdentifierType": "DOI", "relationType": "IsSupplementTo"}
    ),
)
