"""Every way that was tried says what it came to, and why it won or not."""

from __future__ import annotations

from fairsvc.model.manifest import FileEntry
from fairsvc.model.resolution import Resolution, Trial, TrialState
from fairsvc.probe.files import load_mechanisms
from tests.resolve.test_conclusion import FILE, METALINK, OTHER, SCHEMA_ORG
from tests.support.concluded import concluded, page, proven, walked


def trials(resolution: Resolution) -> dict[str, Trial]:
    return {trial.mechanism: trial for trial in resolution.trials}


def test_all_ways_are_listed_the_repositories_first() -> None:
    found = concluded(page(SCHEMA_ORG), walks=[walked(FILE, OTHER)])
    assert [trial.mechanism for trial in found.trials] == ["ark", *load_mechanisms()]


def test_who_wins_says_why_and_who_loses_too() -> None:
    found = trials(concluded(page(SCHEMA_ORG), walks=[walked(FILE, OTHER)]))
    assert found["ark"].won
    assert found["ark"].because == "the API lists all; believed first, with 0.9"
    assert not found["schema-org"].won
    assert found["schema-org"].because.endswith("; 0.6 against 0.9 of ark")


def test_agreement_is_named() -> None:
    found = trials(concluded(page(SCHEMA_ORG), metalink=METALINK))
    assert found["metalink"].because.endswith("believed first, with 0.8, 0.95 since an independent one agrees")


def test_unproven_ways_are_marked() -> None:
    assert trials(concluded(page(), walks=[walked(FILE)]))["ark"].unproven
    assert not trials(concluded(page(), walks=[proven(walked(FILE))]))["ark"].unproven


def test_what_failed_says_how() -> None:
    (trial,) = (one for one in concluded(page(), walks=[walked(trouble="it answered 500.")]).trials if one.unproven)
    assert (trial.state, trial.because) == (TrialState.FAILED, "it answered 500")
    empty = trials(concluded(page()))
    assert empty["metalink"].because == "offered none (text/html came)"
    assert (empty["linkset"].state, empty["linkset"].because) == (
        TrialState.NOT_TRIED,
        "not asked: nothing links to one",
    )


def test_a_file_without_a_fetchable_address_is_found_too() -> None:
    assert trials(concluded(page(), walks=[walked(FileEntry("s3://bucket/a", "a"))]))["ark"].count == 1
