"""What is wrong with content negotiation: one finding for each kind and each server that has it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fairsvc.model.conneg_steps import HEAD_STEP, UNACCEPTABLE, WEIGHTED
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Hop
from fairsvc.model.step import PAGE
from fairsvc.probe.conneg_cells import Cell, Row, Verdict, name_server, split_address, varies

_DOI_DOCS = "DOI content negotiation, https://citation.doi.org/docs.html"


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to negotiate badly; `code` is stable, `rule` is the clause in our words."""

    code: str
    title: str
    clause: str
    rule: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ConnegFinding:
    """A kind, met at the server `where`, as `name_server` calls it; `steps` name the exchanges."""

    kind: Kind
    where: str
    steps: tuple[str, ...]
    seen: str


NOTHING = Kind(
    "conneg.nothing",
    "No machine-readable representation can be had",
    f"RFC 9110 section 12.1; {_DOI_DOCS}",
    "A client names the media types it can use, and gets one of them where there is one.",
    "Answer schema.org JSON-LD at the landing page's address, and register metadata with the DOI.",
)
HTML_INSTEAD = Kind(
    "conneg.html-instead",
    "A web page comes with status 200 where something else was asked for",
    "RFC 9110 sections 12.5.1 and 15.5.7",
    "A server without an acceptable representation may answer 406 or send what it has; only 406 tells a program so.",
    "Answer 406 to types that are not offered, with links to those that are; offer JSON-LD at the page's address.",
)
MISLABELLED = Kind(
    "conneg.mislabelled",
    "The right document comes under another media type",
    "RFC 9110 section 8.3",
    "Content-Type names the format of the content; clients choose their parser by it.",
    "Send the media type that was asked for as Content-Type.",
)
UNREADABLE = Kind(
    "conneg.unreadable",
    "The label is right, the document cannot be read as that",
    "RFC 9110 section 8.3",
    "Content-Type names the format that the content is really in.",
    "Write the document with a library of that format, and read it back in a test.",
)
WRONG_FORMAT = Kind(
    "conneg.wrong-format",
    "Another format comes than was asked for",
    "RFC 9110 sections 12.5.1 and 15.5.7",
    "Accept names what the client can use; anything else helps it no more than 406, and looks like success.",
    "Choose by Accept; answer 406 where nothing fits.",
)
NO_VARY = Kind(
    "conneg.no-vary",
    "One address answers differently by Accept and does not say so",
    "RFC 9110 section 12.5.5",
    "What was chosen by a request field names it in Vary, so that caches do not hand one client's answer to another.",
    "Send Vary: Accept with every answer of the address, HTML and redirects too.",
)
NOT_406 = Kind(
    "conneg.not-406",
    "A media type that nobody has is answered with success",
    "RFC 9110 sections 12.5.1 and 15.5.7",
    "406 says that no representation fits; a 200 makes a program read what it did not ask for.",
    "Answer 406 with links to the representations that exist.",
)
Q_IGNORED = Kind(
    "conneg.q-ignored",
    "The second choice wins over the first",
    "RFC 9110 sections 12.4.2 and 12.5.1",
    "A q-value below 1 ranks a type lower; a type without q has the weight 1.",
    "Parse Accept with a library, and offer the available type of the highest weight.",
)
HEAD_DIFFERS = Kind(
    "conneg.head-differs",
    "HEAD does not say what GET says",
    "RFC 9110 sections 9.1 and 9.3.2",
    "Every server supports HEAD and answers it with the header fields that GET would have.",
    "Let one handler answer both methods, with the same negotiation.",
)
CHOICES = Kind(
    "conneg.choices",
    "The server lists choices instead of choosing",
    "RFC 9110 section 15.4.1",
    "300 leaves the choice to the client; with an Accept field that names one type the server can make it.",
    "Redirect or answer with the type that Accept names.",
)
KINDS = (
    NOTHING,
    Q_IGNORED,
    MISLABELLED,
    UNREADABLE,
    WRONG_FORMAT,
    HTML_INSTEAD,
    NOT_406,
    NO_VARY,
    HEAD_DIFFERS,
    CHOICES,
)
_OF_CELLS = {
    Verdict.HTML: HTML_INSTEAD,
    Verdict.MISLABELLED: MISLABELLED,
    Verdict.UNREADABLE: UNREADABLE,
    Verdict.OTHER: WRONG_FORMAT,
    Verdict.CHOICES: CHOICES,
}
_USABLE = (Verdict.SERVED, Verdict.MISLABELLED)
_COMPARED = ("content-type", "vary", "location")


def judge(evidence: Evidence, rows: Iterable[Row], probes: Iterable[Cell]) -> tuple[ConnegFinding, ...]:
    """Find the defects, in the order of KINDS; what is unclear is none."""
    cells = [cell for row in rows for cell in row.cells]
    found = [
        *_nothing(evidence, cells),
        *_of_cells(cells),
        *_of_probes(probes),
        *_no_vary(evidence),
        *_head_differs(evidence),
    ]
    return tuple(sorted(found, key=lambda finding: KINDS.index(finding.kind)))


def _nothing(evidence: Evidence, cells: list[Cell]) -> Iterator[ConnegFinding]:
    """Say so only when every answer that could be had is known: a page that is not there has none."""
    page = evidence.exchange(PAGE)
    open_ = (Verdict.UNCLEAR, Verdict.UNASKED) if page is None or page.ok else (Verdict.UNCLEAR,)
    if any(cell.verdict in (*_USABLE, *open_) for cell in cells):
        return
    asked = [cell for cell in cells if cell.verdict is not Verdict.UNASKED]
    seen = f"{len(asked)} questions brought nothing that a program can read as what it asked for"
    yield ConnegFinding(NOTHING, "page", tuple(cell.step for cell in asked), seen)


def _of_cells(cells: list[Cell]) -> Iterator[ConnegFinding]:
    met: defaultdict[tuple[Verdict, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        met[cell.verdict, cell.answered_by].append(cell)
    for (verdict, where), alike in met.items():
        if verdict in _OF_CELLS:
            seen = _together(alike) if verdict is Verdict.HTML else "; ".join(dict.fromkeys(map(_contrast, alike)))
            yield ConnegFinding(_OF_CELLS[verdict], where, tuple(cell.step for cell in alike), seen)


def _together(cells: list[Cell]) -> str:
    asked = tuple(dict.fromkeys(cell.asked for cell in cells))
    return f"asked for {', '.join(asked)}, got {cells[0].status} {cells[0].got}"


def _contrast(cell: Cell) -> str:
    came = cell.got or "no media type"
    if cell.verdict is Verdict.UNREADABLE:
        return f"{cell.asked}: {cell.detail}"
    really = f", which is {cell.format}" if cell.format and cell.verdict is Verdict.OTHER else ""
    return f"asked for {cell.asked}, got {cell.status} {came}{really}"


def _of_probes(probes: Iterable[Cell]) -> Iterator[ConnegFinding]:
    weighted = {step.name for step in WEIGHTED.values()}
    for probe in probes:
        answered = probe.status is not None and 200 <= probe.status < 300
        if probe.step == UNACCEPTABLE.name and answered:
            yield ConnegFinding(NOT_406, probe.answered_by, (probe.step,), _contrast(probe))
        if probe.step in weighted and probe.verdict is Verdict.HTML:
            yield ConnegFinding(Q_IGNORED, probe.answered_by, (probe.step,), _contrast(probe))


def _no_vary(evidence: Evidence) -> Iterator[ConnegFinding]:
    """Compare what each address sent for different Accept fields; errors are not cached without being asked to."""
    met: defaultdict[str, list[tuple[Exchange, Hop]]] = defaultdict(list)
    for exchange in evidence.exchanges:
        for hop in exchange.hops:
            if exchange.need.method == "GET" and not exchange.need.header("range") and hop.status < 400:
                met[hop.url].append((exchange, hop))
    for url, answers in met.items():
        chosen = {exchange.need.header("accept"): _outcome(hop) for exchange, hop in answers}
        silent = [exchange for exchange, hop in answers if not varies(hop)]
        if len(set(chosen.values())) > 1 and silent:
            steps = tuple(dict.fromkeys(step for exchange in silent for step in exchange.steps))
            seen = (
                f"{url} gave {len(set(chosen.values()))} different answers, {len(silent)} of {len(answers)} without it"
            )
            yield ConnegFinding(NO_VARY, name_server(url, evidence), steps, seen)


def _outcome(hop: Hop) -> str:
    """Tell what was chosen: a media type, or where to; what follows ";" or "?" is a session's, not the choice's."""
    if hop.location and 300 <= hop.status < 400:
        parts = split_address(hop.location)
        return f"{parts.netloc}{parts.path.partition(';')[0]}"
    return next(iter(hop.fields("content-type")), "").partition(";")[0].strip().lower() or "no media type"


def _head_differs(evidence: Evidence) -> Iterator[ConnegFinding]:
    asked = evidence.exchange(HEAD_STEP)
    if asked is None or asked.status is None or (not asked.conclusive and asked.status != 501):
        return
    twins = (one for one in evidence.exchanges if one.need.method == "GET" and one.need.url == asked.need.url)
    twin = next((one for one in twins if one.need.headers == asked.need.headers and one.ok), None)
    if twin is None:
        return
    differing = [f"status {asked.status}, not {twin.status}"] if asked.status != twin.status else []
    if not differing:
        names = (name for name in _COMPARED if asked.header(name).lower() != twin.header(name).lower())
        differing = [f"{name}: {asked.header(name) or 'none'}, not {twin.header(name) or 'none'}" for name in names]
    if differing:
        where = name_server(asked.url, evidence)
        yield ConnegFinding(HEAD_DIFFERS, where, asked.steps, f"{asked.need.header('accept')}: {'; '.join(differing)}")
