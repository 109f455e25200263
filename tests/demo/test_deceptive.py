"""Datasets that look like more than they are: none is rewarded by any metric set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
import requests

from assessors.metric_sets import load_metric_sets
from fairsvc.demo.facility import Facility
from fairsvc.demo.loading import load_catalogue
from fairsvc.jobs.judging import call_panel
from fairsvc.model.assessment import Assessment
from fairsvc.model.check import Outcome
from fairsvc.model.evidence import Evidence

DECEPTIVE = [dataset for dataset in load_catalogue().datasets if dataset.tier == "deceptive"]
SETS = list(load_metric_sets())
PANEL = call_panel(SETS)
TOO_MUCH = 0.4


def test_there_are_many_and_each_plays_another_trick() -> None:
    assert len(DECEPTIVE) >= 30
    assert len({dataset.note for dataset in DECEPTIVE}) == len(DECEPTIVE)


@pytest.mark.parametrize(
    ("path", "status", "media_type", "said"),
    [
        ("/datasets/soft-404", 200, "text/html", "Dataset not found"),
        ("/datasets/page-says-lorem", 200, "text/html", "Lorem ipsum"),
        ("/datasets/shell-of-placeholders", 200, "text/html", '"creator": {'),
        ("/datasets/meta-tags-alone", 200, "text/html", 'content="YYYY/MM/DD"'),
        ("/datasets/json-ld-of-another", 200, "text/html", '"@id": "https://doi.org/10.5072/dls.xas-iron-foil"'),
        ("/datasets/described-by-html/about", 200, "text/html", "Please use the portal"),
        ("/datasets/linkset-empty/links", 200, "application/linkset+json", '{"linkset": []}'),
        ("/datasets/rdf-says-nothing/thing.ttl", 200, "text/turtle", "schema:Thing"),
        ("/datasets/rdf-says-nothing/nothing", 404, "text/html", "no such document"),
        ("/files/file-is-login-page/garbage.nxs", 200, "text/html", "password"),
        ("/files/file-is-error-page/garbage.nxs", 200, "text/html", "Something went wrong"),
        ("/files/file-is-garbage/garbage.nxs", 200, "application/x-hdf5", "placeholder"),
        ("/files/file-is-empty/empty.nxs", 200, "application/x-hdf5", ""),
        ("/files/file-is-dead/garbage.nxs", 404, "text/html", "no such file"),
        ("/files/embargo-long-over/x.txt", 403, "text/html", "not open"),
        ("/files/open-behind-login/x.txt", 401, "text/html", "account"),
    ],
)
def test_the_tricks_are_played(
    facility: Facility, web: requests.Session, path: str, status: int, media_type: str, said: str
) -> None:
    answer = web.get(facility.base_url + path)
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (status, media_type)
    assert said in answer.text
    assert "$site" not in answer.text + str(answer.headers)


def test_three_sources_name_three_licences(facility: Facility, web: requests.Session) -> None:
    name = "licence-three-ways"
    record = web.get(f"{facility.registry_url}/dois/10.5072/dls.{name}").json()["data"]["attributes"]
    query = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": f"oai:dls.example:{name}"}
    assert "licenses/by/4.0/" in web.get(f"{facility.base_url}/datasets/{name}").text
    assert [rights["rightsIdentifier"] for rights in record["rightsList"]] == ["CC0-1.0"]
    assert "licenses/open/9.0/" in web.get(facility.oai_url, params=query).text


@pytest.fixture(scope="module")
def assessed(gathered: Mapping[str, Evidence]) -> dict[str, tuple[Assessment, ...]]:
    at = datetime.now(UTC)
    return {dataset.id: PANEL.assess(gathered[dataset.id], at).assessments for dataset in DECEPTIVE}


@pytest.mark.parametrize("name", SETS)
def test_no_metric_set_rewards_one(assessed: dict[str, tuple[Assessment, ...]], name: str) -> None:
    rewarded = [
        f"{short_id} {share:.0%}: {_earned(assessment)}"
        for short_id, assessments in assessed.items()
        for assessment in assessments
        if assessment.metric_set == name and (share := _share(assessment)) >= TOO_MUCH
    ]
    assert rewarded == [], "\n".join(["", *rewarded])


def _share(assessment: Assessment) -> float:
    """Read the whole's share; what could not be told is no reward."""
    score = assessment.score()
    return score.share or 0.0 if score else 0.0


def _earned(assessment: Assessment) -> str:
    passed = [result for result in assessment.results if result.earned or _passed_level(result.outcome, result.earned)]
    return ", ".join(f"{one.indicator} {one.earned:g}" if one.earned else one.indicator for one in passed)


def _passed_level(outcome: Outcome | None, earned: float | None) -> bool:
    return earned is None and outcome is Outcome.PASS
