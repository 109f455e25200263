"""BibTeX: the first entry of a bibliography, as registration agencies give it by content negotiation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairsvc.errors import Unreadable
from fairsvc.formats.bibtex_text import plain, split_names
from fairsvc.formats.draft import Draft
from fairsvc.formats.json_reading import storable
from fairsvc.formats.recognise import find_year, scheme_of
from fairsvc.model.format import MetadataFormat
from fairsvc.model.metadata import Agent, Date, Identifier, Metadata, ResourceType, Rights, Subject, Text

ID = "bibtex"
MAX_BYTES = 2**20

_ENTRY = re.compile(r"@\s*([A-Za-z]+)\s*([{(])")
_KEY = re.compile(r"\s*([^\s,{}()\"=]*)\s*,")
_FIELD = re.compile(r"[\s,]*([A-Za-z][\w:.+/-]*)\s*=\s*")
_WORD = re.compile(r"[^\s,{}()\"#=]+")
_JOIN = re.compile(r"\s*#\s*")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_QUOTES = re.compile(r"\\.|[{}\"]", re.DOTALL)
_NO_ENTRIES = frozenset({"comment", "preamble", "string"})
_TYPES = {
    "article": "JournalArticle",
    "book": "Book",
    "data": "Dataset",
    "dataset": "Dataset",
    "inproceedings": "ConferencePaper",
    "mastersthesis": "Dissertation",
    "phdthesis": "Dissertation",
    "software": "Software",
    "techreport": "Report",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read(body: bytes) -> Metadata:
    """Read the first entry; a bibliography of several gives a warning. Raises Unreadable."""
    if len(body) > MAX_BYTES:
        raise Unreadable("the BibTeX document is too large", f"{len(body)} bytes, at most {MAX_BYTES} are read")
    text = storable(body.decode("utf-8-sig", "replace"))
    starts = [match for match in _ENTRY.finditer(text) if match[1].lower() not in _NO_ENTRIES]
    if not starts:
        raise Unreadable("this is no BibTeX", "it has no entry such as @misc{key, title = {...}}")
    fields = dict(_iter_fields(text, starts[0]))
    if not fields:
        raise Unreadable("the BibTeX entry has no field that can be read", text[starts[0].start() :][:60])
    draft = Draft(ID)
    _read_fields(draft, starts[0][1].lower(), fields)
    if len(starts) > 1:
        draft.warn("several entries")
    return draft.build()


def _iter_fields(text: str, start: re.Match[str]) -> Iterator[tuple[str, str]]:
    """Yield names in lower case and values as written, until the entry ends or cannot be followed any more."""
    key = _KEY.match(text, start.end())
    place = key.end() if key else start.end()
    while match := _FIELD.match(text, place):
        value, place = _value(text, match.end())
        if place < 0:
            return
        yield match[1].lower(), value


def _value(text: str, place: int) -> tuple[str, int]:
    """Read parts joined by #; the place is negative where the value is not closed."""
    parts: list[str] = []
    while True:
        part, place = _part(text, place)
        parts.append(part)
        joined = _JOIN.match(text, place) if place >= 0 else None
        if joined is None:
            return "".join(parts), place
        place = joined.end()


def _part(text: str, place: int) -> tuple[str, int]:
    opened = text[place : place + 1]
    if opened in ("{", '"'):
        end = _closing(text, place + 1, _BRACES if opened == "{" else _QUOTES)
        return text[place + 1 : end], end + 1 if end >= 0 else -1
    word = _WORD.match(text, place)
    return (word[0], word.end()) if word else ("", -1)


def _closing(text: str, place: int, marks: re.Pattern[str]) -> int:
    """Find the brace or quote that closes what was opened before the place; negative when none does."""
    depth = 0
    for mark in marks.finditer(text, place):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}" and depth:
            depth -= 1
        elif mark[0] in ("}", '"') and not depth:
            return mark.start()
    return -1


def _read_fields(draft: Draft, kind: str, fields: dict[str, str]) -> None:
    known = {name: plain(fields.pop(name)) for name in _PLAIN if name in fields}
    draft.put("resource_type", ResourceType(_TYPES.get(kind, ""), kind), "@")
    for name, text in known.items():
        if text:
            _read_plain(draft, name, text)
    for name, field in (("author", "creators"), ("editor", "contributors")):
        role = "Editor" if name == "editor" else ""
        draft.extend(field, [_agent(one, role) for one in split_names(fields.pop(name, ""))], name)
    _read_date(draft, fields)
    for name, text in fields.items():
        draft.keep(name, plain(text))


def _read_plain(draft: Draft, name: str, text: str) -> None:
    match name:
        case "title":
            draft.add("titles", Text(text), name)
        case "doi":
            draft.add("identifiers", Identifier(text, "DOI"), name)
        case "abstract":
            draft.add("descriptions", Text(text, "Abstract"), name)
        case "keywords":
            draft.extend("subjects", [Subject(word.strip()) for word in text.split(",") if word.strip()], name)
        case "publisher":
            draft.put("publisher", Agent(text), name)
        case "copyright" | "license":
            draft.add("rights", Rights(uri=text) if scheme_of(text) else Rights(text), name)
        case _:
            draft.put(name, text, name)


def _read_date(draft: Draft, fields: dict[str, str]) -> None:
    """Read `date` as it is, else `year` with the number of `month`, which is a name of three letters or a number."""
    month, date = plain(fields.pop("month", "")), plain(fields.pop("date", ""))
    if not date and (year := find_year(plain(fields.pop("year", "")))):
        number = _MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in _MONTHS else 0
        date = f"{year:04}-{number:02}" if number else str(year)
    if date:
        draft.add("dates", Date(date, "Issued"), "year")
        if year := find_year(date):
            draft.put("publication_year", year, "year")


def _agent(name: str, role: str) -> Agent:
    """Read a name as "Family, Given" or as words; one in braces is no person's, and stays whole."""
    text = plain(name)
    if name.startswith("{"):
        return Agent(text, role=role)
    family, comma, given = text.partition(",")
    if not comma:
        given, _, family = text.rpartition(" ")
    family, given = family.strip(), given.strip()
    if not given or not family:
        return Agent(text, role=role)
    return Agent(f"{family}, {given}", given=given, family=family, role=role)


_PLAIN = ("title", "doi", "abstract", "keywords", "publisher", "copyright", "license", "url", "version", "language")

FORMAT = MetadataFormat(
    ID,
    "BibTeX",
    "BibTeX 0.99, and the fields of DataCite's and Crossref's entries",
    read,
    media_types=("application/x-bibtex", "text/x-bibtex"),
)
