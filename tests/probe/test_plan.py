from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fairsvc.model.evidence import Endpoints, Evidence
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.pid import read_pid
from fairsvc.model.step import HANDLE, PAGE, STANDARD, Step
from fairsvc.probe.plan import fresh_needs, join, next_needs

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BARE = Evidence(read_pid("10.5072/x"), NOW)


def answered(need: Need) -> Exchange:
    return Exchange(need, NOW, (Hop(need.url, 200),))


def test_a_bare_doi_is_asked_for_what_the_doi_alone_tells() -> None:
    wave = next_needs(BARE, STANDARD)
    assert [step.name for step, _ in wave] == ["page", "handle", "registry", "metalink"]


def test_an_address_has_no_registry_and_no_handle() -> None:
    wave = next_needs(Evidence(read_pid("https://example.org/d"), NOW), STANDARD)
    assert [step.name for step, _ in wave] == ["page", "metalink"]


@pytest.mark.parametrize(
    ("pid", "addresses"),
    [
        (
            "10.5072/a#b",
            {
                "page": "https://doi.org/10.5072/a%23b",
                "handle": "https://doi.org/api/handles/10.5072/a%23b",
                "registry": "https://api.datacite.org/dois/10.5072/a%23b",
            },
        ),
        (
            "hdl:20.500.1/a",
            {
                "page": "https://hdl.handle.net/20.500.1/a",
                "handle": "https://hdl.handle.net/api/handles/20.500.1/a",
            },
        ),
        (
            "igsn:AU1243",
            {
                "page": "https://hdl.handle.net/10273/au1243",
                "handle": "https://hdl.handle.net/api/handles/10273/au1243",
            },
        ),
        ("ark:12345/x", {"page": "https://n2t.net/ark:/12345/x"}),
        ("urn:nbn:de:1-a", {"page": "https://nbn-resolving.org/urn:nbn:de:1-a"}),
        ("https://w3id.org/a2a", {"page": "https://w3id.org/a2a"}),
        ("orcid:0000-0002-1825-0097", {"page": "https://orcid.org/0000-0002-1825-0097"}),
        ("ror:03yrm5c26", {"page": "https://ror.org/03yrm5c26"}),
    ],
)
def test_each_scheme_is_asked_where_it_is_resolved(pid: str, addresses: dict[str, str]) -> None:
    asked = {step.name: need.url for step, need in next_needs(Evidence(read_pid(pid), NOW), STANDARD)}
    assert {name: url for name, url in asked.items() if name != "metalink"} == addresses


def test_an_intranet_may_have_resolvers_of_its_own() -> None:
    names = ("handle_resolver", "ark_resolver", "nbn_resolver", "orcid_resolver", "ror_resolver", "swhid_resolver")
    endpoints = Endpoints(**{name: f"http://{name}.example" for name in names})
    pids = ("hdl:20.500.1/a", "ark:12345/x", "urn:nbn:de:1-a", "orcid:0000-0002-1825-0097", "ror:03yrm5c26")
    for name, pid in zip(names, (*pids, f"swh:1:dir:{'a' * 40}"), strict=True):
        asked = next_needs(Evidence(read_pid(pid), NOW, endpoints=endpoints), STANDARD)
        assert {need.url.split("/")[2] for _, need in asked} == {f"{name}.example"}, pid


def test_a_step_is_asked_once_and_the_page_opens_the_next_wave() -> None:
    wave = next_needs(BARE, STANDARD)
    evidence = join(BARE, wave, {need: answered(need) for _, need in wave})
    assert [step.name for step, _ in next_needs(evidence, STANDARD)] == ["description", "page-head"]


def test_the_limit_keeps_the_lowest_ranks() -> None:
    assert [step.name for step, _ in next_needs(BARE, STANDARD, limit=2)] == ["page", "handle"]


def test_equal_needs_are_asked_once_and_both_steps_get_the_answer() -> None:
    twin = Step("twin", "Asks what the page asks", 9, PAGE.ask)
    wave = next_needs(BARE, (PAGE, twin, HANDLE), limit=2)
    assert len(wave) == 3
    fresh = fresh_needs(BARE, wave)
    assert len(fresh) == 2
    evidence = join(BARE, wave, {need: answered(need) for need in fresh})
    assert evidence.exchange(PAGE) is evidence.exchange(twin)
    assert next_needs(evidence, (PAGE, twin, HANDLE)) == ()
