"""Fifty hosts that publish files in four ways, and the resolver and registry that lead to them.

Run as `python -m benchmarks.publishers PORT LATENCY_MS`; it prints one line when it listens.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from urllib.parse import unquote, urlsplit

from benchmarks.world import Reply, host, main

HOSTS = 50
FILES = 20
PREFIX = "10.5072/files."
WAYS = ("metalink", "signposting", "json-ld", "invenio")
DIGEST = "ab" * 32
METALINK = "application/metalink4+xml"
HTML = ("Content-Type", "text/html; charset=utf-8")
JSON = ("Content-Type", "application/json")
_NUMBER = re.compile(r"(?:files\.|/(?:page|records|linkset)/)(\d+)")
_TEXT = "<p>A paragraph of what a landing page tells its readers.</p>" * 200


def way_of(number: int) -> str:
    """Name the way in which a dataset is published; every host has all of them."""
    return WAYS[number // HOSTS % len(WAYS)]


def answer(path: str, accept: str, port: int) -> Reply:
    """Answer one request: pure."""
    parts = urlsplit(path)
    found = _NUMBER.search(unquote(parts.path))
    if found is None:
        return 404, [JSON], b"{}"
    number = int(found[1])
    base = f"http://{host(number % HOSTS)}:{port}"
    match parts.path.split("/")[1]:
        case "10.5072":
            page = "records" if way_of(number) == "invenio" else "page"
            return 302, [("Location", f"{base}/{page}/{number}"), ("Vary", "Accept")], b""
        case "page" | "records":
            return _page(number, base, accept)
        case "linkset":
            return 200, [("Content-Type", "application/linkset+json")], _linkset(number, base)
        case "api":
            return 200, [JSON], _record(number, base)
        case "dois":
            return 200, [JSON], _registered(number, base)
        case _:
            return 404, [JSON], b"{}"


def _page(number: int, base: str, accept: str) -> Reply:
    way = way_of(number)
    if METALINK in accept:
        return (200, [("Content-Type", METALINK)], _metalink(number, base)) if way == "metalink" else (406, [HTML], b"")
    links = f'<https://doi.org/{PREFIX}{number}>; rel="cite-as"'
    if way == "signposting":
        links += f', <{base}/linkset/{number}>; rel="linkset"; type="application/linkset+json"'
    described: dict[str, object] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"https://doi.org/{PREFIX}{number}",
        "name": f"Diffraction of sample {number}",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    if way == "json-ld":
        described["distribution"] = [_download(url) for url in _addresses(number, base)]
    script = f'<script type="application/ld+json">{json.dumps(described)}</script>'
    html = (
        f"<!doctype html><html lang=en><head><title>Sample {number}</title>{script}</head><body>{_TEXT}</body></html>"
    )
    return 200, [HTML, ("Link", links)], html.encode()


def _addresses(number: int, base: str) -> list[str]:
    return [f"{base}/file/{number}/scan_{i:04}.h5" for i in range(FILES)]


def _download(url: str) -> dict[str, str]:
    return {"@type": "DataDownload", "contentUrl": url, "contentSize": "20000", "sha256": DIGEST}


def _metalink(number: int, base: str) -> bytes:
    files = "".join(
        f'<file name="{url.rpartition("/")[2]}"><size>20000</size><hash type="sha-256">{DIGEST}</hash>'
        f"<url>{url}</url></file>"
        for url in _addresses(number, base)
    )
    return f'<metalink xmlns="urn:ietf:params:xml:ns:metalink">{files}</metalink>'.encode()


def _linkset(number: int, base: str) -> bytes:
    items = [{"href": url, "type": "application/x-hdf5"} for url in _addresses(number, base)]
    return json.dumps({"linkset": [{"anchor": f"{base}/page/{number}", "item": items}]}).encode()


def _record(number: int, base: str) -> bytes:
    entries = {
        url.rpartition("/")[2]: {
            "key": url.rpartition("/")[2],
            "size": 20_000,
            "checksum": f"sha256:{DIGEST}",
            "mimetype": "application/x-hdf5",
            "links": {"content": url},
        }
        for url in _addresses(number, base)
    }
    doi = {"identifier": f"{PREFIX}{number}"}
    record = {
        "id": str(number),
        "pids": {"doi": doi},
        "metadata": {"title": f"Diffraction of sample {number}"},
        "access": {"files": "public", "status": "open"},
        "files": {"enabled": True, "count": len(entries), "entries": entries},
    }
    return json.dumps(record).encode()


def _registered(number: int, base: str) -> bytes:
    attributes = {
        "doi": f"{PREFIX}{number}",
        "titles": [{"title": f"Diffraction of sample {number}"}],
        "creators": [{"name": "Author"}],
        "publisher": "Benchmark Source",
        "publicationYear": 2025,
        "types": {"resourceTypeGeneral": "Dataset"},
        "rightsList": [{"rightsUri": "https://creativecommons.org/licenses/by/4.0/"}],
        "url": f"{base}/page/{number}",
        "state": "findable",
    }
    return json.dumps({"data": {"id": f"{PREFIX}{number}", "type": "dois", "attributes": attributes}}).encode()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), answer))
