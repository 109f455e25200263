"""ICAT with its data server (IDS): files of a DOI by queries of an anonymous session. Listing asks for no restore.

Only a facility's recipe leads here: pages of ICAT's frontends do not tell where its server answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote, urlencode

from fairsvc.errors import FetchFailed, UpstreamError
from fairsvc.formats.json_node import Node
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.recipe import Door
from fairsvc.model.repository import Repository, Spot, Walk
from fairsvc.model.resolution import Availability
from fairsvc.resolve.adapting.asking import JSON, need_json, read_answer
from fairsvc.resolve.adapting.claims import read_checksum, read_name
from fairsvc.resolve.adapting.following import Asking
from fairsvc.resolve.adapting.icat_session import Session, open_session
from fairsvc.resolve.adapting.internal_files import (
    InternalFile,
    Inventory,
    below,
    hold,
    join_internal,
    merge_files,
    name_folders,
    name_within,
)
from fairsvc.resolve.adapting.leads import by_recipe_alone

# Rows of one query; servers refuse answers of more entities than they are set to, 10,000 by default.
PAGE_ROWS = 1_000
MOST_FILES = 1_000_000
# Datasets whose state is asked for at a time: their numbers stand in the address.
_STATES_AT_ONCE = 100

_FORM = "application/x-www-form-urlencoded"
_COUNT = "SELECT COUNT(df) FROM Datafile df WHERE "
_SELECT = "SELECT df FROM Datafile df WHERE "
# The objects that a DOI may name: file, dataset, investigation.
_NAMED = ("df.doi", "df.dataset.doi", "df.dataset.investigation.doi")
# Or a publication, which has parts of all three kinds: what the parts are to a file, the kind, its name.
_PUBLISHED = (
    ("df.id", "Datafile", "datafile"),
    ("df.dataset.id", "Dataset", "dataset"),
    ("df.dataset.investigation.id", "Investigation", "investigation"),
)
_STATES = {
    "ONLINE": Availability.ONLINE,
    "RESTORING": Availability.NEARLINE,
    "ARCHIVED": Availability.NEARLINE,
}

States = Mapping[str, Availability]


def _walk(spot: Spot) -> Walk:
    headers = (("Accept", JSON), ("Content-Type", _FORM))
    form = urlencode({"json": '{"plugin":"anon"}'})
    session = yield from open_session(Need(f"{spot.base_url}/session", "POST", headers, form))
    found = yield from _find_files(spot, session)
    if sum(found.values()) > MOST_FILES:
        raise FetchFailed(f"the record has more than {MOST_FILES} files", f"{spot.record} at {spot.base_url}")
    pages = yield tuple(_pages(spot, session, found))
    rows = tuple(row["Datafile"] for page in pages for row in read_answer(page).items)
    states = yield from _states(spot, session, rows)
    return hold(_inventory(spot, session, rows, states, sum(found.values())), spot.recipe)


def _find_files(spot: Spot, session: Session) -> Asking[dict[str, int]]:
    """Find which conditions files of the DOI fulfil, and how many: those of publications where no other is fulfilled.

    Raises FetchFailed, Unreadable.
    """
    # A DOI knows no case, a database often does.
    spellings = dict.fromkeys((spot.record, spot.record.upper(), spot.record.lower()))
    literals = ", ".join("'" + one.replace("'", "''") + "'" for one in spellings)
    answers: list[Exchange] = []
    for clauses in (tuple(_named(literals)), tuple(_published(literals))):
        counts = yield tuple(_query(spot, session, _COUNT + clause) for clause in clauses)
        answers += counts
        found = {one: count for one, answer in zip(clauses, counts, strict=True) if (count := _count(answer))}
        if found:
            return found
    if not any(answer.ok for answer in answers):
        read_answer(answers[0])
    raise FetchFailed("the catalogue shows no files of this DOI to everybody", f"{spot.record} at {spot.base_url}")


def _named(literals: str) -> Iterator[str]:
    return (f"{path} IN ({literals})" for path in _NAMED)


def _published(literals: str) -> Iterator[str]:
    for path, kind, name in _PUBLISHED:
        parts = f"DataCollection{kind} x JOIN x.dataCollection c JOIN c.dataPublications p WHERE p.pid IN ({literals})"
        yield f"{path} IN (SELECT x.{name}.id FROM {parts})"  # noqa: S608 - quotes are doubled


def _query(spot: Spot, session: Session, query: str) -> Need:
    parameters = urlencode({"sessionId": session.key, "query": query}, quote_via=quote)
    return need_json(f"{spot.base_url}/entityManager?{parameters}")


def _count(answer: Exchange) -> int:
    try:
        return read_answer(answer)[0].size or 0
    except UpstreamError:
        return 0


def _pages(spot: Spot, session: Session, found: Mapping[str, int]) -> Iterator[Need]:
    for clause, count in found.items():
        for first in range(0, count, PAGE_ROWS):
            order = f" ORDER BY df.id INCLUDE df.dataset LIMIT {first}, {PAGE_ROWS}"
            yield _query(spot, session, _SELECT + clause + order)


def _states(spot: Spot, session: Session, rows: Sequence[Node]) -> Asking[States]:
    """Ask the data server where the datasets lie, as far as it tells; asking moves nothing."""
    ids = list(dict.fromkeys(key for row in rows if (key := row["dataset"]["id"].text)))
    groups = [ids[first : first + _STATES_AT_ONCE] for first in range(0, len(ids), _STATES_AT_ONCE)]
    door = _door(spot)
    if not door or not groups:
        return {}
    answers = yield tuple(_state_need(door, session, group) for group in groups)
    states = {key: _state(answer) for group, answer in zip(groups, answers, strict=True) for key in group}
    return {key: state for key, state in states.items() if state is not Availability.UNKNOWN}


def _state_need(door: str, session: Session, ids: Sequence[str]) -> Need:
    return Need(f"{door}/getStatus?" + urlencode({"sessionId": session.key, "datasetIds": ",".join(ids)}, safe=","))


def _state(answer: Exchange) -> Availability:
    """Read the one word that is true of all that was asked for: the worst of them."""
    word = (answer.body or b"")[:40].decode("ascii", "replace").strip().strip('"') if answer.ok else ""
    return _STATES.get(word, Availability.UNKNOWN)


def _inventory(spot: Spot, session: Session, rows: Sequence[Node], states: States, counted: int) -> Inventory:
    datasets = {key: row["dataset"] for row in rows if (key := row["dataset"]["id"].text)}
    folders = name_folders({key: one["location"].text or one["name"].text for key, one in datasets.items()})
    files = merge_files(_file(spot, session, row, folders, states) for row in rows)
    complete = len(rows) == counted
    reason = f"the catalogue lists all {counted} files" if complete else f"it counts {counted} files, lists {len(rows)}"
    return Inventory(files, complete, reason)


def _file(spot: Spot, session: Session, row: Node, folders: Mapping[str, str], states: States) -> InternalFile:
    dataset, location, key = row["dataset"]["id"].text, read_name(row["location"]), row["id"].text
    door = _door(spot)
    query = urlencode({"sessionId": session.key, "datafileIds": key})
    return InternalFile(
        join_internal(read_name(row["dataset"]["location"]), location) if location else "",
        below(folders.get(dataset, ""), name_within("", read_name(row["name"]))),
        row["fileSize"].size,
        read_checksum(row["checksum"].text),
        states.get(dataset, Availability.UNKNOWN),
        f"{door}/getData?{query}" if door and key else "",
        session.expires_at,
    )


def _door(spot: Spot) -> str:
    """Say where the data server answers: where the recipe says, else beside the catalogue; empty when there is none."""
    recipe = spot.recipe
    if recipe is not None and recipe.door not in (None, Door.IDS):
        return ""
    if recipe is not None and recipe.door_url:
        return recipe.door_url
    return f"{spot.base_url.removesuffix('/icat')}/ids" if spot.base_url.endswith("/icat") else ""


REPOSITORY = Repository(
    "icat",
    "ICAT and IDS",
    "ICAT server, RESTful interface: session, entityManager; IDS server, RESTful interface: getStatus, getData",
    "",
    by_recipe_alone,
    _walk,
)
