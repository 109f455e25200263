"""How people write identifiers: each way by the host or prefix that it begins with, to scheme and value."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from fairsvc.model.check_digits import orcid_check_digit, ror_check_digits
from fairsvc.model.trimming import unwrapped, without_tail

Spelt = tuple[str, str]
"""A scheme and the normalised value."""

_DOI = re.compile(r"10\.[0-9]{2,9}(?:\.[0-9]+)*/\S+\Z")
_HANDLE = re.compile(r"[0-9A-Za-z]+(?:\.[0-9A-Za-z_-]+)*/\S+\Z")
# Handle prefixes that stand for themselves without "hdl:" - those that CNRI and DONA give out now, and that of IGSN.
_BARE_HANDLE = re.compile(r"(?:10273|20\.500(?:\.[0-9]{2,12})*|2[01]\.T?[0-9]{4,6}(?:\.[0-9]+)*)/\S+\Z", re.IGNORECASE)
_ARK = re.compile(r"(?:\A|[/=:])ark:/?([0-9bcdfghjkmnpqrstvwxz]{5,10})/([^\s?#&]+)", re.IGNORECASE)
_NBN = re.compile(r"(?:\A|[/=])(urn:nbn:[a-z]{2}(?::[a-z0-9:]+)?)-([^\s?#&]+)", re.IGNORECASE)
_SWHID = re.compile(r"(?P<core>1:(?:cnt|dir|rev|rel|snp):[0-9a-f]{40})(?P<qualifiers>;\S*)?\Z", re.IGNORECASE)
_ORCID = re.compile(r"([0-9]{4})[-‐‑‒–−]?([0-9]{4})[-‐‑‒–−]?([0-9]{4})[-‐‑‒–−]?([0-9]{3}[0-9X])\Z", re.IGNORECASE)
_ROR = re.compile(r"(0[0-9a-hjkmnp-tv-z]{6})([0-9]{2})\Z", re.IGNORECASE | re.ASCII)
_IGSN = re.compile(r"(?=[A-Z.-]*[0-9])[A-Z0-9][A-Z0-9.-]{3,}\Z", re.IGNORECASE | re.ASCII)
_URL = re.compile(r"https?://(?:\[[0-9a-f:.]+\](?::\d+)?|[^\s/?#@\[\]]+)(?:[/?#]\S*)?\Z", re.IGNORECASE)
_AGAIN = re.compile(r"/*(?:(?:https?:/{1,2})?(?:dx\.|www\.)?doi\.org/+|doi:\s*)*", re.IGNORECASE)
_BLANK = re.compile(r"\s")
_IGSN_PREFIX = "10273"
# ORCID iDs are ISNIs of these blocks.
_ORCID_BLOCKS = ("0000-000", "0009-00")


def find_spelt(text: str) -> Spelt | None:
    """Find scheme and value of the identifier that the text spells; None when it spells none."""
    text = unwrapped(text)
    if text[:3] == "10.":
        return _doi(text) or _doi_encoded(text)
    prefix, separator, rest = text.partition(":")
    if not separator:
        return _without_prefix(text)
    prefix = prefix.lower()
    if rest[:2] == "//" and prefix in ("https", "http"):
        return _at_address(rest[2:]) or (("url", text) if _URL.match(text) else None)
    read = _BY_PREFIX.get(prefix)
    return read(rest.strip()) if read is not None else _without_prefix(text)


def find_fault(text: str) -> tuple[str, str, str] | None:
    """Say what is wrong with an identifier whose check digit is: what, which, what next; None when nothing is."""
    bare = without_tail(unwrapped(text).partition("?")[0].partition("#")[0])
    last = bare.rstrip("/").rpartition("/")[2].rpartition(":")[2].strip()
    lower = bare.lower()
    if (match := _ORCID.match(last)) and ("orcid" in lower or bare.startswith(_ORCID_BLOCKS)):
        right = orcid_check_digit("".join(match.groups())[:15])
        return _fault("the check digit of this ORCID iD is wrong", last, right, "https://orcid.org")
    if "ror" in lower and (match := _ROR.match(last)):
        right = ror_check_digits(match[1].lower())
        return _fault("the check digits of this ROR ID are wrong", last, right, "https://ror.org")
    return None


def _fault(what: str, which: str, right: str, where: str) -> tuple[str, str, str]:
    return what, repr(which), f"To the rest belongs {right}: a digit was mistyped, so look it up at {where}"


def _at_address(rest: str) -> Spelt | None:
    """Read what follows the "://" of an address: by its host, else by an ARK or URN:NBN within it."""
    host, _, path = rest.partition("/")
    read = _BY_HOST.get(host) or _BY_HOST.get(host.lower().removeprefix("www."))
    return (read(path) if read is not None else None) or _within(path)


def _within(path: str) -> Spelt | None:
    lower = path.lower()
    for name, read in (("ark", _ark), ("nbn", _nbn)):
        if name in lower and (found := read(f"/{unquote(path) if '%3a' in lower else path}")):
            return found
    return None


def _without_prefix(text: str) -> Spelt | None:
    """Read hosts without "https://", and identifiers that their form alone gives away."""
    host, _, path = text.partition("/")
    if (read := _BY_HOST.get(host.lower().removeprefix("www."))) is not None:
        return read(path) or _within(path)
    if text[:4].lower() == "doi " and (found := _doi(text[4:].strip())):
        return found
    if _BARE_HANDLE.match(text):
        return _handle(text)
    return _bare_orcid(text) or (_ark(text) if "ark:" in text.lower() else None)


def _doi(rest: str) -> Spelt | None:
    value = without_tail(rest)
    return ("doi", value.lower()) if _DOI.match(value) else None


def _doi_encoded(rest: str) -> Spelt | None:
    return _doi(unquote(rest)) if _no_slash(rest) else None


def _prefixed_doi(rest: str) -> Spelt | None:
    return _doi(rest) or _doi_encoded(rest)


def _doi_path(path: str) -> Spelt | None:
    """Read the path at the resolver, also when a whole address or prefix was pasted behind it, and Handles."""
    value = _path(path)
    if value[:3] != "10.":
        value = _AGAIN.sub("", value, count=1)
    return _doi(value) or (_handle(value) if _BARE_HANDLE.match(value) else None)


def _handle_path(path: str) -> Spelt | None:
    return _handle(_path(path).removeprefix("api/handles/"))


def _prefixed_handle(rest: str) -> Spelt | None:
    return _handle(unquote(rest) if _no_slash(rest) else rest)


def _handle(rest: str) -> Spelt | None:
    value = without_tail(rest)
    if _DOI.match(value):
        return "doi", value.lower()
    return ("handle", value.lower()) if _HANDLE.match(value) else None


def _igsn(rest: str) -> Spelt | None:
    """Read an IGSN ID: a DOI, or one given out before 2022, which is a Handle of IGSN's prefix."""
    if "/" in rest:
        return _handle(rest) if rest.startswith((f"{_IGSN_PREFIX}/", "10.")) else None
    value = without_tail(rest)
    return ("handle", f"{_IGSN_PREFIX}/{value.lower()}") if _IGSN.match(value) else None


def _ark(text: str) -> Spelt | None:
    match = _ARK.search(text)
    if match is None or (match.end() != len(text) and _goes_on(text, match.end())):
        return None
    naan, name = match.groups()
    name = without_tail(name, slashes=True)
    return ("ark", f"ark:/{naan.lower()}/{name}") if name else None


def _goes_on(text: str, end: int) -> bool:
    """Tell whether words follow, not a query or nothing: a sentence spells no identifier."""
    return _BLANK.search(text, end) is not None


def _nbn(text: str) -> Spelt | None:
    match = _NBN.search(text)
    if match is None or _goes_on(text, match.end()):
        return None
    prefix, name = match.groups()
    name = without_tail(name)
    return ("urn", f"{prefix.lower()}-{name}") if name else None


def _urn(rest: str) -> Spelt | None:
    return _prefixed_doi(rest[4:]) if rest[:4].lower() == "doi:" else _nbn(f"urn:{rest}")


def _orcid(rest: str) -> Spelt | None:
    match = _ORCID.match(without_tail(rest.rstrip("/")))
    digits = "".join(match.groups()).upper() if match else ""
    if not match or orcid_check_digit(digits[:15]) != digits[15]:
        return None
    return "orcid", "-".join(match.groups()).upper()


def _bare_orcid(text: str) -> Spelt | None:
    return _orcid(text) if text.startswith(_ORCID_BLOCKS) else None


def _ror(rest: str) -> Spelt | None:
    match = _ROR.match(without_tail(rest.rstrip("/")))
    if match is None or ror_check_digits(match[1].lower()) != match[2]:
        return None
    return "ror", match[0].lower()


def _swhid(rest: str) -> Spelt | None:
    match = _SWHID.match(without_tail(rest, slashes=True))
    return ("swhid", f"swh:{match['core'].lower()}{match['qualifiers'] or ''}") if match else None


def _info(rest: str) -> Spelt | None:
    """Read the info URI of a DOI, Handle or ARK (RFC 4452)."""
    name, _, value = rest.partition("/")
    return _named(name, value, encoded=True)


def _curie(path: str) -> Spelt | None:
    """Read `prefix:value` or `prefix/value`, as identifiers.org and N2T take them."""
    head, colon, value = path.partition(":")
    name, slash, rest = path.partition("/")
    if colon and "/" not in head:
        return _named(head, value, encoded=False)
    return _named(name, rest, encoded=False) if slash else None


def _ark_or_curie(path: str) -> Spelt | None:
    return _ark(path) or _curie(path)


def _named(name: str, value: str, *, encoded: bool) -> Spelt | None:
    read = _BY_PREFIX.get(name.lower())
    return read(unquote(value) if encoded else value) if read is not None and name.lower() != "info" else None


def _purl(host: str, *, curies: bool = False) -> Callable[[str], Spelt | None]:
    def read(path: str) -> Spelt | None:
        found = _curie(path) if curies else None
        return found or (("purl", f"https://{host}/{path}") if path and not _BLANK.search(path) else None)

    return read


def _path(path: str) -> str:
    """Give the path of an address decoded, without query and fragment."""
    if "?" in path or "#" in path:
        path = path.partition("?")[0].partition("#")[0]
    return unquote(path) if "%" in path else path


def _no_slash(rest: str) -> bool:
    """Tell whether the slash between prefix and suffix was percent-encoded, and so all the rest."""
    return "/" not in rest and "%2f" in rest.lower()


_BY_PREFIX: dict[str, Callable[[str], Spelt | None]] = {
    "doi": _prefixed_doi,
    "hdl": _prefixed_handle,
    "handle": _prefixed_handle,
    "raid": _doi,
    "igsn": _igsn,
    "ark": lambda rest: _ark(f"ark:{rest}"),
    "urn": _urn,
    "orcid": _orcid,
    "orcid id": _orcid,
    "ror": _ror,
    "swh": _swhid,
    "info": _info,
}
_BY_HOST: dict[str, Callable[[str], Spelt | None]] = {
    "doi.org": _doi_path,
    "dx.doi.org": _doi_path,
    "raid.org": lambda path: _doi(_path(path)),
    "igsn.org": lambda path: _igsn(_path(path)),
    "hdl.handle.net": _handle_path,
    "orcid.org": lambda path: _orcid(_path(path)),
    "ror.org": lambda path: _ror(_path(path)),
    "archive.softwareheritage.org": _curie,
    "n2t.net": _ark_or_curie,
    "arks.org": _ark_or_curie,
    "identifiers.org": _purl("identifiers.org", curies=True),
    "w3id.org": _purl("w3id.org"),
    "purl.org": _purl("purl.org"),
    "purl.oclc.org": _purl("purl.oclc.org"),
    "purl.archive.org": _purl("purl.archive.org"),
}
