"""A SciCat on loopback, v3 and v4, with a door to its files; what it does wrong is set field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.support.server import Asked, Reply

DOI = "10.5072/published.1"
DATASET = "20.500.12269/one"
FOLDER = "/data/visitors/beamline/2026/one"
JSON_TYPE = [("Content-Type", "application/json")]
NOT_FOUND: Reply = (404, JSON_TYPE, b'{"statusCode":404,"message":"Not Found"}')


def file_of(path: str, size: int = 4, **more: Any) -> dict[str, Any]:
    """Make a row of a dataFileList."""
    return {"path": path, "size": size, "time": "2026-01-01T00:00:00.000Z", **more}


def dataset_of(pid: str = DATASET, folder: str = FOLDER, **more: Any) -> dict[str, Any]:
    """Make the document of a dataset."""
    return {"pid": pid, "sourceFolder": folder, "numberOfFiles": 0, "isPublished": True, **more}


def record_of(doi: str = DOI, pids: tuple[str, ...] = (DATASET,), **more: Any) -> dict[str, Any]:
    """Make a published record with the keys of both versions."""
    keys = {"_id": doi, "doi": doi, "title": "Scans of ice", "status": "registered", "numberOfFiles": None}
    return {**keys, "pidArray": list(pids), "datasetPids": list(pids), "sizeOfArchive": 0, **more}


@dataclass
class SciCat:
    """What the catalogue holds and how it answers; `files` are blocks by dataset, `bytes` what the door gives by path.

    `rows` bounds a page of v4; `closed` are beginnings of paths that want a log-in; `door_status` overrules the door;
    without `includes` it sends no blocks with the datasets.
    """

    records: list[dict[str, Any]] = field(default_factory=lambda: [record_of()])
    datasets: list[dict[str, Any]] = field(default_factory=lambda: [dataset_of()])
    files: Mapping[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {DATASET: [{"chkAlg": "md5", "dataFileList": [file_of("scan.h5"), file_of("a/b.txt")]}]}
    )
    bytes: Mapping[str, bytes] = field(default_factory=lambda: {"one/scan.h5": b"data", "one/a/b.txt": b"text"})
    versions: tuple[str, ...] = ("3", "4")
    rows: int = 1_000
    closed: tuple[str, ...] = ()
    door_status: int = 0
    door_type: str = "application/x-hdf5"
    ranges: bool = True
    includes: bool = True

    def __call__(self, asked: Asked) -> Reply:
        parts = urlsplit(asked.path)
        steps = parts.path.lstrip("/").split("/")
        if steps[0] == "door":
            return self._door(unquote("/".join(steps[1:])), asked.headers.get("range", ""))
        if steps[:1] != ["api"] or len(steps) < 3 or steps[1].removeprefix("v") not in self.versions:
            return NOT_FOUND
        path = "/".join(steps[2:])
        if any(path.startswith(one) for one in self.closed):
            return 403, JSON_TYPE, b'{"statusCode":403,"message":"Forbidden"}'
        found = self._answer(steps[1], path, json.loads(parse_qs(parts.query).get("filter", ["{}"])[0]))
        return NOT_FOUND if found is None else (200, JSON_TYPE, json.dumps(found).encode())

    def _answer(self, version: str, path: str, filters: Mapping[str, Any]) -> Any:
        noun, _, rest = path.partition("/")
        if noun == "publisheddata":
            return self._records(unquote(rest), filters)
        if version == "v3" and rest.endswith("/origdatablocks"):
            return self.files.get(unquote(rest.removesuffix("/origdatablocks")))
        if version == "v4" and path == "origdatablocks/public/files":
            return self._page(filters)
        if path in ("datasets", "datasets/public"):
            return self._datasets(filters)
        key = unquote(rest.removeprefix("public/"))
        return next((one for one in self.datasets if one["pid"] == key), None)

    def _records(self, key: str, filters: Mapping[str, Any]) -> Any:
        if key:
            return next((one for one in self.records if one["_id"] == key), None)
        wanted = filters.get("where", {}).items()
        limit = filters.get("limit", filters.get("limits", {}).get("limit"))
        return [one for one in self.records if all(one.get(name) == value for name, value in wanted)][:limit]

    def _datasets(self, filters: Mapping[str, Any]) -> Any:
        found = [one for one in self.datasets if one["pid"] in _named(filters["where"]["pid"])]
        if not self.includes or {"relation": "origdatablocks"} not in filters.get("include", []):
            return found
        return [{**one, "origdatablocks": self.files.get(one["pid"], [])} for one in found]

    def _page(self, filters: Mapping[str, Any]) -> Any:
        blocks = [(pid, block) for pid in _named(filters["where"]["datasetId"]) for block in self.files.get(pid, [])]
        rows = [{**one, "datasetId": pid, "dataFileList": file} for pid, one in blocks for file in one["dataFileList"]]
        skip = filters["limits"]["skip"]
        return rows[skip : skip + min(self.rows, filters["limits"]["limit"])]

    def _door(self, path: str, span: str) -> Reply:
        if self.door_status:
            return self.door_status, [("Content-Type", "text/plain")], b"no"
        content = self.bytes.get(path)
        if content is None:
            return 404, [("Content-Type", "text/plain")], b"no such file"
        kind = [("Content-Type", self.door_type)]
        if not self.ranges or not span:
            return 200, kind, content
        return 206, [*kind, ("Content-Range", f"bytes 0-0/{len(content)}")], content[:1]


def _named(condition: Any) -> list[str]:
    if isinstance(condition, str):
        return [condition]
    (operator,) = condition
    assert operator in ("inq", "$in")
    return list(condition[operator])
