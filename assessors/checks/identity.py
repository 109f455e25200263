"""F1, A1: metadata and identifier point at each other."""

from __future__ import annotations

from assessors.absence import absent, open_question, trouble
from assessors.identity import same_pid
from assessors.snippets import PID, advice, for_pid, json_ld, link_header
from assessors.views import said
from fairsvc.model.check import Verdict, check, failed, indeterminate, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import METADATA, PAGE


@check(
    "pid-in-metadata",
    title="The metadata name the identifier",
    source="FAIR F1, F3; Data Citation Roadmap 2019, guideline 4",
    example='"identifier": "https://doi.org/10.5072/abc"',
    needs=METADATA,
)
def pid_in_metadata(evidence: Evidence) -> Verdict:
    """Look for the identifier in every view, in any spelling."""
    for pointer, identifier in said(evidence, "identifiers", lambda view: view.identifiers):
        if same_pid(identifier.value, evidence):
            return passed(f"The metadata name {evidence.pid}.", pointer)
    return absent(evidence, f"the identifier {evidence.pid}", remedy=_NAME_PID)


@check(
    "record-echoes-pid",
    title="What the identifier leads to is about that identifier",
    source="FAIR A1; Data Citation Roadmap 2019, guidelines 3 and 4",
    example="The page shows https://doi.org/10.5072/abc or has it in its metadata",
    needs=(PAGE,),
)
def record_echoes_pid(evidence: Evidence) -> Verdict:
    """Accept the page's metadata, its cite-as link, or its text."""
    page = evidence.exchange(PAGE)
    if page is None:
        return indeterminate("The identifier was not resolved.")
    if open_question(page):
        return indeterminate(f"The landing page could not be read ({trouble(page)}).", "exchange/page")
    if evidence.page and any(same_pid(identifier.value, evidence) for identifier in evidence.page.identifiers):
        return passed("The page's metadata name the identifier.", "view/page/identifiers")
    if any(same_pid(link.target, evidence) for link in evidence.links_with("cite-as")):
        return passed("The page's cite-as link names the identifier.", "link/cite-as")
    if evidence.page_facts and evidence.page_facts.names_pid:
        return passed("The page shows the identifier.", "view/page")
    return failed(
        f"The page behind {evidence.pid} does not name it.", "exchange/page", remedy=for_pid(_SHOW_PID, evidence.pid)
    )


_NAME_PID = advice("Write the identifier into the metadata.", json_ld({"identifier": PID}))
_SHOW_PID = advice(
    "Show the identifier on the page as a link, and name it in the page's header.",
    f'<a href="{PID}">{PID}</a>',
    link_header(PID, "cite-as"),
)
