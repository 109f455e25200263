"""DataCite JSON: the REST API's JSON:API answers, bare attributes, and what content negotiation gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fairsvc.errors import Unreadable
from fairsvc.formats.datacite_attributes import HANDLERS, read_medium
from fairsvc.formats.datacite_json_writing import write
from fairsvc.formats.datacite_terms import warn_missing
from fairsvc.formats.draft import Draft
from fairsvc.formats.json_reading import compact, read_json
from fairsvc.model.format import MetadataFormat
from fairsvc.model.metadata import Metadata

ID = "datacite-json"

_TELLING = frozenset({"creators", "titles", "publicationYear", "types", "rightsList", "relatedIdentifiers", "dates"})
# `xml` is the same record once more, and the schema is what the view conforms to.
_IGNORED = frozenset({"xml", "schemaVersion"})


def read(body: bytes) -> Metadata:
    """Read one DOI's record. Raises Unreadable, also for a list of several."""
    return read_item(read_json(body))


def read_item(value: Any) -> Metadata:
    """Read one parsed record: a JSON:API document, one item of its `data`, or bare attributes. Raises Unreadable."""
    document = value if isinstance(value, dict) else {}
    if not is_datacite(document):
        raise Unreadable("this is no DataCite record", f"its keys are {', '.join(sorted(map(str, document)))[:200]}")
    item = _one(document.get("data", document))
    attributes = item.get("attributes", item)
    draft = Draft(ID)
    try:
        _read_attributes(draft, attributes)
        if attributes is not item:
            _read_envelope(draft, item)
        _read_included(draft, document.get("included"))
    except RecursionError:
        raise Unreadable("the DataCite record is nested too deeply") from None
    warn_missing(draft)
    schema = attributes.get("schemaVersion")
    named = (schema,) if isinstance(schema, str) and schema else ()
    return replace(draft.build(), namespaces=named, conforms_to=named)


def is_datacite(value: Any) -> bool:
    """Tell whether a parsed document has the shape of a DataCite record."""
    document = value if isinstance(value, dict) else {}
    item = document.get("data", document)
    item = item[0] if isinstance(item, list) and item else item
    if not isinstance(item, dict):
        return False
    attributes = item.get("attributes", item)
    if not isinstance(attributes, dict):
        return False
    return (item.get("type") == "dois" and attributes is not item) or len(_TELLING & attributes.keys()) > 1


def _one(data: Any) -> dict[str, Any]:
    if isinstance(data, list):
        if len(data) != 1:
            raise Unreadable("this DataCite answer is a list", f"it holds {len(data)} records", "Read them one by one")
        data = data[0]
    return data if isinstance(data, dict) else {}


def _read_attributes(draft: Draft, attributes: dict[str, Any]) -> None:
    for name, handler in HANDLERS.items():
        value = attributes.get(name)
        if value not in (None, "", [], {}):
            handler(draft, value, name)
    for name, value in attributes.items():
        if name not in HANDLERS and name not in _IGNORED:
            draft.keep(name, compact(value))


def _read_envelope(draft: Draft, item: dict[str, Any]) -> None:
    # The public data file carries the DOI as the item's id alone.
    if not draft.has("identifiers"):
        HANDLERS["doi"](draft, item.get("id"), "data/id")
    for name, value in item.items():
        if name not in ("attributes", "id", "type"):
            draft.keep(f"data/{name}", compact(value))


def _read_included(draft: Draft, included: Any) -> None:
    for entry in included if isinstance(included, list) else ():
        said = entry.get("attributes") if isinstance(entry, dict) else None
        if isinstance(said, dict) and entry.get("type") == "media" and (content := read_medium(said)) is not None:
            draft.add("content", content, "included/media")
        else:
            draft.keep("included", compact(entry))


FORMAT = MetadataFormat(
    ID,
    "DataCite JSON",
    "DataCite REST API /dois, and DataCite Metadata Schema 4.7 in its property names",
    read,
    media_types=("application/vnd.datacite.datacite+json", "application/vnd.api+json"),
    write=write,
)
