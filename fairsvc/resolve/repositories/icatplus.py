"""ICAT+, the catalogue of ESRF and of others: files by a session of the account that ESRF publishes for everybody.

An address of a file holds the session, so it ends with it, and is blanked wherever it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from fairsvc.errors import FetchFailed
from fairsvc.formats.json_node import Node
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.repository import Repository, Spot, Walk
from fairsvc.model.resolution import Access, AccessState
from fairsvc.resolve.adapting.asking import JSON, ask_json, need_json
from fairsvc.resolve.adapting.claims import read_checksum, read_name
from fairsvc.resolve.adapting.icat_session import Session, open_session
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
from fairsvc.resolve.adapting.leads import iter_sites, spell_pid

# The one that publishes the account; where else ICAT+ runs, only a recipe says that it is open in this way.
_OPEN_HOSTS = frozenset(("doi.esrf.fr", "data.esrf.fr", "icatplus.esrf.fr"))
_OPEN_BASE = "https://icatplus.esrf.fr"
_ACCOUNT = {"plugin": "db", "username": "reader", "password": "reader"}
_CLOSED = (401, 403)


def _recognise(evidence: Evidence) -> Spot | None:
    sites = iter_sites(evidence, linked=False)
    if evidence.pid.scheme == "doi" and any(site.netloc in _OPEN_HOSTS for site in sites):
        return Spot(_OPEN_BASE, spell_pid(evidence))
    return None


def _walk(spot: Spot) -> Walk:
    base = spot.base_url
    headers = (("Accept", JSON), ("Content-Type", JSON))
    session = yield from open_session(Need(f"{base}/session", "POST", headers, json.dumps(_ACCOUNT)))
    doi = quote(spot.record, safe="/")
    datasets = (yield from ask_json(f"{base}/doi/{doi}/datasets?sessionId={session.key}")).items
    if not datasets:
        raise FetchFailed("the catalogue shows no datasets of this DOI to everybody", f"{spot.record} at {base}")
    known = {one["id"].text: one for one in datasets if one["id"].text}
    answers = yield tuple(_datafiles(base, session, key) for key in known)
    return hold(_inventory(base, session, known, dict(zip(known, answers, strict=True))), spot.recipe)


def _datafiles(base: str, session: Session, dataset: str) -> Need:
    return need_json(f"{base}/catalogue/{session.key}/dataset/id/{quote(dataset, safe='')}/datafile")


def _inventory(base: str, session: Session, datasets: Mapping[str, Node], answers: Mapping[str, Exchange]) -> Inventory:
    listed, troubles = read_lists(answers)
    folders = name_folders({key: one["location"].text or one["name"].text for key, one in datasets.items()})
    files = merge_files(
        file for key, rows in listed.items() for file in _files(base, session, datasets[key], rows, folders[key])
    )
    complete, reason = count_lists(len(datasets), troubles, len(files))
    closed = all(answer.status in _CLOSED for answer in answers.values())
    access = Access(AccessState.LOGIN, because="the catalogue shows the files only to those who log in")
    return Inventory(files, complete, reason, access=access if closed else Access())


def _files(base: str, session: Session, dataset: Node, rows: Sequence[Node], subfolder: str) -> Iterator[InternalFile]:
    folder = read_name(dataset["location"])
    for row in rows:
        file = row["Datafile"] or row
        key = file["id"].text
        location = read_name(file["location"])
        name = name_within(folder, location) if folder and location.startswith(folder) else ""
        yield InternalFile(
            join_internal(folder, location) if location else "",
            below(subfolder, name or name_within("", read_name(file["name"]))),
            file["fileSize"].size,
            read_checksum(file["checksum"].text),
            url=f"{base}/ids/{session.key}/data/download?datafileIds={quote(key, safe='')}" if key else "",
            expires_at=session.expires_at,
        )


REPOSITORY = Repository(
    "icatplus",
    "ICAT+",
    "ICAT+ API documentation: session, doi, catalogue, ids",
    "",
    _recognise,
    _walk,
)
