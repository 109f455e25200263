"""F2, R1: page, registry and OAI-PMH say the same of the same dataset."""

from __future__ import annotations

from itertools import combinations

from assessors.reading.absence import unheard
from assessors.reading.sentences import shown
from assessors.reading.views import telling_views
from fairsvc.model.check import Verdict, check, failed, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import METADATA
from fairsvc.vocab.agreement import COMPARISONS

_COMPARED = ("titles", "creators", "publication_year", "dates")


@check(
    "metadata-registries-agree",
    title="Page, registry and OAI-PMH agree on title, creators and dates",
    source="PaN profile PAN-O-02; FAIR F2",
    example="One title, one list of creators, one year everywhere",
    counterexample="Two creators on the page, three at DataCite",
    needs=METADATA,
    version=2,
)
def metadata_registries_agree(evidence: Evidence) -> Verdict:
    """Compare what both of two views state; case, initials, translations and precision make no difference."""
    present = telling_views(evidence)
    if len(present) < 2:
        return unheard(evidence, "the same metadata again") or not_applicable(
            "Fewer than two sources describe the data."
        )
    for (name, view), (other, against) in combinations(present, 2):
        for field in _COMPARED:
            if (differing := COMPARISONS[field](view, against)) is not None:
                ours, theirs = (shown(text) for text in differing)
                because = f"The {name} and the {other} differ in {field.replace('_', ' ')}: {ours} and {theirs}."
                return failed(
                    because, f"view/{name}/{field}", f"view/{other}/{field}", remedy="say-the-same-everywhere"
                )
    return passed(
        f"{len(present)} sources agree on title, creators and dates.", *(f"view/{name}" for name, _ in present)
    )
