"""What our own checks say of the exemplary datasets, and of those that have one defect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from assessors.catalogue import load_checks
from assessors.engine import judge
from fairsvc.demo.loading import load_catalogue
from fairsvc.jobs.judging import call_panel
from fairsvc.model.check import Outcome
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import FILE

CHECKS = load_checks()
EXEMPLARY = ["xas-iron-foil", "saxs-micelles", "ptychography-chip", "sans-polymer-blend"]

NO_LICENCE = {"licence-machine-readable", "licence-standard"}
NOT_IN_DATACITE = {"community-metadata-standard", "variables-named"}
DEFECTS = {
    "no-licence": NO_LICENCE | {"licence-present", "schema-org-follows-profiles"},
    "licence-prose": NO_LICENCE,
    "no-json-ld": NOT_IN_DATACITE | {"provenance-vocabulary", "schema-org-follows-profiles"},
    "no-signposting": {"cite-as-names-pid", "typed-links-offered"},
    "no-orcid": {"creators-identified", "every-creator-has-orcid"},
    "no-file-link": NOT_IN_DATACITE
    | {
        "access-conditions-for-people",
        "authentication-supported",
        "data-automatic",
        "data-content-mentioned",
        "data-has-own-identifier",
        "data-has-persistent-identifier",
        "data-link-answers",
        "data-named-in-metadata",
        "data-protocol-authenticates",
        "data-protocol-free",
        "data-protocol-standard",
        "every-file-measured",
        "file-addresses-last",
        "file-described",
        "file-describes-itself",
        "file-digests-given",
        "file-format-community",
        "file-format-open",
        "file-list-complete",
        "metalink-answered",
        "schema-org-follows-profiles",
        "typed-links-offered",
    },
    "no-digest": {"every-file-measured", "file-digests-given"},
    "no-related": {"instrument-by-pid", *(name for name in CHECKS if name.startswith("related-"))},
    "wrong-size": {"file-size-true"},
    "licence-contradiction": {"licence-agrees"},
    "signposting-alone": {"metalink-answered"},
}


def outcomes(evidence: Evidence, outcome: Outcome) -> dict[str, str]:
    """List the checks of that outcome with their sentences."""
    verdicts = judge(evidence, CHECKS.values())
    return {name: verdict.because for name, verdict in verdicts.items() if verdict.outcome is outcome}


def test_the_tables_name_every_such_dataset() -> None:
    tiers = {dataset.id: dataset.tier for dataset in load_catalogue().datasets}
    assert [name for name, tier in tiers.items() if tier == "exemplary"] == EXEMPLARY
    assert [name for name, tier in tiers.items() if tier == "good"] == list(DEFECTS)


@pytest.mark.parametrize("id", EXEMPLARY)
def test_no_check_fails_an_exemplary_dataset(gathered: Mapping[str, Evidence], id: str) -> None:
    assert outcomes(gathered[id], Outcome.FAIL) == {}


@pytest.mark.parametrize("id", EXEMPLARY)
def test_a_full_look_leaves_nothing_open(looked_into: Mapping[str, Evidence], id: str) -> None:
    evidence = looked_into[id]
    assert outcomes(evidence, Outcome.FAIL) == {}
    assert outcomes(evidence, Outcome.INDETERMINATE) == {}
    assert len(outcomes(evidence, Outcome.PASS)) >= 70


@pytest.mark.parametrize("id", EXEMPLARY)
def test_an_exemplary_dataset_reaches_the_highest_scores(looked_into: Mapping[str, Evidence], id: str) -> None:
    fdmm, fsf = call_panel(("rda-fdmm", "fsf")).assess(looked_into[id], datetime.now(UTC)).assessments
    assert {score.name: (score.level, score.share) for score in fdmm.scores} == dict.fromkeys(
        ("F", "A", "I", "R", "FAIR"), (5, 1.0)
    )
    assert {score.share for score in fsf.scores} == {1.0}


@pytest.mark.parametrize("id", EXEMPLARY)
def test_the_files_of_an_exemplary_dataset_are_named_by_dois(gathered: Mapping[str, Evidence], id: str) -> None:
    evidence = gathered[id]
    expected = {
        f"{evidence.endpoints.resolver}/10.5072/dls.{id}/{entry.path.lower()}" for entry in evidence.manifest.entries
    }
    assert {entry.url for entry in evidence.manifest.entries} == expected
    assert {content.url for content in evidence.page.content} == expected
    assert {link.target for link in evidence.links_with("item")} == expected
    read = evidence.exchange(FILE)
    assert read is not None
    assert [hop.status for hop in read.hops] == [302, 206]
    named = judge(evidence, [CHECKS["data-has-persistent-identifier"]])["data-has-persistent-identifier"]
    assert named.because.startswith(f"A file is named by doi:10.5072/dls.{id}/")


@pytest.mark.parametrize(("id", "defects"), DEFECTS.items())
def test_a_good_dataset_fails_for_its_defect_alone(
    gathered: Mapping[str, Evidence], id: str, defects: set[str]
) -> None:
    evidence = gathered[id]
    failed = outcomes(evidence, Outcome.FAIL)
    assert set(failed) == defects & CHECKS.keys(), failed
