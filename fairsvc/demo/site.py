"""The facility's web site: every path that is not OAI-PMH."""

from __future__ import annotations

from fairsvc.demo.catalogue import Addresses, Catalogue, Dataset
from fairsvc.demo.dataverse import Dataverse
from fairsvc.demo.files import file_response, login_page
from fairsvc.demo.invenio import Invenio
from fairsvc.demo.landing import Landing
from fairsvc.demo.loading import load_text
from fairsvc.demo.markup import Markup, join, tag
from fairsvc.demo.oai import Provider
from fairsvc.demo.page import page, plain_page
from fairsvc.demo.schema_org import catalogue_json_ld, script_text
from fairsvc.demo.wire import Request, Response, html, notice

DISALLOWED = "/datasets/robots-disallowed"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
UNLISTED_PAGES = ("missing", "error", "busy", "loop", "gone")


class Site:
    """Route a request by its path."""

    def __init__(self, catalogue: Catalogue, addresses: Addresses, oai: Provider) -> None:
        self._catalogue, self._addresses, self._oai = catalogue, addresses, oai
        self._landing = Landing(catalogue, addresses)
        self._repositories = (
            Invenio(catalogue, addresses, self._landing),
            Dataverse(catalogue, addresses, self._landing),
        )

    def __call__(self, request: Request) -> Response:
        """Answer a request."""
        if request.path == "/oai":
            return self._oai(request)
        if request.path == "/login":
            return login_page()
        if request.method == "POST":
            return notice(405, "Not allowed", "This address can only be read.", ("Allow", "GET, HEAD"))
        for repository in self._repositories:
            if (answer := repository(request)) is not None:
                return answer
        return self._page(request, request.path.strip("/").split("/"))

    def _page(self, request: Request, parts: list[str]) -> Response:
        match parts:
            case [""]:
                return html(200, self._home())
            case ["robots.txt"]:
                return _text("text/plain; charset=utf-8", self._robots())
            case ["sitemap.xml"]:
                return _text("application/xml", self._sitemap())
            case ["portal.js"]:
                return _text("text/javascript; charset=utf-8", load_text("portal.js"))
            case _:
                return self._record(request, parts)

    def _record(self, request: Request, parts: list[str]) -> Response:
        match parts:
            case ["datasets", id, *rest] if (dataset := self._own(id)) and len(rest) < 2:
                if rest:
                    return self._landing.document(request, dataset, rest[0])
                return self._landing.page(request, dataset)
            case ["files", id, name] if dataset := self._own(id):
                return self._file(request, dataset, name)
            case ["instruments", id]:
                return self._instrument(id)
            case ["proposals", number]:
                return self._proposal(number)
            case _:
                return notice(404, "Not found", "There is no such page.")

    def _own(self, id: str) -> Dataset | None:
        """Find a dataset that the site itself publishes; what a repository holds has its addresses there."""
        dataset = self._catalogue.find_dataset(id)
        return None if dataset is None or dataset.holding else dataset

    def _file(self, request: Request, dataset: Dataset, name: str) -> Response:
        file = next((file for file in dataset.files if file.name == name), None)
        if file is None:
            return notice(404, "Not found", "There is no such file.")
        return file_response(request, dataset, file, self._addresses)

    def _instrument(self, id: str) -> Response:
        instrument = next((i for i in self._catalogue.instruments if i.id == id), None)
        if instrument is None:
            return notice(404, "Not found", "There is no such instrument.")
        measured = [dataset for dataset in self._listed() if dataset.instrument == instrument]
        return html(200, plain_page(instrument.name, _list(measured)))

    def _proposal(self, number: str) -> Response:
        measured = [dataset for dataset in self._listed() if dataset.proposal == number]
        if not measured:
            return notice(404, "Not found", "There is no such proposal.")
        return html(200, plain_page(f"Proposal {number}", _list(measured)))

    def _home(self) -> str:
        title = f"{self._catalogue.facility.name}: open data"
        json_ld = script_text(catalogue_json_ld(self._catalogue, self._addresses.site))
        head = join(tag("title", {}, title), tag("script", {"type": "application/ld+json"}, Markup(json_ld)))
        formats = tag(
            "p", {}, "Harvest this catalogue by OAI-PMH at ", tag("code", {}, f"{self._addresses.site}/oai"), "."
        )
        return page(head, join(tag("h1", {}, title), formats, _list(self._listed())))

    def _listed(self) -> list[Dataset]:
        return [dataset for dataset in self._catalogue.datasets if not dataset.deleted]

    def _robots(self) -> str:
        return f"User-agent: *\nDisallow: {DISALLOWED}\n\nSitemap: {self._addresses.site}/sitemap.xml\n"

    def _sitemap(self) -> str:
        own = (dataset for dataset in self._listed() if not dataset.is_elsewhere)
        shown = [dataset for dataset in own if dataset.page not in UNLISTED_PAGES and dataset.path != DISALLOWED]
        entries = (
            tag(
                "url",
                {},
                tag("loc", {}, self._addresses.site + dataset.path),
                tag("lastmod", {}, dataset.datestamp.date().isoformat()),
            )
            for dataset in shown
        )
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{tag("urlset", {"xmlns": SITEMAP}, *entries)}\n'


def _list(datasets: list[Dataset]) -> Markup:
    links = (tag("a", {"href": dataset.path}, dataset.title) for dataset in datasets)
    return tag("ul", {}, *(tag("li", {}, link) for link in links))


def _text(media_type: str, text: str) -> Response:
    return Response(200, (("Content-Type", media_type),), text.encode())
