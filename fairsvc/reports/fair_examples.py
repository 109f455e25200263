"""Examples: the few datasets of which a report looks at the evidence, and what they have to say."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assessors.engine import judge
from assessors.perspectives import seen_from
from assessors.prescribing import prescribe
from assessors.reasons import clean, line
from fairsvc.formats.legible import legible
from fairsvc.model.check import Check, Outcome, Verdict
from fairsvc.model.dataset import list_conflicts
from fairsvc.model.evidence import Evidence
from fairsvc.model.judgement import Outcomes
from fairsvc.model.perspective import Perspective
from fairsvc.model.pid import find_pid
from fairsvc.model.remedy import Prescription
from fairsvc.probe.findings import list_findings
from fairsvc.reports.fair_kinds import Catalogue, Kind
from fairsvc.reports.fair_model import Example

# Evidence is large and slow to judge: so much of it is looked at, the commonest kinds first.
KINDS_SHOWN = 40
MOST_SHOWN = 150
# Longer lines are left to `fairsvc fix`: what is cut would be pasted all the same.
_LONGEST_SNIPPET = 4_000
_LONGEST_PID = 2_000


@dataclass(frozen=True, slots=True)
class Illustration:
    """What the evidence of one dataset says: failed verdicts any way and by standards alone, and how to repair them.

    `prescriptions` are by the remedy's id, without lines if they are `too_long` to be shown; `conflicts` and `findings`
    are sentences by field and code.
    """

    failed: Mapping[str, Verdict] = field(default_factory=dict)
    failed_by_standards: Mapping[str, Verdict] = field(default_factory=dict)
    prescriptions: Mapping[str, Prescription] = field(default_factory=dict)
    conflicts: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, str] = field(default_factory=dict)
    too_long: frozenset[str] = frozenset()


Illustrate = Callable[[Sequence[str]], Iterable[tuple[str, Illustration]]]
NOTHING = Illustration()


def illustrate(evidence: Evidence, checks: Sequence[Check]) -> Illustration:
    """Judge the evidence any way and by standards alone, and fill the remedies of what fails."""
    failed = _failed(evidence, checks)
    standards = seen_from(evidence, Perspective.STANDARDS)
    apart = failed if standards is evidence else _failed(standards, checks)
    filled: dict[str, Prescription] = {}
    for verdict in (*apart.values(), *failed.values()):
        if verdict.remedy not in filled and (prescription := prescribe(evidence, verdict)) is not None:
            filled[verdict.remedy] = prescription
    return Illustration(
        failed,
        apart,
        {name: _shown(one) for name, one in filled.items()},
        dict(reversed(list_conflicts(evidence.findings))),
        dict(reversed(list_findings(evidence))),
        frozenset(name for name, one in filled.items() if _is_too_long(one)),
    )


class Album:
    """The illustrations of a catalogue, and what they tell of datasets that are like them."""

    def __init__(self, catalogue: Catalogue, draw: Illustrate) -> None:
        self._titles = catalogue.titles
        self._kinds = {kind.first_pid: kind for kind in catalogue.kinds}
        self._drawn = dict(draw(_choose(catalogue)))
        self._remedies = self._commonest(lambda one: one.failed)
        self._remedies_by_standards = self._commonest(lambda one: one.failed_by_standards)

    def remedy(self, kind: Kind, check: str) -> str:
        """Name the remedy of a failed check: as judged in a dataset of the kind, else the commonest; "" is unknown."""
        verdict = self._drawn.get(kind.first_pid, NOTHING).failed.get(check)
        return verdict.remedy if verdict else self._remedies.get(check, "")

    def remedy_by_standards(self, check: str) -> str:
        """Name the commonest remedy of a check that fails by standards alone; "" is unknown."""
        return self._remedies_by_standards.get(check, "")

    def sentence(self, remedy: str) -> str:
        """Give the sentence of a remedy that any illustration names; "" is unknown."""
        drawn = (one.prescriptions.get(remedy) for one in self._drawn.values())
        return next((filled.sentence for filled in drawn if filled), "")

    def shows(self, pid: str, remedy: str) -> bool:
        """Tell whether there are lines of the dataset for the remedy."""
        filled = self._drawn.get(pid, NOTHING).prescriptions.get(remedy)
        return filled is not None and bool(filled.snippets)

    def example(self, pid: str, because: str = "", remedy: str = "") -> Example:
        """Make an example of the dataset."""
        drawn = self._drawn.get(pid, NOTHING)
        filled = drawn.prescriptions.get(remedy)
        found = find_pid(pid)
        place = (line(pid), self._titles.get(pid, ""), line(found.uri if found else pid))
        command = f"fairsvc fix {shlex.quote(clean(pid, _LONGEST_PID))}" if remedy in drawn.too_long else ""
        return Example(*place, line(because), filled.snippets if filled else (), command)

    def repair(self, pid: str, remedy: str, checks: Iterable[str]) -> Example:
        """Make an example of a dataset that fails one of the checks, with the lines that mend it."""
        failed = self._drawn.get(pid, NOTHING).failed
        verdicts = (failed.get(check) for check in checks)
        because = next((one.because for one in verdicts if one and one.remedy in ("", remedy)), "")
        return self.example(pid, because, remedy)

    def todo(self, pid: str, check: str) -> Example:
        """Make an example of a dataset that fails the check by standards alone."""
        verdict = self._drawn.get(pid, NOTHING).failed_by_standards.get(check)
        return self.example(pid, verdict.because, verdict.remedy) if verdict else self.example(pid)

    def conflict(self, pid: str, name: str) -> Example:
        """Make an example of a dataset of which sources tell the field differently."""
        return self.example(pid, self._drawn.get(pid, NOTHING).conflicts.get(name, ""))

    def finding(self, pid: str, code: str) -> Example:
        """Make an example of a dataset in which the probe met the defect."""
        return self.example(pid, self._drawn.get(pid, NOTHING).findings.get(code, ""))

    def _commonest(self, of: Callable[[Illustration], Mapping[str, Verdict]]) -> dict[str, str]:
        counted: dict[str, Counter[str]] = {}
        for pid, one in sorted(self._drawn.items()):
            weight = self._kinds[pid].datasets if pid in self._kinds else 1
            for check, verdict in of(one).items():
                if verdict.remedy:
                    counted.setdefault(check, Counter())[verdict.remedy] += weight
        return {check: remedies.most_common(1)[0][0] for check, remedies in counted.items()}


def list_hidden(seen: Mapping[Perspective, Outcomes]) -> list[str]:
    """List the checks that pass any way and fail by standards alone."""
    failed = (name for name, one in seen.get(Perspective.STANDARDS, {}).items() if one is Outcome.FAIL)
    return [name for name in failed if seen[Perspective.ANY].get(name) is Outcome.PASS]


def _choose(catalogue: Catalogue) -> list[str]:
    """Choose the commonest kinds, then whatever shows a failure or a note that none of them shows."""
    chosen = dict.fromkeys(kind.first_pid for kind in catalogue.kinds[:KINDS_SHOWN])
    shown: set[tuple[str, str]] = set()
    for place, kind in enumerate(catalogue.kinds):
        wanted = {("failed", name) for name in kind.checks(Outcome.FAIL)}
        wanted |= {("hidden", name) for name in list_hidden(kind.outcomes())}
        if place >= KINDS_SHOWN and wanted <= shown:
            continue
        chosen.setdefault(kind.first_pid)
        shown |= wanted
    noted = (*catalogue.conflicts.values(), *catalogue.findings.values())
    chosen |= dict.fromkeys(one.pid for one in sorted(noted, key=lambda one: -one.datasets))
    return list(chosen)[:MOST_SHOWN]


def _failed(evidence: Evidence, checks: Sequence[Check]) -> dict[str, Verdict]:
    verdicts = judge(evidence, checks)
    return {name: verdict for name, verdict in verdicts.items() if verdict.outcome is Outcome.FAIL}


def _is_too_long(filled: Prescription) -> bool:
    return any(len(one.text) > _LONGEST_SNIPPET for one in filled.snippets)


def _shown(filled: Prescription) -> Prescription:
    """Make the lines fit to be shown: all of them or none, for some alone would not mend it."""
    shown = () if _is_too_long(filled) else filled.snippets
    snippets = tuple(replace(one, text=legible(one.text)) for one in shown)
    return replace(filled, sentence=line(filled.sentence), snippets=snippets)
