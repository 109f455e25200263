"""Every recorded answer of resolvers, registries, pages and repositories, one by one: what a reader makes of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

from fairsvc.model.exchange import Exchange
from fairsvc.model.reading import Reading
from fairsvc.probe.reading import read_exchange
from tests.support.recordings import iter_recorded

HYDROLOGY = "Hydrological and meteorological investigations in a periglacial lake catchment near Kangerlussuaq"

# Where from and how asked for (method, address, Accept), the step that reads it; format as which it parses, links,
# beginning of the title; how many there are. What no standard describes, such as a repository's own API, says nothing.
ROWS = (
    (r"GET https://doi\.org/ra/", "agency", "AGENCY", 0, "", 19),
    (r"GET https://doi\.org/api/handles/", "handle", "", 0, "", 9),
    (r"GET https://api\.datacite\.org/dois/10\.1594/", "registry", "datacite-json", 0, HYDROLOGY[:40], 2),
    (r"GET https://api\.datacite\.org/dois/10\.25491/", "registry", "datacite-json", 0, "Covariates used in eQTL", 2),
    (r"(?:GET|HEAD) https://doi\.org/10\.", "page", "REDIRECT", 0, "", 5),
    (r"GET https://zenodo\.org/doi/", "page", "REDIRECT", 0, "", 1),
    (r"GET https://dataverse\.harvard\.edu/citation", "page", "REDIRECT", 0, "", 1),
    (r"GET https://dataverse\.harvard\.edu/dataset\.xhtml", "page", "html", 0, "", 1),
    (r"GET https://doi\.pangaea\.de/", "page", "html", 14, HYDROLOGY[:40], 1),
    (r"GET https://zenodo\.org/api/records/\d+ application/linkset\+json", "linkset", "linkset", 20, "", 1),
    (r"GET https://zenodo\.org/api/records/\d+(?:/files)? (?!application/linkset)", "description", "", 0, "", 11),
    (r"GET https://dataverse\.harvard\.edu/api/", "description", "", 0, "", 5),
    (r"GET https://cn\.dataone\.org/", "description", "", 0, "", 13),
)


def said(exchange: Exchange, reading: Reading) -> tuple[str, int, str]:
    """Sum up what was read: format, number of links, title."""
    title = reading.metadata.titles[0].value if reading.metadata and reading.metadata.titles else ""
    if exchange.status is not None and 300 <= exchange.status < 400:
        return "REDIRECT" if exchange.hops[-1].location else "", len(reading.links), title
    answer = reading.answer
    return answer.format if answer is not None and answer.parsed else "", len(reading.links), title


def test_every_recorded_answer_says_what_it_should(shared: Path) -> None:
    met: Counter[str] = Counter()
    for exchange in iter_recorded(shared / "doi" / "doi-exchanges.jsonl"):
        question = f"{exchange.need.method} {exchange.need.url} {exchange.need.header('accept')}"
        ((pattern, step, form, links, title, _),) = [row for row in ROWS if re.match(row[0], question)]
        met[pattern] += 1
        reading = read_exchange(step, replace(exchange, steps=(step,)))
        expected = json.loads(exchange.body or b"[{}]")[0].get("RA", "") if form == "AGENCY" else form
        got = said(exchange, reading)
        assert (got[0], got[1], got[2].startswith(title)) == (expected, links, True), question
        assert bool(got[2]) == bool(title), question
        assert reading.findings == (), question
    assert met == {pattern: count for pattern, *_, count in ROWS}
