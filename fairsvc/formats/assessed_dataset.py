"""One assessed dataset as a value: what every format of an assessment is written from.

Its texts are legible already: whoever makes it has replaced what no document may hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fairsvc.model.assessment import Result, Score
from fairsvc.model.check import Outcome
from fairsvc.model.metrics import WHOLE, Indicator, MetricSet, MetricTest
from fairsvc.model.perspective import Perspective
from fairsvc.model.remedy import Prescription


@dataclass(frozen=True, slots=True)
class AskedExchange:
    """A question and its answer without the body; `status` None means that none came, and `outcome` says why."""

    steps: tuple[str, ...]
    method: str
    url: str
    answered_by: str
    status: int | None
    outcome: str
    media_type: str
    started_at: datetime
    elapsed_ms: int
    size_bytes: int
    body_sha256: str


@dataclass(frozen=True, slots=True)
class Citation:
    """What a verdict rests on: a pointer into the evidence, what stands there, and the step that brought it."""

    pointer: str
    value: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class JudgedCheck:
    """A check with its verdict; `indicators` names what rests on it in each metric set.

    `by` has its outcome from other perspectives.
    """

    id: str
    version: int
    title: str
    source: str
    outcome: Outcome
    because: str = ""
    citations: tuple[Citation, ...] = ()
    prescription: Prescription | None = None
    indicators: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by: Mapping[Perspective, Outcome] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JudgedTest:
    """A test of a metric, or an indicator that is its own test; `outcome` None means not assessed."""

    test: MetricTest
    outcome: Outcome | None
    checks: tuple[JudgedCheck, ...]

    @property
    def deciding(self) -> tuple[JudgedCheck, ...]:
        """The checks that made the outcome what it is."""
        return tuple(check for check in self.checks if check.outcome is self.outcome) or self.checks


@dataclass(frozen=True, slots=True)
class JudgedIndicator:
    """An indicator with its result and its tests; one without tests is its only test."""

    indicator: Indicator
    result: Result
    tests: tuple[JudgedTest, ...]

    @property
    def checks(self) -> tuple[JudgedCheck, ...]:
        """All its checks, each once."""
        return tuple({check.id: check for test in self.tests for check in test.checks}.values())

    @property
    def because(self) -> str:
        """The sentences that decide it, each once."""
        sentences = (check.because for test in self.tests for check in test.deciding if self._decides(test))
        return " ".join(dict.fromkeys(sentence for sentence in sentences if sentence))

    def _decides(self, test: JudgedTest) -> bool:
        return test.outcome is self.result.outcome or all(one.outcome is not self.result.outcome for one in self.tests)


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """A metric set applied; `rules` is the digest of what it was judged by, `seen` the whole from each perspective."""

    metric_set: MetricSet
    rules: str
    indicators: tuple[JudgedIndicator, ...]
    scores: tuple[Score, ...]
    seen: Mapping[Perspective, Score] = field(default_factory=dict)

    @property
    def whole(self) -> Score:
        """The score over all letters."""
        return next((score for score in self.scores if score.name == WHOLE), Score(WHOLE, None))

    @property
    def levels(self) -> bool:
        """True for a set that is scored by levels."""
        return self.metric_set.method == "levels"


@dataclass(frozen=True, slots=True)
class NamedGain:
    """What a repair alone gains in a metric set: levels over all letters, share of the whole, points.

    `indicators` are those that pass only then; `sentence` says it all.
    """

    metric_set: str
    sentence: str
    levels: int = 0
    share: float = 0.0
    points: float = 0.0
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedRepair:
    """A prescription with the failed checks that ask for it, what it gains, and the indicators that rest on them."""

    prescription: Prescription
    checks: tuple[JudgedCheck, ...]
    indicators: Mapping[str, tuple[str, ...]]
    gains: tuple[NamedGain, ...] = ()


@dataclass(frozen=True, slots=True)
class Noted:
    """A defect met while reading the evidence, with what its code means and how to repair it."""

    code: str
    where: str
    detail: str
    means: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class AssessedDataset:
    """A dataset, what it was judged by, and all that was said of it; what gains most of `repairs` comes first."""

    pid: str
    address: str
    title: str
    gathered_at: datetime
    assessed_at: datetime
    depth: str
    evidence_digest: str
    extractor_version: int
    software_version: str
    sets: tuple[JudgedSet, ...]
    checks: tuple[JudgedCheck, ...]
    repairs: tuple[NamedRepair, ...] = ()
    exchanges: tuple[AskedExchange, ...] = ()
    findings: tuple[Noted, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """Count the checks with this outcome."""
        return sum(check.outcome is outcome for check in self.checks)
