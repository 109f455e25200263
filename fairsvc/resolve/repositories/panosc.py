"""The PaNOSC search API: a document of the DOI, its datasets, and their files by the facility's own paths.

Only a facility's recipe leads here: its pages do not tell where its search API answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from urllib.parse import quote

from fairsvc.errors import FetchFailed
from fairsvc.formats.json_node import Node
from fairsvc.model.exchange import Exchange
from fairsvc.model.repository import Quest, Repository, Spot, Walk
from fairsvc.model.resolution import Access, AccessState
from fairsvc.resolve.adapting.asking import ask, need_filtered, need_json, read_answer
from fairsvc.resolve.adapting.claims import read_address, read_name
from fairsvc.resolve.adapting.following import Asking
from fairsvc.resolve.adapting.internal_files import (
    InternalFile,
    Inventory,
    below,
    count_lists,
    hold,
    join_internal,
    merge_files,
    name_folders,
    name_within,
    read_lists,
)
from fairsvc.resolve.adapting.leads import by_recipe_alone

_WITH_DATASETS = {"include": [{"relation": "datasets"}]}


def _walk(spot: Spot) -> Walk:
    document = yield from _find_document(spot)
    datasets = {one["pid"].text: one for one in document["datasets"].items if one["pid"].text}
    if not datasets:
        raise FetchFailed("the search API names no datasets of this document", f"{spot.record} at {spot.base_url}")
    answers = yield tuple(need_json(f"{spot.base_url}/Datasets/{quote(pid, safe='')}/files") for pid in datasets)
    inventory = _inventory(document, datasets, dict(zip(datasets, answers, strict=True)))
    return hold(inventory, spot.recipe)


def _find_document(spot: Spot) -> Asking[Node]:
    """Find the document by its DOI, and by its PID, which is a DOI at most facilities."""
    filters = [{"where": {key: spot.record}, **_WITH_DATASETS} for key in ("doi", "pid")]
    answers = yield tuple(need_filtered(f"{spot.base_url}/Documents", one) for one in filters)
    listed, troubles = read_lists(dict(zip(("doi", "pid"), answers, strict=True)))
    for document in chain(*listed.values()):
        if spot.record.lower() in (document["doi"].text.lower(), document["pid"].text.lower()):
            return document
    if not listed:
        raise FetchFailed(troubles[0])
    raise FetchFailed("the search API knows no document of this DOI", f"{spot.record} at {spot.base_url}")


def _inventory(document: Node, datasets: Mapping[str, Node], answers: Mapping[str, Exchange]) -> Inventory:
    listed, troubles = read_lists(answers)
    folders = name_folders({pid: one["title"].text for pid, one in datasets.items()})
    files = merge_files(file for pid, rows in listed.items() for file in _files(rows, folders[pid]))
    complete, reason = count_lists(len(datasets), troubles, len(files))
    hidden = document["isPublic"].value is False
    access = Access(AccessState.RESTRICTED, because="the search API says that it is not public")
    return Inventory(files, complete, reason, document["title"].text, access if hidden else Access())


def _files(rows: Sequence[Node], subfolder: str) -> Iterator[InternalFile]:
    """Read files whose `path` is their folder, or already ends with their name."""
    for row in rows:
        name, path = read_name(row["name"]), read_name(row["path"])
        if not name and not path:
            continue
        whole = path if not name or path.rstrip("/").endswith(f"/{name}") else f"{path.rstrip('/')}/{name}"
        label = name_within("", name) or name_within("", whole.rpartition("/")[2])
        url = read_address(Node(whole), "") if "://" in whole else ""
        yield InternalFile("" if url else join_internal("", whole), below(subfolder, label), row["size"].size, url=url)


def _find_first(base_url: str) -> Quest:
    document = read_answer((yield from ask(need_filtered(f"{base_url}/Documents", {"limit": 1}))))[0]
    return document["doi"].text or document["pid"].text


REPOSITORY = Repository(
    "panosc",
    "PaNOSC search API",
    "panosc-eu/search-api: Documents, Datasets/{pid}/files",
    "",
    by_recipe_alone,
    _walk,
    find_first=_find_first,
)
