"""What the FAIR report of one source says, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assessors.crosswalk import Counterparts
from assessors.statements import Statement
from fairsvc.jobs.standing import Census
from fairsvc.model.metrics import WHOLE, Indicator, MetricSet
from fairsvc.model.perspective import Perspective
from fairsvc.model.remedy import Snippet

LEVELS = 6
MATURITIES = 4
BINS = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a dataset stands in one metric set; `levels` are by letter, `failing` counts its failed checks.

    `rank` is what best and worst go by: the sum of the letters' levels, then the share. `share_of_all` is what F-UJI
    would show, None for a set with levels. `apart` are the shares from the other perspectives that see anything.
    """

    levels: tuple[tuple[str, int | None], ...]
    share: float | None
    maturity: float | None
    failing: int
    rank: tuple[int, float]
    share_of_all: float | None = None
    apart: tuple[tuple[Perspective, float | None], ...] = ()

    @property
    def by_standards(self) -> float | None:
        """The share by standards alone."""
        return dict(self.apart).get(Perspective.STANDARDS)


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """A dataset in the plain table; `standings` follow the metric sets."""

    pid: str
    title: str
    address: str
    standings: tuple[Standing, ...]


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
    median_share_of_all: float | None = None


@dataclass(frozen=True, slots=True)
class PerspectiveSummary:
    """The scores as seen from one place; `datasets` counts those that have anything to see there."""

    perspective: Perspective
    datasets: int
    scores: tuple[ScoreSummary, ...]

    def score(self, name: str = WHOLE) -> ScoreSummary:
        """Find the summary of a letter of the set, or of the whole."""
        return _score(self.scores, name)


@dataclass(frozen=True, slots=True)
class IndicatorSummary:
    """An indicator or metric, and how many datasets have which outcome.

    `not_by_standards` counts those that pass any way and fail by standards alone.
    """

    indicator: Indicator
    passed: int
    failed: int
    indeterminate: int
    not_applicable: int
    not_assessed: int
    not_by_standards: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """One dataset of many: why the check came out so there, and the lines to paste, written for it.

    `command` is what writes the lines where they are too long to be shown.
    """

    pid: str
    title: str
    address: str
    because: str = ""
    snippets: tuple[Snippet, ...] = ()
    command: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """What one repair alone would change under one metric set, everything else left as it is.

    It mends those of `checks` that fail, in `failing` datasets; `remedy` is its id, or that of the check where none is
    known. `lifted` counts datasets of which a letter's level rises or, for a set with points, the share.
    `levels_gained` sums the steps over letters and datasets, `share_gained` the rise of the whole share (1.0: one
    dataset from 0 to 100 %), `points_gained` the points.
    """

    remedy: str
    sentence: str
    checks: tuple[str, ...]
    failing: int
    lifted: int
    levels_gained: int
    share_gained: float
    points_gained: float
    indicators: tuple[str, ...]
    example: Example


@dataclass(frozen=True, slots=True)
class Todo:
    """What datasets pass any way and fail by standards alone: only who knows where to look finds it.

    The counts part `datasets` by who says it: the landing page by a convention, the registry's record alone, the
    OAI-PMH record alone, both records, or none of them apart. `indicators` are metric set and id of those it feeds.
    """

    check: str
    title: str
    datasets: int
    page: int
    registry: int
    oai: int
    both_records: int
    together: int
    indicators: tuple[tuple[str, str], ...]
    remedy: str
    sentence: str
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
class IndicatorProgress:
    """How many datasets are at each progress 0-4 of an indicator, or open.

    `statement` is the facility's word on it; it is `outdated` where the evidence of every dataset shows it already.
    """

    indicator: Indicator
    datasets: tuple[int, ...]
    open: int
    statement: Statement | None = None
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class LetterProgress:
    """The mean progress of a letter, 1-4, over datasets and indicators that are applicable and known.

    `shown` is what evidence shows, `stated` the same with the facility's statements; None when nothing is known.
    """

    letter: str
    shown: float | None
    stated: float | None
    open: int


@dataclass(frozen=True, slots=True)
class ProgressSummary:
    """FDMM's method of progress over the catalogue, by letter and by indicator."""

    letters: tuple[LetterProgress, ...]
    rows: tuple[IndicatorProgress, ...]


@dataclass(frozen=True, slots=True)
class SetSummary:
    """One metric set over the catalogue. `datasets` counts those assessed with it; repairs come most useful first.

    The gains of repairs were reckoned over `reckoned` datasets: those of the commonest kinds. `progress` is None for a
    set with points.
    """

    metric_set: MetricSet
    datasets: int
    scores: tuple[ScoreSummary, ...]
    perspectives: tuple[PerspectiveSummary, ...]
    indicators: tuple[IndicatorSummary, ...]
    best: tuple[DatasetRow, ...]
    worst: tuple[DatasetRow, ...]
    repairs: tuple[Repair, ...]
    reckoned: int
    progress: ProgressSummary | None = None

    def score(self, name: str = WHOLE) -> ScoreSummary:
        """Find the summary of a letter of the set, or of the whole."""
        return _score(self.scores, name)

    def indicator(self, name: str) -> IndicatorSummary:
        """Find the summary of an indicator of the set."""
        return next(row for row in self.indicators if row.indicator.id == name)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The catalogue as it stood when a run had ended; `run` is None for now.

    `shares` are the median shares by metric set (`id@version`), scored as the rules of that time had it; a set that
    they did not have is left out.
    """

    run: int | None
    at: datetime
    datasets: int
    shares: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class FairReport:
    """Everything that the page and the tables say of one source; `shared` counts datasets that others describe too.

    `trend` is empty when there was no earlier run; `trend_cut` counts runs that it leaves out.
    """

    source: str
    generated_at: datetime
    software_version: str
    sets: tuple[SetSummary, ...]
    reasons: tuple[Reason, ...]
    rows: tuple[DatasetRow, ...]
    conflicts: tuple[Conflict, ...] = ()
    shared: int = 0
    defects: tuple[Defect, ...] = ()
    todos: tuple[Todo, ...] = ()
    census: Census = field(default_factory=Census)
    crosswalk: tuple[Counterparts, ...] = ()
    trend: tuple[TrendPoint, ...] = ()
    trend_cut: int = 0


def _score(scores: tuple[ScoreSummary, ...], name: str) -> ScoreSummary:
    return next(score for score in scores if score.name == name)
