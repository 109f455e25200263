"""The pages on metric sets hold everything that code and data say; nothing in them is undocumented."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from assessors.catalogue import load_checks, load_remedies
from assessors.metric_sets import load_metric_sets
from docs.markdown import code
from docs.metric_set_pages import metric_set_page, metric_set_pages, page_name, remedies_page
from docs.remedy_names import named_remedies
from fairsvc.model.check import Check, Verdict, check, failed, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metrics import Indicator, MetricSet, MetricTest
from fairsvc.model.remedy import Remedy, remedy

PAGES = metric_set_pages()
SETS = load_metric_sets()


@pytest.mark.parametrize("metric_set", SETS.values(), ids=SETS)
def test_every_row_of_a_set_is_on_its_page(metric_set: MetricSet) -> None:
    page = PAGES[page_name(metric_set)]
    checks = load_checks()
    for indicator in metric_set.indicators:
        own = section(page, f"## {indicator.id}\n")
        wanted = [indicator.text, indicator.deviation, indicator.priority, f"Principle {indicator.principle};"]
        for row in (indicator, *indicator.tests):
            wanted += [row.text, row.deviation, *row.checks]
            named = [checks[name] for name in row.checks]
            wanted += [text for one in named for text in (one.title, one.source, one.example, one.counterexample)]
            wanted += [step.title for one in named for step in one.needs]
        wanted += [f"### {test.id}\n" for test in indicator.tests]
        assert [text for text in wanted if text not in own] == []


@pytest.mark.parametrize("one", load_checks().values(), ids=lambda one: one.id)
def test_every_check_has_its_papers(one: Check) -> None:
    assert one.title
    assert one.source
    assert one.example


def test_every_check_shows_what_fails() -> None:
    assert [one.id for one in load_checks().values() if not one.counterexample] == []


def test_every_remedy_is_documented() -> None:
    for one in load_remedies().values():
        assert one.sentence.endswith(".")
        assert f"## {one.id}\n\n{one.sentence}\n" in PAGES["remedies.md"]
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one.id)


def test_every_remedy_is_asked_for() -> None:
    remedies = load_remedies()
    asked = {name for one in load_checks().values() for name in named_remedies(one, remedies)}
    assert asked == set(remedies)


@pytest.mark.parametrize("name", ["deviations.md", "crosswalk.md", "metric-sets.md"])
def test_every_set_has_a_place_in_the_surveys(name: str) -> None:
    wanted = [one for one in SETS if name != "deviations.md" or one.startswith("fsf")]
    assert [one for one in wanted if one not in PAGES[name]] == []


def test_links_within_the_reference_lead_somewhere() -> None:
    for name, page in PAGES.items():
        folder = name.rpartition("/")[0]
        for target in re.findall(r"\]\(([^)#]+)", page):
            path = target.removeprefix("../") if folder else target
            assert path in {*PAGES, "checks.md"}, f"{name} -> {target}"


def section(page: str, heading: str) -> str:
    """Cut out a part of the page, up to the next heading of its level."""
    start = page.index(heading)
    end = page.find("\n## ", start + len(heading))
    return page[start : end if end > 0 else None]


@remedy("mend-it", "Mend it.")
def mend_it(evidence: Evidence) -> tuple[()]:
    return ()


@remedy("tell-it", "Tell it.")
def tell_it(evidence: Evidence) -> tuple[()]:
    return ()


REMEDIES: Mapping[str, Remedy] = {"mend-it": mend_it, "tell-it": tell_it}
_BY_KIND = {"a": ("tell-it",)}
_TELL = "tell-it"


def _silence() -> Verdict:
    return failed("No.", remedy=_TELL)


def _inline(evidence: Evidence) -> Verdict:
    return passed("Yes.") if evidence.pid else failed("No.", remedy="mend-it")


def _called(evidence: Evidence) -> Verdict:
    return _silence()


def _in_a_table(evidence: Evidence) -> Verdict:
    return failed("No.", remedy=_BY_KIND["a"][0])


def _nested(evidence: Evidence) -> Verdict:
    return next(iter([failed(one, remedy="mend-it") for one in ("No.",)]))


def _harmless(evidence: Evidence) -> Verdict:
    return failed("mend it", remedy="")


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        (_inline, ("mend-it",)),
        (_called, ("tell-it",)),
        (_in_a_table, ("tell-it",)),
        (_nested, ("mend-it",)),
        (_harmless, ()),
    ],
)
def test_the_remedies_of_a_check_are_read_from_its_code(judge: object, expected: tuple[str, ...]) -> None:
    one = check("x", title="X", source="S", example="E", needs=())(judge)  # type: ignore[arg-type]
    assert named_remedies(one, REMEDIES) == expected


def test_a_page_shows_counterexample_and_remedy() -> None:
    one = check("x", title="It stands", source="A clause", example="`a`", counterexample="b", needs=())(_inline)
    tests = (MetricTest("T1-1", "It stands there.", ("x", "z"), "any", 0.5, 2, "F-UJI does not look."),)
    metric_set = MetricSet("own", "1", "Own", "Us", "points", (Indicator("T1", "F1", "It is.", tests=tests),))
    page = metric_set_page(metric_set, {"x": one, "z": one}, REMEDIES)
    assert "0.5 points, level 2.\n\n> Otherwise than F-UJI: F-UJI does not look.\n\nOne of these passes:" in page
    assert "- Passes: `` `a` ``\n- Fails: `b`\n- To repair: Mend it." in page
    assert "Asked for by [x](checks.md#x)." in remedies_page({"x": one}, REMEDIES)
    assert "## tell-it\n\nTell it.\n\nAsked for by no check." in remedies_page({"x": one}, REMEDIES)


@pytest.mark.parametrize(
    ("text", "expected"), [("a", "`a`"), ("a`b", "``a`b``"), ("``a", "``` ``a ```"), ("a`", "`` a` ``")]
)
def test_code_spans_hold_any_text(text: str, expected: str) -> None:
    assert code(text) == expected
