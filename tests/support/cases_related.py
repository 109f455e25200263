"""Special cases of the checks on relations and provenance."""

from __future__ import annotations

from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent, Date, Funding, Identifier, Related, Text
from tests.support import evidence_builder as build
from tests.support.check_worlds import GOOD
from tests.support.evidence_builder import HOME, changed, everywhere, exchange, failure

_TAKEN = (Related("10.5442/NI000001", "DOI", "IsCollectedBy", "Instrument"),)
_PART = Related("10.5072/session", "DOI", "IsPartOf")
_PROGRAM = Related("swh:1:rev:" + "0a" * 20, "SWHID", "IsCompiledBy", "Software")
_PROPOSAL = Identifier("KX-2023-0117", "Proposal")


def _grant(funder: str, award: str) -> Funding:
    return Funding("European Commission", Identifier(funder), award)


CASES: list[tuple[str, str, Evidence]] = [
    ("related-named", "P", everywhere(GOOD, related=(Related("see our article in J. Synchr. Rad."),))),
    ("related-by-address", "F", everywhere(GOOD, related=(Related("see our article"),))),
    ("related-by-address", "P", everywhere(GOOD, related=(Related(f"{HOME}/proposal/1", "URL"),))),
    ("related-by-pid", "F", everywhere(GOOD, related=(Related(f"{HOME}/proposal/1", "URL", "References"),))),
    ("related-by-pid", "P", everywhere(GOOD, related=(Related("ICDP5054ESYI201", "IGSN", "References"),))),
    ("related-qualified", "F", everywhere(GOOD, related=(Related("10.5072/article", "DOI", "relatedTo"),))),
    ("related-data", "F", everywhere(GOOD, related=(Related("10.5072/article", "DOI", "IsSupplementTo"),))),
    ("related-data-qualified", "F", everywhere(GOOD, related=(Related("10.5072/raw", "DOI", "", "Dataset"),))),
    ("related-by-pid", "I", changed(everywhere(GOOD, related=(Related("an article"),)), exchange("registry", 503))),
    ("related-named", "F", everywhere(GOOD, related=(Related(build.PID.uri, "DOI", "IsDerivedFrom"),))),
    ("related-named", "F", everywhere(GOOD, related=(Related("https://example.org/x", "URL", "References"),))),
    ("related-by-pid", "F", everywhere(GOOD, related=(Related("forthcoming 2027", "DOI", "IsSupplementTo"),))),
    ("related-by-pid", "F", everywhere(GOOD, related=(Related("none yet", "ISBN", "References"),))),
    ("related-data", "F", everywhere(GOOD, related=(Related(build.PID.value, "DOI", "IsNewVersionOf", "Dataset"),))),
    ("related-data", "F", everywhere(GOOD, related=(Related("10.5072/a", "DOI", "IsPartOf", "Journal"),))),
    ("related-provenance-typed", "P", everywhere(GOOD, related=(Related("10.5072/a", "DOI", "IsCitedBy"),))),
    ("related-provenance-typed", "F", everywhere(GOOD, related=(Related("10.5072/a", "DOI", "HasMetadata"),))),
    ("provenance-basic", "F", everywhere(GOOD, creators=(), publisher=None, dates=(Date("2026-01-31", "Updated"),))),
    ("provenance-basic", "P", everywhere(GOOD, creators=(), publisher=None)),
    ("provenance-complete", "P", everywhere(GOOD, related=(*_TAKEN, _PART))),
    ("provenance-complete", "P", everywhere(GOOD, related=_TAKEN, alternate_identifiers=(_PROPOSAL,))),
    ("provenance-complete", "F", everywhere(GOOD, related=_TAKEN)),
    ("provenance-complete", "F", everywhere(GOOD, related=(*_TAKEN, _PART), dates=())),
    ("provenance-complete", "F", everywhere(GOOD, related=(*_TAKEN, Related("10.5072/raw", "DOI", "IsDerivedFrom")))),
    (
        "provenance-complete",
        "P",
        everywhere(GOOD, related=(*_TAKEN, Related("10.5072/raw", "DOI", "IsDerivedFrom"), _PROGRAM)),
    ),
    ("provenance-complete", "I", changed(GOOD, failure("registry"))),
    (
        "instrument-by-pid",
        "F",
        everywhere(GOOD, related=(Related(f"{HOME}/bm23", "URL", "IsCollectedBy", "Instrument"),)),
    ),
    (
        "instrument-by-pid",
        "P",
        everywhere(GOOD, related=(Related("21.t11998/0001", "Handle", "References", "Instrument"),)),
    ),
    ("instrument-by-pid", "F", everywhere(GOOD, related=())),
    ("sample-identified", "P", everywhere(GOOD, related=(Related("ICDP5054ESYI201", "IGSN", "References"),))),
    ("sample-identified", "P", everywhere(GOOD, alternate_identifiers=(Identifier("S-0042", "Sample number"),))),
    ("sample-identified", "F", everywhere(GOOD, alternate_identifiers=(Identifier("S-0042", "Local"),))),
    ("sample-identified", "F", everywhere(GOOD, alternate_identifiers=(Identifier("n/a", "Sample"),))),
    ("proposal-identified", "P", everywhere(GOOD, alternate_identifiers=(_PROPOSAL,))),
    ("proposal-identified", "P", everywhere(GOOD, related=(_PART,))),
    ("proposal-identified", "P", everywhere(GOOD, alternate_identifiers=(Identifier("proposal:20-1234", "URN"),))),
    ("proposal-identified", "F", everywhere(GOOD, alternate_identifiers=(Identifier("42", "Local"),))),
    ("funding-identified", "P", everywhere(GOOD, funding=(_grant("https://ror.org/00k4n6c32", "101017567"),))),
    ("funding-identified", "P", everywhere(GOOD, funding=(_grant("10.13039/501100000780", "101017567"),))),
    ("funding-identified", "F", everywhere(GOOD, funding=(_grant("https://ror.org/00k4n6c33", "101017567"),))),
    ("funding-identified", "F", everywhere(GOOD, funding=(_grant("https://ror.org/00k4n6c32", "(:unav)"),))),
    ("software-by-pid", "N", everywhere(GOOD, related=())),
    ("software-by-pid", "F", everywhere(GOOD, related=(), titles=(Text("Reconstructed tomograms of a fossil"),))),
    ("software-by-pid", "P", everywhere(GOOD, related=(_PROGRAM,))),
    ("software-by-pid", "P", everywhere(GOOD, related=(Related("RRID:SCR_006646", "RRID", "IsCompiledBy"),))),
    ("software-by-pid", "I", changed(GOOD, failure("registry"))),
    ("provenance-community", "F", everywhere(GOOD, dates=())),
    ("provenance-community", "F", everywhere(GOOD, related=(), subjects=())),
    ("provenance-vocabulary", "F", everywhere(GOOD, namespaces=("http://schema.org/",))),
    ("provenance-cross-community", "P", everywhere(GOOD, namespaces=())),
    ("provenance-basic", "F", everywhere(GOOD, creators=(Agent("x"),), publisher=None, dates=(Date("x"),))),
]
