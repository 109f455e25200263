"""Recognise licences in what people write: identifiers, names and addresses to one identifier."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from fairsvc.model.metadata import Rights
from fairsvc.vocab import load_text, load_toml
from fairsvc.vocab.access_rights import find_access_state
from fairsvc.vocab.addresses import bare_address
from fairsvc.vocab.creative_commons import find_deed, find_deed_named
from fairsvc.vocab.licensing import negates

_EU = re.compile(r"publications\.europa\.eu/resource/authority/licence/(?P<code>[a-z0-9_.-]+)")
_STATEMENT = re.compile(r"rightsstatements\.org/(?:vocab|page|data)/(?P<code>[a-z-]+)/1\.0(?![\d.])")
_SPDX = re.compile(r"spdx\.org/licenses/(?P<id>[a-z0-9.+-]+?)(?:\.html|\.json|\.jsonld|\.txt|\.ttl)?/?\Z")
_OSI = re.compile(r"opensource\.org/licenses?/(?P<id>[a-z0-9.+-]+)/?\Z")
_DALICC = re.compile(r"dalicc\.net/licenselibrary/(?P<id>[a-z0-9.+_-]+)/?\Z")
_ADDRESS_WITHIN = re.compile(r"https?://[^\s<>\"']{1,300}")
# Words that names of licences may have or lack.
_OPTIONAL = frozenset(
    ("a", "an", "the", "licence", "license", "licensed", "under", "version", "v", "software", "revision", "terms", "of")
)
_LONGEST_NAME = 300
_LONGEST_TEXT = 2_000
_CREATIVE_COMMONS = re.compile(r"CC-(?P<terms>BY[A-Z-]*)-(?P<version>\d\.\d)(?:-(?P<place>[A-Z]{2,3}))?\Z")


@lru_cache(maxsize=1024)
def find_licence(rights: Rights) -> str | None:
    """Find the licence that a rights statement means: an SPDX identifier, or `EU:code`, or `RightsStatements:code`.

    The address is asked first, then the identifier, then the text. Access rights are no licences and give None. So does
    a text that names several licences, as a choice or otherwise: which of them holds for what is not said to programs.
    """
    for text in (rights.uri, rights.identifier, rights.text):
        found = {licence for address in _addresses(text) if (licence := find_licence_at(address))}
        if found:
            return (
                found.pop() if len(found) == 1 and not negates(_ADDRESS_WITHIN.sub(" ", text[:_LONGEST_TEXT])) else None
            )
    by_identifier = _in_scheme(rights.identifier, f"{rights.scheme} {rights.scheme_uri}")
    return by_identifier or find_licence_named(rights.identifier) or find_licence_named(rights.text)


@lru_cache(maxsize=1024)
def find_licence_at(address: str) -> str | None:
    """Find the licence that an address names, whatever its language, suffix or scheme."""
    if find_access_state(address):
        return None
    bare = bare_address(address)[:_LONGEST_NAME]
    if found := find_deed(bare):
        return found
    if match := _SPDX.match(bare):
        return spdx_id(match["id"])
    if match := _OSI.match(bare):
        return _table("opensource").get(match["id"]) or spdx_id(match["id"])
    plain = bare.partition("?")[0].partition("#")[0].rstrip("/")
    if match := _DALICC.match(plain):
        return find_licence_named(match["id"])
    return _table("addresses").get(plain) or _authority(bare)


@lru_cache(maxsize=1024)
def find_licence_named(name: str) -> str | None:
    """Find the licence that an identifier or name means; None when the version is missing or nothing fits."""
    text = " ".join(name[: _LONGEST_NAME + 1].split()).lower()
    if not text or len(text) > _LONGEST_NAME:
        return None
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())
    return (
        spdx_id(text)
        or spdx_id(text.replace(" ", "-"))
        or _table("names").get(plain)
        or find_deed_named(text)
        or _by_words(plain)
    )


def same_licence(one: str, other: str) -> bool:
    """Tell whether two identifiers mean one licence: a ported version is the more specific deed of the same one."""
    if other in (one, f"{one}-only") or one == f"{other}-only":
        return True
    ours, theirs = _CREATIVE_COMMONS.match(one), _CREATIVE_COMMONS.match(other)
    if ours is None or theirs is None:
        return False
    alike = (ours["terms"], ours["version"]) == (theirs["terms"], theirs["version"])
    return alike and not (ours["place"] and theirs["place"])


def licence_address(licence: str) -> str:
    """Give the address at which the licence stands, of an identifier that `find_licence` gave."""
    authority, colon, code = licence.partition(":")
    if colon:
        name, _, version = code.rpartition("-")
        statement = f"http://rightsstatements.org/vocab/{name}/{version}/"
        return f"http://publications.europa.eu/resource/authority/licence/{code}" if authority == "EU" else statement
    if match := _CREATIVE_COMMONS.match(licence):
        place = f"{match['place'].lower()}/" if match["place"] else ""
        return f"https://creativecommons.org/licenses/{match['terms'].lower()}/{match['version']}/{place}"
    own: dict[str, str] = {"CC0-1.0": "zero", "CC-PDM-1.0": "mark"}
    if licence in own:
        return f"https://creativecommons.org/publicdomain/{own[licence]}/1.0/"
    return f"https://spdx.org/licenses/{licence}.html"


def spdx_id(id: str) -> str | None:
    """Spell an identifier as the SPDX Licence List does; None when it is not there."""
    return _spdx_ids().get(id.lower())


def _addresses(text: str) -> list[str]:
    """List the addresses in a text; one without a scheme counts when it is all the text."""
    if "/" not in text:
        return []
    return _ADDRESS_WITHIN.findall(text[:_LONGEST_TEXT])[:5] or ([text.strip()] if " " not in text.strip() else [])


def _in_scheme(identifier: str, scheme: str) -> str | None:
    """Read an identifier in the scheme that stands beside it."""
    if "rightsstatements" in scheme.lower().replace(" ", ""):
        code, _, version = identifier.strip().rpartition("-")
        named, version = (code, version) if version[:1].isdigit() else (identifier.strip(), "1.0")
        return _statement(named) if version == "1.0" else None
    if "europa" in scheme.lower() and identifier.strip():
        return _eu_licence(identifier.strip())
    return None


def _authority(bare: str) -> str | None:
    if match := _EU.match(bare):
        return _eu_licence(match["code"])
    if match := _STATEMENT.match(bare):
        return _statement(match["code"])
    return None


def _eu_licence(code: str) -> str | None:
    """Give the SPDX identifier of a code of the EU authority table `licence`, else the code; None of unknown codes."""
    code = code.upper()
    known = _table("eu").get(code.lower())
    spelt = re.sub(r"_(\d)_(\d)(?:_(\d))?\b", lambda m: "-" + ".".join(part for part in m.groups() if part), code)
    own = f"EU:{code}" if code in _eu_codes() else None
    return known or find_deed_named(spelt.replace("_", " ").lower()) or spdx_id(spelt.replace("_", "-")) or own


def _statement(code: str) -> str | None:
    """Name one of the twelve statements, which were published in version 1.0 alone."""
    known = _table("rights_statements").get(code.lower())
    return f"RightsStatements:{known}-1.0" if known else None


def _by_words(plain: str) -> str | None:
    """Find an SPDX identifier by the words of a name, in their order and without those that may be left out."""
    words = [word for word in plain.split() if word not in _OPTIONAL]
    key = " ".join(words)
    return _spdx_by_words().get(key) or _spdx_by_words().get(f"{key} 0") or _spdx_by_words().get(f"{key} only")


@cache
def _table(section: str) -> dict[str, str]:
    table: dict[str, str] = load_toml("licences.toml")[section]
    return table


@cache
def _eu_codes() -> frozenset[str]:
    return frozenset(load_text("eu_licence_codes.txt").split())


@cache
def _spdx_ids() -> dict[str, str]:
    return {known.lower(): known for known in load_text("spdx_licence_ids.txt").split()}


@cache
def _spdx_by_words() -> dict[str, str]:
    """Map the words of every identifier that has a digit to it: one word alone may be anything."""
    keyed = {" ".join(re.findall(r"[a-z0-9]+", known.lower())): known for known in _spdx_ids().values()}
    return {key: known for key, known in keyed.items() if " " in key and any(sign.isdigit() for sign in key)}
