"""InvenioRDM's side of the facility: landing pages by number, and the REST API that alone lists the files."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from fairsvc.demo.catalogue import Addresses, Catalogue, DataFile, Dataset
from fairsvc.demo.files import file_response
from fairsvc.demo.landing import Landing
from fairsvc.demo.wire import Request, Response, as_json

Json = dict[str, object]


class Invenio:
    """Answer below /records and /api/records."""

    def __init__(self, catalogue: Catalogue, addresses: Addresses, landing: Landing) -> None:
        self._addresses, self._landing = addresses, landing
        self._records = {one.holding.record: one for one in catalogue.held_by("invenio") if one.holding}

    def __call__(self, request: Request) -> Response | None:
        """Answer a request; None when it is not for this API."""
        match request.path.strip("/").split("/"):
            case ["records", number] if number in self._records:
                return self._landing.page(request, self._records[number])
            case ["api", "records", number, *rest]:
                dataset = self._records.get(number)
                found = self._answer(request, dataset, rest) if dataset else None
                return found or as_json(404, {"status": 404, "message": "The persistent identifier does not exist."})
            case _:
                return None

    def _answer(self, request: Request, dataset: Dataset, rest: list[str]) -> Response | None:
        match rest:
            case []:
                return as_json(200, self._record(dataset))
            case ["files"]:
                entries = [self._file(dataset, file) for file in dataset.files]
                return as_json(200, {"enabled": True, "order": [], "entries": entries})
            case ["files", *key, "content"]:
                file = next((one for one in dataset.files if one.inner_path == "/".join(key)), None)
                return file_response(request, dataset, file, self._addresses) if file else None
            case _:
                return None

    def _record(self, dataset: Dataset) -> Json:
        files = {file.inner_path: self._file(dataset, file) for file in dataset.files}
        total = sum(len(file.body) for file in dataset.files)
        instant = dataset.datestamp.isoformat()
        return {
            "id": _number(dataset),
            "created": instant,
            "updated": instant,
            "status": "published",
            "is_published": True,
            "revision_id": 4,
            "pids": {"doi": {"identifier": dataset.doi, "provider": "datacite", "client": "datacite"}},
            "metadata": _metadata(dataset),
            "access": {"record": "public", "files": "public", "status": "open", "embargo": {"active": False}},
            "files": {"enabled": True, "order": [], "count": len(files), "total_bytes": total, "entries": files},
            "links": {"self": self._api(dataset), "self_html": dataset.page_at(self._addresses.site)},
        }

    def _file(self, dataset: Dataset, file: DataFile) -> Json:
        address = f"{self._api(dataset)}/files/{quote(file.inner_path)}"
        return {
            "key": file.inner_path,
            "ext": file.name.rpartition(".")[2],
            "checksum": f"md5:{hashlib.md5(file.body, usedforsecurity=False).hexdigest()}",
            "size": len(file.body),
            "mimetype": file.media_type,
            "access": {"hidden": False},
            "status": "completed",
            "links": {"self": address, "content": f"{address}/content"},
        }

    def _api(self, dataset: Dataset) -> str:
        return f"{self._addresses.site}/api/records/{_number(dataset)}"


def _number(dataset: Dataset) -> str:
    return dataset.holding.record if dataset.holding else ""


def _metadata(dataset: Dataset) -> Json:
    people = [
        {"person_or_org": {"type": "personal", "name": one.name, "given_name": one.given, "family_name": one.family}}
        for one in dataset.creators
    ]
    rights = [{"id": dataset.licence.id.lower(), "props": {"url": dataset.licence.url}}] if dataset.licence else []
    return {
        "title": dataset.title,
        "description": dataset.abstract,
        "creators": people,
        "publication_date": dataset.published.isoformat(),
        "resource_type": {"id": "dataset"},
        "rights": rights,
    }
