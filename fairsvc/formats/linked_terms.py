"""The terms of schema.org, Dublin Core and DCAT in DataCite's words: one graph node to the normalised view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fairsvc.formats.draft import Draft
from fairsvc.formats.dublin_core import DATES, DESCRIPTIONS, RELATIONS
from fairsvc.formats.linked_content import licences_of, media_type_of, read_content, standards_of
from fairsvc.formats.linked_data import NAMES, Graph, Literal, Node, Reading, address, keep, label
from fairsvc.formats.linked_parties import read_agents, read_funding, read_identifier
from fairsvc.formats.linked_places import read_place
from fairsvc.formats.recognise import add_access, find_year, is_persistent, pid_key, resource_type_of, scheme_of
from fairsvc.model.metadata import Date, Identifier, Metadata, Related, Rights, Subject, Text

Value = Node | Literal
Handler = Callable[[Draft, list[Value], str], None]


def read_node(graph: Graph, node: Node, document: str) -> Metadata:
    """Read the node that describes the dataset; `document` is the format id that origins name."""
    draft = Draft(document)
    _read_identity(draft, node)
    for term, handler in _HANDLERS.items():
        if values := node.properties.get(term):
            handler(draft, values, term)
    for term, values in node.properties.items():
        if term not in _HANDLERS and term not in _IDENTIFIERS:
            keep(draft, term, values, {id(node)})
    if node.types:
        draft.put("resource_type", resource_type_of(tuple(_bare_type(kind) for kind in node.types)), "@type")
    _put_year(draft)
    return replace(draft.build(), namespaces=tuple(name for name in graph.namespaces if name))


def _bare_type(kind: str) -> str:
    return kind.rpartition(":")[2] if kind.startswith(("dcat:", "dcmitype:")) else kind


_IDENTIFIERS = ("identifier", "dct:identifier", "dc:identifier", "adms:identifier")


def _read_identity(draft: Draft, node: Node) -> None:
    """Split identifiers: those that persist (or the first, if none does), and the others."""
    said: dict[str, tuple[Identifier, str]] = {}
    for term in _IDENTIFIERS:
        for value in node.values(term):
            identifier = read_identifier(draft, value, term)
            if identifier is not None:
                said.setdefault(pid_key(identifier.value), (identifier, term))
    if ":" in node.id:
        said.setdefault(pid_key(node.id), (Identifier(node.id, scheme_of(node.id)), "@id"))
    lasting = {key for key, (identifier, _) in said.items() if is_persistent(identifier.value)} or set(list(said)[:1])
    for key, (identifier, pointer) in said.items():
        draft.add("identifiers" if key in lasting else "alternate_identifiers", identifier, pointer)


def _put_year(draft: Draft) -> None:
    dates: tuple[Date, ...] = draft.values("dates")
    for date in dates:
        if date.kind in ("Issued", "") and (year := find_year(date.value)):
            draft.put("publication_year", year, "datePublished" if date.kind else "dc:date")
            return


def _text(field: str, kind: str = "") -> Handler:
    def add(draft: Draft, values: list[Value], pointer: str) -> None:
        known = {text.value for text in draft.values(field)}
        for value in values:
            text = value.text.strip() if isinstance(value, Literal) and field == "descriptions" else label(value)
            if text and text not in known:
                draft.add(field, Text(text, kind, value.lang if isinstance(value, Literal) else ""), pointer)

    return add


def _headline(draft: Draft, values: list[Value], pointer: str) -> None:
    _text("titles", "AlternativeTitle" if draft.has("titles") else "")(draft, values, pointer)


def _agents(field: str, role: str = "") -> Handler:
    def add(draft: Draft, values: list[Value], pointer: str) -> None:
        known = {agent.name for agent in draft.values(field)} if field == "creators" else ()
        for value in values:
            for agent in read_agents(draft, value, pointer, role):
                if agent.name not in known:
                    draft.add(field, agent, pointer)

    return add


def _publisher(draft: Draft, values: list[Value], pointer: str) -> None:
    for value in values:
        for agent in read_agents(draft, value, pointer):
            draft.put("publisher", agent, pointer)


def _date(kind: str) -> Handler:
    def add(draft: Draft, values: list[Value], pointer: str) -> None:
        for value in values:
            if text := _period(value) if isinstance(value, Node) else label(value):
                draft.add("dates", Date(text, kind), pointer)

    return add


def _period(node: Node) -> str:
    start = node.text("dcat:startDate", "startDate")
    end = node.text("dcat:endDate", "endDate")
    return f"{start}/{end}" if start or end else label(node)


def _keywords(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read keywords; a lone text with commas is a list (schema.org, keywords)."""
    for value in values:
        if isinstance(value, Literal) and len(values) == 1:
            for word in label(value).split(","):
                if word.strip():
                    draft.add("subjects", Subject(word.strip(), lang=value.lang), pointer)
        else:
            _add_subject(draft, value, pointer, "")


def _subjects(scheme: str = "") -> Handler:
    def add(draft: Draft, values: list[Value], pointer: str) -> None:
        for value in values:
            _add_subject(draft, value, pointer, scheme)

    return add


def _add_subject(draft: Draft, value: Value, pointer: str, scheme: str) -> None:
    if isinstance(value, Literal):
        text = label(value)
        if text:
            draft.add("subjects", Subject(text, scheme, "", text if scheme_of(text) else "", value.lang), pointer)
        return
    reading = Reading(draft, value, pointer)
    uri = value.id or reading.text("url", "sameAs")
    text = reading.text(*NAMES) or reading.text("termCode", "alternateName") or uri
    sets = reading.values("inDefinedTermSet", "inCodeSet", "skos:inScheme")
    scheme_uri = next((found for said in sets if scheme_of(found := address(said))), "")
    named = next((label(said) for said in sets if label(said) != scheme_uri), scheme)
    reading.values("url")
    reading.keep_rest()
    if text:
        draft.add("subjects", Subject(text, named, scheme_uri, uri), pointer)


def _related(relation: str) -> Handler:
    def add(draft: Draft, values: list[Value], pointer: str) -> None:
        for value in values:
            target = address(value)
            if scheme := scheme_of(target):
                kind = resource_type_of(tuple(value.types)).general if isinstance(value, Node) and value.types else ""
                draft.add("related", Related(target, scheme, relation, kind), pointer)
            else:
                keep(draft, pointer, [value])

    return add


def _same_as(draft: Draft, values: list[Value], pointer: str) -> None:
    own = {pid_key(identifier.value) for identifier in draft.values("identifiers")}
    _related("IsIdenticalTo")(draft, [value for value in values if pid_key(address(value)) not in own], pointer)


def _rights(draft: Draft, values: list[Value], pointer: str) -> None:
    for value in values:
        if isinstance(value, Literal):
            text = label(value)
            rights = Rights(uri=text) if scheme_of(text) else Rights(text, lang=value.lang)
        else:
            reading = Reading(draft, value, pointer)
            uri = value.id or reading.text("url")
            identifier = reading.text("identifier", "dct:identifier")
            rights = Rights(reading.text(*NAMES), uri, identifier if identifier != uri else "")
            reading.values("url", "sameAs")
            reading.keep_rest()
        if rights != Rights():
            draft.add("rights", rights, pointer)
            add_access(draft, pointer, rights.uri, rights.text)


def _access(draft: Draft, values: list[Value], pointer: str) -> None:
    for value in values:
        if text := (value.id if isinstance(value, Node) and value.id else label(value)):
            draft.add("access", text, pointer)


def _free(draft: Draft, values: list[Value], pointer: str) -> None:
    if any(label(value).rpartition("/")[2].lower() == "true" for value in values):
        draft.add("access", "free", pointer)
    else:
        keep(draft, pointer, values)


def _distribution(draft: Draft, values: list[Value], pointer: str) -> None:
    for value in values:
        content = read_content(draft, value, pointer)
        if content is not None:
            draft.add("content", content, pointer)
        _rights(draft, licences_of(value), f"{pointer}/license")
        for standard in standards_of(value):
            draft.add("conforms_to", standard, f"{pointer}/conformsTo")


def _standards(draft: Draft, values: list[Value], pointer: str) -> None:
    for value in values:
        if text := address(value):
            draft.add("conforms_to", text, pointer)


def _places(draft: Draft, values: list[Value], pointer: str) -> None:
    for value in values:
        for place in read_place(draft, value, pointer):
            draft.add("geo_locations", place, pointer)


def _funding(draft: Draft, values: list[Value], pointer: str) -> None:
    known = {funding.funder for funding in draft.values("funding")}
    for value in values:
        for funding in read_funding(draft, value, pointer):
            if pointer == "funding" or funding.funder not in known:
                draft.add("funding", funding, pointer)


def _formats(draft: Draft, values: list[Value], pointer: str) -> None:
    for value in values:
        if text := media_type_of(value):
            draft.add("formats", text, pointer)


def _plain(field: str) -> Handler:
    def add(draft: Draft, values: list[Value], pointer: str) -> None:
        for value in values:
            if text := label(value):
                draft.add(field, text, pointer)

    return add


def _single(field: str) -> Handler:
    def put(draft: Draft, values: list[Value], pointer: str) -> None:
        for value in values:
            text = (value.text("alternateName") or label(value)) if isinstance(value, Node) else label(value)
            if text:
                draft.put(field, text, pointer)

    return put


def _address(draft: Draft, values: list[Value], pointer: str) -> None:
    for value in values:
        if text := address(value):
            draft.put("url", text, pointer)


_SCHEMA_ORG_RELATIONS = {
    "isPartOf": "IsPartOf",
    "hasPart": "HasPart",
    "isBasedOn": "IsDerivedFrom",
    "isBasedOnUrl": "IsDerivedFrom",
    "^isBasedOn": "IsSourceOf",
    "prov:wasDerivedFrom": "IsDerivedFrom",
    "prov:wasRevisionOf": "IsNewVersionOf",
    "citation": "References",
    "mentions": "References",
    "subjectOf": "IsDocumentedBy",
    "exampleOfWork": "IsVersionOf",
    "workExample": "HasVersion",
    "translationOfWork": "IsTranslationOf",
    "workTranslation": "HasTranslation",
    "supersededBy": "IsObsoletedBy",
    "review": "IsReviewedBy",
    "isVariantOf": "IsVariantFormOf",
    "dcat:qualifiedRelation": "",
    "dcat:previousVersion": "IsNewVersionOf",
    "dcat:hasVersion": "HasVersion",
    "dcat:inSeries": "IsPartOf",
}
_ROLES = {
    "contributor": "Other",
    "editor": "Editor",
    "maintainer": "DataManager",
    "producer": "Producer",
    "sponsor": "Sponsor",
    "translator": "Translator",
    "copyrightHolder": "RightsHolder",
    "sourceOrganization": "HostingInstitution",
    "dct:contributor": "Other",
    "dc:contributor": "Other",
    "dct:rightsHolder": "RightsHolder",
    "dcat:contactPoint": "ContactPerson",
}

# In this order: names before headlines, grants before bare funders.
_HANDLERS: dict[str, Handler] = {
    "name": _text("titles"),
    "dct:title": _text("titles"),
    "dc:title": _text("titles"),
    "headline": _headline,
    "alternateName": _text("titles", "AlternativeTitle"),
    "alternativeHeadline": _text("titles", "AlternativeTitle"),
    "dct:alternative": _text("titles", "AlternativeTitle"),
    "description": _text("descriptions", "Abstract"),
    "abstract": _text("descriptions", "Abstract"),
    "disambiguatingDescription": _text("descriptions", "Other"),
    "creator": _agents("creators"),
    "author": _agents("creators"),
    "dct:creator": _agents("creators"),
    "dc:creator": _agents("creators"),
    "publisher": _publisher,
    "dct:publisher": _publisher,
    "dc:publisher": _publisher,
    **{term: _agents("contributors", role) for term, role in _ROLES.items()},
    "datePublished": _date("Issued"),
    "dateCreated": _date("Created"),
    "dateModified": _date("Updated"),
    "uploadDate": _date("Submitted"),
    "copyrightYear": _date("Copyrighted"),
    "expires": _date("Valid"),
    "temporalCoverage": _date("Coverage"),
    "keywords": _keywords,
    "about": _subjects(),
    "measurementTechnique": _subjects("measurementTechnique"),
    "dcat:keyword": _subjects(),
    "dcat:theme": _subjects(),
    "dct:subject": _subjects(),
    "dc:subject": _subjects(),
    "inLanguage": _single("language"),
    "dct:language": _single("language"),
    "dc:language": _single("language"),
    "version": _single("version"),
    "softwareVersion": _single("version"),
    "dcat:version": _single("version"),
    "owl:versionInfo": _single("version"),
    "license": _rights,
    "usageInfo": _rights,
    "copyrightNotice": _rights,
    "dct:license": _rights,
    "dct:rights": _rights,
    "dc:rights": _rights,
    "conditionsOfAccess": _access,
    "dct:accessRights": _access,
    "isAccessibleForFree": _free,
    "free": _free,
    "distribution": _distribution,
    "encoding": _distribution,
    "associatedMedia": _distribution,
    "contentUrl": _distribution,
    "dcat:distribution": _distribution,
    "encodingFormat": _formats,
    "fileFormat": _formats,
    "dct:format": _formats,
    "dc:format": _formats,
    "contentSize": _plain("sizes"),
    "size": _plain("sizes"),
    "dct:extent": _plain("sizes"),
    "variableMeasured": _plain("variables"),
    "spatialCoverage": _places,
    "contentLocation": _places,
    "dct:spatial": _places,
    "funding": _funding,
    "funder": _funding,
    "sameAs": _same_as,
    "owl:sameAs": _same_as,
    "url": _address,
    "dcat:landingPage": _address,
    "schemaVersion": _standards,
    "dct:conformsTo": _standards,
    "conformsTo": _standards,
    **{term: _related(relation) for term, relation in _SCHEMA_ORG_RELATIONS.items()},
    **{f"dct:{name}": _related(relation) for name, relation in RELATIONS.items()},
    **{f"dc:{name}": _related(RELATIONS[name]) for name in ("relation", "source")},
    **{f"dct:{name}": _date(kind) for name, kind in DATES.items()},
    "dc:date": _date(""),
    **{f"dct:{name}": _text("descriptions", kind) for name, kind in DESCRIPTIONS.items()},
    "dc:description": _text("descriptions"),
}
