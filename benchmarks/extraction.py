"""How fast evidence is read again from WARC: `python -m benchmarks.extraction [DATASETS] [--profile]`.

Writes the exchanges of depth standard of some datasets to one WARC file, then reads that file and extracts the views on
one core. The floor is reading the exchanges alone, in the same run; no two documents of the corpus are equal except a
dataset's own page and description. `--profile` prints the functions that took most of the time.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from benchmarks.measuring import measured
from fairsvc.formats.warc import iter_exchanges, write_exchange
from fairsvc.model import step as steps
from fairsvc.model.evidence import Endpoints, Evidence, OaiItem
from fairsvc.model.exchange import Exchange, Header, Hop, Need
from fairsvc.model.pid import Pid
from fairsvc.probe.extract import extract

AT = datetime(2026, 1, 1, tzinfo=UTC)
BASE = "https://data.benchmark.example"
OAI = OaiItem(f"{BASE}/oai", "oai_datacite", "oai:benchmark:1")
WORDS = (
    *("neutron", "powder", "diffraction", "pattern", "sample", "temperature", "detector", "wavelength"),
    *("reduction", "monochromator", "slit", "beam"),
)


def _doi(number: int) -> str:
    return f"10.5072/bench.{number}"


def _prose(number: int, words: int) -> str:
    """Write words that differ from dataset to dataset."""
    return " ".join(WORDS[(number * 7 + i * (i % 5 + 1)) % len(WORDS)] for i in range(words)) + f" {number}."


def _people(number: int) -> list[dict[str, object]]:
    home = {"@type": "Organization", "@id": "https://ror.org/00example0", "name": "Benchmark Source"}
    return [
        {
            "@type": "Person",
            "@id": f"https://orcid.org/0000-0002-1825-{number % 1000:03}{place}",
            "givenName": f"Given{place}",
            "familyName": f"Family{number}",
            "name": f"Family{number}, Given{place}",
            "affiliation": home,
        }
        for place in range(8)
    ]


def _dataset(number: int) -> dict[str, object]:
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"https://doi.org/{_doi(number)}",
        "identifier": {"@type": "PropertyValue", "propertyID": "DOI", "value": _doi(number)},
        "url": f"{BASE}/page/{number}",
        "name": f"Diffraction of sample {number} at the benchmark beamline",
        "description": _prose(number, 120),
        "creator": _people(number),
        "publisher": {"@type": "Organization", "name": "Benchmark Source"},
        "datePublished": "2025-03-01",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "keywords": ["diffraction", "powder", f"sample {number}"],
        "measurementTechnique": {
            "@type": "DefinedTerm",
            "@id": "http://purl.org/pan-science/PaNET/PaNET01100",
            "name": "diffraction",
        },
        "funding": {"@type": "Grant", "identifier": "42", "funder": {"@type": "Organization", "name": "Council"}},
        "isPartOf": {"@type": "Dataset", "@id": f"https://doi.org/10.5072/session.{number // 10}"},
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{BASE}/file/{number}/{place}.h5",
                "encodingFormat": "application/x-hdf5",
                "contentSize": str(20000 + place),
                "sha256": sha256(f"{number}/{place}".encode()).hexdigest(),
            }
            for place in range(5)
        ],
    }


def _page(number: int) -> bytes:
    meta = [
        ("citation_title", f"Diffraction of sample {number}"),
        ("citation_doi", _doi(number)),
        ("DC.type", "Dataset"),
    ]
    meta += [("citation_author", f"Family{number}, Given{place}") for place in range(8)]
    rows = "".join(
        f'<tr><td><a href="/file/{number}/{place}.h5">{place}.h5</a></td><td>application/x-hdf5</td><td>20000</td></tr>'
        for place in range(5)
    )
    navigation = "".join(
        f'<li class="nav-item"><a class="nav-link" href="/n/{i}">Place {i}</a></li>' for i in range(60)
    )
    text = "".join(f'<p class="prose">{_prose(number + i, 90)}</p>' for i in range(14))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sample {number}</title>'
        + "".join(f'<meta name="{name}" content="{content}">' for name, content in meta)
        + '<link rel="stylesheet" href="/style.css"><meta property="og:title" content="Sample">'
        + f'<script type="application/ld+json">{json.dumps(_dataset(number))}</script>'
        + "<script>window.state = {};</script></head>"
        + f"<body><nav><ul>{navigation}</ul></nav><main><h1>Sample {number}</h1>{text}<table>{rows}</table></main>"
        + f"<p>https://doi.org/{_doi(number)}</p></body></html>"
    ).encode()


def _links(number: int) -> str:
    return (
        f'<https://doi.org/{_doi(number)}>; rel="cite-as", <https://schema.org/Dataset>; rel="type", '
        f'<{BASE}/meta/{number}.jsonld>; rel="describedby"; type="application/ld+json", '
        f'<{BASE}/linkset/{number}>; rel="linkset"; type="application/linkset+json"'
    )


def _linkset(number: int) -> bytes:
    items = [{"href": f"{BASE}/file/{number}/{place}.h5", "type": "application/x-hdf5"} for place in range(5)]
    cite_as = [{"href": f"https://doi.org/{_doi(number)}"}]
    return json.dumps({"linkset": [{"anchor": f"{BASE}/page/{number}", "cite-as": cite_as, "item": items}]}).encode()


def _registry(number: int) -> bytes:
    attributes = {
        "doi": _doi(number),
        "titles": [{"title": f"Diffraction of sample {number} at the benchmark beamline"}],
        "creators": [{"name": f"Family{number}, Given{place}", "affiliation": ["Source"]} for place in range(8)],
        "publisher": "Benchmark Source",
        "publicationYear": 2025,
        "types": {"resourceTypeGeneral": "Dataset"},
        "descriptions": [{"description": _prose(number, 120), "descriptionType": "Abstract"}],
        "rightsList": [{"rightsUri": "https://creativecommons.org/licenses/by/4.0/"}],
        "url": f"{BASE}/page/{number}",
        "state": "findable",
    }
    return json.dumps({"data": {"id": _doi(number), "type": "dois", "attributes": attributes}}).encode()


def _record(number: int) -> bytes:
    people = "".join(
        f"<creator><creatorName>Family{number}, Given{place}</creatorName></creator>" for place in range(8)
    )
    return (
        '<resource xmlns="http://datacite.org/schema/kernel-4">'
        f'<identifier identifierType="DOI">{_doi(number)}</identifier><creators>{people}</creators>'
        f"<titles><title>Diffraction of sample {number} at the benchmark beamline</title></titles>"
        "<publisher>Benchmark Source</publisher><publicationYear>2025</publicationYear>"
        '<resourceType resourceTypeGeneral="Dataset">Dataset</resourceType><descriptions>'
        f'<description descriptionType="Abstract">{_prose(number, 120)}</description></descriptions></resource>'
    ).encode()


def _exchange(step: str, url: str, accept: str, status: int, fields: Iterable[Header], body: bytes) -> Exchange:
    need = Need(url, "HEAD" if step == steps.PAGE_HEAD.name else "GET", (("Accept", accept),))
    digest = sha256(body).hexdigest()
    return Exchange(need, AT, (Hop(url, status, tuple(fields)),), None, body, digest, len(body), steps=(step,))


def _typed(media_type: str, *others: Header) -> list[Header]:
    return [("Content-Type", media_type), *others]


def exchanges(number: int) -> list[Exchange]:
    """Make the nine exchanges of one dataset."""
    page, links, html = f"{BASE}/page/{number}", ("Link", _links(number)), "text/html; charset=utf-8"
    handle = {"responseCode": 1, "values": [{"type": "URL", "data": {"format": "string", "value": page}}]}
    file = _typed("application/x-hdf5", ("Content-Range", "bytes 0-65535/2000000"))
    rows = [
        (steps.PAGE, page, 200, _typed(html, links), _page(number)),
        (steps.HANDLE, f"{BASE}/api/handles/{number}", 200, _typed("application/json"), json.dumps(handle).encode()),
        (steps.REGISTRY, f"{BASE}/dois/{number}", 200, _typed("application/json"), _registry(number)),
        (steps.OAI_RECORD, f"{BASE}/oai/{number}", 200, _typed("application/xml"), _record(number)),
        (
            steps.DESCRIPTION,
            f"{BASE}/meta/{number}.jsonld",
            200,
            _typed("application/ld+json"),
            json.dumps(_dataset(number), indent=1).encode(),
        ),
        (steps.LINKSET_STEP, f"{BASE}/linkset/{number}", 200, _typed("application/linkset+json"), _linkset(number)),
        (steps.METALINK_STEP, f"{BASE}/metalink/{number}", 406, _typed("text/plain"), b"not acceptable"),
        (steps.FILE, f"{BASE}/file/{number}/0.h5", 206, file, b"\x89HDF\r\n\x1a\n" + bytes(65_528)),
        (steps.PAGE_HEAD, page, 200, _typed(html, links), b""),
    ]
    return [_exchange(step.name, url, "*/*", status, fields, body) for step, url, status, fields, body in rows]


def _stored(path: Path) -> Iterator[tuple[int, list[Exchange]]]:
    """Read the file's exchanges, nine to a dataset."""
    with path.open("rb") as stream:
        for number, group in groupby(enumerate(iter_exchanges(stream)), lambda pair: pair[0] // 9):
            yield number, [exchange for _, exchange in group]


def _extract_all(path: Path) -> int:
    count = 0
    for number, read in _stored(path):
        subject = Evidence(Pid("doi", _doi(number)), AT, endpoints=Endpoints(oai=OAI), exchanges=tuple(read))
        views = extract(subject)
        assert all((views.page, views.registry, views.oai)), views.findings
        assert len(views.manifest.entries) == 5, views.findings
        count += 1
    return count


def main(datasets: int, *, profiled: bool) -> None:
    """Print the run's figures."""
    size = len(_page(1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.warc.gz"
        with path.open("wb") as stream:
            for number in range(datasets):
                stream.writelines(write_exchange(exchange, "benchmark") for exchange in exchanges(number))
        _extract_all(path)
        runs = sorted(measured(lambda: _extract_all(path))[1].cpu_s for _ in range(3))
        reads = sorted(measured(lambda: sum(1 for _ in _stored(path)))[1].cpu_s for _ in range(3))
        print(f"extraction from WARC: {datasets} datasets, nine exchanges each, page of {size} bytes, median of 3")
        print(f"  {datasets / runs[1]:.0f} datasets per CPU-second (asked: at least 150)")
        print(f"  {1000 * runs[1] / datasets:.2f} ms each, of which {1000 * reads[1] / datasets:.2f} ms read the WARC")
        if profiled:
            with cProfile.Profile() as profile:
                _extract_all(path)
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    counts = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    main(counts[0] if counts else 300, profiled="--profile" in sys.argv)
