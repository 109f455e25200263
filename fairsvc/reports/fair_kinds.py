"""Kinds of datasets, alike in every outcome: a catalogue has few, and each is scored once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from assessors.reasons import line
from fairsvc.model.check import Outcome
from fairsvc.model.judgement import Judgement, Outcomes
from fairsvc.model.perspective import Perspective

_LETTERS = {Outcome.PASS: "p", Outcome.FAIL: "f", Outcome.INDETERMINATE: "i", Outcome.NOT_APPLICABLE: "n", None: "-"}
_OUTCOMES = {letter: outcome for outcome, letter in _LETTERS.items() if outcome is not None}
# Mappings that are known by their identity: the store reads equal lines into the same one.
_MAPPINGS_KEPT = 2048
_REASONS_PER_CHECK = 20

T = TypeVar("T")
Vector = tuple[tuple[Perspective, str], ...]


@dataclass(slots=True)
class Kind:
    """Datasets alike; `vector` has a letter for each check, a line for each perspective."""

    vector: Vector
    check_ids: tuple[str, ...]
    datasets: int = 0
    first_pid: str = ""

    def outcomes(self) -> dict[Perspective, Outcomes]:
        """Give the outcomes from each perspective that has anything to see, worked out anew."""
        return {perspective: self._read(letters) for perspective, letters in self.vector}

    @property
    def whole(self) -> Outcomes:
        """The outcomes seen from anywhere, worked out anew."""
        return self._read(dict(self.vector)[Perspective.ANY])

    def checks(self, outcome: Outcome) -> tuple[str, ...]:
        """List the checks with that outcome, seen from anywhere."""
        letters = dict(self.vector)[Perspective.ANY]
        return tuple(name for name, letter in zip(self.check_ids, letters, strict=True) if letter == _LETTERS[outcome])

    def _read(self, letters: str) -> Outcomes:
        pairs = zip(self.check_ids, letters, strict=True)
        return {name: _OUTCOMES[letter] for name, letter in pairs if letter != "-"}


@dataclass(slots=True)
class Counted:
    """So many datasets, and the first of them."""

    datasets: int
    pid: str


@dataclass(frozen=True, slots=True)
class Member:
    """One dataset and the kind that it is of."""

    pid: str
    title: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue's judgements in short: kinds with the commonest first, members by PID, and what else was noted.

    `unclear` are check and reason, `conflicts` fields, `findings` codes.
    """

    kinds: tuple[Kind, ...]
    members: tuple[Member, ...]
    unclear: Mapping[tuple[str, str], Counted]
    conflicts: Mapping[str, Counted]
    findings: Mapping[str, Counted]

    @property
    def titles(self) -> Mapping[str, str]:
        """The titles by PID."""
        return {one.pid: one.title for one in self.members}


def count_kinds(judgements: Iterable[Judgement], check_ids: Iterable[str]) -> Catalogue:
    """Read the judgements once, and keep a few words of each; one by other rules than `check_ids` is read by those."""
    sorting, notes, members = _Sorting(tuple(check_ids)), _Notes(), []
    for judgement in judgements:
        kind = sorting.find(judgement.outcomes)
        kind.datasets += 1
        kind.first_pid = min(kind.first_pid, judgement.pid) if kind.first_pid else judgement.pid
        members.append(Member(judgement.pid, line(judgement.title), kind))
        if judgement.unclear or judgement.conflicts or judgement.findings:
            notes.add(judgement)
    members.sort(key=lambda member: member.pid)
    kinds = tuple(sorted(sorting.kinds.values(), key=lambda kind: (-kind.datasets, kind.vector)))
    return Catalogue(kinds, tuple(members), notes.unclear, notes.conflicts, notes.findings)


class _Sorting:
    """Finds the kind of a dataset; mappings that were met lately are known by their identity."""

    def __init__(self, check_ids: tuple[str, ...]) -> None:
        self.check_ids = check_ids
        self.kinds: dict[Vector, Kind] = {}
        # Each holds its mapping, so that the identity stays taken.
        self._sorted: dict[int, tuple[Mapping[Perspective, Outcomes], Kind]] = {}
        self._spelt: dict[int, tuple[Outcomes, str]] = {}

    def find(self, outcomes: Mapping[Perspective, Outcomes]) -> Kind:
        known = self._sorted.get(id(outcomes))
        if known is not None:
            return known[1]
        vector = tuple((perspective, self._spell(one)) for perspective, one in outcomes.items())
        kind = self.kinds.setdefault(vector, Kind(vector, self.check_ids))
        if len(self._sorted) >= _MAPPINGS_KEPT:
            self._sorted.clear()
        self._sorted[id(outcomes)] = (outcomes, kind)
        return kind

    def _spell(self, outcomes: Outcomes) -> str:
        known = self._spelt.get(id(outcomes))
        if known is not None:
            return known[1]
        letters = "".join(map(_LETTERS.__getitem__, map(outcomes.get, self.check_ids)))
        if len(self._spelt) >= _MAPPINGS_KEPT:
            self._spelt.clear()
        self._spelt[id(outcomes)] = (outcomes, letters)
        return letters


class _Notes:
    """Counts what was noted beside the outcomes."""

    def __init__(self) -> None:
        self.unclear: dict[tuple[str, str], Counted] = {}
        self.conflicts: dict[str, Counted] = {}
        self.findings: dict[str, Counted] = {}
        self._reasons: dict[str, int] = {}

    def add(self, judgement: Judgement) -> None:
        for check, reason in judgement.unclear.items():
            self._add_reason(check, reason, judgement.pid)
        for counted, names in ((self.conflicts, judgement.conflicts), (self.findings, judgement.findings)):
            for name in names:
                _count(counted, name, judgement.pid)

    def _add_reason(self, check: str, reason: str, pid: str) -> None:
        if (check, reason) not in self.unclear:
            reasons = self._reasons[check] = self._reasons.get(check, 0) + 1
            reason = reason if reasons <= _REASONS_PER_CHECK else "other reasons"
        _count(self.unclear, (check, reason), pid)


def _count(counted: dict[T, Counted], name: T, pid: str) -> None:
    known = counted.get(name)
    if known is None:
        counted[name] = Counted(1, pid)
    else:
        known.datasets += 1
