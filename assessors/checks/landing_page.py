"""A1: a person can read the landing page."""

from __future__ import annotations

from assessors.reading.absence import unread
from assessors.reading.addresses import host_of, is_loopback, scheme_of
from assessors.reading.sentences import shown
from assessors.reading.substance import substantial
from fairsvc.model.check import Verdict, check, failed, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import PAGE

_PAGE_TEXT = 200


@check(
    "landing-page-readable",
    title="A person can read the landing page without login or JavaScript",
    source="FAIR A1; Data Citation Roadmap 2019, guideline 3; DataCite landing page requirements",
    example="200, text/html, with a title and the citation in the text",
    counterexample="A form to log in, or a page that is empty without JavaScript",
    needs=(PAGE,),
)
def landing_page_readable(evidence: Evidence) -> Verdict:
    """Ask for HTML with a title and text, and no password field in its place."""
    if verdict := unread(evidence, PAGE, "whether a person can read it"):
        return verdict
    page, facts = evidence.exchange(PAGE), evidence.page_facts
    if page is None or not (page.ok or page.status == 410):
        outcome = page.outcome() if page else "is missing"
        return failed(f"The landing page {outcome}.", "exchange/page", remedy="publish-landing-page")
    if facts is None:
        kind = shown(page.media_type) or "bytes without a type"
        because = f"The identifier leads a browser to {kind}, not to a page."
        return failed(because, "exchange/page", remedy="publish-landing-page")
    remedy = "write-landing-page"
    if facts.password_field and facts.text_length < 3 * _PAGE_TEXT:
        because, remedy = "The page asks for a password first.", "publish-landing-page"
    elif facts.text_length < _PAGE_TEXT:
        because = f"Without JavaScript the page shows {facts.text_length} characters of text."
    elif not substantial(facts.title):
        because = "The page has no title."
    else:
        return passed(f"The page has a title and {facts.text_length} characters of text.", "view/page")
    return failed(because, "view/page", remedy=remedy)


@check(
    "landing-page-over-https",
    title="The landing page answers over https",
    source="PaN profile PAN-A1-01; RFC 9110, 4.2.2",
    example="https://doi.org/10.5072/abc ends on https://example.org/dataset/1",
    counterexample="It ends on http://example.org/dataset/1",
    needs=(PAGE,),
)
def landing_page_over_https(evidence: Evidence) -> Verdict:
    """Look at the address that answered last; the tombstone of withdrawn data is a page, too."""
    if verdict := unread(evidence, PAGE, "whether it comes over https"):
        return verdict
    page = evidence.exchange(PAGE)
    if page is None or not (page.ok or page.status == 410):
        outcome = page.outcome() if page else "is missing"
        return failed(f"The landing page {outcome}.", "exchange/page", remedy="publish-landing-page")
    if scheme_of(page.url) == "https":
        return passed("The landing page answers over https.", "exchange/page")
    if is_loopback(host_of(page.url)):
        return not_applicable(
            "The landing page is on this machine, for whose address there are no certificates.", "exchange/page"
        )
    because = f"The landing page comes by {shown(scheme_of(page.url))}: {shown(page.url)}."
    return failed(because, "exchange/page", remedy="serve-page-by-https")
