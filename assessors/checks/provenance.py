"""R1.2: who made the data, when, with what and from what."""

from __future__ import annotations

from assessors.absence import absent
from assessors.snippets import advice, datacite, json_ld
from assessors.substance import any_substantial, substantial
from assessors.views import said, views
from fairsvc.model.check import Verdict, check, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata
from fairsvc.model.step import METADATA
from fairsvc.vocab.addresses import bare_address

_PROV = ("w3.org/ns/prov", "purl.org/pav", "openprovenance.org/")
_SOURCES = frozenset(("IsDerivedFrom", "IsVariantFormOf", "IsNewVersionOf", "IsCompiledBy", "IsCollectedBy"))
_MADE = frozenset(("Collected", "Created"))
_METHODS = frozenset(("Methods", "TechnicalInfo"))
_MAKERS = frozenset(("DataCollector", "HostingInstitution", "Producer", "ProjectMember", "ResearchGroup"))


@check(
    "provenance-basic",
    title="The metadata say who or when",
    source="FAIR R1.2; PROV-O starting points",
    example="A creator, a publisher or a date",
    needs=METADATA,
)
def provenance_basic(evidence: Evidence) -> Verdict:
    """Accept any creator, publisher or date that is no placeholder."""
    for name, view in views(evidence):
        if any_substantial(agent.name for agent in view.creators):
            return passed("A creator is stated.", f"view/{name}/creators")
        if view.publisher is not None and substantial(view.publisher.name):
            return passed("A publisher is stated.", f"view/{name}/publisher")
        if any(date.value[:4].isdigit() for date in view.dates):
            return passed("A date is stated.", f"view/{name}/dates")
    return absent(evidence, "a creator, publisher or date", remedy=_STATE_MAKER)


@check(
    "provenance-community",
    title="The metadata say when and how the data were taken",
    source="FAIR R1.2; PaN profile: collection date, instrument, session, method",
    example='<date dateType="Collected">2026-01-31</date>, and the instrument by its identifier (IsCollectedBy)',
    needs=METADATA,
)
def provenance_community(evidence: Evidence) -> Verdict:
    """Ask for the day of the measurement, and for the instrument, the collector or the method."""
    present = views(evidence)
    taken = any(_taken(view) for _, view in present)
    how = any(_how(view) for _, view in present)
    if taken and how:
        return passed("The metadata say when and how the data were taken.", *(f"view/{name}" for name, _ in present))
    parts = [*(() if taken else ("when the data were taken",)), *(() if how else ("how or where they were taken",))]
    return absent(evidence, " and ".join(parts), remedy=_SAY_WHEN_AND_HOW)


@check(
    "provenance-vocabulary",
    title="The metadata use a provenance vocabulary",
    source="FAIR R1.2; PROV-O, PAV",
    example='"prov:wasDerivedFrom": {"@id": "https://doi.org/10.5072/raw"}',
    needs=METADATA,
)
def provenance_vocabulary(evidence: Evidence) -> Verdict:
    """Look for the namespace."""
    if pointer := _prov_namespace(evidence):
        return passed("The metadata use a provenance vocabulary.", pointer)
    return absent(evidence, "provenance in PROV or PAV", remedy=_STATE_ORIGIN)


@check(
    "provenance-cross-community",
    title="The metadata say from what the data were made, in terms that others know",
    source="FAIR R1.2; PROV-O, PAV, schema.org isBasedOn, DataCite relationType",
    example='"isBasedOn": "https://doi.org/10.5072/raw"',
    needs=METADATA,
)
def provenance_cross_community(evidence: Evidence) -> Verdict:
    """Accept a provenance vocabulary or a relation of origin."""
    if pointer := _prov_namespace(evidence):
        return passed("The metadata use a provenance vocabulary.", pointer)
    for pointer, related in said(evidence, "related", lambda view: view.related):
        if related.relation in _SOURCES and substantial(related.value):
            return passed(f"The metadata state an origin ({related.relation}).", pointer)
    return absent(evidence, "an origin of the data", remedy=_STATE_ORIGIN)


def _prov_namespace(evidence: Evidence) -> str:
    for name, view in views(evidence):
        if any(bare_address(namespace).startswith(_PROV) for namespace in view.namespaces):
            return f"view/{name}/namespaces"
    return ""


def _taken(view: Metadata) -> bool:
    return any(date.kind in _MADE and date.value[:4].isdigit() for date in view.dates)


def _how(view: Metadata) -> bool:
    return (
        any(related.relation == "IsCollectedBy" for related in view.related)
        or any(text.kind in _METHODS and substantial(text.value) for text in view.descriptions)
        or any(agent.role in _MAKERS and substantial(agent.name) for agent in view.contributors)
        or any(bare_address(subject.value_uri).startswith("purl.org/pan-science/") for subject in view.subjects)
    )


_STATE_ORIGIN = advice(
    "Say from what the data were derived, or by what they were collected.",
    json_ld({"isBasedOn": "https://doi.org/10.5072/raw"}),
    datacite("relatedIdentifier", "10.5072/raw", {"relatedIdentifierType": "DOI", "relationType": "IsDerivedFrom"}),
)


_STATE_MAKER = advice("State creator and date.", json_ld({"creator": [{"name": "…"}], "dateCreated": "2026-01-31"}))
_INSTRUMENT = {"relatedIdentifierType": "DOI", "relationType": "IsCollectedBy", "resourceTypeGeneral": "Instrument"}
_SAY_WHEN_AND_HOW = advice(
    "Say when the data were taken, and by which instrument or method.",
    datacite("date", "2026-01-31", {"dateType": "Collected"}),
    datacite("relatedIdentifier", "10.5072/instrument", _INSTRUMENT),
    datacite("description", "…", {"descriptionType": "Methods"}),
)
