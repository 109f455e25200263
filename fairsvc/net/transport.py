"""The session underneath: one for all threads, one TLS context, guarded connections."""

from __future__ import annotations

import functools
import logging
import re
import ssl
import time
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context

from fairsvc.errors import BadSettings
from fairsvc.formats.redaction import redact
from fairsvc.model.exchange import Need
from fairsvc.net.connections import ANSWER_BY, GuardedHTTP, GuardedHTTPS
from fairsvc.net.forking import start_anew_after_fork
from fairsvc.net.policy import Policy

# Hosts and sockets each that are kept open; a probe of many hosts stays below the usual 1,024 descriptors.
POOLS, POOL_SIZE = 256, 10

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]+")


class Transport:
    """One session for all threads: sends a request once and returns the open answer."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._proxies = {"http": policy.proxy_url, "https": policy.proxy_url} if policy.proxy_url else {}
        self._session = _open_session(policy)
        self._inherited: list[requests.Session] = []
        start_anew_after_fork(self)

    def start_anew(self) -> None:
        """Leave the kept connections to the process that we were forked from: two cannot talk over one.

        They are not closed, since a thread that is not there any more may hold their locks.
        """
        self._inherited.append(self._session)
        self._session = _open_session(self._policy)

    def prepare(self, need: Need, *, undecoded: bool = False) -> requests.PreparedRequest:
        """Spell the request as it will go out. Raises requests' own errors for what is no web address.

        `undecoded` asks for the bytes as they are. The host's token is in no Need: where a redirect leads elsewhere,
        and wherever needs and exchanges are kept, it is not.
        """
        headers: dict[str, str | bytes] = {"Accept": "*/*"}
        for name, value in need.headers:
            headers[name.title()] = _UNPRINTABLE.sub(" ", value).strip().encode()
        headers["User-Agent"] = self._policy.user_agent
        if self._policy.contact:
            headers["From"] = self._policy.contact
        # A range of a compressed body cannot be unfolded.
        headers["Accept-Encoding"] = "identity" if undecoded or "Range" in headers else "gzip"
        url = need.url.partition("#")[0]
        request = requests.Request(need.method, url, headers=headers, data=need.body.encode() or None).prepare()
        # Of https://a\\@b/ one parser takes a for the host, another b: what counts is where the request goes.
        token = self._policy.token(str(request.url))
        if token is not None:
            request.headers[token.header] = token.value
        return request

    def open(self, request: requests.PreparedRequest, left_s: float) -> requests.Response:
        """Send the request; the answer's body is still on the wire and must come within `left_s` too."""
        token = ANSWER_BY.set(time.monotonic() + left_s)
        timeout = (min(self._policy.connect_timeout_s, left_s), min(self._policy.read_timeout_s, left_s))
        try:
            return self._session.send(
                request, stream=True, allow_redirects=False, timeout=timeout, proxies=self._proxies, verify=True
            )
        finally:
            ANSWER_BY.reset(token)

    def close(self) -> None:
        """Close every kept connection."""
        self._session.close()


def _open_session(policy: Policy) -> requests.Session:
    session = _Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = _Adapter(tls_context(policy.ca_bundle), None if policy.proxy_url else policy.allowed)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


class _Blanked(logging.Filter):
    """Blank secrets in the addresses that the library tells whoever listens to everything."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(redact(one) if isinstance(one, str) else one for one in record.args)
        return True


logging.getLogger("urllib3.connectionpool").addFilter(_Blanked())


@functools.cache
def tls_context(ca_bundle: str = "") -> ssl.SSLContext:
    """Load the public authorities, and those of the bundle beside them, once per process. Raises BadSettings."""
    context = create_urllib3_context()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    if ca_bundle:
        try:
            context.load_verify_locations(ca_bundle)
        except OSError as error:
            raise BadSettings("the CA bundle cannot be read", ca_bundle, "Name a file of PEM certificates") from error
    return context


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        # Redirects are followed hop by hop above; requests would read a redirect's body without bound.
        del resp
        return None


class _Adapter(HTTPAdapter):
    """Hand out guarded connections that share one TLS context.

    urllib3 loads all authorities again for each connection unless it is given a context: eight times the work.
    """

    def __init__(self, context: ssl.SSLContext, allowed: frozenset[str] | None) -> None:
        self._context = context
        rules = {"allowed": allowed}
        self._http = type("GuardedHTTP", (GuardedHTTP,), rules)
        self._https = type("GuardedHTTPS", (GuardedHTTPS,), rules)
        super().__init__(pool_connections=POOLS, pool_maxsize=POOL_SIZE)

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {"ssl_context": self._context, "cert_reqs": "CERT_REQUIRED"}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        del url, verify, cert
        conn.cert_reqs, conn.ca_certs, conn.ca_cert_dir = "CERT_REQUIRED", None, None

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        pool: Any = super().get_connection_with_tls_context(request, verify, proxies, cert)
        secure = isinstance(pool, HTTPSConnectionPool)
        # vcrpy records by replacing the class's attribute; one on the instance would hide it, now or later.
        if type(pool).ConnectionCls is (HTTPSConnection if secure else HTTPConnection):
            pool.ConnectionCls = self._https if secure else self._http
        else:
            vars(pool).pop("ConnectionCls", None)
        return pool
