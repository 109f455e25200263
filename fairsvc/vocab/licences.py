"""Recognise licences in what people write: identifiers, names and addresses to one identifier."""

from __future__ import annotations

import re
from functools import cache

from fairsvc.model.metadata import Rights
from fairsvc.vocab import load_text, load_toml
from fairsvc.vocab.access_rights import find_access_state
from fairsvc.vocab.addresses import bare_address

_DEED = re.compile(
    r"creativecommons\.org/(?:licenses|publicdomain)/(?P<terms>[a-z-]+)/(?P<version>\d\.\d)(?:/(?P<place>[a-z]{2,3})\b)?",
)
_SPELT = re.compile(
    r"(?:cc|creative commons)\W*(?P<terms>by(?:\W+(?:nc|nd|sa))*|zero|0)\b\W*v?(?P<version>[1-4]\.\d)?"
    r"(?:\W+(?P<place>[a-z]{2,3})\b)?",
)
_NAMED = re.compile(r"(?P<words>attribution[a-z -]*?)[ ,(]*v?(?P<version>[1-4]\.\d)")
_EU = re.compile(r"publications\.europa\.eu/resource/authority/licence/(?P<code>[A-Za-z0-9_.-]+)", re.IGNORECASE)
_STATEMENT = re.compile(r"rightsstatements\.org/(?:vocab|page)/(?P<code>[A-Za-z-]+)/(?P<version>\d\.\d)", re.IGNORECASE)
_SPDX = re.compile(r"spdx\.org/licenses/(?P<id>[a-z0-9.+-]+?)(?:\.html|\.json|\.txt)?/?\Z")
_OSI = re.compile(r"opensource\.org/licenses?/(?P<id>[a-z0-9.+-]+)/?\Z")
_DEDICATIONS = {"zero": "CC0-1.0", "0": "CC0-1.0", "mark": "CC-PDM-1.0"}
_WORDS = (("noncommercial", "nc"), ("noderivs", "nd"), ("noderivatives", "nd"), ("sharealike", "sa"))
_LONGEST_NAME = 300


def find_licence(rights: Rights) -> str | None:
    """Find the licence that a rights statement means: an SPDX identifier, or `EU:code`, or `RightsStatements:code`.

    The address is asked first, then the identifier, then the text. Access rights are no licences and give None.
    """
    for address in (rights.uri, rights.text):
        if "/" in address and (found := find_licence_at(address)):
            return found
    return find_licence_named(rights.identifier) or find_licence_named(rights.text)


def find_licence_at(address: str) -> str | None:
    """Find the licence that an address names, whatever its language, suffix or scheme."""
    if find_access_state(address):
        return None
    bare = bare_address(address)[:_LONGEST_NAME]
    if match := _DEED.match(bare):
        return _creative_commons(match["terms"], match["version"], match["place"])
    if match := _SPDX.match(bare):
        return _spdx(match["id"])
    if match := _OSI.match(bare):
        known: dict[str, str] = load_toml("licences.toml")["opensource"]
        return known.get(match["id"]) or _spdx(match["id"])
    addresses: dict[str, str] = load_toml("licences.toml")["addresses"]
    return addresses.get(bare.rstrip("/#")) or _authority(address)


@cache
def find_licence_named(name: str) -> str | None:
    """Find the licence that an identifier or name means; None when the version is missing or nothing fits."""
    text = " ".join(name.split()).lower()
    if not text or len(text) > _LONGEST_NAME:
        return None
    names: dict[str, str] = load_toml("licences.toml")["names"]
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())
    return _spdx(text) or _spdx(text.replace(" ", "-")) or names.get(plain) or _spelt_out(text)


def _spelt_out(text: str) -> str | None:
    if (match := _SPELT.search(text)) and (match["version"] or match["terms"] in _DEDICATIONS):
        terms = re.sub(r"\W+", "-", match["terms"])
        return _creative_commons(terms, match["version"] or "1.0", match["place"])
    if "creative commons" in text and (match := _NAMED.search(text)):
        words = match["words"].replace("-", " ").replace(" ", "")
        terms = "-".join(["by", *(short for long, short in _WORDS if long in words)])
        return _creative_commons(terms, match["version"], None)
    return None


def _creative_commons(terms: str, version: str, place: str | None) -> str | None:
    if terms in _DEDICATIONS:
        return _DEDICATIONS[terms]
    ordered = "-".join(part for part in ("by", "nc", "nd", "sa") if part in terms.split("-"))
    # The order in identifiers is nc-nd and nc-sa; a jurisdiction that SPDX does not list falls back to the family.
    local = _spdx(f"cc-{ordered}-{version}-{place}") if place else None
    return local or _spdx(f"cc-{ordered}-{version}")


def _authority(address: str) -> str | None:
    if match := _EU.search(address):
        code = match["code"].upper()
        return _spdx(re.sub(r"-(\d)-(\d)\Z", r"-\1.\2", code.replace("_", "-"))) or f"EU:{code}"
    if match := _STATEMENT.search(address):
        return f"RightsStatements:{match['code']}-{match['version']}"
    return None


def _spdx(id: str) -> str | None:
    return _spdx_ids().get(id.lower())


@cache
def _spdx_ids() -> dict[str, str]:
    return {known.lower(): known for known in load_text("spdx_licence_ids.txt").split()}
