"""One assessment as one self-contained page: no script, no request, every value escaped."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment

from assessors.crosswalk import Basis, Counterpart, crosswalk
from fairsvc.formats.assessed_dataset import AskedExchange, AssessedDataset, JudgedCheck, JudgedIndicator, JudgedSet
from fairsvc.model.assessment import Score
from fairsvc.model.check import Outcome
from fairsvc.model.metrics import LETTERS, WHOLE
from fairsvc.model.perspective import Perspective
from fairsvc.model.remedy import Place, Snippet
from fairsvc.reports.fair_html import LETTER_NAMES
from fairsvc.reports.page import make_environment

NOT_ASSESSED = "not assessed"
_KIB = 1000


@dataclass(frozen=True, slots=True)
class Mark:
    """How an outcome is shown: `tone` is its class in the stylesheet, and `symbol` tells it without colour."""

    symbol: str
    word: str
    tone: str


MARKS: Mapping[Outcome | None, Mark] = {
    Outcome.FAIL: Mark("✗", "fail", "fail"),
    Outcome.INDETERMINATE: Mark("?", "unclear", "open"),
    Outcome.PASS: Mark("✓", "pass", "pass"),
    Outcome.NOT_APPLICABLE: Mark("–", "does not apply", "none"),
    None: Mark("", NOT_ASSESSED, "none"),
}
PERSPECTIVES = {
    Perspective.ANY: "Any way",
    Perspective.STANDARDS: "By standards alone",
    Perspective.PAGE: "Landing page",
    Perspective.REGISTRY: "Registry",
    Perspective.OAI: "OAI-PMH",
}
PLACES = {
    Place.HEADER: "HTTP header of the landing page",
    Place.JSON_LD: "schema.org JSON-LD of the landing page",
    Place.HTML: "HTML of the landing page",
    Place.DATACITE: "DataCite record",
    Place.OAI: "oai_dc record",
    Place.SERVER: "Web server",
}


@dataclass(frozen=True, slots=True)
class _Group:
    """The checks with one outcome."""

    mark: Mark
    checks: tuple[JudgedCheck, ...]


@dataclass(frozen=True, slots=True)
class _Basis:
    """An exchange under its number in the list of all."""

    number: int
    exchange: AskedExchange


def write_html(dataset: AssessedDataset) -> str:
    """Write the page."""
    groups = [_Group(mark, _with(dataset.checks, outcome)) for outcome, mark in MARKS.items() if outcome]
    bases = {step: _Basis(n, one) for n, one in enumerate(dataset.exchanges, 1) for step in one.steps}
    perspectives = [one for one in PERSPECTIVES if any(one in a_set.seen for a_set in dataset.sets)]
    return (
        _environment()
        .get_template("assessment.html")
        .render(
            dataset=dataset,
            groups=[group for group in groups if group.checks],
            bases=bases,
            letters=[letter for letter in (*LETTERS, WHOLE) if any(_score(one, letter) for one in dataset.sets)],
            perspectives=perspectives,
            others=_others(dataset.sets),
            counts=[(mark, dataset.count(outcome)) for outcome, mark in MARKS.items() if outcome],
        )
    )


@cache
def _environment() -> Environment:
    filters: dict[str, Callable[..., object]] = {
        "bytes": _bytes,
        "deviations": _deviations,
        "per_cent": _per_cent,
        "place": _place,
        "plain": _plain,
        "quoted": shlex.quote,
        "score": _score,
        "seen_otherwise": _seen_otherwise,
        "standing": _standing,
    }
    names = {
        "LETTER_NAMES": LETTER_NAMES,
        "MARKS": MARKS,
        "PERSPECTIVES": PERSPECTIVES,
        "PRINCIPLE": Basis.PRINCIPLE,
        "WHOLE": WHOLE,
    }
    return make_environment(filters, names)


def _with(checks: Iterable[JudgedCheck], outcome: Outcome) -> tuple[JudgedCheck, ...]:
    return tuple(sorted((check for check in checks if check.outcome is outcome), key=lambda check: check.title))


def _score(one: JudgedSet, letter: str) -> Score | None:
    return next((score for score in one.scores if score.name == letter), None)


def _standing(score: Score | None, levels: bool) -> str:
    """Say the level, or what it could be; of a set with points the share that was earned."""
    if score is None:
        return ""
    if not levels:
        return _per_cent(score.share) if score.share is not None else "open"
    if score.level is not None:
        return f"level {score.level}"
    return "" if score.level_low is None else f"open, {score.level_low} to {score.level_high}"


def _deviations(judged: JudgedIndicator) -> tuple[str, ...]:
    """List where the indicator or one of its tests decides otherwise than F-UJI."""
    told = (judged.indicator.deviation, *(test.test.deviation for test in judged.tests))
    return tuple(dict.fromkeys(filter(None, told)))


def _others(sets: Iterable[JudgedSet]) -> dict[tuple[str, str], dict[str, tuple[Counterpart, ...]]]:
    """Find, by set and indicator, those of each other set that answer the same question."""
    metric_sets = [one.metric_set for one in sets]
    return {
        (row.metric_set, row.indicator): {one.name: found for one in metric_sets if (found := row.of(one.name))}
        for row in crosswalk(metric_sets)
    }


def _seen_otherwise(check: JudgedCheck) -> list[tuple[Perspective, Outcome]]:
    """List the perspectives from which the check comes out otherwise."""
    return [(perspective, outcome) for perspective, outcome in check.by.items() if outcome is not check.outcome]


def _place(snippet: Snippet) -> str:
    return PLACES[snippet.place]


def _per_cent(share: float | None) -> str:
    return "–" if share is None else f"{int(100 * share + 1e-9)} %"


def _plain(number: float | None) -> str:
    return "–" if number is None else f"{number:.1f}".removesuffix(".0")


def _bytes(size: int) -> str:
    return f"{size} bytes" if size < _KIB else f"{size / _KIB:.1f} kB"
