"""A world of 200 hosts behind a fixed latency, in a process of its own: resolver, registry, OAI-PMH, pages, files.

Run as `python -m benchmarks.world PORT LATENCY_MS DATASETS`; it prints one line when it listens.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

HOSTS = 200
PREFIX = "10.5072/bench."


def host(number: int) -> str:
    """Name the loopback address that stands for a host."""
    return f"127.0.1.{number % HOSTS + 1}"


def _record(number: int, base: str) -> dict[str, object]:
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"https://doi.org/{PREFIX}{number}",
        "identifier": f"https://doi.org/{PREFIX}{number}",
        "name": f"Diffraction of sample {number} at the benchmark beamline",
        "description": "Powder diffraction patterns of one sample at several temperatures. " * 6,
        "creator": [
            {"@type": "Person", "name": f"Author {i}", "@id": "https://orcid.org/0000-0002-1825-0097"} for i in range(8)
        ],
        "publisher": {"@type": "Organization", "name": "Benchmark Source"},
        "datePublished": "2025-03-01",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "keywords": ["diffraction", "powder", "temperature"],
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{base}/file/{number}/{i}.h5",
                "encodingFormat": "application/x-hdf5",
                "contentSize": "20000",
            }
            for i in range(5)
        ],
    }


def _page(number: int, base: str) -> tuple[list[tuple[str, str]], bytes]:
    script = json.dumps(_record(number, base))
    text = "<p>A paragraph of what a landing page tells its readers.</p>" * 300
    html = (
        f"<!doctype html><html lang=en><head><title>Sample {number}</title>"
        f'<script type="application/ld+json">{script}</script></head><body><h1>Sample {number}</h1>{text}</body></html>'
    )
    links = (
        f'<https://doi.org/{PREFIX}{number}>; rel="cite-as", <https://schema.org/Dataset>; rel="type", '
        f'<{base}/meta/{number}.jsonld>; rel="describedby"; type="application/ld+json", '
        f'<{base}/linkset/{number}>; rel="linkset"; type="application/linkset+json"'
    )
    return [("Content-Type", "text/html; charset=utf-8"), ("Link", links)], html.encode()


def _linkset(number: int, base: str) -> bytes:
    items = [{"href": f"{base}/file/{number}/{i}.h5", "type": "application/x-hdf5"} for i in range(5)]
    return json.dumps({"linkset": [{"anchor": f"{base}/page/{number}", "item": items}]}).encode()


def _registry(number: int, base: str) -> bytes:
    attributes = {
        "doi": f"{PREFIX}{number}",
        "titles": [{"title": f"Diffraction of sample {number} at the benchmark beamline"}],
        "creators": [{"name": f"Author {i}", "nameIdentifiers": [], "affiliation": ["Benchmark"]} for i in range(8)],
        "publisher": "Benchmark Source",
        "publicationYear": 2025,
        "types": {"resourceTypeGeneral": "Dataset"},
        "rightsList": [{"rightsUri": "https://creativecommons.org/licenses/by/4.0/"}],
        "url": f"{base}/page/{number}",
        "state": "findable",
    }
    return json.dumps({"data": {"id": f"{PREFIX}{number}", "type": "dois", "attributes": attributes}}).encode()


def _oai(query: str, datasets: int, authority: str) -> bytes:
    arguments = dict(part.split("=", 1) for part in query.split("&"))
    verb = arguments["verb"]
    head = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-01T00:00:00Z</responseDate>'
    if verb == "Identify":
        body = (
            f"<Identify><repositoryName>Benchmark</repositoryName><baseURL>http://{authority}/oai</baseURL>"
            "<protocolVersion>2.0</protocolVersion><adminEmail>a@b.example</adminEmail>"
            "<earliestDatestamp>2020-01-01T00:00:00Z</earliestDatestamp><deletedRecord>persistent</deletedRecord>"
            "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
        )
    elif verb == "ListMetadataFormats":
        body = (
            "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix>"
            "<schema>http://www.openarchives.org/OAI/2.0/oai_dc.xsd</schema>"
            "<metadataNamespace>http://www.openarchives.org/OAI/2.0/oai_dc/</metadataNamespace>"
            "</metadataFormat></ListMetadataFormats>"
        )
    else:
        first = int(arguments.get("resumptionToken", "0"))
        last = min(first + 500, datasets)
        token = str(last) if last < datasets else ""
        records = "".join(_oai_record(number) for number in range(first, last))
        total = f'completeListSize="{datasets}"'
        body = f"<ListRecords>{records}<resumptionToken {total}>{token}</resumptionToken></ListRecords>"
    return (
        f'<?xml version="1.0"?>{head}<request verb="{verb}">http://{authority}/oai</request>{body}</OAI-PMH>'.encode()
    )


def _oai_record(number: int) -> str:
    return (
        f"<record><header><identifier>oai:bench:{number}</identifier><datestamp>2025-03-01T00:00:00Z</datestamp></header>"
        '<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:identifier>doi:{PREFIX}{number}</dc:identifier><dc:title>Sample {number}</dc:title>"
        "<dc:creator>Author 1</dc:creator><dc:date>2025</dc:date></oai_dc:dc></metadata></record>"
    )


Reply = tuple[int, list[tuple[str, str]], bytes]


def _handle(number: int, base: str, _: str) -> Reply:
    value = {"index": 1, "type": "URL", "data": {"format": "string", "value": f"{base}/page/{number}"}}
    document = {"responseCode": 1, "handle": f"{PREFIX}{number}", "values": [value]}
    return 200, [("Content-Type", "application/json")], json.dumps(document).encode()


def _landing(number: int, base: str, accept: str) -> Reply:
    if "metalink" in accept:
        return 406, [("Content-Type", "text/plain")], b"not acceptable"
    return 200, *_page(number, base)


def _file(*_: object) -> Reply:
    headers = [("Content-Type", "application/x-hdf5"), ("Content-Range", "bytes 0-19999/20000")]
    return 206, headers, b"\x89HDF\r\n\x1a\n" + b"\0" * 19992


_ROOMS: dict[str, Callable[[int, str, str], Reply]] = {
    "api": _handle,
    "dois": lambda n, base, _: (200, [("Content-Type", "application/vnd.api+json")], _registry(n, base)),
    "10.5072": lambda n, base, _: (302, [("Location", f"{base}/page/{n}"), ("Vary", "Accept")], b""),
    "page": _landing,
    "meta": lambda n, base, _: (200, [("Content-Type", "application/ld+json")], json.dumps(_record(n, base)).encode()),
    "linkset": lambda n, base, _: (200, [("Content-Type", "application/linkset+json")], _linkset(n, base)),
    "file": _file,
}
_NUMBER = re.compile(r"(?:bench\.|/(?:page|meta|linkset|file)/)(\d+)")


def answer(path: str, accept: str, port: int, datasets: int) -> Reply:
    """Answer one request of the world: pure."""
    parts = urlsplit(path)
    if parts.path == "/oai":
        return 200, [("Content-Type", "text/xml")], _oai(parts.query, datasets, f"127.0.0.1:{port}")
    number = _NUMBER.search(unquote(parts.path))
    room = _ROOMS.get(parts.path.split("/")[1])
    if room is None or number is None:
        return 404, [("Content-Type", "text/plain")], b""
    return room(int(number[1]), f"http://{host(int(number[1]))}:{port}", accept)


# Answers a request for a path, with its Accept field, at a port.
Answers = Callable[[str, str, int], Reply]


async def _serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, latency_s: float, answers: Answers
) -> None:
    """Speak HTTP/1.1 with keep-alive, each answer after the latency."""
    port = writer.get_extra_info("sockname")[1]
    try:
        while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
            request, _, fields = head.partition("\r\n")
            method, path, _ = request.split(" ")
            accept = next((line[7:] for line in fields.split("\r\n") if line.lower().startswith("accept:")), "")
            await asyncio.sleep(latency_s)
            status, headers, body = answers(path, accept, port)
            lines = [f"HTTP/1.1 {status} Answer", f"Content-Length: {len(body)}", *(f"{n}: {v}" for n, v in headers)]
            writer.write("\r\n".join([*lines, "", ""]).encode() + (b"" if method == "HEAD" else body))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(port: int, latency_ms: float, answers: Answers) -> None:
    """Listen on one loopback address per host until the process is ended."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _serve(reader, writer, latency_ms / 1000, answers)

    first = await asyncio.start_server(serve, "127.0.0.1", port)
    port = first.sockets[0].getsockname()[1]
    others = await asyncio.start_server(serve, [host(number) for number in range(HOSTS)], port)
    print(port, flush=True)
    await asyncio.gather(first.serve_forever(), others.serve_forever())


if __name__ == "__main__":
    known = int(sys.argv[3])
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), lambda path, accept, at: answer(path, accept, at, known)))
