"""The content negotiation matrix: each representation asked of the PID and of the landing page, and four probes.

Sources: RFC 9110 section 12, the DOI system's content negotiation documentation (citation.doi.org/docs.html), RFC 5854
and RFC 9264 for Metalink and linksets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from fairsvc.model.description import JSON_LD
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Need
from fairsvc.model.step import METALINK, PAGE, REGISTRY, Step, address, conneg

PID_PLACE, PAGE_PLACE = "pid", "page"
PLACES = {PID_PLACE: "the PID", PAGE_PLACE: "the landing page"}
# No tree of RFC 6838 has it: whoever answers it with a 2xx does not look at Accept.
UNKNOWN_TYPE = "application/x.fairsvc-nothing"
# After the steps of every other kind: a small budget drops the last cells of the matrix first.
FIRST_RANK = 100


@dataclass(frozen=True, slots=True)
class Representation:
    """One kind of answer; `media_types` are the labels that name it right, the first is what is asked for."""

    slug: str
    title: str
    media_types: tuple[str, ...]

    @property
    def accept(self) -> str:
        """The Accept field that asks for it alone."""
        return self.media_types[0]

    def step_name(self, place: str) -> str:
        """Name the cell's step."""
        return f"conneg:{place}/{self.slug}"


# What catalogues need most comes first: it is asked first, and taken for the probes of q-values and HEAD.
REPRESENTATIONS = (
    Representation("json-ld", "schema.org JSON-LD", (JSON_LD, "application/vnd.schemaorg.ld+json")),
    Representation("datacite-json", "DataCite JSON", ("application/vnd.datacite.datacite+json",)),
    Representation(
        "datacite-xml", "DataCite XML", ("application/vnd.datacite.datacite+xml", "application/x-datacite+xml")
    ),
    Representation("metalink", "Metalink 4", (METALINK,)),
    Representation("linkset", "Linkset JSON", ("application/linkset+json",)),
    Representation("turtle", "RDF Turtle", ("text/turtle",)),
    Representation("rdf-xml", "RDF/XML", ("application/rdf+xml",)),
    Representation("csl", "CSL JSON", ("application/vnd.citationstyles.csl+json", "application/citeproc+json")),
    Representation("bibtex", "BibTeX", ("application/x-bibtex", "text/x-bibtex")),
)
BY_SLUG = {one.slug: one for one in REPRESENTATIONS}


def find_answered(evidence: Evidence, place: str) -> Representation | None:
    """Find the first representation that the place answers under its own label; None when it answers none."""
    answers = {answer.step: answer for answer in evidence.answers if answer.parsed}
    found = ((one, answers.get(one.step_name(place))) for one in REPRESENTATIONS)
    return next((one for one, answer in found if answer is not None and answer.got in one.media_types), None)


def place_address(evidence: Evidence, place: str) -> str:
    """Spell the address of the place; empty while the page was not asked, and for a page that did not answer 2xx."""
    page = evidence.exchange(PAGE)
    if page is None:
        return ""
    if place == PID_PLACE:
        return address(evidence)
    return page.url if page.ok else ""


def _cell(evidence: Evidence, *, place: str, accept: str) -> Need | None:
    url = place_address(evidence, place)
    return conneg(url, accept) if url else None


def _weighted(evidence: Evidence, *, place: str) -> Need | None:
    """Name the second choice first: whoever takes the first name, or knows HTML alone, is found out."""
    first, url = find_answered(evidence, place), place_address(evidence, place)
    return conneg(url, f"text/html;q=0.5, {first.accept}") if first and url else None


def _head(evidence: Evidence) -> Need | None:
    """Ask for the header of the first cell that answered, the page's before the PID's."""
    for place in (PAGE_PLACE, PID_PLACE):
        first, url = find_answered(evidence, place), place_address(evidence, place)
        if first and url:
            return Need(url, "HEAD", (("Accept", first.accept),))
    return None


def _agency(evidence: Evidence) -> Need | None:
    """Ask whose DOI it is where DataCite did not answer for it (DOI Handbook, Which RA? service)."""
    registry = evidence.exchange(REGISTRY)
    if evidence.pid.scheme != "doi" or registry is None or registry.ok:
        return None
    resolver = evidence.endpoints.resolver
    return conneg(f"{resolver}/doiRA{address(evidence).removeprefix(resolver)}", "application/json")


def _cell_step(one: Representation, place: str, rank: int) -> Step:
    ask = partial(_cell, place=place, accept=one.accept)
    return Step(one.step_name(place), f"{one.title} from {PLACES[place]}", rank, ask)


AGENCY = Step("agency", "The DOI's registration agency, where it is not DataCite", FIRST_RANK, _agency)
CELLS = tuple(
    _cell_step(one, place, FIRST_RANK + 1 + number)
    for number, (one, place) in enumerate((one, place) for one in REPRESENTATIONS for place in PLACES)
)
UNACCEPTABLE = Step(
    "conneg:406",
    "A media type that nobody has, from the PID",
    FIRST_RANK + 50,
    partial(_cell, place=PID_PLACE, accept=UNKNOWN_TYPE),
)
HEAD_STEP = Step("conneg:head/first", "HEAD of the first representation that answered", FIRST_RANK + 51, _head)
WEIGHTED = {
    place: Step(f"conneg:q/{place}", f"HTML as the second choice, from {where}", rank, partial(_weighted, place=place))
    for rank, (place, where) in enumerate(PLACES.items(), FIRST_RANK + 52)
}
PROBES = (UNACCEPTABLE, HEAD_STEP, *WEIGHTED.values())
MATRIX_STEPS = (AGENCY, *CELLS, *PROBES)
