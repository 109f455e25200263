"""Score judgements, and remember what the same outcomes came to: a catalogue's datasets are much alike."""

from __future__ import annotations

from dataclasses import dataclass, field

from assessors.scoring import score
from fairsvc.model.assessment import Result, Score
from fairsvc.model.comparison import outcomes_of
from fairsvc.model.judgement import Judgement, Outcomes
from fairsvc.model.metrics import WHOLE, MetricSet

_MOST = 16_384


@dataclass(frozen=True, slots=True)
class Scored:
    """What a metric set makes of the outcomes by everything that was gathered."""

    results: tuple[Result, ...]
    scores: tuple[Score, ...]

    def find(self, name: str = WHOLE) -> Score | None:
        """Find the score of a letter, or of the whole."""
        return next((one for one in self.scores if one.name == name), None)


@dataclass(slots=True)
class Scores:
    """Scores by the identity of outcomes and metric set; both are held, so that their identities stay taken."""

    _kept: dict[tuple[int, int], tuple[Outcomes, MetricSet, Scored]] = field(default_factory=dict)

    def of(self, judgement: Judgement, metric_set: MetricSet) -> Scored:
        """Score the judgement by the metric set."""
        outcomes = outcomes_of(judgement)
        key = id(outcomes), id(metric_set)
        if key not in self._kept:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[key] = (outcomes, metric_set, Scored(*score(metric_set, outcomes)))
        return self._kept[key][2]
