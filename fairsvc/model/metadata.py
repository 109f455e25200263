"""The normalised view of a dataset's metadata: DataCite 4.7 names, each field with its origin.

Source: DataCite Metadata Schema 4.7. Fields that other vocabularies have and DataCite lacks (content, access,
variables) stand beside them, because checks need them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Identifier:
    """A value with the name of the scheme it belongs to, as the document wrote both."""

    value: str
    scheme: str = ""
    scheme_uri: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A title or description; `kind` is DataCite's titleType or descriptionType."""

    value: str
    kind: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An organisation a person belongs to."""

    name: str
    identifier: Identifier | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    """A creator, contributor or publisher; `role` is DataCite's contributorType, `lang` that of the name."""

    name: str
    kind: str = ""
    given: str = ""
    family: str = ""
    role: str = ""
    identifiers: tuple[Identifier, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A keyword; `value_uri` is the term's IRI when it comes from a vocabulary."""

    value: str
    scheme: str = ""
    scheme_uri: str = ""
    value_uri: str = ""
    lang: str = ""
    classification_code: str = ""


@dataclass(frozen=True, slots=True)
class Date:
    """A date as written (W3CDTF or an RKMS-ISO8601 range); `kind` is DataCite's dateType."""

    value: str
    kind: str = ""
    information: str = ""


@dataclass(frozen=True, slots=True)
class ResourceType:
    """What the thing is: the general class and the document's own words."""

    general: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """A link to another resource; `relation` is DataCite's relationType.

    `information` explains the relation (relationTypeInformation); `metadata_scheme`, `scheme_uri` and `scheme_type` say
    which metadata scheme the other resource is in, where it is metadata.
    """

    value: str
    scheme: str = ""
    relation: str = ""
    resource_type: str = ""
    information: str = ""
    metadata_scheme: str = ""
    scheme_uri: str = ""
    scheme_type: str = ""


@dataclass(frozen=True, slots=True)
class RelatedItem:
    """Another resource described in place, as a citation does; `kind` is DataCite's relatedItemType.

    `link` is its identifier with the relation, where it has one; it stands among the record's `related` too.
    """

    relation: str = ""
    kind: str = ""
    information: str = ""
    link: Related | None = None
    creators: tuple[Agent, ...] = ()
    titles: tuple[Text, ...] = ()
    publication_year: int | None = None
    volume: str = ""
    issue: str = ""
    number: str = ""
    number_type: str = ""
    first_page: str = ""
    last_page: str = ""
    publisher: str = ""
    edition: str = ""
    contributors: tuple[Agent, ...] = ()


@dataclass(frozen=True, slots=True)
class Rights:
    """A licence or rights statement."""

    text: str = ""
    uri: str = ""
    identifier: str = ""
    scheme: str = ""
    lang: str = ""
    scheme_uri: str = ""


@dataclass(frozen=True, slots=True)
class Funding:
    """Who paid, by which award."""

    funder: str = ""
    funder_identifier: Identifier | None = None
    award_number: str = ""
    award_uri: str = ""
    award_title: str = ""


@dataclass(frozen=True, slots=True)
class GeoLocation:
    """A place, by name or as decimal degrees between spaces, in the order of DataCite's schema.

    `shape` point: longitude latitude; box: west east south north; polygon: longitude latitude of each corner, and
    `inside` is one point within it. What fits no shape stands as the document wrote it, with `shape` as it said.
    """

    place: str = ""
    shape: str = ""
    coordinates: str = ""
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A file or download that the metadata name."""

    url: str = ""
    name: str = ""
    media_type: str = ""
    size_bytes: int | None = None
    digests: tuple[Identifier, ...] = ()
    kind: str = "download"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a field was read: the document's format id, the element or key in it, and the step whose answer it was.

    `step` is empty outside of evidence.
    """

    document: str
    pointer: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What one document, or several united, say of a dataset. An empty tuple or string means: says nothing.

    `units` are those of the variables; the scheme of each is the term that gave it, unitCode or unitText.
    """

    identifiers: tuple[Identifier, ...] = ()
    titles: tuple[Text, ...] = ()
    creators: tuple[Agent, ...] = ()
    publisher: Agent | None = None
    publication_year: int | None = None
    resource_type: ResourceType | None = None
    subjects: tuple[Subject, ...] = ()
    contributors: tuple[Agent, ...] = ()
    dates: tuple[Date, ...] = ()
    language: str = ""
    alternate_identifiers: tuple[Identifier, ...] = ()
    related: tuple[Related, ...] = ()
    related_items: tuple[RelatedItem, ...] = ()
    sizes: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    version: str = ""
    rights: tuple[Rights, ...] = ()
    descriptions: tuple[Text, ...] = ()
    geo_locations: tuple[GeoLocation, ...] = ()
    funding: tuple[Funding, ...] = ()
    content: tuple[Content, ...] = ()
    access: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    units: tuple[Identifier, ...] = ()
    url: str = ""
    state: str = ""
    namespaces: tuple[str, ...] = ()
    conforms_to: tuple[str, ...] = ()
    unmapped: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    origins: tuple[tuple[str, Origin], ...] = ()

    def origin(self, field: str) -> Origin | None:
        """Find where the field was read; None when it is empty."""
        return next((origin for name, origin in self.origins if name == field), None)

    def says(self, field: str) -> bool:
        """Tell whether the document gave this field any value."""
        return getattr(self, field) not in (None, (), "")


def located(metadata: Metadata, step: str) -> Metadata:
    """Say of every field that the answer to this step was its document."""
    origins = tuple((field, Origin(origin.document, origin.pointer, step)) for field, origin in metadata.origins)
    return replace(metadata, origins=origins)


_GATHERED = frozenset({"namespaces", "conforms_to", "unmapped", "warnings"})
_CHOSEN = tuple(f.name for f in fields(Metadata) if f.name not in _GATHERED and f.name != "origins")


def unite(*documents: Metadata | None) -> Metadata:
    """Take each field from the first document that has it; what a document carries beside fields is joined."""
    present = [document for document in documents if document is not None]
    chosen: dict[str, object] = {}
    origins: list[tuple[str, Origin]] = []
    for field in _CHOSEN:
        giver = next((document for document in present if document.says(field)), None)
        if giver is not None:
            chosen[field] = getattr(giver, field)
            if (origin := giver.origin(field)) is not None:
                origins.append((field, origin))
    for field in _GATHERED:
        chosen[field] = tuple(dict.fromkeys(item for document in present for item in getattr(document, field)))
    return replace(Metadata(), origins=tuple(origins), **chosen)  # type: ignore[arg-type]
