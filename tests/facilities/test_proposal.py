from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fairsvc.errors import BadSettings
from fairsvc.facilities.loading import load_facilities
from fairsvc.facilities.profile import Facility, Fact, Holding, OaiEndpoint, Status
from fairsvc.facilities.proposal import propose

REGISTRY = "https://api.datacite.example"
PROFILES = load_facilities()


def _fact(value: str, status: Status = Status.VERIFIED, note: str = "") -> Fact:
    return Fact(value, "a page", datetime(2026, 1, 31, tzinfo=UTC), status, note)


@pytest.mark.parametrize(
    ("facility", "only", "names"),
    [
        ("esrf", "", ["esrf-oai", "esrf-datacite"]),
        ("esrf", "oai", ["esrf-oai"]),
        ("esrf", "datacite", ["esrf-datacite"]),
        ("hzb", "", ["hzb-oai", "hzb-datacite"]),
        ("desy", "", ["desy-oai", "desy-datacite-10-60717", "desy-datacite-10-60883"]),
        ("euxfel", "oai", ["euxfel-oai"]),
        ("alba", "", ["alba-oai"]),
        ("elettra", "", ["elettra-oai", "elettra-datacite"]),
    ],
)
def test_the_sources_of_a_facility(facility: str, only: str, names: list[str]) -> None:
    assert [source.name for source in propose(PROFILES[facility], REGISTRY, only).sources] == names


@pytest.mark.parametrize("facility", sorted(set(PROFILES) - {"diamond", "soleil"}))
def test_every_other_facility_has_something_to_harvest(facility: str) -> None:
    proposal = propose(PROFILES[facility], REGISTRY)
    assert {source.facility for source in proposal.sources} == {facility}
    assert {source.kind for source in proposal.sources} <= {"oai", "datacite"}


def test_a_proposed_source_says_what_the_profile_says() -> None:
    oai, datacite = propose(PROFILES["isis"], REGISTRY).sources
    assert (oai.url, oai.prefix) == ("https://icat.isis.stfc.ac.uk/oaipmh/request", "oai_datacite")
    assert (datacite.url, datacite.client_id, datacite.doi_prefix) == (REGISTRY, "", "10.5286")


def test_the_client_id_is_enough_where_it_is_known() -> None:
    (source,) = propose(PROFILES["esrf"], REGISTRY, "datacite").sources
    assert (source.client_id, source.doi_prefix) == ("inist.esrf", "")


@pytest.mark.parametrize(
    ("facility", "only", "sentence"),
    [
        ("diamond", "", "catalogue https://icat.diamond.ac.uk, software ICAT, DOI prefix 10.5286 (unverified)"),
        (
            "diamond",
            "",
            "Ask the facility for its OAI-PMH base URL or DataCite client id, then run: fairsvc sources add",
        ),
        ("soleil", "oai", "no OAI-PMH base URL is known to harvest: SOLEIL"),
        ("alba", "datacite", "fairsvc sources add alba --kind datacite --client-id ID --facility alba"),
    ],
)
def test_a_facility_without_an_endpoint_gets_a_sentence(facility: str, only: str, sentence: str) -> None:
    with pytest.raises(BadSettings) as caught:
        propose(PROFILES[facility], REGISTRY, only)
    assert sentence in str(caught.value)


def test_a_facility_of_which_nothing_is_known_says_so() -> None:
    with pytest.raises(BadSettings, match="of which is known: nothing"):
        propose(Facility("ring", "Ring"), REGISTRY)


def test_sets_to_harvest_one_by_one_are_a_source_each() -> None:
    url = _fact("https://data.facility.example/oai")
    endpoint = OaiEndpoint("data", url, sets=("open", "raw_inv", "old"), harvest_sets=("open", "raw_inv"))
    sources = propose(Facility("ring", "Ring", oai=(endpoint,)), REGISTRY).sources
    assert [(source.name, source.set_spec) for source in sources] == [
        ("ring-oai-open", "open"),
        ("ring-oai-raw-inv", "raw_inv"),
    ]


def test_doubts_and_notes_are_remarked() -> None:
    facility = Facility(
        "ring",
        "Ring",
        doi_prefixes=(_fact("10.1234", note="Shared with a neighbour."), _fact("10.5678", Status.UNVERIFIED)),
        datacite_clients=(_fact("ring.x", Status.UNVERIFIED),),
        oai=(
            OaiEndpoint("data", _fact("https://data.facility.example:8443/oai", Status.UNVERIFIED), requests_per_s=0.5),
            OaiEndpoint("library", _fact("https://library.facility.example/oai"), holds=Holding.PUBLICATIONS),
        ),
    )
    proposal = propose(facility, REGISTRY)
    assert [source.name for source in proposal.sources] == ["ring-oai", "ring-datacite"]
    assert proposal.remarks == (
        "https://data.facility.example:8443/oai is unverified (a page, 2026-01-31): nothing more is said of it.",
        "10.1234: Shared with a neighbour.",
        "https://library.facility.example/oai lists publications and was left out.",
        "ring.x is unverified and was left out.",
        "10.5678 is unverified and was left out.",
    )
    assert [(rate.host, rate.requests_per_s, rate.in_flight) for rate in proposal.rates] == [
        ("data.facility.example:8443", 0.5, 1)
    ]
    assert propose(facility, REGISTRY, "datacite").rates == ()
