"""F1, I3: the entities of an experiment stand by their identifiers: instrument, sample, proposal, funding, software."""

from __future__ import annotations

import re

from assessors.reading.absence import absent, falls_short, unheard
from assessors.reading.experiment_kind import find_processed
from assessors.reading.identity import find_target
from assessors.reading.parties import valid_organisation
from assessors.reading.references import by_pid, references
from assessors.reading.sentences import shown
from assessors.reading.substance import substantial
from assessors.reading.views import said
from fairsvc.model.check import Verdict, check, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Funding, Identifier, Related
from fairsvc.model.step import METADATA

_SAMPLE = re.compile(r"igsn|sample|specimen|probe\b|échantillon|muestra|campione|prov\b", re.IGNORECASE)
_PROPOSAL = re.compile(r"proposal|session|experiment|visit|investigation|beamtime|beam time|campaign", re.IGNORECASE)
_SOFTWARE_SCHEMES = ("doi", "swhid", "rrid", "handle", "ark")
_USES_SOFTWARE = frozenset(("IsCompiledBy", "Requires", "References"))
_MOST = 100


@check(
    "instrument-by-pid",
    title="The instrument or beamline is linked by a persistent identifier",
    source="PaN profile PAN-F1-05; DataCite 4.5 IsCollectedBy and Instrument; RDA PIDINST",
    example='<relatedIdentifier relationType="IsCollectedBy" relatedIdentifierType="DOI">10.5442/NI000001<…>',
    counterexample="The beamline's name in the abstract, or the address of its web page",
    needs=METADATA,
)
def instrument_by_pid(evidence: Evidence) -> Verdict:
    """Accept the relation or the type of resource, by any identifier that lasts."""
    linked = [row for row in references(evidence) if _is_instrument(row[1])]
    for pointer, related in linked:
        if by_pid(related):
            return passed(f"The instrument is linked by {shown(related.value)}.", pointer)
    if linked:
        because = f"The instrument is linked by {shown(linked[0][1].value)}, which is no persistent identifier."
        what = "a persistent identifier of the instrument"
        return falls_short(evidence, what, because, linked[0][0], remedy="link-instrument")
    return absent(evidence, "a link to the instrument", remedy="link-instrument")


@check(
    "sample-identified",
    title="The sample is identified",
    source="PaN profile PAN-F1-06; IGSN; DataCite Metadata Schema 4.7, properties 11 and 12",
    example='<relatedIdentifier relatedIdentifierType="IGSN">…, or an alternateIdentifier of type Sample',
    counterexample="The sample's name in the title alone",
    needs=METADATA,
)
def sample_identified(evidence: Evidence) -> Verdict:
    """Accept an IGSN, a physical object by identifier, or a local number whose type says that it is the sample's."""
    for pointer, related in references(evidence):
        if (related.scheme.upper() == "IGSN" or related.resource_type == "PhysicalObject") and by_pid(related):
            return passed(f"The sample is linked by {shown(related.value)}.", pointer)
    if (row := _numbered(evidence, _SAMPLE)) is not None:
        return passed(f"The sample has the identifier {shown(row[1].value)} ({shown(row[1].scheme)}).", row[0])
    return absent(evidence, "an identifier of the sample", remedy="link-sample")


@check(
    "proposal-identified",
    title="The proposal or session is identified",
    source="PaN profile PAN-F1-07; DataCite Metadata Schema 4.7, properties 11 and 12 (IsPartOf)",
    example='<alternateIdentifier alternateIdentifierType="Proposal">KX-2023-0117</alternateIdentifier>',
    counterexample='<alternateIdentifier alternateIdentifierType="Local">42</alternateIdentifier>',
    needs=METADATA,
)
def proposal_identified(evidence: Evidence) -> Verdict:
    """Accept a number whose type says what it is, or IsPartOf with the DOI of the session."""
    if (row := _numbered(evidence, _PROPOSAL)) is not None:
        return passed(f"The proposal or session is {shown(row[1].value)} ({shown(row[1].scheme)}).", row[0])
    for pointer, related in references(evidence):
        if related.relation == "IsPartOf" and (pid := find_target(related.value)) and pid.scheme == "doi":
            return passed(f"The data are part of {shown(related.value)}.", pointer)
    return absent(evidence, "a proposal or session", remedy="identify-proposal")


@check(
    "funding-identified",
    title="Funder and award are identified",
    source="PaN profile PAN-F1-08; DataCite Metadata Schema 4.7, property 19",
    example="funderIdentifier https://ror.org/00k4n6c32 and awardNumber 101017567",
    counterexample='funderName "EU", without identifier and award number',
    needs=METADATA,
)
def funding_identified(evidence: Evidence) -> Verdict:
    """Ask for both of one funding reference, with check digits verified; an award's own identifier says both."""
    stated = list(said(evidence, "funding", lambda view: view.funding[:_MOST]))
    for pointer, funding in stated:
        if _award(funding) and (
            funding.funder_identifier is not None and valid_organisation(funding.funder_identifier)
        ):
            return passed(
                f"Funder and award {shown(funding.award_number or funding.award_uri)} are identified.", pointer
            )
    if stated:
        pointer, funding = stated[0]
        lacks = "an award number" if not _award(funding) else "a valid identifier (ROR, Crossref Funder ID)"
        because = f"Funding by {shown(funding.funder) or 'somebody'} is stated without {lacks}."
        return falls_short(evidence, "funder and award", because, pointer, remedy="identify-funding")
    return absent(evidence, "funder and award", remedy="identify-funding")


@check(
    "software-by-pid",
    title="Processed data name their software by persistent identifier",
    source="PaN profile PAN-F1-09; DataCite Metadata Schema 4.7, relationType IsCompiledBy and Requires",
    example='<relatedIdentifier relationType="IsCompiledBy" relatedIdentifierType="SWHID">swh:1:rev:…<…>',
    counterexample="Reduced with our own scripts",
    needs=METADATA,
)
def software_by_pid(evidence: Evidence) -> Verdict:
    """Leave raw data alone; nothing said means raw."""
    for pointer, related in references(evidence):
        if _is_software(related) and _by_software_pid(related):
            return passed(f"The software is {shown(related.value)}.", pointer)
    processed, pointer = find_processed(evidence)
    if not processed:
        what = "that the data are processed"
        return unheard(evidence, what) or not_applicable("Nothing says that the data are processed.")
    because = "The data are processed, and no software is linked by a persistent identifier."
    return falls_short(evidence, "the software by identifier", because, pointer, remedy="link-software")


def _is_instrument(related: Related) -> bool:
    return related.relation == "IsCollectedBy" or related.resource_type == "Instrument"


def _is_software(related: Related) -> bool:
    if related.resource_type == "Software":
        return True
    return related.relation in _USES_SOFTWARE and related.scheme.lower() in ("swhid", "rrid")


def _by_software_pid(related: Related) -> bool:
    pid = find_target(related.value)
    return by_pid(related) and (
        related.scheme.lower() == "rrid" or (pid is not None and pid.scheme in _SOFTWARE_SCHEMES)
    )


def _numbered(evidence: Evidence, kind: re.Pattern[str]) -> tuple[str, Identifier] | None:
    """Find the alternate identifier whose type, or prefix within the value, says what it identifies."""
    for pointer, number in said(evidence, "alternate_identifiers", lambda view: view.alternate_identifiers[:_MOST]):
        prefix, _, rest = number.value[:_MOST].partition(":")
        named = kind.search(number.scheme[:_MOST]) or (rest and kind.search(prefix))
        if named and substantial(number.value) and any(sign.isdigit() for sign in number.value):
            return pointer, number
    return None


def _award(funding: Funding) -> bool:
    return substantial(funding.award_number) or find_target(funding.award_uri) is not None
