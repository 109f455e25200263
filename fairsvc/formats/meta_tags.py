"""Metadata in HTML meta elements: Highwire Press, Dublin Core, PRISM, EPrints; OpenGraph as the last resort."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from fairsvc.formats.recognise import party_identifier
from fairsvc.model.metadata import (
    Affiliation,
    Agent,
    Content,
    Date,
    Identifier,
    Metadata,
    Origin,
    Related,
    ResourceType,
    Rights,
    Subject,
    Text,
    unite,
)

Meta = Sequence[tuple[str, str]]
Make = Callable[[str], object]

MAX_VALUES = 1000
_ADDRESS = re.compile(r"(?:https?|info):", re.IGNORECASE)


def _agent(role: str = "") -> Make:
    def make(name: str) -> Agent:
        if _ADDRESS.match(name):
            return replace(_party(name), role=role)
        family, comma, given = (part.strip() for part in name.partition(","))
        return Agent(name, given=given if comma else "", family=family if comma else "", role=role)

    return make


def _party(name: str) -> Agent:
    """Make the agent of a name, or of an address that stands in its place."""
    return Agent("", identifiers=(party_identifier(name),)) if _ADDRESS.match(name) else Agent(name)


def _date(kind: str) -> Make:
    return lambda value: Date(value, kind)


def _identifier(scheme: str) -> Make:
    return lambda value: Identifier(value, scheme)


def _related(relation: str) -> Make:
    return lambda value: Related(value, relation=relation)


def _description(kind: str) -> Make:
    return lambda value: Text(value, kind)


def _rights(value: str) -> Rights:
    return Rights(uri=value) if _ADDRESS.match(value) else Rights(text=value)


def _resource_type(value: str) -> ResourceType:
    return ResourceType(text=value)


def _pdf(url: str) -> Content:
    return Content(url=url, media_type="application/pdf")


@dataclass(frozen=True, slots=True)
class _Term:
    """Where a name's value goes; `separator` cuts one element that carries many values."""

    field: str
    make: Make = str
    separator: str = ""


_HIGHWIRE = {
    "title": _Term("titles", Text),
    "author": _Term("creators", _agent()),
    "authors": _Term("creators", _agent(), ";"),
    "publisher": _Term("publisher", _party),
    "dissertation_institution": _Term("publisher", _party),
    "technical_report_institution": _Term("publisher", _party),
    "doi": _Term("identifiers", _identifier("DOI")),
    "publication_date": _Term("dates", _date("Issued")),
    "date": _Term("dates", _date("Issued")),
    "year": _Term("dates", _date("Issued")),
    "online_date": _Term("dates", _date("Available")),
    "keywords": _Term("subjects", Subject, ";"),
    "language": _Term("language"),
    "abstract": _Term("descriptions", _description("Abstract")),
    "abstract_html_url": _Term("url"),
    "public_url": _Term("url"),
    "pdf_url": _Term("content", _pdf),
    "version": _Term("version"),
}
# The elements set, then the terms and refinements that are used with either prefix.
_DUBLIN_CORE = {
    "title": _Term("titles", Text),
    "alternative": _Term("titles", _description("AlternativeTitle")),
    "creator": _Term("creators", _agent()),
    "contributor": _Term("contributors", _agent("Other")),
    "publisher": _Term("publisher", _party),
    "rightsholder": _Term("contributors", _agent("RightsHolder")),
    "subject": _Term("subjects", Subject),
    "description": _Term("descriptions", Text),
    "abstract": _Term("descriptions", _description("Abstract")),
    "date": _Term("dates", _date("")),
    "issued": _Term("dates", _date("Issued")),
    "created": _Term("dates", _date("Created")),
    "modified": _Term("dates", _date("Updated")),
    "available": _Term("dates", _date("Available")),
    "submitted": _Term("dates", _date("Submitted")),
    "datesubmitted": _Term("dates", _date("Submitted")),
    "dateaccepted": _Term("dates", _date("Accepted")),
    "type": _Term("resource_type", _resource_type),
    "format": _Term("formats"),
    "extent": _Term("sizes"),
    "identifier": _Term("identifiers", Identifier),
    "identifier.doi": _Term("identifiers", _identifier("DOI")),
    "identifier.uri": _Term("identifiers", _identifier("URL")),
    "language": _Term("language"),
    "rights": _Term("rights", _rights),
    "license": _Term("rights", _rights),
    "accessrights": _Term("access"),
    "relation": _Term("related", Related),
    "source": _Term("related", _related("IsDerivedFrom")),
    "ispartof": _Term("related", _related("IsPartOf")),
    "haspart": _Term("related", _related("HasPart")),
    "isversionof": _Term("related", _related("IsVersionOf")),
    "hasversion": _Term("related", _related("HasVersion")),
    "replaces": _Term("related", _related("Obsoletes")),
    "isreplacedby": _Term("related", _related("IsObsoletedBy")),
    "references": _Term("related", _related("References")),
    "isreferencedby": _Term("related", _related("IsReferencedBy")),
    "conformsto": _Term("conforms_to"),
}
_EPRINTS = {
    "title": _Term("titles", Text),
    "creators_name": _Term("creators", _agent()),
    "publisher": _Term("publisher", _party),
    "date": _Term("dates", _date("Issued")),
    "datestamp": _Term("dates", _date("Available")),
    "type": _Term("resource_type", _resource_type),
    "abstract": _Term("descriptions", _description("Abstract")),
    "keywords": _Term("subjects", Subject, ","),
    "id_number": _Term("identifiers", Identifier),
    "doi": _Term("identifiers", _identifier("DOI")),
    "document_url": _Term("content", lambda url: Content(url=url)),
}
_PRISM = {
    "doi": _Term("identifiers", _identifier("DOI")),
    "title": _Term("titles", Text),
    "publicationdate": _Term("dates", _date("Issued")),
    "coverdate": _Term("dates", _date("Issued")),
    "creationdate": _Term("dates", _date("Created")),
    "modificationdate": _Term("dates", _date("Updated")),
    "keyword": _Term("subjects", Subject),
    "copyright": _Term("rights", _rights),
    "versionidentifier": _Term("version"),
    "url": _Term("url"),
}
_OPEN_GRAPH = {
    "title": _Term("titles", Text),
    "description": _Term("descriptions", Text),
    "url": _Term("url"),
    "author": _Term("creators", _agent()),
    "published_time": _Term("dates", _date("Issued")),
    "modified_time": _Term("dates", _date("Updated")),
    "tag": _Term("subjects", Subject),
}
_VOCABULARIES = (
    ("highwire", re.compile(r"citation_(.+)", re.IGNORECASE), _HIGHWIRE),
    ("dublin-core", re.compile(r"(?:dc|dcterms)[.:](.+)", re.IGNORECASE), _DUBLIN_CORE),
    ("prism", re.compile(r"prism[.:](.+)", re.IGNORECASE), _PRISM),
    ("eprints", re.compile(r"eprints\.(.+)", re.IGNORECASE), _EPRINTS),
    ("open-graph", re.compile(r"(?:og|article):(.+)", re.IGNORECASE), _OPEN_GRAPH),
)
# The namespaces that link elements give to prefixes (DCMI, "Expressing Dublin Core metadata using HTML")
_NAMESPACES = (
    (re.compile(r"https?://purl\.org/dc/(?:terms|elements/1\.1)/?\Z", re.IGNORECASE), "dc."),
    (re.compile(r"https?://(?:www\.)?prismstandard\.org/namespaces/\S*\Z", re.IGNORECASE), "prism."),
)
_SCALARS = frozenset(("publisher", "resource_type", "language", "url", "version"))
# OpenAIRE's way to tell access rights in dc:rights.
_EU_ACCESS = re.compile(r"info:eu-repo/semantics/\w+Access\Z")
_YEAR = re.compile(r"\s*(?:\d{1,2}[/.-]\d{1,2}[/.-])?(\d{4})(?!\d)")


def read_meta(meta: Meta, schemas: Meta = ()) -> Metadata:
    """Read pairs of name and content; Highwire outranks Dublin Core, that PRISM, EPrints and OpenGraph, in this order.

    `schemas` are the prefixes that the page declares with their namespaces. Origins name the document `highwire`,
    `dublin-core`, `prism`, `eprints` or `open-graph`, and the meta element's name.
    """
    prefixes = {
        f"{prefix.lower()}.": known
        for prefix, namespace in schemas
        for pattern, known in _NAMESPACES
        if pattern.match(namespace)
    }
    return unite(*(_read_vocabulary(meta, prefixes, *vocabulary) for vocabulary in _VOCABULARIES))


def read_relations(licences: Sequence[str], canonical: Sequence[str]) -> Metadata:
    """Read what the page links to as its licence, and its canonical address; origins name the document `html`."""
    rights, url = tuple(Rights(uri=target) for target in dict.fromkeys(licences)), next(iter(canonical), "")
    pointers = {"rights": "a[rel=license]" if rights else "", "url": "link[rel=canonical]" if url else ""}
    origins = tuple((name, Origin("html", pointer)) for name, pointer in pointers.items() if pointer)
    return Metadata(rights=rights, url=url, origins=origins)


@dataclass(slots=True)
class _Draft:
    document: str
    values: dict[str, dict[object, None]] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    unmapped: list[tuple[str, str]] = field(default_factory=list)

    def add(self, name: str, term: _Term, content: str) -> None:
        parts = content.split(term.separator) if term.separator else [content]
        found = self.values.setdefault(term.field, {})
        for part in parts[: MAX_VALUES - len(found)]:
            if part.strip():
                found[term.make(part.strip())] = None
        self.origins.setdefault(term.field, Origin(self.document, name))

    def describe_author(self, key: str, content: str) -> bool:
        """Attach what Highwire says of the author element before it; False when it speaks of something else."""
        authors = self.values.get("creators")
        if not authors or key not in ("author_institution", "author_orcid"):
            return False
        author = cast("Agent", authors.popitem()[0])
        if key == "author_orcid":
            author = replace(author, identifiers=(*author.identifiers, Identifier(content, "ORCID")))
        else:
            author = replace(author, affiliations=(*author.affiliations, Affiliation(content)))
        authors[author] = None
        return True

    def metadata(self) -> Metadata:
        fields: dict[str, Any] = {
            name: next(iter(values)) if name in _SCALARS else tuple(values)
            for name, values in self.values.items()
            if values
        }
        origins = dict(self.origins)
        year = _year(fields.get("dates", ()))
        if year is not None:
            fields["publication_year"] = year
            origins["publication_year"] = self.origins["dates"]
        return Metadata(**fields, unmapped=tuple(self.unmapped), origins=tuple(origins.items()))


def _read_vocabulary(
    meta: Meta, prefixes: dict[str, str], document: str, names: re.Pattern[str], terms: dict[str, _Term]
) -> Metadata:
    draft = _Draft(document)
    for name, content in meta:
        match = names.fullmatch(_with_known_prefix(name.strip(), prefixes))
        if match is None or not content.strip():
            continue
        key = match[1].lower()
        term = _find_term(terms, "accessrights" if _EU_ACCESS.match(content.strip()) else key)
        if term is not None:
            draft.add(name, term, content)
        elif not draft.describe_author(key, content.strip()) and len(draft.unmapped) < MAX_VALUES:
            draft.unmapped.append((name, content))
    return draft.metadata()


def _with_known_prefix(name: str, prefixes: dict[str, str]) -> str:
    prefix, dot, rest = name.partition(".")
    known = prefixes.get(f"{prefix.lower()}{dot}") if dot else None
    return known + rest if known else name


def _find_term(terms: dict[str, _Term], key: str) -> _Term | None:
    """Find the term; a refinement (DC.date.issued) by both parts, by its last part, then by its first."""
    if key in terms:
        return terms[key]
    first, _, last = key.partition(".")
    return (terms.get(last) or terms.get(first)) if last else None


def _year(dates: Sequence[Date]) -> int | None:
    """Take the year of the issued date, else of the undated one."""
    ranked = sorted((date for date in dates if date.kind in ("Issued", "")), key=lambda date: date.kind != "Issued")
    years = (match[1] for date in ranked if (match := _YEAR.match(date.value)))
    return next((int(year) for year in years), None)
