"""Tell whether two documents say the same of a field, whatever the case, form, precision or vocabulary they chose."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fairsvc.model.dataset import Disagree
from fairsvc.model.metadata import Agent, Identifier, Metadata, Rights
from fairsvc.vocab.access_rights import find_access_state
from fairsvc.vocab.agreement_extent import content, identifiers, sizes, version
from fairsvc.vocab.licences import find_licence
from fairsvc.vocab.periods import contains, find_period
from fairsvc.vocab.wording import SHOWN, listed, quoted, words

_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])\Z", re.IGNORECASE)
_MOST_PERSONS = 200
# Every tool stamps these when it writes: they tell of the record, not of the data.
_OWN_DATES = frozenset(("", "updated", "submitted"))

_SMALL_WORDS = frozenset(("and", "at", "de", "der", "des", "for", "für", "in", "la", "of", "the", "und"))

_Shown = tuple[str, str] | None
_Licences = dict[str | tuple[str, ...], str]


def _titles(one: Metadata, other: Metadata) -> _Shown:
    """Compare all titles: one may have translations that the other lacks."""
    ours, theirs = ({words(title.value) for title in view.titles} for view in (one, other))
    if not ours or not theirs or ours & theirs:
        return None
    return quoted(one.titles[0].value), quoted(other.titles[0].value)


def _publication_year(one: Metadata, other: Metadata) -> _Shown:
    ours, theirs = one.publication_year, other.publication_year
    return None if ours is None or theirs is None or ours == theirs else (str(ours), str(theirs))


def _publisher(one: Metadata, other: Metadata) -> _Shown:
    ours, theirs = one.publisher, other.publisher
    if ours is None or theirs is None or _same_party(ours, theirs):
        return None
    return quoted(ours.name), quoted(theirs.name)


def _same_party(one: Agent, other: Agent) -> bool:
    """Compare organisations: `Facility (FAC)` is `Facility`, an acronym its words, one identifier one party."""
    ours, theirs = words(one.name), words(other.name)
    if not ours or not theirs or _identities(one.identifiers) & _identities(other.identifiers):
        return True
    return (
        set(ours) <= set(theirs) or set(theirs) <= set(ours) or _abbreviates(ours, theirs) or _abbreviates(theirs, ours)
    )


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    initials = "".join(word[0] for word in long if word not in _SMALL_WORDS)
    return len(short) == 1 and len(short[0]) > 1 and initials.startswith(short[0])


def _resource_type(one: Metadata, other: Metadata) -> _Shown:
    """Compare the general class; the words beside it are free."""
    ours, theirs = (view.resource_type.general if view.resource_type else "" for view in (one, other))
    return None if not ours or not theirs or words(ours) == words(theirs) else (quoted(ours), quoted(theirs))


def _creators(one: Metadata, other: Metadata) -> _Shown:
    """Compare number, persons and their order; of a large collaboration the first ones."""
    ours, theirs = one.creators, other.creators
    if not ours or not theirs or ours == theirs:
        return None
    pairs = zip(ours[:_MOST_PERSONS], theirs[:_MOST_PERSONS], strict=False)
    if len(ours) == len(theirs) and all(_same_person(*pair) for pair in pairs):
        return None
    return _names(ours), _names(theirs)


def _same_person(one: Agent, other: Agent) -> bool:
    """Compare ORCIDs where both have one, else names: in any order, given names as initials or left out."""
    ours, theirs = (_identities(agent.identifiers, only="orcid:") for agent in (one, other))
    if ours and theirs:
        return bool(ours & theirs)
    if sorted(words(one.name)) == sorted(words(other.name)):
        return True
    (family, given), (their_family, their_given) = _split_name(one), _split_name(other)
    return family == their_family and all(_same_given(*pair) for pair in zip(given, their_given, strict=False))


def _split_name(agent: Agent) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if agent.family:
        return words(agent.family), words(agent.given)
    family, comma, given = agent.name.partition(",")
    if comma:
        return words(family), words(given)
    all_words = words(agent.name)
    return all_words[-1:], all_words[:-1]


def _same_given(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


def _identities(identifiers: Iterable[Identifier], only: str = "") -> set[str]:
    """Spell identifiers of parties without address, hyphens and case; of ORCIDs with their scheme before."""
    found = set[str]()
    for identifier in identifiers:
        tail = identifier.value.strip().rstrip("/").rpartition("/")[2]
        orcid = _ORCID.match(tail.rpartition(":")[2])
        found.add(f"orcid:{''.join(orcid.groups())}".lower() if orcid else tail.lower())
    return {value for value in found if value.startswith(only)}


def _dates(one: Metadata, other: Metadata) -> _Shown:
    """Compare dates of the same type: a year or range that holds the day agrees with it."""
    theirs = _dates_by_type(other)
    for kind, dates in _dates_by_type(one).items():
        if kind in theirs and not any(_same_date(ours, their) for ours in dates for their in theirs[kind]):
            return f"{kind} {', '.join(dates)[:SHOWN]}", f"{kind} {', '.join(theirs[kind])[:SHOWN]}"
    return None


def _dates_by_type(view: Metadata) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for date in view.dates[:50]:
        if date.kind.lower() not in _OWN_DATES:
            found.setdefault(date.kind.lower().capitalize(), []).append(date.value)
    return found


def _same_date(one: str, other: str) -> bool:
    ours, theirs = find_period(one), find_period(other)
    return True if ours is None or theirs is None else contains(ours, theirs)


def _rights(one: Metadata, other: Metadata) -> _Shown:
    """Compare the licences that both name; what no table knows is compared as words, access terms are no licences."""
    ours, theirs = _licences(one), _licences(other)
    if not ours or not theirs or ours.keys() & theirs.keys():
        return None
    return listed(ours.values()), listed(theirs.values())


def _licences(view: Metadata) -> _Licences:
    """Map what is compared to what is shown: recognised licences, or where there are none the statements' words."""
    stated = [right for right in view.rights[:20] if not _is_access(right)]
    known: _Licences = {licence: licence for right in stated if (licence := find_licence(right))}
    return known or {words(right.text or right.uri): quoted(right.text or right.uri) for right in stated}


def _is_access(right: Rights) -> bool:
    return any(find_access_state(term) for term in (right.uri, right.text) if term)


def _access(one: Metadata, other: Metadata) -> _Shown:
    ours, theirs = _access_states(one), _access_states(other)
    return None if not ours or not theirs or ours & theirs else (listed(sorted(ours)), listed(sorted(theirs)))


def _access_states(view: Metadata) -> set[str]:
    terms = (*view.access, *(term for right in view.rights[:20] for term in (right.uri, right.text)))
    return {state for term in terms if term and (state := find_access_state(term))}


def _names(agents: tuple[Agent, ...]) -> str:
    return f"{len(agents)} ({listed(agent.name for agent in agents)})"


COMPARISONS: dict[str, Disagree] = {
    "identifiers": identifiers,
    "titles": _titles,
    "creators": _creators,
    "publisher": _publisher,
    "publication_year": _publication_year,
    "resource_type": _resource_type,
    "dates": _dates,
    "rights": _rights,
    "access": _access,
    "version": version,
    "content": content,
    "sizes": sizes,
}
