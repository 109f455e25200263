"""What our own checks say of the exemplary datasets, and of those that have one defect."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from assessors.catalogue import load_checks
from assessors.engine import judge
from fairsvc.demo.facility import Facility
from fairsvc.demo.loading import load_catalogue
from fairsvc.jobs.judging import call_panel
from fairsvc.model.check import Outcome
from fairsvc.model.evidence import Endpoints, Evidence, OaiItem
from fairsvc.model.pid import read_pid
from fairsvc.model.step import FILE
from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from fairsvc.net.policy import HostRate, Policy
from fairsvc.probe.gather import Subject, gather

CHECKS = load_checks()
EXEMPLARY = ["xas-iron-foil", "saxs-micelles", "ptychography-chip", "sans-polymer-blend"]

NO_LICENCE = {"licence-machine-readable", "licence-standard"}
NOT_IN_DATACITE = {"community-metadata-standard", "variables-named"}
DEFECTS = {
    "no-licence": NO_LICENCE | {"licence-present"},
    "licence-prose": NO_LICENCE,
    "no-json-ld": NOT_IN_DATACITE | {"provenance-vocabulary"},
    "no-signposting": {"cite-as-names-pid", "typed-links-offered"},
    "no-orcid": {"creators-identified"},
    "no-file-link": NOT_IN_DATACITE
    | {
        "access-conditions-for-people",
        "authentication-supported",
        "data-automatic",
        "data-has-own-identifier",
        "data-has-persistent-identifier",
        "data-link-answers",
        "data-named-in-metadata",
        "data-protocol-authenticates",
        "data-protocol-free",
        "data-protocol-standard",
        "file-described",
        "file-describes-itself",
        "file-digests-given",
        "file-format-community",
        "file-format-open",
        "metalink-answered",
        "typed-links-offered",
    },
    "no-digest": {"file-digests-given"},
    "no-related": {name for name in CHECKS if name.startswith("related-")},
    "wrong-size": {"file-size-true"},
    "licence-contradiction": {"licence-agrees"},
}


class Gathered:
    """Evidence over loopback, gathered once for each dataset."""

    def __init__(self, facility: Facility, client: Client, pool: ThreadPoolExecutor) -> None:
        self._facility, self._client, self._pool = facility, client, pool
        self._held: dict[str, Evidence] = {}

    def of(self, id: str) -> Evidence:
        if id not in self._held:
            self._held[id] = self._gather(id)
        return self._held[id]

    def _gather(self, id: str) -> Evidence:
        at = self._facility
        item = OaiItem(at.oai_url, "oai_datacite", f"oai:dls.example:{id}", "persistent")
        endpoints = Endpoints(at.resolver_url, at.handle_api_url, at.registry_url, item)
        subject = Subject(read_pid(f"10.5072/dls.{id}"), endpoints)
        return gather(subject, self._client, datetime.now(UTC), spread=self._pool.map)


@pytest.fixture(scope="module")
def gathered(facility: Facility) -> Iterator[Gathered]:
    rules = Policy("", allowed=frozenset(facility.host_ports), default_rate=HostRate(1000, 8))
    with Client(rules, LocalBudget()) as client, ThreadPoolExecutor(6) as pool:
        yield Gathered(facility, client, pool)


def outcomes(evidence: Evidence, outcome: Outcome) -> dict[str, str]:
    """List the checks of that outcome with their sentences."""
    verdicts = judge(evidence, CHECKS.values())
    return {name: verdict.because for name, verdict in verdicts.items() if verdict.outcome is outcome}


def test_the_tables_name_every_such_dataset() -> None:
    tiers = {dataset.id: dataset.tier for dataset in load_catalogue().datasets}
    assert [name for name, tier in tiers.items() if tier == "exemplary"] == EXEMPLARY
    assert [name for name, tier in tiers.items() if tier == "good"] == list(DEFECTS)


@pytest.mark.parametrize("id", EXEMPLARY)
def test_no_check_fails_or_leaves_open_an_exemplary_dataset(gathered: Gathered, id: str) -> None:
    evidence = gathered.of(id)
    assert outcomes(evidence, Outcome.FAIL) == {}
    assert outcomes(evidence, Outcome.INDETERMINATE) == {}
    assert len(outcomes(evidence, Outcome.PASS)) >= 70


@pytest.mark.parametrize("id", EXEMPLARY)
def test_an_exemplary_dataset_reaches_the_highest_scores(gathered: Gathered, id: str) -> None:
    fdmm, fsf = call_panel(("rda-fdmm", "fsf")).assess(gathered.of(id), datetime.now(UTC)).assessments
    assert {score.name: (score.level, score.share) for score in fdmm.scores} == dict.fromkeys(
        ("F", "A", "I", "R", "FAIR"), (5, 1.0)
    )
    assert {score.share for score in fsf.scores} == {1.0}


@pytest.mark.parametrize("id", EXEMPLARY)
def test_the_files_of_an_exemplary_dataset_are_named_by_dois(gathered: Gathered, facility: Facility, id: str) -> None:
    evidence = gathered.of(id)
    expected = {f"{facility.resolver_url}/10.5072/dls.{id}/{entry.path.lower()}" for entry in evidence.manifest.entries}
    assert {entry.url for entry in evidence.manifest.entries} == expected
    assert {content.url for content in evidence.page.content} == expected
    assert {link.target for link in evidence.links_with("item")} == expected
    read = evidence.exchange(FILE)
    assert read is not None
    assert [hop.status for hop in read.hops] == [302, 206]
    named = judge(evidence, [CHECKS["data-has-persistent-identifier"]])["data-has-persistent-identifier"]
    assert named.because.startswith(f"A file is named by doi:10.5072/dls.{id}/")


@pytest.mark.parametrize(("id", "defects"), DEFECTS.items())
def test_a_good_dataset_fails_for_its_defect_alone(gathered: Gathered, id: str, defects: set[str]) -> None:
    evidence = gathered.of(id)
    failed = outcomes(evidence, Outcome.FAIL)
    assert set(failed) == defects, failed
