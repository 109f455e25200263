from __future__ import annotations

from fairsvc.model.evidence import Endpoints, Finding, OaiItem
from fairsvc.model.metadata import Metadata
from fairsvc.probe.disagreement import find_disagreements, record_step

OAI = OaiItem("https://data.facility.example/oai", "oai_datacite", "oai:1", source="facility")
ENDPOINTS = Endpoints(oai=OAI)
Y2020, Y2021 = Metadata(publication_year=2020), Metadata(publication_year=2021)


def test_records_are_held_against_the_first_and_the_registry_against_them() -> None:
    said = {record_step("b2 find/x"): Y2021, "registry": Y2020, "oai-record": Y2020, "page": Y2021}
    expected = Finding(
        "conflict.publication_year", "exchange/oai-record:b2%20find%2Fx", "facility says 2020; b2 find/x says 2021"
    )
    assert find_disagreements(ENDPOINTS, said) == (expected,)


def test_the_registry_alone_can_disagree() -> None:
    said = {"oai-record": Y2020, "registry": Y2021}
    (finding,) = find_disagreements(ENDPOINTS, said)
    assert (finding.where, finding.detail) == ("exchange/registry", "facility says 2020; the registry says 2021")


def test_evidence_that_names_no_source_names_the_host() -> None:
    endpoints = Endpoints(oai=OaiItem(OAI.base_url, OAI.prefix, OAI.identifier))
    (finding,) = find_disagreements(endpoints, {"oai-record": Y2020, "registry": Y2021})
    assert finding.detail.startswith("data.facility.example says 2020")


def test_one_voice_and_none_disagree_with_nobody() -> None:
    assert find_disagreements(ENDPOINTS, {"oai-record": Y2020, "page": Y2021}) == ()
    assert find_disagreements(Endpoints(), {}) == ()
