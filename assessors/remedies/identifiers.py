"""How datasets and files come by identifiers, and how both name each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from assessors.own_words import (
    file_name,
    own_creators,
    own_description,
    own_files,
    own_page,
    own_publisher,
    own_title,
    own_year,
)
from assessors.pasting import datacite_element, link_line, own_address, safe_address, schema_org, server_lines
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Place, Snippet, remedy

_REGISTRY = ("Host: api.datacite.org", "Content-Type: application/vnd.api+json", "")
# DataCite's own prefix for tests: it belongs to nobody.
_TEST_PREFIX = "10.5072"
_IDENTIFIER_TYPES = {"doi": "DOI", "handle": "Handle", "ark": "ARK", "purl": "PURL", "urn": "URN"}


@remedy(
    "register-pid",
    "Register a DOI (DataCite) or another Handle with the dataset's metadata, and name the dataset by it everywhere; "
    "the prefix is the one that the agency gave you.",
)
def register_pid(evidence: Evidence) -> Iterator[Snippet]:
    """Write the request that registers the dataset at DataCite."""
    named = {"doi": evidence.pid.value} if evidence.pid.scheme == "doi" else {"prefix": _TEST_PREFIX}
    described: dict[str, object] = {
        "event": "publish",
        **named,
        "url": safe_address(own_page(evidence)),
        "titles": [{"title": own_title(evidence)}],
        "creators": [{"name": name} for name in own_creators(evidence)],
        "publisher": own_publisher(evidence),
        "publicationYear": own_year(evidence),
        "types": {"resourceTypeGeneral": "Dataset"},
        "descriptions": [{"description": own_description(evidence), "descriptionType": "Abstract"}],
    }
    yield server_lines("POST /dois HTTP/1.1", *_REGISTRY, _registration(described))


@remedy(
    "register-address",
    "Register the address at which the landing page is now with the agency that keeps the identifier, "
    "so that the resolver leads to it directly.",
)
def register_address(evidence: Evidence) -> Iterator[Snippet]:
    """Write the request that changes the address at DataCite."""
    url = safe_address(own_page(evidence))
    yield server_lines(
        f"PUT /dois/{safe_address(evidence.pid.in_path)} HTTP/1.1", *_REGISTRY, _registration({"url": url})
    )


@remedy("name-pid", "Name the identifier in the landing page's header, in its metadata and, as a link, in its text.")
def name_pid(evidence: Evidence) -> Iterator[Snippet]:
    """Spell the identifier as an address everywhere."""
    address = own_address(evidence)
    yield link_line(address, "cite-as")
    yield schema_org(evidence, {"identifier": address})
    yield Snippet(Place.HTML, f'<p>Cite as <a href="{escape(address)}">{escape(address)}</a></p>')


@remedy(
    "register-files",
    "Register an identifier for each file, such as one below the dataset's own, and name it in the metadata.",
)
def register_files(evidence: Evidence) -> Iterator[Snippet]:
    """Name the files below the dataset's identifier; a dataset at a web address gets Handles for them."""
    kind = _IDENTIFIER_TYPES.get(evidence.pid.scheme, "")
    above = own_address(evidence) if kind else "https://hdl.handle.net/20.500.1"
    for entry in own_files(evidence):
        address = f"{above}/{safe_address(file_name(entry))}"
        yield link_line(address, "item", entry.media_type)
        yield schema_org(evidence, {"hasPart": [{"@type": "Dataset", "@id": address, "name": file_name(entry)}]})
        typed = {"relatedIdentifierType": kind or "Handle", "relationType": "HasPart"}
        yield datacite_element("relatedIdentifier", address, typed)


def _registration(attributes: dict[str, object]) -> str:
    body = json.dumps({"data": {"type": "dois", "attributes": attributes}}, indent=2, ensure_ascii=False)
    return body.replace("<", "\\u003c")
