"""What the page that the identifier leads to is about: this dataset, another one, or the site at large."""

from __future__ import annotations

import re
from dataclasses import replace

from assessors.memory import remembered
from assessors.reading.addresses import path_of
from assessors.reading.identity import find_target, same_pid
from assessors.reading.sentences import shown
from fairsvc.model.evidence import Evidence, PageFacts
from fairsvc.model.exchange import Exchange
from fairsvc.model.pid import Pid
from fairsvc.model.step import PAGE

# The probe found a document about another dataset, and kept what it says out of the page's view.
OF_ANOTHER = "metadata.of-another-dataset"
_LONGEST_TITLE = 300
_FORM_TEXT = 600
_HOME = re.compile(r"/*(?:(?:index|home|default|main|start)(?:\.\w{1,5})?)?/*\Z", re.IGNORECASE)
_SEARCH = re.compile(r"/(?:search|suche|find|query|results?|browse|discover)(?:\.\w{1,5})?/*\Z", re.IGNORECASE)
# What error pages are called that come with status 200, in the languages of the facilities.
_NOT_FOUND = re.compile(
    r"\b(?:not found|(?:error|fehler|erreur) 40[34]|40[34] (?:error|not)|does not exist|no longer available"
    r"|nicht gefunden|introuvable|non trouvée?|no encontrad[ao]|non trovat[ao]|hittades inte)\b|\A\W*40[34]\W*\Z",
    re.IGNORECASE,
)


@remembered
def stated_by_page(evidence: Evidence) -> str:
    """Point at the machine-readable statement by which the page is this identifier's; empty when there is none."""
    if evidence.page and any(same_pid(identifier.value, evidence) for identifier in evidence.page.identifiers):
        return "view/page/identifiers"
    return "link/cite-as" if any(same_pid(link.target, evidence) for link in evidence.links_with("cite-as")) else ""


@remembered
def find_misled(evidence: Evidence) -> str:
    """Say in a clause what the identifier leads to in place of its page; empty when nothing speaks against the page.

    A page that names the identifier to machines is its page; one that only shows it may be a list or an error.
    """
    page = evidence.exchange(PAGE)
    if page is None or not page.ok or stated_by_page(evidence):
        return ""
    facts = evidence.page_facts or PageFacts()
    if _NOT_FOUND.search(facts.title[:_LONGEST_TITLE]):
        return f"a page that says “{shown(facts.title)}” with status {page.status}"
    if facts.password_field and facts.text_length < _FORM_TEXT:
        return "a page that asks for a password"
    if _SEARCH.search(path_of(page.url)[-_LONGEST_TITLE:]) and not _routed(page):
        return f"a search page ({shown(page.url)})"
    if facts.names_pid:
        return ""
    if other := _find_other(evidence):
        return f"the page of {shown(str(other))}"
    if _HOME.match(path_of(page.url)[:_LONGEST_TITLE]) and not _queried(page) and not _routed(page):
        return f"the home page of a site ({shown(page.url)})"
    return ""


@remembered
def without_misled_page(evidence: Evidence) -> Evidence:
    """Leave out what the page says where the identifier leads to something else; else the same evidence."""
    return replace(evidence, page=None, page_facts=None, links=()) if find_misled(evidence) else evidence


def _find_other(evidence: Evidence) -> Pid | None:
    """Find the persistent identifier that the page names as its own in place of ours."""
    named = [link.target for link in evidence.links_with("cite-as")]
    named += [identifier.value for identifier in evidence.page.identifiers] if evidence.page else []
    named += [finding.detail for finding in evidence.findings if finding.code == OF_ANOTHER]
    return next((pid for text in named[:20] if (pid := find_target(text)) is not None and pid.persistent), None)


def _queried(page: Exchange) -> bool:
    return "?" in page.url


def _routed(page: Exchange) -> bool:
    """Tell whether a fragment names the dataset: applications in the browser route by it ("/#/dataset/1")."""
    addresses = [page.url, *(hop.location for hop in page.hops)]
    return any(address.partition("#")[2].strip("/!") for address in addresses)
