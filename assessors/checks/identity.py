"""F1, A1: metadata and identifier point at each other."""

from __future__ import annotations

from assessors.reading.absence import absent, open_question, trouble
from assessors.reading.identity import same_pid
from assessors.reading.landing import find_misled, stated_by_page
from assessors.reading.telling import says_nothing
from assessors.reading.views import said
from fairsvc.model.check import Verdict, check, failed, indeterminate, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import METADATA, PAGE


@check(
    "pid-in-metadata",
    title="The metadata name the identifier",
    source="FAIR F1, F3; Data Citation Roadmap 2019, guideline 4",
    example='"identifier": "https://doi.org/10.5072/abc"',
    counterexample='"identifier": "dataset 1", or the identifier beside "name": "x"',
    needs=METADATA,
    version=3,
)
def pid_in_metadata(evidence: Evidence) -> Verdict:
    """Look for the identifier in every view, in any spelling, if a view describes what it identifies."""
    if verdict := says_nothing(evidence):
        return verdict
    for pointer, identifier in said(evidence, "identifiers", lambda view: view.identifiers):
        if same_pid(identifier.value, evidence):
            return passed(f"The metadata name {evidence.pid}.", pointer)
    return absent(evidence, f"the identifier {evidence.pid}", remedy="name-pid")


@check(
    "record-echoes-pid",
    title="What the identifier leads to is about that identifier",
    source="FAIR A1; Data Citation Roadmap 2019, guidelines 3 and 4",
    example="The page shows https://doi.org/10.5072/abc or has it in its metadata",
    counterexample="The page names no identifier, or that of another dataset; metadata that say “x” in every field",
    needs=METADATA,
    version=4,
)
def record_echoes_pid(evidence: Evidence) -> Verdict:
    """Accept the page's metadata, its cite-as link, or its text."""
    page = evidence.exchange(PAGE)
    if page is None:
        return indeterminate("The identifier was not resolved.")
    if open_question(page):
        return indeterminate(f"The landing page could not be read ({trouble(page)}).", "exchange/page")
    if verdict := says_nothing(evidence):
        return verdict
    if pointer := stated_by_page(evidence):
        return passed("The page's metadata or its cite-as link name the identifier.", pointer)
    if evidence.page_facts and evidence.page_facts.names_pid and not find_misled(evidence):
        return passed("The page shows the identifier.", "view/page")
    return failed(f"The page behind {evidence.pid} does not name it.", "exchange/page", remedy="name-pid")
