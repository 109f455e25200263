"""CSL JSON: a citation as data, as registration agencies give it by content negotiation."""

from __future__ import annotations

from typing import Any

from fairsvc.errors import Unreadable
from fairsvc.formats.draft import Draft
from fairsvc.formats.json_reading import JsonObject, read_json
from fairsvc.formats.recognise import find_year, party_identifier, scheme_of
from fairsvc.model.format import MetadataFormat
from fairsvc.model.metadata import (
    Affiliation,
    Agent,
    Date,
    Funding,
    Identifier,
    Metadata,
    ResourceType,
    Rights,
    Subject,
    Text,
)

ID = "csl-json"
_TYPES = {
    "article": "Text",
    "article-journal": "JournalArticle",
    "book": "Book",
    "chapter": "BookChapter",
    "dataset": "Dataset",
    "graphic": "Image",
    "motion_picture": "Audiovisual",
    "paper-conference": "ConferencePaper",
    "report": "Report",
    "software": "Software",
    "song": "Sound",
    "thesis": "Dissertation",
}
_DATES = {"issued": "Issued", "available-date": "Available", "submitted": "Submitted", "original-date": "Created"}
_CONTRIBUTORS = {"editor": "Editor", "contributor": "Other", "curator": "DataCurator"}
# What every item of CSL JSON has: `type` with one of these beside it (CSL-JSON schema, csl-data.json).
_TELLING = ("title", "DOI", "author", "issued", "id")


def read(body: bytes) -> Metadata:
    """Read one item. Raises Unreadable, also for a list of several."""
    value = read_json(body)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not is_csl(value):
        raise Unreadable("this is no CSL JSON item", "it has no type with a title, a DOI or an author beside it")
    draft, item = Draft(ID), JsonObject(value)
    _read_identity(draft, item)
    _read_parties(draft, item)
    _read_time(draft, item)
    _read_terms(draft, item)
    for name, text in item.rest():
        draft.keep(name, text)
    return draft.build()


def is_csl(value: Any) -> bool:
    """Tell whether a parsed document has the shape of a CSL JSON item, and not of another format's."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("type"), str)
        and any(value.get(name) for name in _TELLING)
        and not any(str(key).startswith("@") or key in ("attributes", "types", "data") for key in value)
    )


def _read_identity(draft: Draft, item: JsonObject) -> None:
    if doi := item.line("DOI"):
        draft.add("identifiers", Identifier(doi, "DOI"), "DOI")
    elif name := item.line("id"):
        draft.add("identifiers", Identifier(name, scheme_of(name)), "id")
    if title := _first(item, "title"):
        draft.add("titles", Text(title), "title")
    if word := item.line("type"):
        draft.put("resource_type", ResourceType(_TYPES.get(word, ""), word), "type")
    for name, field in (("URL", "url"), ("version", "version"), ("language", "language")):
        if text := item.line(name):
            draft.put(field, text, name)


def _read_parties(draft: Draft, item: JsonObject) -> None:
    for name, role in {"author": "", **_CONTRIBUTORS}.items():
        agents = [agent for entry in _objects(item.get(name)) if (agent := _agent(entry, role))]
        draft.extend("contributors" if role else "creators", agents, name)
    if publisher := item.line("publisher"):
        draft.put("publisher", Agent(publisher), "publisher")
    for entry in _objects(item.get("funder")):
        funder = JsonObject(entry)
        awards = funder.get("award")
        award = next((one for one in awards if isinstance(one, str)), "") if isinstance(awards, list) else ""
        identifier = Identifier(doi, "Crossref Funder ID") if (doi := funder.line("DOI")) else None
        draft.add("funding", Funding(funder.line("name"), identifier, award), "funder")


def _agent(entry: dict[str, Any], role: str) -> Agent | None:
    party = JsonObject(entry)
    given, family, literal = party.line("given"), party.line("family"), party.line("literal", "name")
    name = literal or ", ".join(part for part in (family, given) if part)
    if not name:
        return None
    orcid = party.line("ORCID")
    places = tuple(Affiliation(place) for one in _objects(party.get("affiliation")) if (place := _name(one)))
    kind = "Personal" if family else ""
    return Agent(name, kind, given, family, role, (party_identifier(orcid),) if orcid else (), places)


def _name(entry: dict[str, Any]) -> str:
    return JsonObject(entry).line("name")


def _read_time(draft: Draft, item: JsonObject) -> None:
    for name, kind in _DATES.items():
        if date := _date(item.get(name)):
            draft.add("dates", Date(date, kind), name)
            if name == "issued" and (year := find_year(date)):
                draft.put("publication_year", year, name)


def _date(value: Any) -> str:
    """Read a date variable: date-parts as year, month, day, or text in its raw or literal form."""
    if not isinstance(value, dict):
        return " ".join(value.split()) if isinstance(value, str) else ""
    parts = value.get("date-parts")
    parts = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = [str(part) for part in parts[:3] if isinstance(part, int | str) and str(part).isdecimal()]
    if numbers and len(numbers) == len(parts[:3]):
        return "-".join([numbers[0][:4].zfill(4), *(number[:2].zfill(2) for number in numbers[1:])])
    return JsonObject(value).line("raw", "literal")


def _read_terms(draft: Draft, item: JsonObject) -> None:
    if abstract := item.prose("abstract"):
        draft.add("descriptions", Text(abstract, "Abstract"), "abstract")
    words = item.get("categories", "subject", "keyword")
    for word in words if isinstance(words, list) else str(words or "").split(","):
        if isinstance(word, str) and word.strip():
            draft.add("subjects", Subject(" ".join(word.split())), "categories")
    if rights := item.line("copyright"):
        draft.add("rights", Rights(uri=rights) if scheme_of(rights) else Rights(rights), "copyright")
    for entry in _objects(item.get("license")):
        if address := JsonObject(entry).line("URL"):
            draft.add("rights", Rights(uri=address), "license")


def _first(item: JsonObject, name: str) -> str:
    """Read a text; Crossref's own API gives a list of one."""
    value = item.get(name)
    value = value[0] if isinstance(value, list) and value else value
    return " ".join(value.split()) if isinstance(value, str) else ""


def _objects(value: Any) -> list[dict[str, Any]]:
    entries = value if isinstance(value, list) else [value]
    return [entry for entry in entries if isinstance(entry, dict)]


FORMAT = MetadataFormat(
    ID,
    "CSL JSON",
    "Citation Style Language 1.0.2, csl-data.json",
    read,
    media_types=("application/vnd.citationstyles.csl+json", "application/citeproc+json"),
)
