"""Recognise what a bare string is: an identifier and its scheme, an access statement, a size, a year."""

from __future__ import annotations

import re

from fairsvc.formats.draft import Draft
from fairsvc.model.metadata import Date, Identifier, ResourceType
from fairsvc.model.pid import find_pid

_PID_SCHEMES = {"doi": "DOI", "handle": "Handle", "ark": "ARK", "urn": "URN", "purl": "PURL", "swhid": "SWHID"}
_OTHER_SCHEMES = (
    ("Handle", re.compile(r"(?:hdl:|info:hdl/|https?://hdl\.handle\.net/|\d+(?:\.\d+)*/)\S+\Z", re.IGNORECASE)),
    ("arXiv", re.compile(r"arxiv:\S+\Z", re.IGNORECASE)),
    ("URN", re.compile(r"urn:[a-z0-9][a-z0-9-]*:\S+\Z", re.IGNORECASE)),
    ("PMID", re.compile(r"pmid:\s*\d+\Z", re.IGNORECASE)),
    ("ISSN", re.compile(r"issn:?\s*\d{4}-\d{3}[\dX]\Z", re.IGNORECASE)),
    ("ISBN", re.compile(r"isbn:?\s*[\dX-]{10,17}\Z", re.IGNORECASE)),
)
_PARTY_SCHEMES = (
    ("ORCID", re.compile(r"(?:.*orcid\.org/|orcid:)?\d{4}-\d{4}-\d{4}-\d{3}[\dX]/?\Z", re.IGNORECASE)),
    ("ROR", re.compile(r"(?:https?://)?ror\.org/\w+/?\Z", re.IGNORECASE)),
    ("Crossref Funder ID", re.compile(r"\S*10\.13039/\d+\Z")),
    ("ISNI", re.compile(r"\S*isni\.org/\S+\Z", re.IGNORECASE)),
    ("GND", re.compile(r"\S*d-nb\.info/gnd/\S+\Z", re.IGNORECASE)),
    ("Wikidata", re.compile(r"\S*wikidata\.org/\S+\Z", re.IGNORECASE)),
)
_ACCESS = re.compile(
    r"(?:https?://(?:purl\.org/coar/access_right/|vocabularies\.coar-repositories\.org/access_rights/"
    r"|publications\.europa\.eu/resource/authority/access-right/|purl\.org/eprint/accessRights/)\S+"
    r"|info:eu-repo/semantics/\w+Access"
    r"|(?:open|restricted|closed|embargoed|metadata[ -]only)[ _-]?access)\Z",
    re.IGNORECASE,
)
_EMBARGO_END = re.compile(r"info:eu-repo/date/embargoEnd/(\S+)", re.IGNORECASE)
_LONGEST = 2048  # no identifier is longer; the patterns are not linear on text made to hurt them
_YEAR = re.compile(r"\d{4}(?!\d)")
_SIZE = re.compile(r"([\d.,]{1,30})\s*(?:([kmgtp]?)(i?)b|bytes?|octets?)?\Z", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}

_RESOURCE_TYPES = {
    "article": "JournalArticle",
    "book": "Book",
    "collection": "Collection",
    "dataset": "Dataset",
    "datacatalog": "Collection",
    "event": "Event",
    "image": "Image",
    "imageobject": "Image",
    "interactiveresource": "InteractiveResource",
    "instrument": "Instrument",
    "movingimage": "Audiovisual",
    "physicalobject": "PhysicalObject",
    "report": "Report",
    "scholarlyarticle": "JournalArticle",
    "service": "Service",
    "software": "Software",
    "softwareapplication": "Software",
    "softwaresourcecode": "Software",
    "sound": "Sound",
    "stillimage": "Image",
    "text": "Text",
    "thesis": "Dissertation",
    "videoobject": "Audiovisual",
    "workflow": "Workflow",
}


def scheme_of(value: str) -> str:
    """Name the scheme (a DataCite relatedIdentifierType) that the bare value belongs to; empty when none shows."""
    if len(value) > _LONGEST:
        return ""
    for scheme, pattern in _OTHER_SCHEMES:
        if pattern.match(value) and not value.startswith("10."):
            return scheme
    pid = find_pid(value)
    return _PID_SCHEMES.get(pid.scheme, "URL" if "/" in value else "") if pid else ""


def party_scheme_of(value: str) -> str:
    """Name the scheme of a person's or an organisation's identifier; empty when none shows."""
    if len(value) > _LONGEST:
        return ""
    return next((scheme for scheme, pattern in _PARTY_SCHEMES if pattern.match(value)), "") or scheme_of(value)


def party_identifier(value: str) -> Identifier:
    """Make the identifier of a person or an organisation, recognising the scheme that was not written."""
    return Identifier(value, party_scheme_of(value))


def is_persistent(value: str) -> bool:
    """Tell whether the value spells a DOI, Handle, ARK, PURL or URN."""
    return scheme_of(value) not in ("", "URL")


def pid_key(value: str) -> str:
    """Give what two spellings of one identifier share; a text that spells none stands for itself."""
    pid = find_pid(value) if len(value) <= _LONGEST else None
    return str(pid) if pid else value


def add_access(draft: Draft, pointer: str, *texts: str) -> None:
    """Add the texts that are access terms (COAR, info:eu-repo, EU, Eprints or their plain words) to `access`.

    An embargo's end in info:eu-repo form becomes a date of kind Available.
    """
    for text in dict.fromkeys(texts):
        if _ACCESS.match(text):
            draft.add("access", text, pointer)
        elif end := _EMBARGO_END.match(text):
            draft.add("dates", Date(end[1], "Available", "embargoEnd"), pointer)


def tells_access(text: str) -> bool:
    """Tell whether `add_access` would add anything of the text."""
    return bool(_ACCESS.match(text) or _EMBARGO_END.match(text))


def is_address(value: str) -> bool:
    """Tell whether the value is an identifier or an IRI, not words."""
    return value.startswith("info:") or bool(scheme_of(value))


def find_year(text: str) -> int | None:
    """Find the year that a date begins with; None when it begins with none."""
    match = _YEAR.match(text.strip())
    return int(match[0]) if match and match[0] != "0000" else None


def find_size_bytes(text: str) -> int | None:
    """Read a size as people write it: 1024, 1,024 bytes, 1.5 GB (10^9), 3 MiB (2^20); None when it is none."""
    match = _SIZE.match(text.strip())
    if match is None:
        return None
    try:
        number = float(match[1].replace(",", ""))
    except ValueError:
        return None
    base = 1024 if match[3] else 1000
    return int(number * base ** _POWERS[(match[2] or "").lower()])


def resource_type_of(words: tuple[str, ...]) -> ResourceType:
    """Make a resource type of words in any vocabulary: the first that DataCite has too is the general one."""
    said = tuple(dict.fromkeys(words))
    general = next((_RESOURCE_TYPES[key] for word in said if (key := _bare(word)) in _RESOURCE_TYPES), "")
    specific = next((word for word in said if _RESOURCE_TYPES.get(_bare(word)) is None), said[0])
    return ResourceType(general, specific)


def _bare(word: str) -> str:
    return word.rstrip("/").rpartition("/")[2].rpartition("#")[2].replace(" ", "").lower()
