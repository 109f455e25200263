"""Gather and judge again what was recorded, with nobody asked, and tell whether it comes out the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fairsvc.errors import NotFound, Unreadable
from fairsvc.formats import warc, warc_evidence
from fairsvc.jobs.forgetting import refuse_forgotten
from fairsvc.jobs.holdings import load_evidence
from fairsvc.jobs.judging import Assessed, Panel, panel_of
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.depth import DEPTHS, STANDARD_DEPTH, Depth
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange
from fairsvc.model.pid import read_pid
from fairsvc.probe.gather import Subject, gather
from fairsvc.probe.replay import Recording, replayed


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay came to; `digest` is of the recorded evidence, empty when the recording names none."""

    assessed: Assessed
    digest: str = ""

    @property
    def same(self) -> bool:
        """True when the replay asked and found exactly what was recorded."""
        return self.assessed.evidence.digest == self.digest


def replay_pid(workspace: Workspace, pid: str, metric_sets: tuple[str, ...]) -> Replayed:
    """Gather the stored evidence of a PID again from its archive. Raises NotFound, BadPid, StoreUnusable."""
    evidence = load_evidence(workspace, pid, with_bodies=True)
    panel = panel_of(workspace.settings, metric_sets)
    found = _gathered(evidence, panel)
    return Replayed(panel.assess(found, datetime.now(UTC)), evidence.digest)


def gather_file(workspace: Workspace, pid: str, panel: Panel, path: Path, depth: Depth) -> tuple[Evidence, str]:
    """Gather from a WARC file, and give the digest that it names; what it lacks is indeterminate.

    An exported file tells itself where, when and how deep it was asked; with another, the addresses of the settings
    are tried at `depth`, and there is no digest. Raises NotFound, Unreadable, BadPid.
    """
    wanted = read_pid(pid)
    refuse_forgotten(workspace, str(wanted))
    exchanges, note = _read(path)
    if note is not None and note.evidence.pid == wanted:
        return _gathered(warc_evidence.with_exchanges(note, exchanges), panel), note.digest
    recorded_at = max(exchange.started_at for exchange in exchanges)
    subject = Subject(wanted, workspace.endpoints())
    return gather(subject, Recording(exchanges, recorded_at), recorded_at, panel.at(depth)), ""


def _gathered(evidence: Evidence, panel: Panel) -> Evidence:
    subject, recording = replayed(evidence)
    depth = DEPTHS.get(evidence.depth, STANDARD_DEPTH)
    return gather(subject, recording, evidence.gathered_at, panel.at(depth))


def _read(path: Path) -> tuple[tuple[Exchange, ...], warc_evidence.Note | None]:
    try:
        with path.open("rb") as stream:
            exchanges = tuple(warc.iter_exchanges(stream))
        with path.open("rb") as stream:
            note = warc_evidence.find_note(stream)
    except OSError as error:
        raise NotFound("the recording cannot be read", f"{path} ({error.strerror})") from None
    except Unreadable as fault:
        raise Unreadable(fault.what, f"{path}, {fault.which}" if fault.which else str(path), fault.next_step) from fault
    if not exchanges:
        raise Unreadable("the file holds no recorded exchange", str(path), "It must be a WARC file")
    return exchanges, note
