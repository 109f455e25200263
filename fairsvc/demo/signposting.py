"""Typed links of landing pages, metadata and files: FAIR Signposting levels 1 and 2, RFC 8288, RFC 9264."""

from __future__ import annotations

import json
from dataclasses import dataclass

from fairsvc.demo.catalogue import Addresses, DataFile, Dataset
from fairsvc.demo.markup import Markup, join, tag

SCHEMA_ORG = "https://schema.org/"
DATACITE_PROFILE = "http://datacite.org/schema/kernel-4"
LINKSET_JSON = "application/linkset+json"
LINKSET_TEXT = "application/linkset"


@dataclass(frozen=True, slots=True)
class TypedLink:
    """A link from `anchor` to `href`."""

    anchor: str
    rel: str
    href: str
    type: str = ""
    profile: str = ""

    @property
    def parameters(self) -> dict[str, str]:
        """Relation, type and profile where they are set."""
        named = {"rel": self.rel, "type": self.type, "profile": self.profile}
        return {name: value for name, value in named.items() if value}


def representations(dataset: Dataset) -> dict[str, str]:
    """List the media types that the landing page's address can answer with besides HTML, and their own paths."""
    if "negotiation" in dataset.lacks:
        return {}
    found = {
        "application/vnd.datacite.datacite+xml": f"{dataset.path}/datacite.xml",
        "application/vnd.datacite.datacite+json": f"{dataset.path}/datacite.json",
        "application/vnd.citationstyles.csl+json": f"{dataset.path}/citation.json",
        "application/x-bibtex": f"{dataset.path}/citation.bib",
    }
    if "json-ld" not in dataset.lacks:
        found["application/ld+json"] = f"{dataset.path}/metadata.jsonld"
        found["text/turtle"] = f"{dataset.path}/metadata.ttl"
        found["application/rdf+xml"] = f"{dataset.path}/metadata.rdf"
    if dataset.shown_files and "metalink" not in dataset.lacks:
        found["application/metalink4+xml"] = f"{dataset.path}/files.meta4"
    if "signposting" not in dataset.lacks:
        found[LINKSET_JSON] = f"{dataset.path}/linkset.json"
        found[LINKSET_TEXT] = f"{dataset.path}/linkset.txt"
    return found


def page_links(dataset: Dataset, addresses: Addresses) -> list[TypedLink]:
    """List the landing page's links; empty when the dataset lacks Signposting."""
    if "signposting" in dataset.lacks:
        return []
    page = addresses.site + dataset.path
    links = [
        TypedLink(page, "cite-as", dataset.uri),
        TypedLink(page, "type", SCHEMA_ORG + dataset.kind),
        TypedLink(page, "type", f"{SCHEMA_ORG}AboutPage"),
    ]
    links += [TypedLink(page, "author", person.orcid_url) for person in dataset.creators if person.orcid]
    if dataset.licence is not None and dataset.licence.url:
        links.append(TypedLink(page, "license", dataset.licence.url))
    links += _described_by(dataset, page, addresses.site)
    links += [TypedLink(page, "item", addresses.file(file), file.media_type) for file in dataset.shown_files]
    return links


def header_links(dataset: Dataset, addresses: Addresses) -> list[TypedLink]:
    """List the page's links with those to its linksets, as Link header and HTML show them."""
    links = page_links(dataset, addresses)
    page = addresses.site + dataset.path
    return [*links, *_linkset_links(dataset, page, addresses.site)]


def file_links(dataset: Dataset, file: DataFile, addresses: Addresses) -> list[TypedLink]:
    """List the links of a file: its own DOI where it has one, its landing page and the linkset."""
    if "signposting" in dataset.lacks:
        return []
    anchor = addresses.file(file)
    cite_as = [TypedLink(anchor, "cite-as", file.uri)] if file.doi else []
    collection = TypedLink(anchor, "collection", addresses.site + dataset.path, "text/html")
    return [*cite_as, collection, *_linkset_links(dataset, anchor, addresses.site)]


def metadata_links(dataset: Dataset, base_url: str, address: str) -> list[TypedLink]:
    """List the links of a metadata document."""
    if "signposting" in dataset.lacks:
        return []
    return [TypedLink(address, "describes", base_url + dataset.path, "text/html")]


def link_header(links: list[TypedLink]) -> tuple[tuple[str, str], ...]:
    """Write one Link field, or none when there is no link."""
    return (("Link", ", ".join(_link_value(link) for link in links)),) if links else ()


def link_elements(links: list[TypedLink]) -> Markup:
    """Write HTML link elements."""
    return join(*(tag("link", {"href": link.href, **link.parameters}) for link in links))


def linkset_json(dataset: Dataset, addresses: Addresses) -> bytes:
    """Write the linkset of page, files and metadata (RFC 9264 section 4.2)."""
    contexts: dict[str, dict[str, object]] = {}
    for link in _all_links(dataset, addresses):
        context = contexts.setdefault(link.anchor, {"anchor": link.anchor})
        targets = context.setdefault(link.rel, [])
        assert isinstance(targets, list)
        targets.append(_target(link))
    return json.dumps({"linkset": list(contexts.values())}, indent=2).encode() + b"\n"


def linkset_text(dataset: Dataset, addresses: Addresses) -> bytes:
    """Write the same as Link field values, one a line (RFC 9264 section 4.1)."""
    values = (f'{_link_value(link)}; anchor="{link.anchor}"' for link in _all_links(dataset, addresses))
    return ",\n".join(values).encode() + b"\n"


def _described_by(dataset: Dataset, page: str, base_url: str) -> list[TypedLink]:
    profiles = {
        "application/ld+json": SCHEMA_ORG,
        "application/vnd.datacite.datacite+xml": DATACITE_PROFILE,
        "application/metalink4+xml": "",
    }
    found = representations(dataset)
    return [
        TypedLink(page, "describedby", base_url + found[media_type], media_type, profile)
        for media_type, profile in profiles.items()
        if media_type in found
    ]


def _linkset_links(dataset: Dataset, anchor: str, base_url: str) -> list[TypedLink]:
    found = representations(dataset)
    kinds = [kind for kind in (LINKSET_JSON, LINKSET_TEXT) if kind in found]
    return [TypedLink(anchor, "linkset", base_url + found[kind], kind) for kind in kinds]


def _all_links(dataset: Dataset, addresses: Addresses) -> list[TypedLink]:
    links = header_links(dataset, addresses)
    described = [link.href for link in links if link.rel == "describedby"]
    for file in dataset.shown_files:
        links += file_links(dataset, file, addresses)
    for href in described:
        links += metadata_links(dataset, addresses.site, href)
    return links


def _link_value(link: TypedLink) -> str:
    return "; ".join([f"<{link.href}>", *(f'{name}="{value}"' for name, value in link.parameters.items())])


def _target(link: TypedLink) -> dict[str, object]:
    target: dict[str, object] = {"href": link.href}
    if link.type:
        target["type"] = link.type
    if link.profile:
        target["profile"] = [link.profile]  # an extension attribute is an array of strings, section 4.2.4.3
    return target
