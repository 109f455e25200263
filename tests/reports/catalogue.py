"""Four datasets and two metric sets, small enough to be counted by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from assessors.scoring import score
from fairsvc.model.assessment import Assessment
from fairsvc.model.check import Check, Outcome, Verdict, passed
from fairsvc.model.metrics import Indicator, MetricSet, MetricTest
from fairsvc.reports.fair import build
from fairsvc.reports.fair_model import Dataset, FairReport

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

_CODES = {"p": Outcome.PASS, "f": Outcome.FAIL, "?": Outcome.INDETERMINATE, "-": Outcome.NOT_APPLICABLE}


def outcomes(code: str) -> dict[str, Outcome]:
    """Spell the outcomes of the five checks, in their order: p, f, ? or -."""
    return {name: _CODES[letter] for name, letter in zip(CHECKS, code, strict=True)}


def dataset(
    name: str,
    found: Mapping[str, Outcome],
    *,
    title: str | None = None,
    address: str | None = None,
    because: str = "It is so.",
    remedy: str = "Mend it.\nLink: <https://example.org/>; rel=license",
    sets: Sequence[MetricSet] = SETS,
) -> Dataset:
    """Make a dataset with these outcomes, assessed with the metric sets."""
    pid = f"doi:10.5072/{name}"
    verdicts = {check: Verdict(one, because, (), remedy if one is Outcome.FAIL else "") for check, one in found.items()}
    assessments = tuple(
        Assessment(pid, one.name, "digest", 1, "rules", tuple(found.items()), *score(one, found), "0.0.0", AT)
        for one in sets
    )
    place = f"https://doi.org/10.5072/{name}" if address is None else address
    return Dataset(pid, f"Dataset {name}" if title is None else title, place, assessments, verdicts)


def four() -> Iterator[Dataset]:
    """Give all passed, two failed, hopeless, and no licence; once, as a store would."""
    yield dataset("d1", outcomes("ppppp"))
    yield dataset("d2", outcomes("fpfpp"))
    yield dataset("d3", outcomes("ffff?"), because="The page https://doi.org/10.5072/d3 answered 503.")
    yield dataset("d4", outcomes("ppp-f"))


def report(datasets: Iterable[Dataset], sets: Sequence[MetricSet] = SETS, source: str = "mini") -> FairReport:
    """Build the report over the datasets."""
    return build(source, datasets, sets, CHECKS, generated_at=AT, software_version="0.0.0")
