"""How datasets and files come by identifiers, and how both name each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from assessors.filling.choosing import (
    choose_creators,
    choose_description,
    choose_files,
    choose_page_address,
    choose_publisher,
    choose_title,
    file_name,
    one_line,
)
from assessors.filling.dating import choose_year
from assessors.filling.pasting import datacite_element, link_line, own_address, safe_address, schema_org, server_lines
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Place, Snippet, remedy

_REGISTRY = ("Host: api.datacite.org", "Content-Type: application/vnd.api+json", "")
# DataCite's own prefix for tests: it belongs to nobody.
_TEST_PREFIX = "10.5072"
_IDENTIFIER_TYPES = {"doi": "DOI", "handle": "Handle", "ark": "ARK", "purl": "PURL", "urn": "URN"}


@remedy(
    "register-pid",
    "Register a DOI (DataCite) or another Handle with the dataset's metadata, findable (event “publish”), and name the "
    "dataset by it everywhere; the prefix is the one that the agency gave you.",
)
def register_pid(evidence: Evidence) -> Iterator[Snippet]:
    """Write the request that registers the dataset at DataCite, or makes its DOI findable."""
    registered = evidence.pid.scheme == "doi"
    described: dict[str, object] = {
        "event": "publish",
        **({"doi": evidence.pid.value} if registered else {"prefix": _TEST_PREFIX}),
        "url": choose_page_address(evidence),
        "titles": [{"title": choose_title(evidence)}],
        "creators": [{"name": one_line(agent.name)} for agent in choose_creators(evidence)],
        "publisher": one_line(choose_publisher(evidence).name),
        "publicationYear": choose_year(evidence),
        "types": {"resourceTypeGeneral": "Dataset"},
        "descriptions": [{"description": choose_description(evidence), "descriptionType": "Abstract"}],
    }
    asked = f"PUT /dois/{safe_address(evidence.pid.in_path)} HTTP/1.1" if registered else "POST /dois HTTP/1.1"
    yield server_lines(asked, *_REGISTRY, _registration(described))


@remedy(
    "register-address",
    "Register the address at which the landing page is now with the agency that keeps the identifier, "
    "so that the resolver leads to it directly.",
)
def register_address(evidence: Evidence) -> Iterator[Snippet]:
    """Write the request that changes the address at DataCite."""
    url = choose_page_address(evidence)
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
    "Register an identifier for each file, such as one below the dataset's own; only then name it in the metadata as a "
    "part of the dataset: those in the lines are examples, which lead nowhere until they are registered.",
)
def register_files(evidence: Evidence) -> Iterator[Snippet]:
    """Name the files below the dataset's identifier; a dataset at a web address gets Handles for them.

    No typed link: programs would follow it before the identifier is registered.
    """
    kind = _IDENTIFIER_TYPES.get(evidence.pid.scheme, "")
    above = own_address(evidence) if kind else "https://hdl.handle.net/20.500.1"
    for entry in choose_files(evidence):
        address = f"{above}/{safe_address(file_name(entry))}"
        yield schema_org(evidence, {"hasPart": [{"@type": "Dataset", "@id": address, "name": file_name(entry)}]})
        typed = {"relatedIdentifierType": kind or "Handle", "relationType": "HasPart"}
        yield datacite_element("relatedIdentifier", address, typed)


def _registration(attributes: dict[str, object]) -> str:
    body = json.dumps({"data": {"type": "dois", "attributes": attributes}}, indent=2, ensure_ascii=False)
    return body.replace("<", "\\u003c")
