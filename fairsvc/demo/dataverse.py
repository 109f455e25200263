"""Dataverse's side of the facility: its pages by persistentId, its API, and tables in two forms.

What Dataverse takes in as a table is served as its own tab-separated form, whose size it states beside the checksum of
the file as it came; `format=original` gives that file.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace
from urllib.parse import parse_qs

from fairsvc.demo.catalogue import Addresses, Catalogue, DataFile, Dataset
from fairsvc.demo.files import file_response
from fairsvc.demo.landing import Landing
from fairsvc.demo.wire import Request, Response, as_json

Json = dict[str, object]
VERSIONS = (":latest-published", ":latest", "1.0")
TABLE = "text/csv"
INGESTED = "text/tab-separated-values"


class Dataverse:
    """Answer for dataset.xhtml and below /api/datasets and /api/access."""

    def __init__(self, catalogue: Catalogue, addresses: Addresses, landing: Landing) -> None:
        self._addresses, self._landing = addresses, landing
        self._datasets = {f"doi:{one.doi}": one for one in catalogue.held_by("dataverse")}
        numbered = ((one, *known) for one in self._datasets.values() for known in _numbered(one))
        self._files = {number: (dataset, file) for dataset, number, file in numbered}

    def __call__(self, request: Request) -> Response | None:
        """Answer a request; None when it is not for this API."""
        named = parse_qs(request.query).get("persistentId", [""])[0].lower()
        dataset = self._datasets.get(named)
        match request.path.strip("/").split("/"):
            case ["dataset.xhtml"] if dataset:
                return self._landing.page(request, dataset)
            case ["api", "datasets", ":persistentId", "versions", version] if version in VERSIONS:
                return as_json(200, {"status": "OK", "data": _version(dataset)}) if dataset else _not_found(named)
            case ["api", "access", "datafile", number]:
                return self._bytes(request, number)
            case _:
                return None

    def _bytes(self, request: Request, number: str) -> Response:
        if number not in self._files:
            return _not_found(number)
        dataset, file = self._files[number]
        original = parse_qs(request.query).get("format") == ["original"]
        chosen = file if original or file.media_type != TABLE else ingested(file)
        return file_response(request, dataset, chosen, self._addresses)


def ingested(file: DataFile) -> DataFile:
    """Convert a table to the form in which Dataverse archives it; what is claimed of it is what was claimed before."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    head, *rows = csv.reader(io.StringIO(file.body.decode()))
    writer.writerow(head)
    writer.writerows([float(cell) for cell in row] for row in rows)
    name = f"{file.name.rpartition('.')[0]}.tab"
    return replace(file, name=name, media_type=INGESTED, body=text.getvalue().encode(), claimed_sha256="")


def _numbered(dataset: Dataset) -> list[tuple[str, DataFile]]:
    first = int(dataset.holding.record) if dataset.holding else 0
    return [(str(number), file) for number, file in enumerate(dataset.files, first + 1)]


def _version(dataset: Dataset) -> Json:
    return {
        "id": 1,
        "datasetPersistentId": f"doi:{dataset.doi}",
        "versionNumber": 1,
        "versionMinorNumber": 0,
        "versionState": "RELEASED",
        "releaseTime": f"{dataset.published.isoformat()}T08:00:00Z",
        "license": {"name": dataset.licence.label, "uri": dataset.licence.url} if dataset.licence else None,
        "fileAccessRequest": False,
        "metadataBlocks": {"citation": {"name": "citation", "fields": [_title(dataset)]}},
        "files": [_file(number, file) for number, file in _numbered(dataset)],
    }


def _title(dataset: Dataset) -> Json:
    return {"typeName": "title", "multiple": False, "typeClass": "primitive", "value": dataset.title}


def _file(number: str, file: DataFile) -> Json:
    served = ingested(file) if file.media_type == TABLE else file
    checksum = hashlib.md5(file.body, usedforsecurity=False).hexdigest()
    about: Json = {
        "id": int(number),
        "persistentId": "",
        "filename": served.name,
        "contentType": served.media_type,
        "filesize": len(served.body),
        "md5": checksum,
        "checksum": {"type": "MD5", "value": checksum},
    }
    if served is not file:
        about |= {
            "tabularData": True,
            "originalFileFormat": file.media_type,
            "originalFormatLabel": "Comma Separated Values",
            "originalFileSize": len(file.body),
            "originalFileName": file.name,
        }
    place: Json = {"directoryLabel": file.folder} if file.folder else {}
    return {"label": served.name, "restricted": False, "version": 1, **place, "dataFile": about}


def _not_found(named: str) -> Response:
    return as_json(404, {"status": "ERROR", "message": f"There is nothing under {named or 'no persistentId'}."})
