"""Records of DataCite: the item as received, what it says of the DOI, and what of it matters."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from fairsvc.errors import Unreadable
from fairsvc.formats.datacite_json import ID as FORMAT
from fairsvc.formats.datacite_json import read_item
from fairsvc.model.pid import find_doi
from fairsvc.model.record import Record
from harvest.datacite_answer import Item
from harvest.datacite_selection import PREFIX, client_of

# What changes without anybody touching the metadata: usage, citations, and when the entry was written last.
_VOLATILE = ("Count", "OverTime")
_BOOKKEEPING = frozenset(("updated", "metadataVersion", "xml"))


def read_record(item: Item) -> Record:
    """Normalise an item; what cannot be read is kept, with the trouble. Never raises.

    Its identifier is the DOI in lower case; its datestamp is `updated`, its set the client. An item whose state is
    not findable, or that is not active, is deleted.
    """
    attributes = _attributes(item.value)
    identifier = find_identifier(item.value) or f"no-identifier:{hashlib.sha256(item.raw).hexdigest()}"
    client = client_of(item.value)
    updated = attributes.get("updated")
    record = Record(
        identifier,
        updated if isinstance(updated, str) else "",
        PREFIX,
        item.raw,
        (client,) if client else (),
    )
    if hidden := _find_hidden(attributes):
        return replace(record, raw=b"", deleted=True, trouble=hidden)
    try:
        metadata = read_item(item.value)
    except Unreadable as fault:
        return replace(record, trouble=str(fault))
    return replace(record, format=FORMAT, metadata=metadata, fingerprint=_fingerprint(attributes, client))


def find_identifier(value: Any) -> str:
    """Find the DOI of a parsed item in lower case; the public data file has it as `id` alone. Empty when none."""
    said = _attributes(value).get("doi") or (value.get("id") if isinstance(value, dict) else None)
    if not isinstance(said, str):
        return ""
    doi = find_doi(said)
    return doi.value if doi else said.strip().lower()


def gone(identifier: str, datestamp: str = "", client: str = "", *, because: str) -> Record:
    """Make the tombstone of a DOI that is no longer shown."""
    return Record(identifier, datestamp, PREFIX, sets=(client,) if client else (), deleted=True, trouble=because)


def _attributes(value: Any) -> dict[str, Any]:
    attributes = value.get("attributes") if isinstance(value, dict) else None
    return attributes if isinstance(attributes, dict) else {}


def _find_hidden(attributes: dict[str, Any]) -> str:
    state = attributes.get("state")
    if state not in (None, "", "findable"):
        return f"The DOI is {str(state)[:40]}, not findable."
    return "The DOI is not active." if attributes.get("isActive") is False else ""


def _fingerprint(attributes: dict[str, Any], client: str) -> str:
    lasting = {
        name: value for name, value in attributes.items() if name not in _BOOKKEEPING and not name.endswith(_VOLATILE)
    }
    text = json.dumps([lasting, client], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
