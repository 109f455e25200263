"""Four datasets and two metric sets, small enough to be counted by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from assessors.reasons import blanked
from assessors.statements import Statement
from fairsvc.model.check import Check, Outcome, Verdict, passed
from fairsvc.model.judgement import Judgement, Outcomes
from fairsvc.model.metrics import Indicator, MetricSet, MetricTest
from fairsvc.model.perspective import Perspective
from fairsvc.model.remedy import Place, Prescription, Snippet
from fairsvc.reports.fair import Rules, build
from fairsvc.reports.fair_examples import Illustration
from fairsvc.reports.fair_model import FairReport

AT = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)

LEVELS = MetricSet(
    "mini-levels",
    "1",
    "Mini levels",
    "https://example.org/levels",
    "levels",
    (
        Indicator("L-F1", "F1", "An identifier that stays", "essential", ("pid-stays",)),
        Indicator("L-A1", "A1", "A page that opens", "essential", ("page-opens",)),
        Indicator("L-A2", "A1.1", "A link to the data", "important", ("data-answers",)),
        Indicator("L-A3", "A2", "A tombstone", "useful", ("tombstone",)),
        Indicator("L-R1", "R1.1", "A licence", "essential", ("licence",)),
        Indicator("L-R2", "R1.2", "A history", "useful"),
    ),
)
POINTS = MetricSet(
    "mini-points",
    "2",
    "Mini points",
    "a paper without address",
    "points",
    (
        Indicator(
            "P-F1", "F1", "Identifier", combine="sum", tests=(MetricTest("P-F1-1", "", ("pid-stays",), "all", 1.0, 3),)
        ),
        Indicator(
            "P-R1",
            "R1.1",
            "Licence and data",
            combine="sum",
            tests=(
                MetricTest("P-R1-1", "", ("licence",), "all", 1.0, 1),
                MetricTest("P-R1-2", "", ("data-answers",), "all", 1.0, 3),
            ),
        ),
    ),
)
SETS = (LEVELS, POINTS)

CHECKS = {
    name: Check(name, 1, f"Title of {name}", "", "", "", (), "dataset", lambda _: passed("It is."))
    for name in ("pid-stays", "page-opens", "data-answers", "tombstone", "licence")
}
# One repair mends both the identifier and the page; every other check has its own.
REMEDIES = {name: f"mend-{name}" for name in CHECKS} | {"page-opens": "mend-pid-stays"}
LINE = "<https://example.org/>; rel=license"

Told = tuple[str, str]
_CODES = {"p": Outcome.PASS, "f": Outcome.FAIL, "?": Outcome.INDETERMINATE, "-": Outcome.NOT_APPLICABLE}


@dataclass(frozen=True)
class Sample:
    """A judgement with what the evidence of the dataset would say."""

    judgement: Judgement
    illustration: Illustration = field(default_factory=Illustration)


def outcomes(code: str) -> dict[str, Outcome]:
    """Spell the outcomes of the five checks, in their order: p, f, ? or -."""
    return {name: _CODES[letter] for name, letter in zip(CHECKS, code, strict=True)}


def dataset(
    name: str,
    found: Outcomes,
    *,
    title: str | None = None,
    because: str = "It is so.",
    line: str = LINE,
    apart: Mapping[Perspective, Outcomes] | None = None,
    remedies: Mapping[str, str] = REMEDIES,
) -> Sample:
    """Make a dataset with these outcomes, and others by standards alone or from a page or record."""
    pid = f"doi:10.5072/{name}"
    seen = {Perspective.ANY: found, **(apart or {})}
    judgement = Judgement(
        pid,
        f"Dataset {name}" if title is None else title,
        "digest",
        1,
        "rules",
        AT,
        "standard",
        seen,
        "0.0.0",
        AT,
        {check: blanked(because, pid) for check, one in found.items() if one is Outcome.INDETERMINATE},
    )
    failed = _failed(found, because, remedies)
    hidden = _failed(seen.get(Perspective.STANDARDS, found), because, remedies)
    snippets = (Snippet(Place.HEADER, line),) if line else ()
    named = {verdict.remedy for verdict in (*failed.values(), *hidden.values())}
    prescriptions = {one: Prescription(one, f"Do {one}.", snippets) for one in named if one}
    return Sample(judgement, Illustration(failed, hidden, prescriptions))


def noted(sample: Sample, *, conflicts: Sequence[Told] = (), findings: Sequence[Told] = ()) -> Sample:
    """Add what sources tell differently and what the probe met, each a name and its sentence."""
    judgement = replace(sample.judgement, conflicts=tuple(dict(conflicts)), findings=tuple(dict(findings)))
    drawn = replace(sample.illustration, conflicts=dict(reversed(conflicts)), findings=dict(reversed(findings)))
    return Sample(judgement, drawn)


def four() -> Iterator[Sample]:
    """Give all passed, two failed, hopeless, and no licence."""
    yield dataset("d1", outcomes("ppppp"))
    yield dataset("d2", outcomes("fpfpp"))
    yield dataset("d3", outcomes("ffff?"), because="The page https://doi.org/10.5072/d3 answered 503.")
    yield dataset("d4", outcomes("ppp-f"))


def report(
    samples: Iterable[Sample],
    sets: Sequence[MetricSet] = SETS,
    source: str = "mini",
    *,
    statements: tuple[Statement, ...] = (),
    shared: int = 0,
) -> FairReport:
    """Build the report over the datasets."""
    held = list(samples)
    return build(
        source,
        (sample.judgement for sample in held),
        Rules(tuple(sets), CHECKS, statements),
        album(held),
        generated_at=AT,
        software_version="0.0.0",
        shared=shared,
    )


def album(samples: Iterable[Sample]) -> Callable[[Sequence[str]], Iterator[tuple[str, Illustration]]]:
    """Illustrate as a store would: only those that it is asked for, and that it has."""
    drawn = {sample.judgement.pid: sample.illustration for sample in samples}
    return lambda pids: ((pid, drawn[pid]) for pid in pids if pid in drawn)


def _failed(found: Outcomes, because: str, remedies: Mapping[str, str]) -> dict[str, Verdict]:
    return {
        check: Verdict(one, because, (), remedies.get(check, "")) for check, one in found.items() if one is Outcome.FAIL
    }
