"""R1.2: who made the data, when, with what and from what."""

from __future__ import annotations

from assessors.reading.absence import absent
from assessors.reading.experiment_kind import find_processed
from assessors.reading.plausibility import creator_flaw
from assessors.reading.references import by_address, references
from assessors.reading.sentences import shown
from assessors.reading.substance import substantial
from assessors.reading.telling import credited, says_nothing
from assessors.reading.views import said, views
from fairsvc.model.check import Verdict, check, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata
from fairsvc.model.step import METADATA
from fairsvc.vocab.addresses import bare_address

_PROV = ("w3.org/ns/prov", "purl.org/pav", "openprovenance.org/")
_SOURCES = frozenset(("IsDerivedFrom", "IsVariantFormOf", "IsNewVersionOf", "IsCompiledBy", "IsCollectedBy"))
_ORIGINS = frozenset(("IsDerivedFrom", "IsVariantFormOf", "IsNewVersionOf", "Compiles", "IsPartOf"))
_SOFTWARE = frozenset(("IsCompiledBy", "Requires"))
# Every tool stamps these: they tell of the record at its registry, not of the data.
_RECORD_DATES = frozenset(("", "Updated", "Submitted", "Accepted", "Issued"))
_MADE = frozenset(("Collected", "Created", "Coverage"))
_METHODS = frozenset(("Methods", "TechnicalInfo"))
_MAKERS = frozenset(("DataCollector", "HostingInstitution", "Producer", "ProjectMember", "ResearchGroup"))


@check(
    "provenance-basic",
    version=4,
    title="The metadata say who or when",
    source="FAIR R1.2; PROV-O starting points",
    example="A creator, a publisher or a date of the data",
    counterexample='Creator "(:unav)", and no date but that of the registry; a publisher beside the title "x"',
    needs=METADATA,
)
def provenance_basic(evidence: Evidence) -> Verdict:
    """Accept any creator, publisher or date that is no placeholder, if the metadata describe what was made."""
    if verdict := says_nothing(evidence):
        return verdict
    for name, view in views(evidence):
        if any(not creator_flaw(agent, evidence) for agent in view.creators[:200]):
            return passed("A creator is stated.", f"view/{name}/creators")
        if view.publisher is not None and substantial(view.publisher.name):
            return passed("A publisher is stated.", f"view/{name}/publisher")
        if any(date.kind not in _RECORD_DATES and date.value[:4].isdigit() for date in view.dates):
            return passed("A date of the data is stated.", f"view/{name}/dates")
    return absent(evidence, "a creator, publisher or date of the data", remedy="state-maker")


@check(
    "provenance-community",
    version=3,
    title="The metadata say when and how the data were taken",
    source="FAIR R1.2; PaN profile: collection date, instrument, session, method",
    example='<date dateType="Collected">2026-01-31</date>, and the instrument by its identifier (IsCollectedBy)',
    counterexample='<date dateType="Updated">2026-01-31</date> alone',
    needs=METADATA,
)
def provenance_community(evidence: Evidence) -> Verdict:
    """Ask for the day of the measurement, and for the instrument, the collector or the method."""
    present = views(evidence)
    taken = any(_taken(view) for _, view in present)
    how = any(_how(view) for _, view in present) or _instrument(evidence)
    if taken and how:
        cites = (f"view/{name}" for name, _ in present)
        return credited(evidence, "The metadata say when and how the data were taken.", *cites)
    parts = [*(() if taken else ("when the data were taken",)), *(() if how else ("how or where they were taken",))]
    return absent(evidence, " and ".join(parts), remedy="say-when-and-how")


@check(
    "provenance-complete",
    title="The metadata say who, when, where and from what; for processed data, with which software",
    source="PaN profile PAN-R1-02; PROV-O starting points",
    example="Creators, collection date, instrument, the session's DOI; for processed data software and version",
    counterexample="Creators and a date, but no instrument and no proposal, session or raw data",
    needs=METADATA,
)
def provenance_complete(evidence: Evidence) -> Verdict:
    """Ask for all four; a proposal is where raw data come from, and raw data are where processed ones do."""
    processed, _ = find_processed(evidence)
    answered = {
        "who made the data": any(
            not creator_flaw(agent, evidence)
            for _, agent in said(evidence, "creators", lambda view: view.creators[:200])
        ),
        "when": any(_taken(view) for _, view in views(evidence)),
        "where (the instrument)": _instrument(evidence) or any(_host(view) for _, view in views(evidence)),
        "from what": _origin(evidence, processed=processed),
    }
    if processed:
        answered["the software with its version"] = _software(evidence)
    missing = [question for question, told in answered.items() if not told]
    if not missing:
        return passed(f"The metadata say {', '.join(answered)}.", *(f"view/{name}" for name, _ in views(evidence)))
    return absent(evidence, " and ".join(missing), remedy="say-when-and-how")


@check(
    "provenance-vocabulary",
    title="The metadata use a provenance vocabulary",
    source="FAIR R1.2; PROV-O, PAV",
    example='"prov:wasDerivedFrom": {"@id": "https://doi.org/10.5072/raw"}',
    counterexample='"isBasedOn": "https://doi.org/10.5072/raw" alone',
    needs=METADATA,
)
def provenance_vocabulary(evidence: Evidence) -> Verdict:
    """Look for the namespace."""
    if pointer := _prov_namespace(evidence):
        return passed("The metadata use a provenance vocabulary.", pointer)
    return absent(evidence, "provenance in PROV or PAV", remedy="state-origin")


@check(
    "provenance-cross-community",
    version=2,
    title="The metadata say from what the data were made, in terms that others know",
    source="FAIR R1.2; PROV-O, PAV, schema.org isBasedOn, DataCite relationType",
    example='"isBasedOn": "https://doi.org/10.5072/raw"',
    counterexample='"isBasedOn": "the raw data", or the dataset\'s own DOI',
    needs=METADATA,
)
def provenance_cross_community(evidence: Evidence) -> Verdict:
    """Accept a provenance vocabulary or a relation of origin."""
    if pointer := _prov_namespace(evidence):
        return passed("The metadata use a provenance vocabulary.", pointer)
    for pointer, related in references(evidence):
        if related.relation in _SOURCES:
            return passed(f"The metadata state an origin ({shown(related.relation)}).", pointer)
    return absent(evidence, "an origin of the data", remedy="state-origin")


def _prov_namespace(evidence: Evidence) -> str:
    for name, view in views(evidence):
        if any(bare_address(namespace).startswith(_PROV) for namespace in view.namespaces):
            return f"view/{name}/namespaces"
    return ""


def _taken(view: Metadata) -> bool:
    return any(date.kind in _MADE and date.value[:4].isdigit() for date in view.dates)


def _how(view: Metadata) -> bool:
    return (
        any(text.kind in _METHODS and substantial(text.value) for text in view.descriptions)
        or any(agent.role in _MAKERS and substantial(agent.name) for agent in view.contributors)
        or any(bare_address(subject.value_uri).startswith("purl.org/pan-science/") for subject in view.subjects)
    )


def _host(view: Metadata) -> bool:
    return any(agent.role == "HostingInstitution" and substantial(agent.name) for agent in view.contributors)


def _instrument(evidence: Evidence) -> bool:
    stated = references(evidence)
    return any(related.relation == "IsCollectedBy" or related.resource_type == "Instrument" for _, related in stated)


def _origin(evidence: Evidence, *, processed: bool) -> bool:
    if any(related.relation in _ORIGINS and by_address(related) for _, related in references(evidence)):
        return True
    numbers = said(evidence, "alternate_identifiers", lambda view: view.alternate_identifiers[:50])
    return not processed and any(substantial(number.value) for _, number in numbers)


def _software(evidence: Evidence) -> bool:
    for _, related in references(evidence):
        if related.resource_type == "Software" or related.relation in _SOFTWARE:
            return True
    texts = said(evidence, "descriptions", lambda view: (one for one in view.descriptions if one.kind in _METHODS))
    return any("version" in text.value.lower() for _, text in texts)
