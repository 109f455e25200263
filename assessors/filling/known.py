"""All that is known of a dataset, from whichever view knows most: what is written into lines to paste."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from assessors.filling.naming import complete
from assessors.memory import remembered
from assessors.reading.substance import any_substantial, substantial
from assessors.reading.views import views
from fairsvc.formats.recognise import is_address, pid_key
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent, Content, Identifier, Metadata, Related, unite
from fairsvc.model.step import PAGE

MOST_FILES = 100
# Of these the view that says most of them counts; of the others the first one that says anything, the page before all.
_RICHEST = ("creators", "contributors", "publisher", "subjects", "content", "funding", "rights", "geo_locations")
_JOINED = ("related", "dates", "access", "variables", "formats", "conforms_to")

_SAYS: dict[str, Callable[[Any], bool]] = {
    "titles": lambda text: substantial(text.value),
    "descriptions": lambda text: substantial(text.value),
    "subjects": lambda subject: substantial(subject.value),
    # Of "x, x" each part is a placeholder.
    "creators": lambda agent: any_substantial(agent.name.split(",")),
    "contributors": lambda agent: any_substantial(agent.name.split(",")),
    "identifiers": lambda known: substantial(known.value),
    "alternate_identifiers": lambda known: substantial(known.value),
    "dates": lambda date: date.value[:4].isdigit(),
    "related": lambda related: substantial(related.value),
    "rights": lambda right: is_address(right.uri) or any_substantial((right.text, right.identifier)),
    "geo_locations": lambda place: any_substantial((place.place, place.coordinates)),
    "funding": lambda funding: substantial(funding.funder),
    "content": lambda content: "://" in content.url,
    "sizes": substantial,
    "formats": substantial,
    "variables": substantial,
    "access": substantial,
}


@remembered
def known_metadata(evidence: Evidence) -> Metadata:
    """Unite the views without their placeholders, with the PID first, the page's address and the files that are listed.

    At most 100 files: who has more names them elsewhere.
    """
    spoken = [_without_placeholders(view) for _, view in views(evidence)]
    richest: dict[str, Any] = {name: _richest(spoken, name) for name in _RICHEST}
    united: Metadata = replace(unite(*spoken), **richest)
    joined: dict[str, Any] = {
        name: tuple(_distinct(item for view in spoken for item in getattr(view, name))) for name in _JOINED
    }
    publishers = [one for view in spoken for one in _publishers(view)]
    page = evidence.exchange(PAGE)
    pid = Identifier(evidence.pid.value, evidence.pid.title)
    return replace(
        united,
        **joined,
        creators=complete(united.creators, (agent for view in spoken for agent in view.creators)),
        publisher=next(iter(complete(_publishers(united), publishers)), None),
        identifiers=(pid, *(known for known in united.identifiers if pid_key(known.value) != str(evidence.pid))),
        content=_files(evidence, united.content)[:MOST_FILES],
        url=page.url if page is not None and page.ok else united.url,
    )


def _without_placeholders(view: Metadata) -> Metadata:
    kept: dict[str, Any] = {
        name: tuple(item for item in getattr(view, name) if says(item)) for name, says in _SAYS.items()
    }
    publisher = view.publisher if view.publisher is not None and substantial(view.publisher.name) else None
    version = view.version if any(sign.isdigit() for sign in view.version) else ""
    language = view.language if substantial(view.language) else ""
    return replace(view, **kept, publisher=publisher, version=version, language=language)


def _richest(spoken: Sequence[Metadata], name: str) -> Any:
    """Take the field of the view that says most in it, the first of equals."""
    empty = getattr(Metadata(), name)
    return max((getattr(view, name) for view in spoken), key=_weight, default=empty)


def _weight(value: object) -> int:
    """Count what a value says: its texts and numbers, however deep they stand."""
    if isinstance(value, tuple):
        return sum(map(_weight, value))
    if is_dataclass(value):
        return sum(_weight(getattr(value, field.name)) for field in fields(value))
    return int(value not in (None, ""))


def _publishers(view: Metadata) -> tuple[Agent, ...]:
    return (view.publisher,) if view.publisher is not None else ()


def _distinct(items: Iterable[Any]) -> list[Any]:
    """Take each once; two spellings of one identifier, and two of one relation, are one."""
    seen: dict[object, Any] = {}
    for item in items:
        key = (item.relation, pid_key(item.value)) if isinstance(item, Related) else item
        seen.setdefault(key, item)
    return list(seen.values())


def _files(evidence: Evidence, stated: tuple[Content, ...]) -> tuple[Content, ...]:
    """Take the files of the manifest where it says more of them than the metadata do."""
    listed = tuple(
        Content(entry.url, entry.path, entry.media_type, entry.size_bytes, entry.digests)
        for entry in evidence.manifest.entries
        if "://" in entry.url
    )
    return max((stated, listed), key=_weight)
