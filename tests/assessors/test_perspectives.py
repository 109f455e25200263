"""The same evidence from one place: what is out of sight was not asked, and what a check needs is all that it reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessors.catalogue import load_checks
from assessors.engine import Jury, assessment_of, judge, judge_whole, make_rulebook
from assessors.metric_sets import load_metric_sets
from assessors.perspectives import CONVENTIONS, is_in_sight, seen_from, sees
from fairsvc.model.check import Outcome
from fairsvc.model.evidence import Answer, Evidence, FileFacts, Finding
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.manifest import Outcome as Found
from fairsvc.model.metadata import Content, Origin, Text
from fairsvc.model.perspective import Perspective
from tests.support import evidence_builder as build
from tests.support.check_cases import WORLDS

ANY, STANDARDS, PAGE, REGISTRY, OAI = Perspective
JURY = Jury(load_checks().values())
SETS = load_metric_sets()
GOOD = build.good()
HIGHWIRE = replace(
    GOOD,
    page=replace(
        build.metadata(),
        origins=(("titles", Origin("highwire", "citation_title")), ("rights", Origin("schema-org", "license"))),
    ),
)
OTHER = "https://archive.example.org/full-text.pdf"


def outcomes(evidence: Evidence) -> dict[Perspective, dict[str, Outcome]]:
    return {name: dict(said) for name, said in JURY.judge_apart(evidence, judge(evidence, JURY.checks)).items()}


def steps(evidence: Evidence) -> set[str]:
    return {step for exchange in evidence.exchanges for step in exchange.steps}


@pytest.mark.parametrize(
    ("perspective", "gone", "views"),
    [
        (ANY, set(), {"page", "registry", "oai"}),
        (PAGE, {"registry", "oai-record"}, {"page"}),
        (STANDARDS, {"registry", "oai-record"}, {"page"}),
        (REGISTRY, steps(GOOD) - {"registry", "handle"}, {"registry"}),
        (OAI, steps(GOOD) - {"oai-record", "handle"}, {"oai"}),
    ],
)
def test_what_is_out_of_sight_was_not_asked(perspective, gone, views):
    seen = seen_from(GOOD, perspective)
    assert steps(seen) == steps(GOOD) - gone
    assert {name for name in ("page", "registry", "oai") if getattr(seen, name)} == views
    assert (seen.endpoints.oai is not None) == ("oai" in views)
    assert bool(seen.links and seen.manifest.entries and seen.file_facts and seen.page_facts) == ("page" in views)
    assert {answer.step for answer in seen.answers} <= steps(seen)


@pytest.mark.parametrize("perspective", Perspective)
@pytest.mark.parametrize("world", WORLDS)
def test_a_second_look_sees_the_same(world, perspective):
    seen = seen_from(WORLDS[world](), perspective)
    assert seen_from(seen, perspective) == seen


@pytest.mark.parametrize("perspective", [PAGE, STANDARDS])
def test_nothing_out_of_sight_leaves_the_evidence_as_it_is(perspective):
    bare = replace(build.without(GOOD, "registry", "oai-record"), registry=None, oai=None)
    bare = replace(bare, endpoints=replace(bare.endpoints, oai=None))
    assert seen_from(bare, perspective) is bare


def test_fields_by_convention_are_no_standard():
    seen = seen_from(HIGHWIRE, STANDARDS)
    assert seen.page is not None
    assert seen.page.titles == ()
    assert seen.page.rights == build.metadata().rights
    assert seen_from(HIGHWIRE, PAGE).page == HIGHWIRE.page
    only = replace(GOOD, page=replace(GOOD.page, origins=(("titles", Origin("open-graph", "og:title")),)))
    assert seen_from(only, STANDARDS).page is None
    facts = replace(GOOD.page_facts, embedded=("json-ld", *sorted(CONVENTIONS)))
    assert seen_from(replace(GOOD, page_facts=facts), STANDARDS).page_facts.embedded == ("json-ld",)


@pytest.mark.parametrize(
    ("found_by", "sighted"),
    [
        (("meta-tags",), {ANY, PAGE}),
        (("datacite",), {ANY}),
        (("datacite", "meta-tags"), {ANY, PAGE}),
        (("meta-tags", "schema-org"), {ANY, PAGE, STANDARDS}),
        (("linkset",), {ANY, PAGE, STANDARDS}),
        (("a-plug-in",), {ANY, PAGE, STANDARDS}),
        ((), {ANY, PAGE, STANDARDS}),
    ],
)
def test_files_are_seen_by_what_found_them(found_by, sighted):
    asked = build.exchange("file", 206, url=OTHER)
    found = replace(
        build.changed(GOOD, asked),
        manifest=Manifest((FileEntry(OTHER, found_by=found_by),), (*found_by, "")[0], outcomes=()),
        file_facts=FileFacts(OTHER, "pdf"),
        more_files=(FileFacts(build.FILE_URL),),
    )
    for perspective in (ANY, PAGE, STANDARDS):
        seen = seen_from(found, perspective)
        there = perspective in sighted
        assert [entry.url for entry in seen.manifest.entries] == [OTHER] * there
        assert ("file" in steps(seen)) == there
        assert [facts.url for facts in seen.probed_files] == [OTHER] * there + [build.FILE_URL]


def test_a_file_of_the_page_is_seen_although_a_record_found_it_too():
    named = replace(GOOD.page, content=(Content(OTHER),))
    manifest = Manifest(
        (FileEntry(OTHER, found_by=("datacite",)), FileEntry("s3://b/x", found_by=("datacite",))),
        "datacite",
        True,
        0.5,
        outcomes=(Found("datacite", "found", 2), Found("linkset", "nothing")),
    )
    seen = seen_from(replace(GOOD, page=named, manifest=manifest), PAGE).manifest
    assert [entry.url for entry in seen.entries] == [OTHER]
    assert (seen.mechanism, seen.complete, [one.mechanism for one in seen.outcomes]) == ("", None, ["linkset"])


@pytest.mark.parametrize(
    ("where", "sighted"),
    [
        ("exchange/page#json-ld", {ANY, STANDARDS, PAGE}),
        ("exchange/registry", {ANY, REGISTRY}),
        ("exchange/page, exchange/oai-record:other%20source", {ANY}),
        ("exchange/oai-record", {ANY, OAI}),
        ("exchange/handle", set(Perspective)),
        ("link/linkset", {ANY, STANDARDS, PAGE}),
    ],
)
def test_findings_go_with_the_exchanges_they_name(where, sighted):
    finding = Finding("a.code", where)
    given = replace(GOOD, findings=(finding,))
    assert {one for one in Perspective if finding in seen_from(given, one).findings} == sighted


def test_an_exchange_of_several_steps_answers_those_in_sight():
    shared = replace(build.exchange("registry"), steps=("registry", "conneg:pid/datacite-json"))
    answer = Answer("conneg:pid/datacite-json", "application/json")
    seen = seen_from(build.changed(GOOD, shared, answers=(answer,)), PAGE)
    assert "conneg:pid/datacite-json" in steps(seen)
    assert "registry" not in steps(seen)
    assert seen.answers == (answer,)


@pytest.mark.parametrize(
    ("evidence", "sighted"),
    [
        (GOOD, set(Perspective)),
        (build.blank(), {ANY}),
        (build.unreachable(), set(Perspective)),
        (build.silent(), {ANY, STANDARDS, PAGE}),
        (build.without(GOOD, "page", page=None), {ANY, REGISTRY, OAI}),
        (build.without(GOOD, "oai-record", oai=None), {ANY, STANDARDS, PAGE, REGISTRY}),
    ],
    ids=["good", "blank", "unreachable", "silent", "no page", "no record"],
)
def test_what_has_nothing_to_see_is_left_out(evidence, sighted):
    assert {one for one in Perspective if is_in_sight(evidence, one)} == sighted
    assert set(outcomes(evidence)) == sighted


@pytest.mark.parametrize("world", [*WORLDS, "highwire"])
def test_a_check_reads_only_what_it_needs(world):
    """What kept its outcome, since its needs are all in sight, would get it again."""
    evidence = HIGHWIRE if world == "highwire" else WORLDS[world]()
    for perspective, said in outcomes(evidence).items():
        seen = seen_from(evidence, perspective)
        again = {name: verdict.outcome for name, verdict in judge(seen, JURY.checks).items() if name in said}
        assert again == said, perspective


def test_a_check_that_asks_for_nothing_in_sight_is_left_out():
    said = outcomes(GOOD)
    for check in JURY.checks:
        needed = {step.name for step in check.needs}
        for perspective in Perspective:
            hidden = bool(needed) and not any(sees(perspective, step) for step in needed)
            assert (check.id in said[perspective]) != hidden


def test_silence_in_sight_is_a_failure():
    page = replace(GOOD.page, rights=())
    said = outcomes(replace(GOOD, page=page, oai=replace(GOOD.oai, rights=()), links=()))
    licence = {perspective: one["licence-present"] for perspective, one in said.items()}
    assert licence == {
        ANY: Outcome.PASS,
        REGISTRY: Outcome.PASS,
        PAGE: Outcome.FAIL,
        STANDARDS: Outcome.FAIL,
        OAI: Outcome.FAIL,
    }


def test_an_outage_is_seen_only_from_where_it_is():
    away = build.changed(GOOD, build.failure("registry"), registry=None)
    silent = replace(away, page=replace(away.page, rights=()), oai=replace(away.oai, rights=()), links=())
    licence = {perspective: one["licence-present"] for perspective, one in outcomes(silent).items()}
    assert licence[ANY] is licence[REGISTRY] is Outcome.INDETERMINATE
    assert licence[PAGE] is licence[STANDARDS] is licence[OAI] is Outcome.FAIL


@pytest.mark.parametrize("name", SETS)
def test_the_difference_to_standards_is_what_is_left_to_do(name):
    shares = {}
    for evidence in (GOOD, replace(GOOD, page=None, links=(), page_facts=replace(GOOD.page_facts, embedded=()))):
        rules = make_rulebook(JURY.checks, SETS.values())
        judgement = judge_whole(
            evidence,
            JURY,
            rules,
            findings=("json-ld.invalid", "json-ld.invalid"),
            software_version="1",
            assessed_at=build.NOW,
        )[1]
        assert judgement.findings == ("json-ld.invalid",)
        scored = {one: assessment_of(judgement, SETS[name], one) for one in (ANY, STANDARDS)}
        shares[evidence is GOOD] = {one: found.score().share for one, found in scored.items()}
        assert [found.perspective for found in scored.values()] == [ANY, STANDARDS]
    assert shares[False][ANY] - shares[False][STANDARDS] > shares[True][ANY] - shares[True][STANDARDS] + 0.2


def test_a_judgement_tells_what_is_unclear_without_naming_the_dataset():
    evidence = replace(build.unreachable(), findings=(Finding("conflict.titles", "exchange/page", "a; b"),) * 2)
    evidence = replace(evidence, oai=replace(build.metadata(), titles=(Text("A\n title "),)))
    rules = make_rulebook(JURY.checks, SETS.values())
    judgement = judge_whole(evidence, JURY, rules, findings=(), software_version="1", assessed_at=build.NOW)[1]
    assert judgement.title == "A title"
    assert judgement.conflicts == ("titles",)
    assert judgement.rulebook == rules.digest
    of_any = judgement.outcomes[ANY]
    assert set(judgement.unclear) == {name for name, one in of_any.items() if one is Outcome.INDETERMINATE}
    assert judgement.unclear
    assert not any("10.5072" in because or "https://" in because for because in judgement.unclear.values())
    assert assessment_of(judgement, SETS["fsf@0.8"], REGISTRY) is not None
    assert assessment_of(replace(judgement, outcomes={ANY: of_any}), SETS["fsf@0.8"], REGISTRY) is None
