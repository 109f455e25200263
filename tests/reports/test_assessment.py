"""What is said of one dataset: citations, repairs, and any text that strangers may write."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.assessed_dataset import Citation
from fairsvc.formats.assessment_csv import write_csv
from fairsvc.formats.assessment_json import write_json
from fairsvc.formats.badge import write_badge
from fairsvc.formats.ftr_json_ld import write_ftr_json_ld
from fairsvc.model.evidence import Finding
from fairsvc.model.metadata import Origin, Text
from fairsvc.reports.assessment import recall
from fairsvc.reports.assessment_citations import list_citations
from fairsvc.reports.assessment_html import write_html
from fairsvc.reports.assessment_text import write_text
from fairsvc.reports.fix import plan_fix
from fairsvc.reports.gain_text import spell_gain
from tests.support import evidence_builder as build
from tests.support.assessed import assess, described, judged, world
from tests.support.check_worlds import WORLDS
from tests.support.page import Page

GOOD = build.good()
TITLE = "X-ray absorption spectra of copper oxide nanoparticles at the Cu K edge"


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("pid", Citation("pid", "doi:10.5072/dls.0001")),
        ("exchange/page", Citation("exchange/page", "", "page")),
        ("exchange/conneg:pid/turtle", Citation("exchange/conneg:pid/turtle", "", "conneg:pid/turtle")),
        ("link/item", Citation("link/item", build.FILE_URL)),
        ("link/nothing", Citation("link/nothing")),
        ("view/page", Citation("view/page")),
        ("view/page/titles", Citation("view/page/titles", TITLE)),
        ("view/page/titles/0", Citation("view/page/titles/0", TITLE)),
        ("view/page/titles/9", Citation("view/page/titles/9")),
        ("view/page/nonsense", Citation("view/page/nonsense")),
        ("view/page/publication_year", Citation("view/page/publication_year", "2026")),
        ("view/manifest/0", Citation("view/manifest/0", f"{build.FILE_URL} scan_0001.nxs")),
        ("view/facts/text_length", Citation("view/facts/text_length", "2400")),
        ("view/nothing/x", Citation("view/nothing/x")),
        ("nonsense", Citation("nonsense")),
        ("", Citation("")),
    ],
)
def test_a_pointer_is_followed(pointer: str, expected: Citation) -> None:
    assert list_citations(GOOD, [pointer, pointer]) == (expected,)


def test_a_field_is_followed_to_the_exchange_that_brought_it() -> None:
    view = build.metadata(origins=(("titles", Origin("schema-org", "name", "description")),))
    (citation,) = list_citations(replace(GOOD, page=view), ["view/page/titles"])
    assert citation.step == "description"


def test_many_values_are_cut() -> None:
    many = replace(GOOD, page=build.metadata(titles=tuple(Text(str(number)) for number in range(9))))
    (citation,) = list_citations(many, ["view/page/titles"])
    assert citation.value == "0; 1; 2; and 6 more"


@pytest.mark.parametrize("name", WORLDS)
def test_repairs_and_their_gains_are_those_of_fairsvc_fix(name: str) -> None:
    evidence, metric_sets = WORLDS[name](), [one.metric_set for one in world(name).sets]
    planned = plan_fix(evidence, assess(evidence).verdicts, metric_sets).repairs
    assert [(one.prescription.id, tuple(check.id for check in one.checks)) for one in world(name).repairs] == [
        (one.prescription.id, one.checks) for one in planned
    ]
    assert [[(gain.metric_set, gain.sentence) for gain in one.gains] for one in world(name).repairs] == [
        [(gain.metric_set, spell_gain(gain)) for gain in one.gains] for one in planned
    ]


def test_what_gains_most_comes_first_in_every_format() -> None:
    dataset = world("silent")
    gained = [
        (sum(gain.levels for gain in repair.gains), round(sum(gain.share for gain in repair.gains), 9))
        for repair in dataset.repairs
    ]
    assert gained == sorted(gained, reverse=True)
    assert gained[0] > gained[-1]
    told = json.loads(write_json(dataset))["repairs"]
    assert [one["id"] for one in told] == [one.prescription.id for one in dataset.repairs]
    assert [one["gains"]["rda-fdmm@2020"]["share"] for one in told] == [one.gains[0].share for one in dataset.repairs]
    sentences = [f"{gain.metric_set} {gain.sentence}" for repair in dataset.repairs for gain in repair.gains]
    words, text = Page(write_html(dataset)).words, write_text(dataset)
    assert not [one for one in sentences if one not in words]
    assert not [one for one in sentences if f"   {one.replace(' ', ': ', 1)}\n" not in text]


@pytest.mark.parametrize("name", WORLDS)
def test_a_stored_judgement_gives_the_same_outcomes_and_scores(name: str) -> None:
    judgement, rulebook = judged(WORLDS[name]())
    metric_sets = [one.metric_set for one in world(name).sets]
    stored, fresh = recall(judgement, rulebook, metric_sets), world(name)
    assert [one.scores for one in stored.sets] == [one.scores for one in fresh.sets]
    assert [i.result for one in stored.sets for i in one.indicators] == [
        i.result for one in fresh.sets for i in one.indicators
    ]
    assert {check.id: (check.outcome, check.version) for check in stored.checks} == {
        check.id: (check.outcome, check.version) for check in fresh.checks
    }


@given(st.text(st.characters(), max_size=60))
@settings(max_examples=15)
def test_whatever_strangers_write_every_format_is_well_formed(text: str) -> None:
    view = build.metadata(titles=(Text(text),), descriptions=(Text(text),))
    evidence = replace(GOOD, page=view, registry=view, oai=None, findings=(Finding("x.y", text, text),))
    dataset = described(evidence)
    json.loads(write_json(dataset).encode())
    json.loads(write_ftr_json_ld(dataset, text).encode())
    list(csv.reader(io.StringIO(write_csv(dataset), newline="")))
    ET.fromstring(write_badge(dataset, dataset.sets[0]).encode())
    write_text(dataset).encode()
    Page(write_html(dataset).encode().decode()).assert_sealed()
