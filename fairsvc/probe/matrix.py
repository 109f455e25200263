"""The content negotiation matrix of one PID, from its evidence. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairsvc.model.evidence import Evidence
from fairsvc.model.step import PAGE
from fairsvc.probe.conneg_cells import Cell, Row, Verdict, find_agency, read_probes, read_rows
from fairsvc.probe.conneg_findings import ConnegFinding, judge


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every cell of one PID; `page_url` is empty when no landing page answered, `agency` when none is known."""

    pid: str
    title: str
    address: str
    page_url: str
    agency: str
    gathered_at: datetime
    rows: tuple[Row, ...]
    probes: tuple[Cell, ...]
    findings: tuple[ConnegFinding, ...]

    def count(self, *verdicts: Verdict) -> int:
        """Count the cells of the rows that came to one of these."""
        return sum(cell.verdict in verdicts for row in self.rows for cell in row.cells)

    @property
    def usable(self) -> int:
        """Count the representations that a program can have from the PID or from the page."""
        had = (Verdict.SERVED, Verdict.MISLABELLED)
        return sum(any(cell.verdict in had for cell in row.cells) for row in self.rows)

    @property
    def sentence(self) -> str:
        """Say how it stands."""
        counts = f"{self.usable} of {len(self.rows)} representations can be had"
        unclear = self.count(Verdict.UNCLEAR)
        defects = f"{len(self.findings)} thing{'' if len(self.findings) == 1 else 's'} to repair"
        notes = [f"{unclear} answer{'' if unclear == 1 else 's'} unclear"] if unclear else []
        notes += [] if self.page_url else ["no landing page answered"]
        return f"{', '.join([counts, defects, *notes])}."

    @property
    def decided(self) -> bool:
        """True when anybody answered anything."""
        return self.count(Verdict.UNCLEAR, Verdict.UNASKED) < 2 * len(self.rows)


def matrix(evidence: Evidence) -> Matrix:
    """Judge what the evidence holds of the matrix; its bodies are not needed."""
    page, rows, probes = evidence.exchange(PAGE), read_rows(evidence), read_probes(evidence)
    return Matrix(
        pid=str(evidence.pid),
        title=next((text.value for text in evidence.union.titles), ""),
        address=evidence.pid.uri,
        page_url=page.url if page is not None and page.ok else "",
        agency=find_agency(evidence),
        gathered_at=evidence.gathered_at,
        rows=rows,
        probes=probes,
        findings=judge(evidence, rows, probes),
    )
