"""The facility's data portal, another host: SciCat, whose catalogue names files by the paths of the facility's disks.

Nothing that it says tells by which address a path is served; only the facility knows that it is /door.
"""

from __future__ import annotations

import hashlib
import json

from fairsvc.demo.catalogue import Addresses, Catalogue, DataFile, Dataset
from fairsvc.demo.files import file_response
from fairsvc.demo.landing import Landing
from fairsvc.demo.wire import Request, Response, as_json, notice

Json = dict[str, object]
API = "/api/v3"
# What the disks call the folder that the door serves.
DISKS = "/dls/data"
DOOR = "/door"
NOT_FOUND = {"error": {"statusCode": 404, "name": "Error", "message": "Unknown model id."}}


class Portal:
    """Answer for published data, their datasets and their files."""

    def __init__(self, catalogue: Catalogue, addresses: Addresses) -> None:
        self._addresses, self._landing = addresses, Landing(catalogue, addresses)
        self._publisher = catalogue.facility.name
        self._published = {one.doi: one for one in catalogue.held_by("scicat")}
        self._by_record = {one.holding.record: one for one in self._published.values() if one.holding}

    def __call__(self, request: Request) -> Response:
        """Answer a request."""
        if request.method == "POST":
            return notice(405, "Not allowed", "This catalogue can only be read.", ("Allow", "GET, HEAD"))
        path = request.path
        if path == "/portal.js":
            return _script(next(iter(self._published.values())))
        if dataset := self._published.get(path.removeprefix("/detail/")):
            return self._landing.page(request, dataset)
        if path.startswith(f"{DOOR}/"):
            return self._file(request, DISKS + path.removeprefix(DOOR))
        if path.startswith(f"{API}/"):
            return self._api(path.removeprefix(API))
        return notice(404, "Not found", "There is no such page.")

    def _api(self, path: str) -> Response:
        if dataset := self._published.get(path.removeprefix("/publisheddata/").lower()):
            return as_json(200, _published(dataset, self._publisher))
        record, _, below = path.removeprefix("/datasets/").partition("/origdatablocks")
        held = self._by_record.get(record)
        if held is None or below:
            return as_json(404, NOT_FOUND)
        return as_json(200, [_block(held)] if path.endswith("/origdatablocks") else _dataset(held))

    def _file(self, request: Request, path: str) -> Response:
        for dataset in self._published.values():
            for file in dataset.files:
                if path == f"{_folder(dataset)}/{file.inner_path}":
                    return file_response(request, dataset, file, self._addresses)
        return notice(404, "Not found", "There is no such file.")


def _script(dataset: Dataset) -> Response:
    """Write the page with JavaScript, as the portals of most facilities do."""
    text = f'document.getElementById("root").textContent = {json.dumps(dataset.title)};\n'
    return Response(200, (("Content-Type", "text/javascript; charset=utf-8"),), text.encode())


def _published(dataset: Dataset, publisher: str) -> Json:
    return {
        "_id": dataset.doi,
        "doi": dataset.doi,
        "title": dataset.title,
        "creator": [person.name for person in dataset.creators],
        "publisher": publisher,
        "publicationYear": dataset.published.year,
        "abstract": dataset.abstract,
        "dataDescription": dataset.sample,
        "resourceType": "raw",
        "numberOfFiles": None,
        "sizeOfArchive": 0,
        "url": "",
        "pidArray": [_record(dataset)],
        "registeredTime": dataset.datestamp.isoformat(),
        "status": "registered",
    }


def _dataset(dataset: Dataset) -> Json:
    return {
        "pid": _record(dataset),
        "datasetName": dataset.title,
        "type": "raw",
        "sourceFolder": _folder(dataset),
        "size": sum(len(file.body) for file in dataset.files),
        "numberOfFiles": len(dataset.files),
        "isPublished": True,
        "proposalId": dataset.proposal,
        "datasetlifecycle": {"archivable": True, "retrievable": False, "archiveStatusMessage": "datasetCreated"},
    }


def _block(dataset: Dataset) -> Json:
    files = [_entry(dataset, file) for file in dataset.files]
    return {
        "_id": f"{_record(dataset)}/1",
        "datasetId": _record(dataset),
        "chkAlg": "sha256",
        "size": sum(len(file.body) for file in dataset.files),
        "dataFileList": files,
    }


def _entry(dataset: Dataset, file: DataFile) -> Json:
    return {
        "path": file.inner_path,
        "size": len(file.body),
        "time": dataset.datestamp.isoformat(),
        "chk": hashlib.sha256(file.body).hexdigest(),
        "uid": "1000",
        "gid": "1000",
        "perm": "100644",
    }


def _record(dataset: Dataset) -> str:
    return dataset.holding.record if dataset.holding else ""


def _folder(dataset: Dataset) -> str:
    return dataset.holding.folder if dataset.holding else ""
