"""What answers at a dataset's landing page: representations by Accept, or one of the ways to be broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.utils import format_datetime

from fairsvc.demo.broken import find_broken
from fairsvc.demo.catalogue import Addresses, Catalogue, Dataset
from fairsvc.demo.citation import bibtex, csl_json
from fairsvc.demo.datacite import attributes
from fairsvc.demo.datacite_xml import datacite_xml
from fairsvc.demo.metalink import metalink
from fairsvc.demo.negotiation import choose_badly
from fairsvc.demo.page import landing_page
from fairsvc.demo.plain_pages import PLAIN, plain_landing_page
from fairsvc.demo.rdf import rdf_xml, turtle
from fairsvc.demo.schema_org import describe
from fairsvc.demo.signposting import (
    header_links,
    link_header,
    linkset_json,
    linkset_text,
    metadata_links,
    representations,
)
from fairsvc.demo.wire import Request, Response, html, notice, redirect, validated


class Landing:
    """Answer for landing pages and the documents below them."""

    def __init__(self, catalogue: Catalogue, addresses: Addresses) -> None:
        self._catalogue, self._addresses = catalogue, addresses

    def page(self, request: Request, dataset: Dataset) -> Response:
        """Answer at the landing page's own address."""
        return find_broken(dataset, self._addresses.site) or self._negotiated(request, dataset)

    def document(self, request: Request, dataset: Dataset, name: str) -> Response:
        """Answer for a metadata document with an address of its own."""
        if dataset.page == "loop" and name == "again":
            return redirect(self._addresses.site + dataset.path)
        if known := dict(dataset.documents).get(name):
            return Response(200, (("Content-Type", known.media_type),), known.text.encode())
        path = f"{dataset.path}/{name}"
        media_type = next((kind for kind, known in representations(dataset).items() if known == path), "")
        if not media_type:
            return notice(404, "Not found", "There is no such document.")
        headers = link_header(metadata_links(dataset, self._addresses.site, self._addresses.site + path))
        body = self._body(dataset, media_type)
        answer = Response(200, (("Content-Type", media_type), *headers), body)
        return validated(request, answer, format_datetime(dataset.datestamp, usegmt=True))

    def _negotiated(self, request: Request, dataset: Dataset) -> Response:
        offers = ["text/html", *representations(dataset)]
        chosen = choose_badly(request.headers.get("accept", ""), request.method, offers, dataset.negotiation)
        if not chosen and len(offers) > 1:
            listed = notice(406, "Not acceptable", f"This address offers {', '.join(offers)}.")
            return listed.with_headers(("Vary", "Accept"))
        headers = (*link_header(header_links(dataset, self._addresses)), *dataset.pasted.link_fields)
        if len(offers) > 1 and "no-vary" not in dataset.negotiation:
            headers = (("Vary", "Accept"), *headers)
        if chosen in ("", "text/html"):
            answer = html(200, self._html(dataset), *headers)
        else:
            label = "application/json" if "mislabelled" in dataset.negotiation and "ld+json" in chosen else chosen
            body = self._body(dataset, chosen)
            cut = "cut" in dataset.negotiation and chosen == "text/turtle"
            answer = Response(200, (("Content-Type", label), *headers), body[: len(body) // 2] if cut else body)
        return self._finished(request, dataset, answer)

    def _html(self, dataset: Dataset) -> str:
        if dataset.page in PLAIN:
            return plain_landing_page(dataset, self._addresses.site)
        return landing_page(self._catalogue, dataset, self._addresses)

    def _body(self, dataset: Dataset, media_type: str) -> bytes:
        site = self._addresses.site
        writers: dict[str, Callable[[], bytes]] = {
            "application/ld+json": lambda: _json(self._described(dataset)),
            "text/turtle": lambda: turtle(self._described(dataset)),
            "application/rdf+xml": lambda: rdf_xml(self._described(dataset)),
            "application/metalink4+xml": lambda: metalink(dataset, self._addresses),
            "application/linkset+json": lambda: linkset_json(dataset, self._addresses),
            "application/linkset": lambda: linkset_text(dataset, self._addresses),
            "application/vnd.citationstyles.csl+json": lambda: _json(csl_json(self._catalogue, dataset)),
            "application/x-bibtex": lambda: bibtex(self._catalogue, dataset),
            "application/vnd.datacite.datacite+json": lambda: _json(attributes(self._catalogue, dataset, site)),
            "application/vnd.datacite.datacite+xml": lambda: datacite_xml(self._catalogue, dataset, site),
        }
        return writers[media_type]()

    def _described(self, dataset: Dataset) -> dict[str, object]:
        return dataset.pasted.onto(describe(self._catalogue, dataset, self._addresses, dataset.licence))

    def _finished(self, request: Request, dataset: Dataset, answer: Response) -> Response:
        """Give a withdrawn dataset its 410, a slow one its delay, and the others their validators."""
        if dataset.page == "gone":
            return Response(410, answer.headers, answer.body)
        answer = Response(answer.status, answer.headers, answer.body, dataset.delay_s)
        return validated(request, answer, format_datetime(dataset.datestamp, usegmt=True))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
