"""Persistent identifiers: recognise and normalise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from fairsvc.errors import BadPid

_DOI = re.compile(r"10\.\d{2,9}(?:\.\d+)*/\S+\Z")
_HANDLE = re.compile(r"[0-9A-Za-z]+(?:\.[0-9A-Za-z_-]+)*/\S+\Z")
_ARK = re.compile(r"ark:/?(?P<naan>[0-9bcdfghjkmnpqrstvwxz]{5,10})/(?P<name>\S+)\Z", re.IGNORECASE)
_URL = re.compile(r"https?://(?:\[[0-9a-f:.]+\](?::\d+)?|[^\s/?#@\[\]]+)(?:[/?#]\S*)?\Z", re.IGNORECASE)
_DOI_PREFIXES = re.compile(
    r"(?P<address>(?:https?://)?(?:dx\.|www\.)?doi\.org/(?:doi:)?|info:doi/)|doi:|urn:doi:", re.IGNORECASE
)
_HANDLE_PREFIXES = re.compile(r"(?P<address>(?:https?://)?hdl\.handle\.net/|info:hdl/)|hdl:", re.IGNORECASE)
_NBN_RESOLVER = re.compile(r"https?://(?:www\.)?nbn-resolving\.(?:org|de)/(?=urn:nbn:)", re.IGNORECASE)
_NBN = re.compile(r"(?P<prefix>urn:nbn:[a-z]{2}(?::[a-z0-9:]+)?)-(?P<name>[^\s?#]+)\Z", re.IGNORECASE)
_PURL_HOSTS = re.compile(r"https?://(?:w3id\.org|purl\.org|purl\.archive\.org)/\S+\Z", re.IGNORECASE)

# Left as they are in a path: RFC 3986 pchar and "/"; a DOI suffix may hold any of ()<>;:#?.
_PATH_SAFE = "/:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True, order=True)
class Pid:
    """A persistent identifier, normalised; `scheme` url means an address that promises nothing."""

    scheme: str
    value: str

    @property
    def uri(self) -> str:
        """The identifier as the https address that its scheme recommends."""
        if self.scheme == "doi":
            return f"https://doi.org/{quote(self.value, safe=_PATH_SAFE)}"
        if self.scheme == "handle":
            return f"https://hdl.handle.net/{quote(self.value, safe=_PATH_SAFE)}"
        if self.scheme == "ark":
            return f"https://n2t.net/{self.value}"
        if self.scheme == "urn":
            return f"https://nbn-resolving.org/{self.value}"
        return self.value

    @property
    def persistent(self) -> bool:
        """True for a scheme whose registry promises to keep the identifier."""
        return self.scheme != "url"

    def __str__(self) -> str:
        prefix = {"doi": "doi:", "handle": "hdl:"}.get(self.scheme, "")
        return f"{prefix}{self.value}"


def read_pid(text: str) -> Pid:
    """Normalise a DOI, Handle, ARK, URN:NBN, PURL or address as people write it.

    DOIs and Handles are case-insensitive (DOI Handbook 2.4) and come out in lower case, of a URN:NBN the part before
    the first hyphen (RFC 8458 section 4). Raises BadPid.
    """
    pid = find_pid(text)
    if pid is None:
        raise BadPid("this is no DOI, Handle, ARK or web address", repr(text[:200]), "A DOI looks like 10.5072/abc")
    return pid


def find_pid(text: str) -> Pid | None:
    """Read the identifier that the text spells; None when it spells none."""
    text = text.strip()
    if match := _DOI_PREFIXES.match(text):
        return _doi(text[match.end() :], address=bool(match["address"]))
    if match := _HANDLE_PREFIXES.match(text):
        return _handle(text[match.end() :], address=bool(match["address"]))
    if _DOI.match(text):
        return _doi(text, address=False)
    if match := _ARK.search(text):
        return Pid("ark", f"ark:/{match['naan'].lower()}/{match['name']}")
    if match := _NBN.match(_NBN_RESOLVER.sub("", text)):
        return Pid("urn", f"{match['prefix'].lower()}-{match['name']}")
    if _PURL_HOSTS.match(text):
        return Pid("purl", text)
    return Pid("url", text) if _URL.match(text) else None


def find_doi(text: str) -> Pid | None:
    """Read the DOI that the text spells in any form; None when it spells none."""
    pid = find_pid(text)
    return pid if pid is not None and pid.scheme == "doi" else None


def _doi(rest: str, *, address: bool) -> Pid | None:
    value = (unquote(rest.split("?", 1)[0].split("#", 1)[0]) if address or _no_slash(rest) else rest).strip()
    return Pid("doi", value.lower()) if _DOI.match(value) else None


def _handle(rest: str, *, address: bool) -> Pid | None:
    value = (unquote(rest.split("?", 1)[0].split("#", 1)[0]) if address or _no_slash(rest) else rest).strip()
    if _DOI.match(value):
        return Pid("doi", value.lower())
    return Pid("handle", value.lower()) if _HANDLE.match(value) else None


def _no_slash(rest: str) -> bool:
    """Tell whether the slash between prefix and suffix was percent-encoded, and so all the rest."""
    return "/" not in rest and "%2f" in rest.lower()
