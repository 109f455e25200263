"""What describes another dataset says nothing about this one, wherever it stands."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from fairsvc.model.evidence import Endpoints, Evidence
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.metadata import Identifier, Metadata, Related
from fairsvc.model.pid import read_pid
from fairsvc.model.reading import Reading
from fairsvc.probe.extract import extract
from fairsvc.probe.other_datasets import find_other

AT = datetime(2026, 11, 21, tzinfo=UTC)
OURS, OTHER = "10.5072/dls.0001", "10.5072/other"
RESOLVER = "http://127.0.0.1:8080"
PAGE_URL = "https://data.example.org/dataset/1"


def empty(pid: str = OURS) -> Evidence:
    return Evidence(read_pid(pid), AT, endpoints=Endpoints(resolver=RESOLVER))


def declaring(*identifiers: str, relation: str = "", target: str = OURS, alternate: str = "") -> Metadata:
    return Metadata(
        identifiers=tuple(map(Identifier, identifiers)),
        alternate_identifiers=(Identifier(alternate),) if alternate else (),
        related=(Related(target, "DOI", relation),) if relation else (),
    )


@pytest.mark.parametrize(
    "document",
    [
        declaring(OTHER),
        declaring(f"https://doi.org/{OTHER}", "local-17"),
        declaring(f"{RESOLVER}/{OTHER}"),
        declaring(OTHER, relation="References"),
        declaring(OTHER, relation="IsPartOf"),
        declaring(f"{OURS}0"),
    ],
)
def test_another_dataset(document: Metadata) -> None:
    other = find_other(document, empty())
    assert other is not None
    assert str(other).startswith("doi:10.5072/")


@pytest.mark.parametrize(
    "document",
    [
        declaring(),
        declaring("local-17", PAGE_URL),
        declaring(OTHER, OURS.upper()),
        declaring(f"{RESOLVER}/{OURS}"),
        declaring(OTHER, alternate=f"https://doi.org/{OURS}"),
        declaring("hdl:20.500.12345/17"),
        declaring("ark:/12148/btv1b8449691v"),
        declaring(OTHER, relation="IsVersionOf"),
        declaring(OTHER, relation="IsIdenticalTo"),
        declaring(f"{OURS}.v2"),
        declaring(f"{OURS}/3"),
    ],
)
def test_this_dataset(document: Metadata) -> None:
    assert find_other(document, empty()) is None


def test_the_registry_knows_the_versions() -> None:
    registry = {"registry": Reading(metadata=declaring(OURS, relation="HasVersion", target=OTHER))}
    assert find_other(declaring(OTHER), empty(), registry) is None


def test_versions_are_known_by_their_names_in_both_directions() -> None:
    assert find_other(declaring(OURS), empty(f"{OURS}.v2")) is None
    assert find_other(declaring(OURS), empty(f"{OURS}.part")) is not None


def page(*blocks: object, head: str = "", pid: str = OURS) -> Evidence:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(block)}</script>' for block in blocks)
    body = f"<!DOCTYPE html><html><head><title>Page</title>{head}{scripts}</head><body><p>Text</p></body></html>"
    need = Need(f"{RESOLVER}/{pid}")
    hops = (
        Hop(need.url, 302, (("Location", PAGE_URL),)),
        Hop(PAGE_URL, 200, (("Content-Type", "text/html; charset=utf-8"), ("Link", f'<{PAGE_URL}/f.h5>; rel="item"'))),
    )
    answered = Exchange(need, AT, hops, body=body.encode(), size_bytes=len(body), steps=("page",))
    return Evidence(read_pid(pid), AT, endpoints=Endpoints(resolver=RESOLVER), exchanges=(answered,))


def dataset(identifier: str) -> dict[str, object]:
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"https://doi.org/{identifier}",
        "name": "Spectra of a gold foil",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "distribution": {"@type": "DataDownload", "contentUrl": f"https://data.example.org/{identifier}.h5"},
    }


META = '<meta name="citation_title" content="Diffraction of steel">'


def test_the_view_has_only_what_is_said_of_this_dataset() -> None:
    evidence = extract(page(dataset(OTHER), head=META))
    assert evidence.page is not None
    assert [title.value for title in evidence.page.titles] == ["Diffraction of steel"]
    assert evidence.page.rights == ()
    assert [entry.url for entry in evidence.manifest.entries] == [f"{PAGE_URL}/f.h5"]
    found = [finding for finding in evidence.findings if finding.code == "metadata.of-another-dataset"]
    assert [(finding.where, finding.detail) for finding in found] == [("exchange/page", f"doi:{OTHER}")]
    assert extract(evidence) == evidence


def test_a_cite_as_of_another_dataset_says_nothing() -> None:
    head = f'<link rel="cite-as" href="https://doi.org/{OTHER}"><link rel="license" href="https://example.net/terms/1">'
    evidence = extract(page(head=head))
    assert evidence.page is None or evidence.page.identifiers == ()
    assert evidence.links_with("cite-as")


@pytest.mark.parametrize("pid", [OURS, PAGE_URL])
def test_a_page_of_this_dataset_keeps_its_view(pid: str) -> None:
    evidence = extract(page(dataset(OURS), pid=pid))
    assert evidence.page is not None
    assert evidence.page.rights
    assert not [finding for finding in evidence.findings if finding.code == "metadata.of-another-dataset"]
