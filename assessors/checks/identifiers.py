"""F1: the metadata have a globally unique, persistent identifier that resolves."""

from __future__ import annotations

import ipaddress

from assessors.absence import open_question, trouble, unread
from assessors.addresses import host_of
from assessors.identity import same_pid
from assessors.sentences import shown
from assessors.snippets import PID, advice, for_pid, link_header
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, FailureKind
from fairsvc.model.scheme import SCHEMES
from fairsvc.model.step import HANDLE, PAGE

_MINT = "Register a DOI (DataCite) or another Handle for the dataset, and use it wherever the dataset is named."
_LOCAL_NAMES = ("localhost", ".local", ".localhost", ".internal", ".lan")


@check(
    "pid-is-known-scheme",
    title="The identifier is globally unique by its scheme",
    source="FAIR F1; DOI Handbook 2, RFC 3986, ARK and PURL specifications",
    example="doi:10.5072/abc, hdl:20.500.1/abc or https://example.org/dataset/1",
    needs=(),
)
def pid_is_known_scheme(evidence: Evidence) -> Verdict:
    """Refuse addresses that mean another thing on another machine."""
    pid = evidence.pid
    if pid.scheme == "url" and not _global_host(host_of(pid.value)):
        return failed(f"{pid} names a host that only one network knows.", "pid", remedy=_MINT)
    return passed(f"{pid} is unique by its scheme, {pid.title}.", "pid")


@check(
    "pid-is-persistent",
    title="The identifier belongs to a scheme that promises persistence",
    source="FAIR F1; EOSC PID policy",
    example="https://doi.org/10.5072/abc",
    needs=(),
)
def pid_is_persistent(evidence: Evidence) -> Verdict:
    """Ask the scheme alone."""
    pid = evidence.pid
    if pid.persistent:
        return passed(f"{pid} is a {pid.title}, which its registry keeps.", "pid")
    return failed(f"{pid} is a web address: it promises nothing when the server is renamed.", "pid", remedy=_MINT)


@check(
    "pid-redirects",
    title="A resolver redirects the identifier to where the dataset is now",
    source="FAIR F1; DOI Handbook 3",
    example="GET https://doi.org/10.5072/abc answers 302 with Location",
    needs=(PAGE,),
    version=2,
)
def pid_redirects(evidence: Evidence) -> Verdict:
    """Look at the first answer on the way to the landing page."""
    pid, page = evidence.pid, evidence.exchange(PAGE)
    if not pid.persistent:
        return not_applicable("A web address has no resolver.", "pid")
    if not SCHEMES[pid.scheme].redirects:
        return not_applicable(f"The page of an identifier like this ({pid.title}) is its registry's own.", "pid")
    if page is None:
        return indeterminate("The identifier was not resolved.")
    if page.hops and 300 <= page.hops[0].status < 400:
        return passed(f"The resolver redirects to {shown(page.hops[0].location) or 'another place'}.", "exchange/page")
    if open_question(page):
        return indeterminate(f"The resolver could not be asked ({trouble(page)}).", "exchange/page")
    return failed(
        f"The resolver does not redirect {pid}; it {page.outcome()}.",
        "exchange/page",
        remedy="Register the landing page's address with the agency that keeps the identifier.",
    )


@check(
    "pid-resolves",
    title="The identifier leads to a landing page or a tombstone",
    source="FAIR A1; Data Citation Roadmap 2019, guideline 3",
    example="https://doi.org/10.5072/abc ends with 200 on the dataset's page; 410 for withdrawn data",
    needs=(PAGE, HANDLE),
)
def pid_resolves(evidence: Evidence) -> Verdict:
    """Follow the chain to its end; 410 Gone is the tombstone's status."""
    page, handle = evidence.exchange(PAGE), evidence.exchange(HANDLE)
    if handle is not None and handle.status == 404:
        because = f"The resolver has no record of {evidence.pid}."
        return failed(because, "exchange/handle", remedy="Register the identifier, or mend how it is spelt.")
    if page is None:
        return indeterminate("The identifier was not resolved.")
    if page.failure is not None and page.failure.kind is FailureKind.REDIRECTS:
        return failed(
            f"{evidence.pid} leads into redirects without an end.",
            "exchange/page",
            remedy="Let the landing page answer 200 to a visitor without cookies.",
        )
    if open_question(page):
        return indeterminate(f"The landing page could not be read ({trouble(page)}).", "exchange/page")
    return _landed(evidence, page)


def _landed(evidence: Evidence, page: Exchange) -> Verdict:
    if page.ok:
        return passed(f"{evidence.pid} leads to {shown(page.url)}.", "exchange/page")
    if page.status == 410:
        return passed(f"{evidence.pid} leads to a tombstone (410 Gone).", "exchange/page")
    return failed(
        f"{evidence.pid} leads to {shown(page.url)}, which {page.outcome()}.",
        "exchange/page",
        remedy="Publish the page without login at that address, or register the address where it is now.",
    )


@check(
    "cite-as-names-pid",
    title="The landing page says by which identifier to cite it",
    source="Signposting: cite-as; RFC 8574",
    example='Link: <https://doi.org/10.5072/abc>; rel="cite-as"',
    needs=(PAGE,),
)
def cite_as_names_pid(evidence: Evidence) -> Verdict:
    """Compare the typed link with the identifier asked for."""
    if verdict := unread(evidence, PAGE, "whether it says how to cite"):
        return verdict
    links, remedy = evidence.links_with("cite-as"), for_pid(_SEND_CITE_AS, evidence.pid)
    if not links:
        return failed("The landing page has no cite-as link.", "exchange/page", remedy=remedy)
    if any(same_pid(link.target, evidence) for link in links):
        return passed(f"The landing page asks to be cited as {evidence.pid}.", "link/cite-as")
    because = f"The landing page asks to be cited as {shown(links[0].target)}, not as {evidence.pid}."
    return failed(because, "link/cite-as", remedy=remedy)


def _global_host(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(_LOCAL_NAMES)


_SEND_CITE_AS = advice(
    "Send this header with the landing page, and name the same identifier everywhere.", link_header(PID, "cite-as")
)
