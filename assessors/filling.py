"""What any view knows of the dataset, in the forms that snippets want; placeholders are never handed on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from assessors.memory import remembered
from assessors.reading.parties import valid_orcid, valid_ror
from assessors.reading.plausibility import title_flaw
from assessors.reading.substance import substantial
from assessors.reading.views import said, views
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent, Content, Identifier, Metadata
from fairsvc.vocab.wording import words

EXAMPLE_ORCID = "https://orcid.org/0000-0002-1825-0097"
EXAMPLE_ROR = "https://ror.org/02550n020"
EXAMPLE_CREATOR = Agent("Carberry, Josiah", "Personal", "Josiah", "Carberry")
_LONGEST = 5_000
_MOST = 20
_MOST_CREATORS = 200


def line(text: str) -> str:
    """Give the text on one line, without signs that no document may hold, cut after 5,000 characters."""
    return "".join(sign for sign in " ".join(text[:_LONGEST].split()) if sign.isprintable())


def texts(evidence: Evidence, read: Callable[[Metadata], Iterable[str]]) -> list[str]:
    """List the texts of the first view where any says something."""
    for _, view in views(evidence):
        if found := [line(text) for text in read(view) if substantial(text)]:
            return found[:_MOST]
    return []


@remembered
def known_creators(evidence: Evidence) -> tuple[Agent, ...]:
    """List the creators of the first view that names any, with the identifiers that other views know of them."""
    for _, view in views(evidence):
        named = [agent for agent in view.creators[:_MOST_CREATORS] if substantial(agent.name)]
        if named:
            others = [agent for _, agent in said(evidence, "creators", lambda view: view.creators[:_MOST_CREATORS])]
            return tuple(_completed(agent, others) for agent in named)
    return ()


@remembered
def known_publisher(evidence: Evidence) -> Agent | None:
    """Find the publisher, with the ROR that any view gives it; None when none is named."""
    named = [view.publisher for _, view in views(evidence) if view.publisher and substantial(view.publisher.name)]
    return _completed(named[0], named) if named else None


def own_titles(evidence: Evidence) -> list[str]:
    """List the titles of all views that say what the data are."""
    titles = (title.value for _, title in said(evidence, "titles", lambda view: view.titles[:_MOST]))
    return [line(title) for title in titles if not title_flaw(title, evidence)]


def orcid_of(agent: Agent) -> str:
    """Give the address of the agent's ORCID; empty when there is none with a right check digit."""
    return next((identifier.value for identifier in agent.identifiers if valid_orcid(identifier.value)), "")


def ror_of(agent: Agent) -> str:
    """Give the agent's ROR; empty when there is none with right check digits."""
    return next((identifier.value for identifier in agent.identifiers if valid_ror(identifier.value)), "")


def ror_by_publisher(evidence: Evidence) -> str:
    """Give any ROR of publisher, contributor or affiliation that a view knows, else an example."""
    return next(iter(_rors(evidence)), EXAMPLE_ROR)


def known_files(evidence: Evidence) -> list[Content]:
    """List the files of the manifest, else those of the views, with what the probe saw of them; 20 at most."""
    entries = evidence.manifest.entries[:_MOST]
    found = [Content(e.url, e.path, e.media_type, e.size_bytes, e.digests) for e in entries if "://" in e.url]
    if not found:
        contents = (content for _, content in said(evidence, "content", lambda view: view.content))
        found = [content for content in contents if "://" in content.url][:_MOST]
    return [_seen(evidence, content) for content in found]


def _seen(evidence: Evidence, content: Content) -> Content:
    facts = next((facts for facts in evidence.probed_files if facts.url == content.url), None)
    if facts is None:
        return content
    size = content.size_bytes if facts.total_bytes is None else facts.total_bytes
    return replace(content, media_type=facts.signature_media_type or content.media_type, size_bytes=size)


def _completed(agent: Agent, others: Iterable[Agent]) -> Agent:
    same = [other for other in others if sorted(words(other.name)) == sorted(words(agent.name))]
    identifiers = dict.fromkeys(identifier for other in (agent, *same) for identifier in other.identifiers)
    affiliations = next((other.affiliations for other in (agent, *same) if other.affiliations), ())
    return replace(agent, identifiers=tuple(identifiers), affiliations=affiliations)


def _rors(evidence: Evidence) -> Iterator[str]:
    for _, view in views(evidence):
        agents = (*((view.publisher,) if view.publisher else ()), *view.contributors, *view.creators)
        for agent in agents[:_MOST]:
            places: list[Identifier | None] = [place.identifier for place in agent.affiliations]
            yield from (own.value for own in (*agent.identifiers, *places) if own and valid_ror(own.value))
