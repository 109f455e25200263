"""The content negotiation matrix of one PID as one self-contained page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment

from fairsvc.model.conneg_steps import PROBES
from fairsvc.probe.conneg_cells import Cell, Verdict
from fairsvc.probe.matrix import Matrix
from fairsvc.reports.page import make_environment


@dataclass(frozen=True, slots=True)
class Mark:
    """How a verdict is shown: `tone` is its class in the stylesheet, and `symbol` tells it without colour."""

    symbol: str
    word: str
    meaning: str
    tone: str


MARKS = {
    Verdict.SERVED: Mark("✓", "yes", "it came, and reads as what was asked for", "good"),
    Verdict.MISLABELLED: Mark("≈", "mislabelled", "it came, under another media type", "fair"),
    Verdict.UNREADABLE: Mark("✗", "unreadable", "the label is right, the document cannot be read as that", "bad"),
    Verdict.OTHER: Mark("✗", "other format", "something else came with success", "bad"),
    Verdict.HTML: Mark("✗", "HTML", "a web page came with success: no answer to a program", "bad"),
    Verdict.CHOICES: Mark("≡", "choices", "a list to choose from came", "fair"),
    Verdict.REFUSED: Mark("–", "refused", "an honest no: this type is not offered", "none"),
    Verdict.MISSING: Mark("–", "not there", "a no for this address, such as 404", "none"),
    Verdict.DENIED: Mark("–", "denied", "the server wants a login, or blocks programs", "none"),
    Verdict.UNCLEAR: Mark("?", "unclear", "a fault of the moment or a cut answer: neither yes nor no", "open"),
    Verdict.UNASKED: Mark("", "not asked", "there was no address to ask, or no request left", "open"),
}
_HONEST_NO = (Verdict.REFUSED, Verdict.MISSING, Verdict.DENIED, Verdict.CHOICES)
_TILES = (
    ("Answered", (Verdict.SERVED,)),
    ("Mislabelled", (Verdict.MISLABELLED,)),
    ("Wrong with success", (Verdict.HTML, Verdict.OTHER, Verdict.UNREADABLE)),
    ("Honest no", _HONEST_NO),
    ("Unclear or not asked", (Verdict.UNCLEAR, Verdict.UNASKED)),
)


def write_html(matrix: Matrix) -> str:
    """Write the page; everything that others sent is escaped."""
    tiles = [(name, matrix.count(*verdicts)) for name, verdicts in _TILES]
    used = {cell.verdict for row in matrix.rows for cell in row.cells} | {probe.verdict for probe in matrix.probes}
    legend = [mark for verdict, mark in MARKS.items() if verdict in used]
    titles = {step.name: step.title for step in PROBES}
    return (
        _environment()
        .get_template("conneg.html")
        .render(matrix=matrix, tiles=tiles, legend=legend, marks=MARKS, titles=titles)
    )


@cache
def _environment() -> Environment:
    return make_environment({"about": _about}, {})


def _about(cell: Cell) -> str:
    """Say beside the mark who answered and how; a media type only where it is not the one that was asked for."""
    answered = cell.status is not None
    parts = [
        cell.answered_by,
        (cell.got or "no media type") if answered and cell.got != cell.asked and cell.verdict not in _HONEST_NO else "",
        _size(cell.size_bytes) if answered and cell.verdict not in _HONEST_NO else "",
        f"{cell.redirects} redirect{'' if cell.redirects == 1 else 's'}" if cell.redirects else "",
        "Vary: Accept" if cell.vary else "",
        "" if cell.detail == f"answered {cell.status}" or cell.verdict is Verdict.HTML else cell.detail,
    ]
    return ", ".join(part for part in parts if part)


def _size(size_bytes: int) -> str:
    if not size_bytes:
        return ""
    return f"{size_bytes} bytes" if size_bytes < 1000 else f"{size_bytes / 1000:.1f} kB"
