"""Checks and their verdicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from fairsvc.model.evidence import Evidence
from fairsvc.model.step import Step


class Outcome(StrEnum):
    """The four outcomes. Indeterminate: could not be tested now; not applicable: does not concern this subject."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    INDETERMINATE = "indeterminate"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome with its sentence and pointers into the evidence (`exchange/page`, `view/page/titles`).

    `remedy` is the id of the remedy that a failure calls for.
    """

    outcome: Outcome
    because: str
    cites: tuple[str, ...] = ()
    remedy: str = ""


def passed(because: str, *cites: str) -> Verdict:
    """Say that the evidence shows it."""
    return Verdict(Outcome.PASS, because, cites)


def failed(because: str, *cites: str, remedy: str) -> Verdict:
    """Say that the evidence shows the contrary; `remedy` is the id of what repairs it."""
    return Verdict(Outcome.FAIL, because, cites, remedy)


def indeterminate(because: str, *cites: str) -> Verdict:
    """Say that the evidence cannot tell."""
    return Verdict(Outcome.INDETERMINATE, because, cites)


def not_applicable(because: str, *cites: str) -> Verdict:
    """Say that the question does not concern this subject."""
    return Verdict(Outcome.NOT_APPLICABLE, because, cites)


Judge = Callable[[Evidence], Verdict]


@dataclass(frozen=True, slots=True)
class Check:
    """A pure judgement with its papers; it never knows an indicator id.

    `source` names the clause it tests, `example` shows what passes and `counterexample` what fails, `needs` are the
    steps it reads.
    """

    id: str
    version: int
    title: str
    source: str
    example: str
    counterexample: str
    needs: tuple[Step, ...]
    subject: str
    judge: Judge

    def __call__(self, evidence: Evidence) -> Verdict:
        """Judge the evidence."""
        return self.judge(evidence)


def check(
    id: str,
    *,
    title: str,
    source: str,
    example: str,
    needs: tuple[Step, ...],
    counterexample: str = "",
    version: int = 1,
    subject: str = "dataset",
) -> Callable[[Judge], Check]:
    """Make a Check of a pure function; raise `version` whenever the same evidence may get another verdict."""

    def make(judge: Judge) -> Check:
        return Check(id, version, title, source, example, counterexample, needs, subject, judge)

    return make
