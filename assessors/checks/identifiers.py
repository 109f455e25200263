"""F1: the metadata have a globally unique, persistent identifier that resolves."""

from __future__ import annotations

import ipaddress
import re

from assessors.reading.absence import open_question, trouble, unread
from assessors.reading.addresses import host_of, path_of
from assessors.reading.identity import same_pid
from assessors.reading.landing import find_misled
from assessors.reading.sentences import shown
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, FailureKind
from fairsvc.model.scheme import SCHEMES
from fairsvc.model.step import HANDLE, PAGE, REGISTRY
from fairsvc.vocab.addresses import bare_address

_LOCAL_NAMES = ("localhost", ".local", ".localhost", ".internal", ".lan")
# A UUID (RFC 9562), or a digest in hex: MD5, SHA-1, SHA-256 or SHA-512.
_GUID = re.compile(
    r"(?<![0-9a-f])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    r"|[0-9a-f]{128}|[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-f])",
    re.IGNORECASE,
)
_LONGEST = 2_048
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)


@check(
    "pid-is-known-scheme",
    title="The identifier is globally unique by its scheme",
    source="FAIR F1; DOI Handbook 2, RFC 3986, ARK and PURL specifications",
    example="doi:10.5072/abc, hdl:20.500.1/abc or https://example.org/dataset/1",
    counterexample="http://localhost/dataset/1",
    needs=(),
)
def pid_is_known_scheme(evidence: Evidence) -> Verdict:
    """Refuse addresses that mean another thing on another machine."""
    pid = evidence.pid
    if pid.scheme == "url" and not _global_host(host_of(pid.value)):
        return failed(f"{pid} names a host that only one network knows.", "pid", remedy="register-pid")
    return passed(f"{pid} is unique by its scheme, {pid.title}.", "pid")


@check(
    "pid-is-persistent",
    title="The identifier belongs to a scheme that promises persistence",
    source="FAIR F1; EOSC PID policy",
    example="https://doi.org/10.5072/abc",
    counterexample="https://example.org/dataset/1, or a DOI that leads to the site's home page",
    needs=(HANDLE, PAGE),
    version=3,
)
def pid_is_persistent(evidence: Evidence) -> Verdict:
    """Ask the scheme; an identifier that nobody registered, or that leads elsewhere, persists in name only."""
    pid, handle = evidence.pid, evidence.exchange(HANDLE)
    if not pid.persistent:
        because = f"{pid} is a web address: it promises nothing when the server is renamed."
        return failed(because, "pid", remedy="register-pid")
    if handle is not None and handle.status == 404:
        because = f"{pid} is spelt like a {pid.title}, and nobody registered it."
        return failed(because, "exchange/handle", remedy="register-pid")
    if misled := find_misled(evidence):
        return failed(f"{pid} is a {pid.title} that leads to {misled}.", "exchange/page", remedy="register-address")
    return _unconfirmed(evidence) or passed(f"{pid} is a {pid.title}, which its registry keeps.", "pid")


def _unconfirmed(evidence: Evidence) -> Verdict | None:
    """Leave it open where an outage hides whether the identifier is registered, or leads to its page; else None."""
    page, handle = evidence.exchange(PAGE), evidence.exchange(HANDLE)
    if page is not None and not _unrecorded(page) and (verdict := unread(evidence, PAGE, "where the identifier leads")):
        return verdict
    redirected = page is not None and bool(page.hops) and 300 <= page.hops[0].status < 400
    if handle is None or _unrecorded(handle) or redirected or evidence.registry is not None:
        return None
    return unread(evidence, HANDLE, "whether the identifier is registered")


def _unrecorded(exchange: Exchange) -> bool:
    """Tell whether a recording lacks the answer: nobody asked, which is no outage."""
    return exchange.failure is not None and exchange.failure.kind is FailureKind.NOT_RECORDED


@check(
    "pid-redirects",
    title="A resolver redirects the identifier to where the dataset is now",
    source="FAIR F1; DOI Handbook 3",
    example="GET https://doi.org/10.5072/abc answers 302 with Location",
    counterexample="GET https://doi.org/10.5072/abc answers 404",
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
        remedy="register-address",
    )


@check(
    "pid-resolves",
    title="The identifier leads to a landing page or a tombstone",
    source="FAIR A1; Data Citation Roadmap 2019, guideline 3",
    example="https://doi.org/10.5072/abc ends with 200 on the dataset's page; 410 for withdrawn data",
    counterexample="It ends with 404, on the site's home page, or with 200 on “Page not found”",
    needs=(PAGE, HANDLE),
    version=2,
)
def pid_resolves(evidence: Evidence) -> Verdict:
    """Follow the chain to its end; 410 Gone is the tombstone's status."""
    page, handle = evidence.exchange(PAGE), evidence.exchange(HANDLE)
    if handle is not None and handle.status == 404:
        because = f"The resolver has no record of {evidence.pid}."
        return failed(because, "exchange/handle", remedy="register-pid")
    if page is None:
        return indeterminate("The identifier was not resolved.")
    if page.failure is not None and page.failure.kind is FailureKind.REDIRECTS:
        because = f"{evidence.pid} leads into redirects without an end."
        return failed(because, "exchange/page", remedy="publish-landing-page")
    if open_question(page):
        return indeterminate(f"The landing page could not be read ({trouble(page)}).", "exchange/page")
    return _landed(evidence, page)


def _landed(evidence: Evidence, page: Exchange) -> Verdict:
    if misled := find_misled(evidence):
        return failed(f"{evidence.pid} leads to {misled}.", "exchange/page", "view/page", remedy="register-address")
    if page.ok:
        return passed(f"{evidence.pid} leads to {shown(page.url)}.", "exchange/page")
    if page.status == 410:
        return passed(f"{evidence.pid} leads to a tombstone (410 Gone).", "exchange/page")
    because = f"{evidence.pid} leads to {shown(page.url)}, which {page.outcome()}."
    return failed(because, "exchange/page", remedy="publish-landing-page")


@check(
    "identifier-is-guid",
    title="The identifier is globally unique by its form",
    source="FsF-F1-01D-2 (FAIRsFAIR metrics 0.5); RFC 9562; RFC 3986",
    example="doi:10.5072/abc, https://example.org/dataset/1 or http://localhost/6f1a4e0c-93b1-4f4e-8b0c-2f0d5a6b7c8d",
    counterexample="http://localhost/dataset/1",
    needs=(),
)
def identifier_is_guid(evidence: Evidence) -> Verdict:
    """Accept a UUID or a digest, and what is stronger: a persistent identifier or an address that everybody reaches."""
    pid = evidence.pid
    if pid.persistent:
        return passed(f"{pid} is a {pid.title}, which is given out once.", "pid")
    if _GUID.search(path_of(pid.value)[:_LONGEST]):
        return passed("The address holds a UUID or a digest.", "pid")
    if _global_host(host_of(pid.value)):
        return passed(f"{shown(str(pid))} is an address that everybody reaches.", "pid")
    because = f"{shown(str(pid))} means another thing on another network."
    return failed(because, "pid", remedy="register-pid")


@check(
    "pid-resolves-directly",
    title="The DOI leads straight to the address that is registered for it",
    source="PaN profile PAN-F1-01; DOI Handbook 3",
    example="https://doi.org/10.5072/abc redirects to the registered address, which answers 200",
    counterexample="The registered address redirects twice, and ends on another page",
    needs=(PAGE, REGISTRY),
)
def pid_resolves_directly(evidence: Evidence) -> Verdict:
    """Count the redirects behind the resolver, and compare the last address with the registered one."""
    if evidence.pid.scheme != "doi":
        return not_applicable(f"{evidence.pid} is no DOI.", "pid")
    if verdict := unread(evidence, PAGE, "where the DOI leads"):
        return verdict
    page = evidence.exchange(PAGE)
    if page is None or not (page.ok or page.status == 410):
        outcome = page.outcome() if page else "is missing"
        return failed(f"The DOI leads to no page: it {outcome}.", "exchange/page", remedy="publish-landing-page")
    resolver = f"{evidence.endpoints.resolver}/"
    behind = [hop for hop in page.hops if not hop.url.startswith(resolver)]
    if len(behind) > 2:
        because = f"The registered address redirects {len(behind) - 1} times before the page comes."
        return failed(because, "exchange/page", remedy="register-address")
    registered = (evidence.registry.url if evidence.registry else "") or page.hops[0].location
    if registered and _plain(registered) != _plain(page.url):
        because = f"Registered is {shown(registered)}, and the DOI ends at {shown(page.url)}."
        return failed(because, "exchange/page", remedy="register-address")
    return passed(f"The DOI leads straight to {shown(page.url)}.", "exchange/page")


@check(
    "cite-as-names-pid",
    title="The landing page says by which identifier to cite it",
    source="Signposting: cite-as; RFC 8574",
    example='Link: <https://doi.org/10.5072/abc>; rel="cite-as"',
    counterexample='Link: <https://example.org/dataset/1>; rel="cite-as"',
    needs=(PAGE,),
)
def cite_as_names_pid(evidence: Evidence) -> Verdict:
    """Compare the typed link with the identifier asked for."""
    if verdict := unread(evidence, PAGE, "whether it says how to cite"):
        return verdict
    links = evidence.links_with("cite-as")
    if not links:
        return failed("The landing page has no cite-as link.", "exchange/page", remedy="name-pid")
    if any(same_pid(link.target, evidence) for link in links):
        return passed(f"The landing page asks to be cited as {evidence.pid}.", "link/cite-as")
    because = f"The landing page asks to be cited as {shown(links[0].target)}, not as {evidence.pid}."
    return failed(because, "link/cite-as", remedy="name-pid")


def _global_host(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(_LOCAL_NAMES)


def _plain(address: str) -> str:
    """Spell an address so that scheme, "www.", session, fragment and a slash at its end do not count."""
    return bare_address(_SESSION.sub("", address[:_LONGEST].partition("#")[0])).rstrip("/")
