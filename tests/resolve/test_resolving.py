"""How many requests a PID takes, and that a repository which fails costs nobody a list that is offered."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fairsvc.model.evidence import Endpoints
from fairsvc.model.pid import read_pid
from fairsvc.model.resolution import Resolution
from fairsvc.probe.gather import Subject
from fairsvc.resolve.plan import FEW, MOST
from fairsvc.resolve.resolving import resolve_subject
from tests.support.plain_fetcher import FollowingFetcher
from tests.support.recordings import RECORDED_AT
from tests.support.server import Asked, Reply

JSON = [("Content-Type", "application/json")]
RECORD = {
    "metadata": {"title": "Ice", "access_right": "open"},
    "links": {},
    "files": [
        {"key": f"{name}.h5", "size": 1, "links": {"self": f"https://files.example/api/files/{name}.h5"}}
        for name in ("a", "b")
    ],
}


class Site:
    """A page of InvenioRDM at the end of a DOI; `api` is how its API answers, `links` what the page links to."""

    def __init__(self, *, api: Reply, links: tuple[str, ...] = ()) -> None:
        self.api, self.links = api, links

    def __call__(self, asked: Asked) -> Reply:
        home = f"http://{asked.headers['host']}"
        if asked.path == "/10.5072/x":
            return 302, [("Location", f"{home}/records/77")], b""
        if asked.path == "/records/77":
            links = [("Link", f'<{home}/{name}>; rel="{name}"') for name in self.links]
            return 200, [("Content-Type", "text/html"), *links], b"<html><title>Ice</title></html>"
        if asked.path == "/linkset":
            items = [{"href": f"https://files.example/{name}.h5"} for name in ("a", "b")]
            linkset = {"linkset": [{"anchor": f"{home}/records/77", "item": items}]}
            return 200, [("Content-Type", "application/linkset+json")], json.dumps(linkset).encode()
        return self.api if asked.path.startswith("/api/records/77") else (404, [], b"")


def resolved(serve: Any, site: Site) -> Resolution:
    served = serve(site)
    subject = Subject(read_pid("10.5072/x"), Endpoints(resolver=served.url, registry=served.url))
    return resolve_subject(subject, FollowingFetcher(), RECORDED_AT)


@pytest.mark.parametrize("api", [(503, [], b""), (404, JSON, b"{}"), (200, [("Content-Type", "text/html")], b"<p>")])
def test_the_linkset_is_read_where_the_repository_fails(serve: Any, api: Reply) -> None:
    found = resolved(serve, Site(api=api, links=("linkset",)))
    assert [entry.url for entry in found.manifest.entries] == [f"https://files.example/{name}.h5" for name in "ab"]
    assert (found.manifest.mechanism, found.manifest.complete) == ("linkset", True)
    assert len(found.questions) <= FEW + 1


@pytest.mark.parametrize(("links", "most"), [((), MOST), (("linkset",), FEW)])
def test_a_repository_that_answers_takes_few_requests(serve: Any, links: tuple[str, ...], most: int) -> None:
    found = resolved(serve, Site(api=(200, JSON, json.dumps(RECORD).encode()), links=links))
    assert (found.repository, len(found.manifest.entries)) == ("invenio", 2)
    assert len(found.questions) <= most
