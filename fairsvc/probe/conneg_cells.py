"""The cells of the content negotiation matrix: what was asked, what came, who answered. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from fairsvc.model.conneg_steps import AGENCY, PLACES, PROBES, REPRESENTATIONS, Representation
from fairsvc.model.evidence import Answer, Evidence
from fairsvc.model.exchange import HTML_TYPES, Exchange, Hop
from fairsvc.model.step import PAGE, REGISTRY

_HTML = "html"
DATACITE = "DataCite"
# The services of registration agencies that doi.org sends requests with an Accept of their own to.
_AGENCIES = {
    "data.crosscite.org": DATACITE,
    "data.datacite.org": DATACITE,
    "api.datacite.org": DATACITE,
    "api.crossref.org": "Crossref",
    "data.crossref.org": "Crossref",
    "data.medra.org": "mEDRA",
}
# 406 and 415 are HTTP's own words; DataCite says 422 to a type that it cannot make of a record.
_REFUSALS = (406, 415, 422)


class Verdict(StrEnum):
    """What one cell comes to."""

    SERVED = "served"
    MISLABELLED = "mislabelled"
    UNREADABLE = "unreadable"
    OTHER = "another format"
    HTML = "HTML instead"
    REFUSED = "refused"
    CHOICES = "a list to choose from"
    MISSING = "not there"
    DENIED = "access denied"
    UNCLEAR = "unclear"
    UNASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Cell:
    """One question and its answer.

    `answered_by` names the registration agency, "resolver", "page" or a host; `vary` says that the answer declares to
    depend on Accept; `detail` is a clause for a person. What an unasked cell has of these is empty.
    """

    step: str
    verdict: Verdict
    asked: str = ""
    got: str = ""
    format: str = ""
    status: int | None = None
    answered_by: str = ""
    host: str = ""
    vary: bool = False
    redirects: int = 0
    size_bytes: int = 0
    elapsed_ms: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One representation, from the PID and from the landing page."""

    slug: str
    title: str
    accept: str
    pid: Cell
    page: Cell

    @property
    def cells(self) -> tuple[Cell, Cell]:
        """Both cells, the PID's first."""
        return self.pid, self.page


def read_rows(evidence: Evidence) -> tuple[Row, ...]:
    """Judge each cell by itself."""
    return tuple(_row(evidence, one) for one in REPRESENTATIONS)


def read_probes(evidence: Evidence) -> tuple[Cell, ...]:
    """Judge the probes of an unknown type, of HEAD and of q-values."""
    return tuple(_cell(evidence, step.name) for step in PROBES)


def was_asked(evidence: Evidence) -> bool:
    """Tell whether any cell of the matrix is in the evidence."""
    return any(step.startswith("conneg:") for exchange in evidence.exchanges for step in exchange.steps)


def find_agency(evidence: Evidence) -> str:
    """Name the registration agency: whose record there is, who answered, or whom the resolver names; else nothing."""
    registry = evidence.exchange(REGISTRY)
    if registry is not None and registry.ok:
        return DATACITE
    named = next((one.format for one in evidence.answers if one.step == AGENCY.name and one.parsed), "")
    return named or next(_agencies_met(evidence), "")


def _agencies_met(evidence: Evidence) -> Iterator[str]:
    for exchange in evidence.exchanges:
        if any(step.startswith("conneg:pid/") for step in exchange.steps):
            yield from filter(None, (_agency_of(hop.url, evidence) for hop in exchange.hops))


def _row(evidence: Evidence, one: Representation) -> Row:
    cells = {place: _cell(evidence, one.step_name(place), one) for place in PLACES}
    return Row(one.slug, one.title, one.accept, **cells)


def _cell(evidence: Evidence, step: str, one: Representation | None = None) -> Cell:
    exchange = evidence.exchange_named(step)
    if exchange is None:
        return Cell(step, Verdict.UNASKED)
    answer = evidence.answer_named(step) or Answer(step, exchange.need.header("accept"), exchange.media_type)
    return Cell(
        step=step,
        verdict=_verdict(exchange, answer, one),
        asked=answer.asked,
        got=answer.got,
        format=answer.format,
        status=exchange.status,
        answered_by=_answerer(exchange, evidence),
        host=split_address(exchange.url).hostname or "",
        vary=bool(exchange.hops) and varies(exchange.hops[-1]),
        redirects=max(len(exchange.hops) - 1, 0),
        size_bytes=exchange.size_bytes,
        elapsed_ms=exchange.elapsed_ms,
        detail=answer.detail if exchange.ok else _outcome(exchange),
    )


def _verdict(exchange: Exchange, answer: Answer, one: Representation | None) -> Verdict:
    """Judge by status, then by what the body was read as; the label only tells served from mislabelled."""
    if not exchange.ok:
        return _without_body(exchange)
    if exchange.need.method == "HEAD":
        return _by_label(answer)
    if answer.parsed:
        return Verdict.SERVED if one is None or answer.got in one.media_types else Verdict.MISLABELLED
    if answer.format == _HTML:
        return Verdict.HTML
    if exchange.truncated:
        return Verdict.UNCLEAR
    right_label = one is not None and answer.got in one.media_types
    return Verdict.OTHER if answer.format or not right_label else Verdict.UNREADABLE


def _by_label(answer: Answer) -> Verdict:
    """Judge an answer to HEAD, which has nothing but its label."""
    if answer.got in HTML_TYPES:
        return Verdict.HTML
    wanted = next((one.media_types for one in REPRESENTATIONS if one.accept == answer.asked), ())
    return Verdict.SERVED if answer.got in wanted else Verdict.OTHER


def _without_body(exchange: Exchange) -> Verdict:
    if not exchange.conclusive or exchange.status is None:
        return Verdict.UNCLEAR
    if exchange.status in _REFUSALS:
        return Verdict.REFUSED
    if exchange.status in (401, 403):
        return Verdict.DENIED
    if exchange.status >= 400:
        return Verdict.MISSING
    return Verdict.CHOICES if exchange.status == 300 else Verdict.UNCLEAR


def _outcome(exchange: Exchange) -> str:
    """Say what happened; DataCite's 422 means that it cannot make this type of that record."""
    unmade = ": it cannot make this type of the record" if exchange.status == 422 else ""
    return exchange.outcome() + unmade


def varies(hop: Hop) -> bool:
    """Tell whether an answer declares to depend on Accept, or on everything."""
    return not hop.vary.isdisjoint(("accept", "*"))


def split_address(url: str) -> SplitResult:
    """Part an address that a server sent; what is none has empty parts."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _answerer(exchange: Exchange, evidence: Evidence) -> str:
    """Name who answered last, or the agency on the way to a host that nobody knows; empty when nobody did."""
    if not exchange.hops:
        return ""
    last = name_server(exchange.url, evidence)
    known = last != split_address(exchange.url).netloc.lower()
    agencies = () if known else filter(None, (_agency_of(hop.url, evidence) for hop in exchange.hops))
    return next(iter(agencies), last)


def name_server(url: str, evidence: Evidence) -> str:
    """Name whose server an address is at: a registration agency's, "page", "resolver", else the host."""
    page, netloc = evidence.exchange(PAGE), split_address(url).netloc.lower()
    if agency := _agency_of(url, evidence):
        return agency
    at_resolver = netloc == split_address(evidence.endpoints.resolver).netloc.lower()
    # A PID that the resolver does not know has no page, though the question for it ended somewhere.
    if (
        page is not None
        and page.hops
        and netloc == split_address(page.url).netloc.lower()
        and (page.ok or not at_resolver)
    ):
        return "page"
    return "resolver" if at_resolver else netloc


def _agency_of(url: str, evidence: Evidence) -> str:
    """Name the agency whose service the address belongs to; empty when it is none's that we know."""
    netloc = split_address(url).netloc.lower()
    if netloc == split_address(evidence.endpoints.registry).netloc.lower():
        return DATACITE
    return _AGENCIES.get(netloc.partition(":")[0], "")
