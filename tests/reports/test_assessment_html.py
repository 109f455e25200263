"""The page and the text of one assessment: sealed, complete, readable by anybody."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import html

from assessors.crosswalk import Basis, Counterpart, crosswalk
from fairsvc.formats.assessed_dataset import AssessedDataset
from fairsvc.model.metrics import MetricSet
from fairsvc.model.perspective import Perspective
from fairsvc.model.remedy import Place, Prescription, Snippet
from fairsvc.reports.assessment_html import MARKS, write_html
from fairsvc.reports.assessment_text import write_text
from tests.support import evidence_builder as build
from tests.support.assessed import MARKUP, assess, described, world
from tests.support.cases_interoperable import opened
from tests.support.check_worlds import WORLDS
from tests.support.page import Page

CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def with_remedy(snippet: str, place: Place = Place.JSON_LD) -> AssessedDataset:
    """Give the first repair of the bare page these lines."""
    dataset = world("silent")
    filled = Prescription("do-it", "Do it.", (Snippet(place, snippet),))
    return replace(dataset, repairs=(replace(dataset.repairs[0], prescription=filled),))


def deviating(text: str) -> AssessedDataset:
    """Let the first indicator decide otherwise than F-UJI."""
    dataset = world("good")
    one = dataset.sets[1]
    first = replace(one.indicators[0], indicator=replace(one.indicators[0].indicator, deviation=text))
    return replace(dataset, sets=(dataset.sets[0], replace(one, indicators=(first, *one.indicators[1:]))))


@pytest.mark.parametrize("name", [*WORLDS, "hostile"])
def test_the_page_is_well_formed_and_sealed(name: str) -> None:
    text = write_html(world(name))
    text.encode("utf-8")
    assert text.startswith("<!doctype html>\n<html lang=")
    page = Page(text)
    page.assert_sealed()
    assert ("content", CSP) in page.attributes


@pytest.mark.parametrize("name", WORLDS)
def test_every_verdict_stands_on_the_page(name: str) -> None:
    page = Page(write_html(world(name)))
    verdicts = assess(WORLDS[name]()).verdicts
    assert not [check for check in verdicts if f"check-{check}" not in page.ids]
    assert not [one.because for one in verdicts.values() if " ".join(one.because.split()) not in page.words]


@pytest.mark.parametrize(
    "words",
    [
        "FAIR assessment X-ray absorption spectra of copper oxide nanoparticles at the Cu K edge",
        "https://doi.org/10.5072/dls.0001, as it was 2026-11-21 07:00 UTC",
        "RDA FAIR Data Maturity Model rda-fdmm@2020 level 5 level 5 level 5 level 5 level 5 100 % ours",
        "Assessment Metrics 0.8 fsf@0.8 100 % 100 % 100 % 100 % 100 % 100 % maturity 3 as F-UJI counts 100 %",
        "GET https://doi.org/10.5072/dls.0001: answered 200, 2026-11-21 07:00 UTC",
        "Same question in other sets",
    ],
)
def test_what_a_good_dataset_reads(words: str) -> None:
    assert words in Page(write_html(world("opened"))).words


def test_what_is_open_is_never_called_a_fail() -> None:
    page = Page(write_html(world("blank")))
    assert "How it stands Fail0 " in page.words
    assert "open, 0 to 5" in page.words
    assert MARKS[None].word == "not assessed"


def test_the_repairs_come_first_with_their_lines_as_they_are_to_be_pasted() -> None:
    lines = '{\n  "@id": "https://doi.org/10.5072/dls.0001"\n}'
    text = write_html(with_remedy(lines))
    page = Page(text)
    assert page.ids.index("repairs") < page.ids.index("checks")
    assert lines in page.text
    assert "schema.org JSON-LD of the landing page" in page.words
    assert "user-select: all" in text


@pytest.mark.parametrize("place", Place)
def test_lines_cannot_break_out(place: Place) -> None:
    page = Page(write_html(with_remedy(MARKUP, place)))
    page.assert_sealed()
    assert MARKUP in page.text


def test_a_deviation_from_f_uji_is_told() -> None:
    page = Page(write_html(deviating("It credits an outage as a failure.")))
    assert "Otherwise than F-UJI: It credits an outage as a failure." in page.words


def test_perspectives_stand_side_by_side_where_they_were_taken() -> None:
    outcomes = {name: verdict.outcome for name, verdict in assess(build.silent()).verdicts.items()}
    seen = {Perspective.ANY: assess(opened()).verdicts, Perspective.STANDARDS: outcomes}
    any_way = {name: verdict.outcome for name, verdict in seen[Perspective.ANY].items()}
    dataset = described(opened(), elsewhere={Perspective.ANY: any_way, Perspective.STANDARDS: outcomes})
    page = Page(write_html(dataset))
    assert "Metric set Any way By standards alone RDA FAIR Data Maturity Model level 5 100 % level 0" in page.words
    assert "Seen fromBy standards alone: fail" in page.words
    assert "Any way: " not in page.words
    assert "Any way" not in Page(write_html(world("good"))).words


def test_a_score_that_is_open_has_no_share() -> None:
    assert "open, 0 to 5 open, 0 to 5 open" in Page(write_html(world("blank"))).words
    assert "open open open" in Page(write_html(world("blank"))).words


@pytest.mark.parametrize("source", ["javascript:alert(1)", "data:text/html,x", "doi:10.15497/rda00050"])
def test_only_web_addresses_become_links(source: str) -> None:
    dataset = world("good")
    one: MetricSet = replace(dataset.sets[0].metric_set, source=source)
    page = Page(write_html(replace(dataset, address=source, sets=(replace(dataset.sets[0], metric_set=one),))))
    assert source in page.words
    assert source not in page.addresses


def test_the_same_question_is_found_by_shared_checks_else_by_principle() -> None:
    dataset = world("good")
    fdmm, fsf = (one.metric_set for one in dataset.sets)
    rows = {row.indicator: row.of(fsf.name) for row in crosswalk((fdmm, fsf)) if row.metric_set == fdmm.name}
    cells = html.fromstring(write_html(dataset)).xpath("//section[@id='set-1']//tbody/tr/td[3]")
    told = [" ".join(cell.text_content().split()) for cell in cells]
    assert told == [_counterparts(fsf.name, rows[one.id]) for one in fdmm.indicators]
    assert any(one.endswith(" by principle") for one in told)
    assert "fsf@0.8 FsF-A1-01M" in told


def _counterparts(name: str, found: tuple[Counterpart, ...]) -> str:
    loose = " by principle" if found and found[0].basis is Basis.PRINCIPLE else ""
    return f"{name} {', '.join(one.indicator for one in found)}{loose}" if found else ""


@pytest.mark.parametrize("name", ["good", "silent", "blank"])
def test_what_f_uji_would_count_is_told_of_points_alone(name: str) -> None:
    fdmm, fsf = world(name).sets
    assert fdmm.whole.share_of_all is None
    assert fsf.whole.share_of_all is not None
    said = f"{int(100 * fsf.whole.share_of_all + 1e-9)} %"
    words = Page(write_html(world(name))).words
    assert words.count("as F-UJI counts") == 1
    assert f"as F-UJI counts {said}" in words
    assert re.findall(r"  FAIR .*?(\d+ %) as F-UJI counts\n", write_text(world(name))) == [said]


@pytest.mark.parametrize("name", [*WORLDS, "hostile"])
def test_the_text_has_every_check_once(name: str) -> None:
    text = write_text(world(name))
    text.encode("utf-8")
    assert not [check.id for check in world(name).checks if text.count(f"\n  {check.id}: ") != 1]
    assert "\x1b" not in text


def test_the_text_gives_the_lines_to_paste() -> None:
    assert "1. Do it.\n" in write_text(with_remedy("a\nb"))
    assert "     a\n     b\n" in write_text(with_remedy("a\nb"))


def test_a_command_to_paste_runs_nothing_else() -> None:
    page = Page(write_html(replace(world("good"), pid="https://e.org/$(touch x);y")))
    assert "fairsvc evidence show 'https://e.org/$(touch x);y'" in page.words
