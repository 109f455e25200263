"""The addresses by which a repository may be recognised."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairsvc.model.link import Link
from fairsvc.resolve.adapting.leads import iter_leads, iter_own_sites, iter_sites, origin_of, spell_pid
from tests.support.walks import led_to


def test_the_last_address_comes_first() -> None:
    found = list(iter_leads(led_to("10.5072/x", "https://a.example/1", "https://b.example/2")))
    assert found == ["https://b.example/2", "https://a.example/1", "https://doi.org/10.5072/x"]


@pytest.mark.parametrize(
    ("url", "origins"),
    [
        ("https://A.Example:8443/x", ["https://a.example:8443", "https://doi.org"]),
        ("https://me:secret@a.example/x", ["https://a.example", "https://doi.org"]),
        ("http://[::1", ["https://doi.org"]),
        ("ftp://a.example/x", ["https://doi.org"]),
        ("mailto:somebody", ["https://doi.org"]),
    ],
)
def test_sites_are_web_addresses_without_users(url: str, origins: list[str]) -> None:
    assert [origin_of(site) for site in iter_sites(led_to("10.5072/x", url))] == origins


def test_links_count_as_ones_own_on_the_same_host() -> None:
    evidence = led_to("10.5072/x", "https://a.example/page")
    targets = ("https://a.example/api/records/1", "https://elsewhere.example/api/records/2", "http://[::1")
    evidence = replace(evidence, links=tuple(Link(target, "linkset") for target in targets))
    assert [site.netloc for site in iter_sites(evidence)] == ["a.example", "doi.org", "a.example", "elsewhere.example"]
    assert [site.path for site in iter_own_sites(evidence)] == ["/page", "/10.5072/x", "/api/records/1"]


@pytest.mark.parametrize(
    ("urls", "spelt"),
    [
        (("https://doi.esrf.fr/10.15151/ESRF-ES-1",), "10.15151/ESRF-ES-1"),
        (("https://doi.esrf.fr/10.15151/ESRF-ES-1", "https://data.esrf.fr/x"), "10.15151/ESRF-ES-1"),
        (("https://data.example/detail/10.15151%2FEsrf-ES-1?a=b",), "10.15151/Esrf-ES-1"),
        (("https://data.example/other",), "10.15151/esrf-es-1"),
        ((), "10.15151/esrf-es-1"),
    ],
)
def test_a_doi_is_spelt_as_its_page_spells_it(urls: tuple[str, ...], spelt: str) -> None:
    assert spell_pid(led_to("10.15151/ESRF-ES-1", *urls)) == spelt
