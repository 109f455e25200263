"""Special cases of the checks on relations and provenance."""

from __future__ import annotations

from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent, Date, Related
from tests.support.check_worlds import (
    GOOD,
)
from tests.support.evidence_builder import HOME, changed, everywhere, exchange

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
    ("provenance-basic", "P", everywhere(GOOD, creators=(), publisher=None)),
    ("provenance-community", "F", everywhere(GOOD, dates=())),
    ("provenance-community", "F", everywhere(GOOD, related=(), subjects=())),
    ("provenance-vocabulary", "F", everywhere(GOOD, namespaces=("http://schema.org/",))),
    ("provenance-cross-community", "P", everywhere(GOOD, namespaces=())),
    ("provenance-basic", "F", everywhere(GOOD, creators=(Agent("x"),), publisher=None, dates=(Date("x"),))),
]
