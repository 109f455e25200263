"""The small values of schema.org: texts on one line, addresses, identifiers that are what they claim to be."""

from __future__ import annotations

from fairsvc.formats.recognise import is_address, party_scheme_of
from fairsvc.model.metadata import Identifier
from fairsvc.model.pid import Pid, find_pid

Json = dict[str, object]

# Identifiers of parties whose check digits tell whether they are any.
_CHECKED = {"orcid": "orcid", "ror": "ror"}


def line(text: str) -> str:
    """Write a text on one line."""
    return " ".join(text.split())


def said(node: Json) -> Json:
    """Leave out what has no value; nothing stays of a node that says nothing but its type."""
    kept = {name: value for name, value in node.items() if value not in ("", None, [], {})}
    return kept if any(name != "@type" for name in kept) else {}


def web_address(value: str) -> str:
    """Spell an identifier or address as one that a browser follows; empty when it is neither."""
    pid = find_pid(value.strip())
    return pid.uri if pid is not None and pid.uri.startswith(("https://", "http://")) else ""


def term_address(value: str) -> str:
    """Keep the address of a term as it is written, for its letters are its identity; empty when it is none."""
    bare = value.strip()
    return bare if bare.startswith(("https://", "http://")) and web_address(bare) else web_address(bare)


def party_address(known: Identifier | None) -> str:
    """Spell the address of a person or an organisation; empty when it is none, or its check digit is wrong."""
    if known is None:
        return ""
    scheme = _CHECKED.get(party_scheme_of(known.value.strip()).casefold() or known.scheme.casefold())
    if scheme is not None:
        pid = _find(known.value, scheme)
        return pid.uri if pid is not None else ""
    return web_address(known.value)


def property_value(known: Identifier, address: str = "") -> Json:
    """Write an identifier with its scheme (science-on-schema.org, identifier)."""
    return said(
        {"@type": "PropertyValue", "propertyID": scheme_name(known), "value": line(known.value), "url": address}
    )


def scheme_name(known: Identifier) -> str:
    """Name the scheme, also where it is given by an address."""
    return line(known.scheme).rstrip("/ ").rpartition("/")[2]


def links(value: str) -> bool:
    """Tell whether the value leads to something: an identifier or an address of a known kind."""
    return is_address(value.strip())


def _find(value: str, scheme: str) -> Pid | None:
    for spelt in (value.strip(), f"{scheme}:{value.strip()}"):
        pid = find_pid(spelt)
        if pid is not None and pid.scheme == scheme:
            return pid
    return None
