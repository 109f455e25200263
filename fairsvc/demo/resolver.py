"""A stand-in for doi.org: redirects by Accept, the handle API, the agency look-up."""

from __future__ import annotations

from fairsvc.demo.agency import MEDIA_TYPES, UNMADE
from fairsvc.demo.catalogue import Catalogue, Dataset
from fairsvc.demo.negotiation import preferred
from fairsvc.demo.wire import Request, Response, as_json, notice, redirect

HANDLES = "/api/handles/"
# "Which RA?" of the DOI Handbook, by its documented path and by the old one.
AGENCIES = ("/doiRA/", "/ra/")
TTL_S = 86_400
OF_THE_AGENCY = frozenset((*MEDIA_TYPES, *UNMADE))
OF_THE_PAGE = frozenset({"text/html", "application/xhtml+xml", "*/*"})


class Resolver:
    """Answer for registered DOIs."""

    def __init__(self, catalogue: Catalogue, facility_url: str, agency_url: str) -> None:
        self._catalogue, self._facility_url, self._agency_url = catalogue, facility_url, agency_url

    def __call__(self, request: Request) -> Response:
        """Answer a request."""
        if request.method == "POST":
            return notice(405, "Not allowed", "DOIs can only be read here.", ("Allow", "GET, HEAD"))
        if request.path.startswith(HANDLES):
            return self._handle(request.path.removeprefix(HANDLES))
        if request.path.startswith(AGENCIES):
            return self._agency(request.path.lstrip("/").partition("/")[2])
        return self._redirect(request, request.path.removeprefix("/"))

    def _redirect(self, request: Request, doi: str) -> Response:
        dataset = self._catalogue.find_doi(doi)
        if dataset is None and (instrument := self._catalogue.find_instrument(doi)):
            return redirect(self._facility_url + instrument.path, ("Vary", "Accept"))
        if dataset is None:
            return notice(404, "DOI not found", f"No registration agency knows {doi}.", ("Vary", "Accept"))
        wanted = (name for name in preferred(request.headers.get("accept", "")) if name in OF_THE_AGENCY | OF_THE_PAGE)
        first = next(wanted, "text/html")
        if first in OF_THE_AGENCY:
            return redirect(f"{self._agency_url}/{first}/{dataset.doi}", ("Vary", "Accept"))
        return redirect(dataset.page_at(self._facility_url), ("Vary", "Accept"))

    def _handle(self, handle: str) -> Response:
        dataset = self._catalogue.find_doi(handle)
        if dataset is None:
            return as_json(404, {"responseCode": 100, "handle": handle}, "application/json;charset=utf-8")
        values = [self._value(dataset, 1, "URL", "string", dataset.page_at(self._facility_url))]
        admin = {"handle": f"0.na/{self._catalogue.facility.prefix}", "index": 200, "permissions": "111111111111"}
        values.append(self._value(dataset, 100, "HS_ADMIN", "admin", admin))
        found = {"responseCode": 1, "handle": dataset.doi, "values": values}
        return as_json(200, found, "application/json;charset=utf-8")

    def _value(self, dataset: Dataset, index: int, kind: str, form: str, value: object) -> dict[str, object]:
        timestamp = dataset.datestamp.strftime("%Y-%m-%dT%H:%M:%SZ")
        data = {"format": form, "value": value}
        return {"index": index, "type": kind, "data": data, "ttl": TTL_S, "timestamp": timestamp}

    def _agency(self, doi: str) -> Response:
        registered = self._catalogue.find_doi(doi) is not None or doi == self._catalogue.facility.prefix
        answer = {"DOI": doi, "RA": "DataCite"} if registered else {"DOI": doi, "status": "DOI does not exist"}
        return as_json(200, [answer])
