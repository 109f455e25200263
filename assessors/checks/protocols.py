"""A1.1, A1.2: metadata and data come by protocols that are open, free and able to authenticate."""

from __future__ import annotations

from assessors.reading.absence import OF_DATA, unread
from assessors.reading.addresses import host_of, is_loopback, scheme_of
from assessors.reading.believed_data import believed_addresses, lost_data, unread_data
from assessors.reading.data_files import closed_to_visitors, data_addresses, no_address, no_data_due
from assessors.reading.sentences import shown
from assessors.reading.telling import says_nothing
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import FILE, METADATA, PAGE

# Schemes of the IANA register with a public specification, and the authentication that the protocol itself defines.
_AUTHENTICATION = {
    "http": "HTTP authentication (RFC 9110, 11)",
    "https": "HTTP authentication over TLS (RFC 9110, 11)",
    "ftp": "user and password (RFC 959)",
    "ftps": "user and password over TLS (RFC 4217)",
    "sftp": "SSH keys (RFC 4252)",
    "dav": "HTTP authentication (RFC 4918)",
    "davs": "HTTP authentication over TLS (RFC 4918)",
    "gsiftp": "X.509 proxies (GFD.20)",
    "root": "XRootD security protocols",
    "rsync": "user and password",
    "dap": "",
    "tftp": "",
}
_DATA_STEPS = (FILE, *OF_DATA.steps)


@check(
    "metadata-protocol-standard",
    title="Metadata come by a standard protocol",
    source="FAIR A1; IANA URI schemes",
    example="https://",
    counterexample="A redirect to globus://collection/scan_0001, or metadata that say “x” in every field",
    needs=METADATA,
    version=3,
)
def metadata_protocol_standard(evidence: Evidence) -> Verdict:
    """Name the scheme of the address that answered."""
    scheme, verdict = _page_scheme(evidence)
    return verdict or says_nothing(evidence) or passed(f"The metadata come by {scheme}.", "exchange/page")


@check(
    "metadata-protocol-free",
    title="Metadata come to anybody, without an account",
    source="FAIR A1.1",
    example="GET without credentials answers 200",
    counterexample="Every source of metadata answers 401, or says “x” in every field",
    needs=METADATA,
    version=3,
)
def metadata_protocol_free(evidence: Evidence) -> Verdict:
    """Ask that one source of metadata answered a request without credentials, with metadata that say something."""
    if verdict := says_nothing(evidence):
        return verdict
    inconclusive = None
    for step in METADATA:
        exchange = evidence.exchange(step)
        if exchange is not None and exchange.ok:
            return passed("Metadata were answered without an account.", f"exchange/{step.name}")
        if exchange is not None:
            inconclusive = inconclusive or unread(evidence, step, "whether the metadata are free")
    if inconclusive:
        return inconclusive
    if verdict := unread(evidence, PAGE, "whether the metadata are free"):
        return verdict
    because = "No source answers a visitor without an account."
    return failed(because, "exchange/page", remedy="publish-landing-page")


@check(
    "metadata-protocol-authenticates",
    title="The metadata's protocol can authenticate a visitor",
    source="FAIR A1.2; RFC 9110, 11",
    example="https://",
    counterexample="A protocol that knows no credentials, such as dap; metadata that say “x” in every field",
    needs=METADATA,
    version=3,
)
def metadata_protocol_authenticates(evidence: Evidence) -> Verdict:
    """Look the protocol up; whether it is used is another question."""
    scheme, verdict = _page_scheme(evidence)
    if verdict := verdict or says_nothing(evidence):
        return verdict
    if how := _AUTHENTICATION[scheme]:
        return passed(f"The protocol {scheme} defines {how}.", "exchange/page")
    because = f"The protocol {scheme} defines no authentication."
    return failed(because, "exchange/page", remedy="publish-landing-page")


@check(
    "data-protocol-standard",
    title="Data come by a standard protocol",
    source="FAIR A1; IANA URI schemes",
    example="https://example.org/files/scan_0001.h5",
    counterexample="globus://collection/scan_0001.h5 alone; an address that answers 404",
    needs=_DATA_STEPS,
    version=4,
)
def data_protocol_standard(evidence: Evidence) -> Verdict:
    """Accept one address of data with a scheme that is publicly specified."""
    return _data_scheme(evidence, frozenset(_AUTHENTICATION), "is publicly specified")


@check(
    "data-protocol-free",
    title="Data come by a protocol that anybody may implement, without paid or closed software",
    source="FAIR A1.1",
    example="https://example.org/files/scan_0001.h5",
    counterexample="gsiftp://example.org/scan_0001.h5 alone; an address that answers 404",
    needs=_DATA_STEPS,
    version=4,
)
def data_protocol_free(evidence: Evidence) -> Verdict:
    """Accept http and ftp families; what needs one vendor's client does not count."""
    free = frozenset(("http", "https", "ftp", "ftps", "sftp", "dav", "davs", "rsync", "dap"))
    return _data_scheme(evidence, free, "is free to implement")


@check(
    "data-protocol-authenticates",
    title="The data's protocol can authenticate a visitor",
    source="FAIR A1.2; RFC 9110, 11",
    example="https://example.org/files/scan_0001.h5",
    counterexample="tftp://example.org/scan_0001.h5 alone; an address that answers 404",
    needs=_DATA_STEPS,
    version=4,
)
def data_protocol_authenticates(evidence: Evidence) -> Verdict:
    """Look the protocol up; whether it is used is another question."""
    return _data_scheme(evidence, frozenset(s for s, how in _AUTHENTICATION.items() if how), "defines authentication")


@check(
    "authentication-supported",
    title="Closed data are guarded by the protocol's own authentication",
    source="FAIR A1.2; RFC 9110, 11.6.1",
    example="https, or 401 with WWW-Authenticate: Bearer",
    counterexample="Closed data at http://example.org/files/scan_0001.h5",
    needs=_DATA_STEPS,
    version=4,
)
def authentication_supported(evidence: Evidence) -> Verdict:
    """Accept TLS, where credentials are safe, or a challenge; open data by plain http need none."""
    if verdict := no_data_due(evidence) or _guarded(evidence):
        return verdict
    file, addresses = evidence.exchange(FILE), data_addresses(evidence)
    if not addresses:
        return closed_to_visitors(evidence) or no_address(evidence)
    if file is not None and file.ok:
        return not_applicable("The data are open, so nobody has to authenticate.", "exchange/file")
    if verdict := lost_data(evidence) or unread(evidence, FILE, "whether the data are guarded"):
        return verdict
    if all(is_loopback(host_of(url)) for _, url in addresses):
        return not_applicable("The data are on this machine, and credentials would not leave it.", addresses[0][0])
    because = "Credentials for the data would travel unprotected."
    return failed(because, addresses[0][0], remedy="serve-files-by-https")


def _guarded(evidence: Evidence) -> Verdict | None:
    file = evidence.exchange(FILE)
    if file is not None and file.status == 401 and file.header("www-authenticate"):
        return passed("The file is guarded by a challenge of the protocol.", "exchange/file")
    for pointer, url in believed_addresses(evidence):
        if scheme_of(url) in ("https", "ftps", "sftp", "davs", "gsiftp", "root"):
            return passed("The data's protocol carries credentials safely.", pointer)
    return None


def _page_scheme(evidence: Evidence) -> tuple[str, Verdict | None]:
    page = evidence.exchange(PAGE)
    if page is None:
        return "", indeterminate("The identifier was not resolved.")
    if not page.hops:
        return "", unread(evidence, PAGE, "by which protocol the metadata come")
    scheme = scheme_of(page.url)
    if scheme in _AUTHENTICATION:
        return scheme, None
    because = f"The identifier leads to an address of no protocol that is publicly specified: {shown(page.url)}."
    return scheme, failed(because, "exchange/page", remedy="publish-landing-page")


def _data_scheme(evidence: Evidence, accepted: frozenset[str], quality: str) -> Verdict:
    if verdict := no_data_due(evidence):
        return verdict
    addresses = data_addresses(evidence)
    for pointer, url in believed_addresses(evidence):
        if (scheme := scheme_of(url)) in accepted:
            return passed(f"The data come by {scheme}, which {quality}.", pointer)
    if not addresses:
        return closed_to_visitors(evidence) or no_address(evidence)
    if verdict := lost_data(evidence) or unread_data(evidence):
        return verdict
    pointer, url = addresses[0]
    return failed(
        f"None of the data's protocols {quality}: {shown(scheme_of(url))}.", pointer, remedy="serve-files-by-https"
    )
