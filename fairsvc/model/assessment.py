"""What a metric set says of one evidence: outcome codes and scores; sentences are rebuilt on view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairsvc.model.check import Outcome
from fairsvc.model.metrics import WHOLE
from fairsvc.model.perspective import Perspective


@dataclass(frozen=True, slots=True)
class Result:
    """One indicator: its outcome, or None when it has no check yet; `points` is None for sets without points.

    `points` is what could be earned of what was assessed, `maturity` the level reached, 0-3. Once what is open were
    decided, at most `most` of `worth` points would be earned.
    """

    indicator: str
    outcome: Outcome | None
    earned: float | None = None
    points: float | None = None
    maturity: int | None = None
    most: float | None = None
    worth: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A letter, or the whole under the name FAIR.

    `level` 0-5 (FDMM) leaves out what was not assessed and is None while indeterminate ones could change it;
    `level_low` and `level_high` are what both could make of it. `share` is 0-1: our weighted share for levels, earned
    points for points. `maturity` is 0-3 for a set with points. Both are None when less was decided than stayed open.
    `share_of_all` is what F-UJI would show of a set with points: earned over all, whatever else came out was 0 points.
    `share_low` and `share_high` are what the share may come to when what is indeterminate comes out as a failure or a
    pass; None where nothing was decided and nothing is open.
    """

    name: str
    share: float | None
    level: int | None = None
    level_low: int | None = None
    level_high: int | None = None
    maturity: float | None = None
    assessed: int = 0
    indeterminate: int = 0
    not_assessed: int = 0
    share_of_all: float | None = None
    share_low: float | None = None
    share_high: float | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """A metric set applied to one judgement. Same evidence digest, extractor and rules mean the same outcomes.

    `rules` is the digest of the rulebook that it was judged by; `checks` are check id and outcome.
    """

    pid: str
    metric_set: str
    evidence_digest: str
    extractor_version: int
    rules: str
    checks: tuple[tuple[str, Outcome], ...]
    results: tuple[Result, ...]
    scores: tuple[Score, ...]
    software_version: str
    assessed_at: datetime
    perspective: Perspective = Perspective.ANY

    def score(self, name: str = WHOLE) -> Score | None:
        """Find the score of a letter, or of the whole."""
        return next((score for score in self.scores if score.name == name), None)
