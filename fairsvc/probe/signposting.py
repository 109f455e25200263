"""What typed links say of a dataset, as metadata (FAIR Signposting profile, level 1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from fairsvc.model.link import Link
from fairsvc.model.metadata import Agent, Content, Identifier, Metadata, Origin, ResourceType, Rights
from fairsvc.model.pid import find_pid

_SCHEMA_ORG = ("https://schema.org/", "http://schema.org/")


def read_signposts(links: tuple[Link, ...]) -> Metadata:
    """Turn cite-as, type, author, license and item links into the fields that they speak of."""
    given: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        given[link.rel].append(link)
    fields = {
        "identifiers": tuple(Identifier(link.target, _scheme(link.target)) for link in given.get("cite-as", ())),
        "creators": tuple(_author(link) for link in given.get("author", ())),
        "resource_type": _resource_type(given.get("type", ())),
        "rights": tuple(Rights(uri=link.target) for link in given.get("license", ())),
        "content": tuple(_content(link) for link in given.get("item", ())),
    }
    pointers = {"identifiers": "cite-as", "creators": "author", "resource_type": "type", "rights": "license"}
    said = {name: value for name, value in fields.items() if value}
    origins = tuple((name, Origin("signposting", f"link/{pointers.get(name, 'item')}")) for name in said)
    return Metadata(**said, origins=origins)  # type: ignore[arg-type]


def _scheme(target: str) -> str:
    pid = find_pid(target)
    return (
        {"doi": "DOI", "handle": "Handle", "ark": "ARK", "purl": "PURL", "urn": "URN"}.get(pid.scheme, "URL")
        if pid
        else "URL"
    )


def _author(link: Link) -> Agent:
    scheme = "ORCID" if "orcid.org/" in link.target else "ROR" if "ror.org/" in link.target else "URL"
    return Agent(name=link.title, identifiers=(Identifier(link.target, scheme),))


def _resource_type(links: Sequence[Link]) -> ResourceType | None:
    """Take the object's own class; AboutPage only says that the page is a landing page."""
    classes = [link.target for link in links if not link.target.endswith("schema.org/AboutPage")]
    if not classes:
        return None
    name = next((classes[0].removeprefix(base) for base in _SCHEMA_ORG if classes[0].startswith(base)), "")
    return ResourceType(general=name, text=classes[0])


def _content(link: Link) -> Content:
    return Content(url=link.target, media_type=link.media_type, name=link.title)
