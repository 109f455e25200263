"""What the FAIR report of one source says, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fairsvc.model.assessment import Assessment
from fairsvc.model.check import Verdict
from fairsvc.model.metrics import WHOLE, Indicator, MetricSet

LEVELS = 6
MATURITIES = 4
BINS = 10


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset with what was assessed of it; `verdicts` are by check id, `address` is where a person reads it.

    `conflicts` are field and sentence: what the sources of the dataset say differently. `findings` are code and
    sentence: what the probe found beside the checks.
    """

    pid: str
    title: str
    address: str
    assessments: tuple[Assessment, ...]
    verdicts: Mapping[str, Verdict]
    conflicts: tuple[tuple[str, str], ...] = ()
    findings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a dataset stands in one metric set; `levels` are by letter, `failing` counts its failed checks."""

    levels: tuple[tuple[str, int | None], ...]
    share: float | None
    maturity: float | None
    failing: int

    @property
    def rank(self) -> tuple[int, float]:
        """What best and worst go by: the sum of the letters' levels, then the share."""
        return sum(level or 0 for _, level in self.levels), self.share or 0.0


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """A dataset in the plain table; `standings` follow the metric sets, None where it was not assessed."""

    pid: str
    title: str
    address: str
    standings: tuple[Standing | None, ...]


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """How the datasets spread over one letter, or over the whole under the name FAIR.

    `levels` count datasets at level 0-5, `unsettled` those whose level hangs on indeterminate indicators;
    `levels_low` and `levels_high` count levels if everything open failed or passed; empty for a set with points.
    `shares` count datasets in tenths: the nth from n * 10 % up to, but not with, the next; the last holds 100 %.
    `maturities` count those that reached 0-3; empty for a set with levels. Medians of levels and maturities are
    what more than half of the datasets reach (the lower of two); None when nothing was assessed.
    """

    name: str
    levels: tuple[int, ...]
    unsettled: int
    levels_low: tuple[int, ...]
    levels_high: tuple[int, ...]
    shares: tuple[int, ...]
    maturities: tuple[int, ...]
    median_level: int | None
    median_share: float | None
    median_maturity: float | None


@dataclass(frozen=True, slots=True)
class IndicatorSummary:
    """An indicator or metric, and how many datasets have which outcome."""

    indicator: Indicator
    passed: int
    failed: int
    indeterminate: int
    not_applicable: int
    not_assessed: int


@dataclass(frozen=True, slots=True)
class Example:
    """One dataset of many: why the check came out so there, and how to repair it."""

    pid: str
    title: str
    address: str
    because: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """What mending one check alone would change, everything else left as it is.

    `lifted` counts datasets of which a letter's level rises or, for a set with points, the share. `levels_gained` sums
    the steps over letters and datasets, `share_gained` the rise of the whole share (1.0: one dataset from 0 to 100 %).
    """

    check: str
    title: str
    failing: int
    lifted: int
    levels_gained: int
    share_gained: float
    indicators: tuple[str, ...]
    example: Example


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a check could not be decided, and for how many datasets; PIDs and addresses in `reason` are blanked."""

    check: str
    title: str
    reason: str
    datasets: int
    example: Example


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field of which sources say different things, and for how many datasets."""

    field: str
    datasets: int
    example: Example


@dataclass(frozen=True, slots=True)
class Defect:
    """What the probe found under one code, and in how many datasets; a plug-in's code has no meaning here."""

    code: str
    means: str
    remedy: str
    datasets: int
    example: Example


@dataclass(frozen=True, slots=True)
class SetSummary:
    """One metric set over the catalogue. `datasets` counts those assessed with it; repairs come most useful first."""

    metric_set: MetricSet
    datasets: int
    scores: tuple[ScoreSummary, ...]
    indicators: tuple[IndicatorSummary, ...]
    best: tuple[DatasetRow, ...]
    worst: tuple[DatasetRow, ...]
    repairs: tuple[Repair, ...]

    def score(self, name: str = WHOLE) -> ScoreSummary:
        """Find the summary of a letter of the set, or of the whole."""
        return next(score for score in self.scores if score.name == name)


@dataclass(frozen=True, slots=True)
class FairReport:
    """Everything that the page and the tables say of one source; `shared` counts datasets that others describe too."""

    source: str
    generated_at: datetime
    software_version: str
    sets: tuple[SetSummary, ...]
    reasons: tuple[Reason, ...]
    rows: tuple[DatasetRow, ...]
    conflicts: tuple[Conflict, ...] = ()
    shared: int = 0
    defects: tuple[Defect, ...] = ()
