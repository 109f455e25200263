"""Tell conditions of use from words that only look like some: "ask me", "all rights reserved", "see website"."""

from __future__ import annotations

import re
from functools import cache

from fairsvc.model.metadata import Rights
from fairsvc.vocab import load_toml
from fairsvc.vocab.access_rights import find_access_state
from fairsvc.vocab.addresses import authority, bare_address
from fairsvc.vocab.licences import find_licence_at

_ADDRESS = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]+/[^\s<>\"']{2,}", re.IGNORECASE)
_DEED = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/[^/]+/\d")
_LONGEST = 2_000
_LEAST_WORDS = 2


def states_conditions(rights: Rights) -> bool:
    """Tell whether a statement that is no known licence says under which conditions the data may be used.

    The address of a document counts: what stands there is for people to read. Reserving all rights permits nothing,
    and words do not mend the address of a deed that there is not.
    """
    texts = (rights.uri, rights.text, rights.identifier)
    if any(_is_dead_deed(match.group()) for text in texts if (match := _ADDRESS.search(text[:_LONGEST]))):
        return False
    if any(_leads_somewhere(match.group()) for text in texts if (match := _ADDRESS.search(text[:_LONGEST]))):
        return True
    return any(_permits(text) for text in (rights.text, rights.identifier))


def _is_dead_deed(address: str) -> bool:
    """Tell whether the address spells a Creative Commons deed in full, with its version, and there is none."""
    return _DEED.match(bare_address(address)) is not None and find_licence_at(address) is None


def _leads_somewhere(address: str) -> bool:
    if find_access_state(address):
        return False
    try:
        host = authority(address).partition(":")[0].removeprefix("www.")
    except ValueError:  # unbalanced brackets of an IPv6 address
        return False
    return host not in _row("nowhere") and not bare_address(address).startswith(_deeds())


def _permits(text: str) -> bool:
    plain = " ".join(text[:_LONGEST].split()).casefold()
    if find_access_state(plain) or len(re.findall(r"\w+", plain)) < _LEAST_WORDS or plain.startswith(_row("deflects")):
        return False
    return any(word in plain for word in _row("conditions"))


@cache
def _row(kind: str) -> tuple[str, ...]:
    table: dict[str, list[str]] = load_toml("licences.toml")["statements"]
    return tuple(table[kind])


def _deeds() -> tuple[str, ...]:
    """Name the sites of licences: an unknown address there is mistyped, and no conditions of one's own."""
    return _row("deed_sites")
