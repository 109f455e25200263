"""Which of the properties that a citation and a search need are stated, in any view and not as placeholders."""

from __future__ import annotations

from collections.abc import Callable

from assessors.memory import remembered
from assessors.reading.plausibility import abstract_flaw, alike, creator_flaw, useful_keywords
from assessors.reading.substance import any_substantial, folded, substantial
from assessors.reading.views import views
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata

CORE = ("creator", "title", "identifier", "date", "publisher", "resource type")
RICH = ("summary", "keywords")
SHORT_SUMMARY_LENGTH, INFORMATIVE_LENGTH = 50, 150
YEARS = range(1600, 2200)
_MOST = 200


@remembered
def missing_from(evidence: Evidence, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """List those of the wanted properties that no view states."""
    lacked = [lacking(view, evidence, wanted) for _, view in views(evidence)]
    return tuple(name for name in wanted if all(name in one for one in lacked))


def lacking(view: Metadata | None, evidence: Evidence, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """List those of the wanted properties that this view does not state: all of them where there is no view."""
    return wanted if view is None else tuple(name for name in wanted if not _STATED[name](view, evidence))


def _creator(view: Metadata, evidence: Evidence) -> bool:
    return any(not creator_flaw(agent, evidence) for agent in view.creators[:_MOST])


def _title(view: Metadata, evidence: Evidence) -> bool:
    titles = [text.value for text in view.titles[:_MOST]]
    return any(substantial(title) and folded(title) not in alike(evidence) for title in titles)


def _identifier(view: Metadata, _: Evidence) -> bool:
    return any_substantial(identifier.value for identifier in view.identifiers[:_MOST])


def _date(view: Metadata, _: Evidence) -> bool:
    if view.publication_year is not None:
        return view.publication_year in YEARS
    return any(date.value[:4].isdigit() and int(date.value[:4]) in YEARS for date in view.dates[:_MOST])


def _publisher(view: Metadata, evidence: Evidence) -> bool:
    name = view.publisher.name if view.publisher is not None else ""
    return substantial(name) and folded(name) not in alike(evidence)


def _resource_type(view: Metadata, _: Evidence) -> bool:
    return view.resource_type is not None and any_substantial((view.resource_type.general, view.resource_type.text))


def _summary(view: Metadata, _: Evidence) -> bool:
    told = [text.value for text in view.descriptions[:_MOST] if not abstract_flaw(text.value, view)]
    return any(len(" ".join(text.split())) >= SHORT_SUMMARY_LENGTH for text in told)


def _keywords(view: Metadata, evidence: Evidence) -> bool:
    return any(folded(word) not in alike(evidence) for word in useful_keywords(view))


_STATED: dict[str, Callable[[Metadata, Evidence], bool]] = {
    "creator": _creator,
    "title": _title,
    "identifier": _identifier,
    "date": _date,
    "publisher": _publisher,
    "resource type": _resource_type,
    "summary": _summary,
    "keywords": _keywords,
}
