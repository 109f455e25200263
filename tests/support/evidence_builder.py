"""Evidence without any I/O: a good dataset, and what the world makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from fairsvc.model.evidence import Answer, Endpoints, Evidence, FileAnswer, FileFacts, Finding, OaiItem, PageFacts
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.model.link import Link
from fairsvc.model.manifest import FileEntry, Manifest, Outcome
from fairsvc.model.metadata import (
    Agent,
    Content,
    Date,
    Funding,
    Identifier,
    Metadata,
    Origin,
    Related,
    ResourceType,
    Rights,
    Subject,
    Text,
)
from fairsvc.model.pid import Pid
from fairsvc.model.step import STANDARD

NOW = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
PID = Pid("doi", "10.5072/dls.0001")
HOME = "https://data.example.org"
PAGE_URL = f"{HOME}/dataset/1"
FILE_URL = f"{HOME}/files/scan_0001.nxs"
LINK = f'<{PID.uri}>; rel="cite-as"'
ADDRESSES = {
    "page": PID.uri,
    "page-head": PAGE_URL,
    "handle": f"https://doi.org/api/handles/{PID.value}",
    "registry": f"https://api.datacite.org/dois/{PID.value}",
    "oai-record": f"{HOME}/oai?verb=GetRecord",
    "description": f"{HOME}/dataset/1.jsonld",
    "linkset": f"{HOME}/dataset/1/linkset",
    "metalink": f"https://doi.org/{PID.value}",
    "file": FILE_URL,
}
TYPES = {
    "page": "text/html; charset=utf-8",
    "page-head": "text/html",
    "oai-record": "text/xml",
    "description": "application/ld+json",
    "linkset": "application/linkset+json",
    "metalink": "application/metalink4+xml",
    "file": "application/x-hdf5",
}
OAI = OaiItem(f"{HOME}/oai", "oai_datacite", "oai:example.org:1", "persistent")


def exchange(step: str, status: int = 200, *, headers: tuple[tuple[str, str], ...] = (), url: str = "") -> Exchange:
    """Make a step's exchange with its final status; page and metalink come through the resolver's redirect."""
    asked = url or ADDRESSES[step]
    hops = [Hop(asked, status, (("Content-Type", TYPES.get(step, "application/json")), *headers))]
    if step in ("page", "metalink") and not url:
        redirect = Hop(asked, 302, (("Location", PAGE_URL),))
        hops = [redirect, replace(hops[0], url=PAGE_URL)]
    return Exchange(Need(asked), NOW, tuple(hops), steps=(step,), elapsed_ms=12, body_sha256="0" * 64)


def failure(step: str, kind: FailureKind = FailureKind.TIMEOUT) -> Exchange:
    """Make a step's exchange that brought no answer."""
    return Exchange(Need(ADDRESSES[step]), NOW, failure=Failure(kind, "20 s"), steps=(step,))


def changed(evidence: Evidence, *exchanges: Exchange, **fields: Any) -> Evidence:
    """Give the evidence with these exchanges in place of those of the same step, and these fields."""
    steps = {step for exchange in exchanges for step in exchange.steps}
    kept = tuple(e for e in evidence.exchanges if not steps.intersection(e.steps))
    return replace(evidence, exchanges=(*kept, *exchanges), **fields)


def without(evidence: Evidence, *steps: str, **fields: Any) -> Evidence:
    """Give the evidence as if these steps had never been asked."""
    return replace(evidence, exchanges=tuple(e for e in evidence.exchanges if not set(steps) & set(e.steps)), **fields)


def everywhere(evidence: Evidence, **fields: Any) -> Evidence:
    """Give the evidence with these metadata fields in all its views."""
    views = {name: getattr(evidence, name) for name in ("page", "registry", "oai")}
    return replace(evidence, **{name: replace(view, **fields) for name, view in views.items() if view is not None})


def metadata(document: str = "schema-org", **fields: Any) -> Metadata:
    """Make the metadata of a good dataset, read from one document."""
    good = Metadata(
        identifiers=(Identifier(PID.value, "DOI"),),
        titles=(Text("X-ray absorption spectra of copper oxide nanoparticles at the Cu K edge"),),
        creators=(
            Agent("Carberry, Josiah", identifiers=(Identifier("https://orcid.org/0000-0002-1825-0097", "ORCID"),)),
        ),
        publisher=Agent("Demo Light Source", identifiers=(Identifier("https://ror.org/02550n020", "ROR"),)),
        publication_year=2026,
        resource_type=ResourceType("Dataset", "XAS spectra"),
        subjects=(Subject("XAS", "PaNET", value_uri="http://purl.org/pan-science/PaNET/PaNET01196"),),
        contributors=(Agent("User Office", role="ContactPerson"),),
        dates=(Date("2026-01-31", "Collected"), Date("2026-03-01", "Available")),
        version="1.0",
        related=(
            Related("10.5072/article", "DOI", "IsSupplementTo"),
            Related("10.5072/raw", "DOI", "IsDerivedFrom", "Dataset"),
            Related("10.5072/instrument", "DOI", "IsCollectedBy", "Instrument"),
            Related("10.5072/dls.0001.a", "DOI", "HasPart", "Dataset"),
        ),
        rights=(
            Rights("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        ),
        descriptions=(
            Text("Spectra of copper oxide nanoparticles, taken in transmission at room temperature. " * 3),
            Text("Sample: CuO nanoparticles, powder; Probe: X-ray photons, energy 8.979 keV", "Other"),
        ),
        funding=(Funding("European Commission", award_number="1"),),
        content=(Content(FILE_URL, "scan_0001.nxs", "application/x-hdf5", 4096, (Identifier("ab" * 32, "sha-256"),)),),
        access=("http://purl.org/coar/access_right/c_abf2",),
        variables=("energy",),
        units=(Identifier("http://qudt.org/vocab/unit/EV", "unitCode"),),
        state="findable",
        namespaces=("http://schema.org/", "http://www.w3.org/ns/prov#", "https://definition.nexusformat.org/"),
        conforms_to=("http://datacite.org/schema/kernel-4",),
        origins=(("titles", Origin(document, "name")),),
    )
    return replace(good, **fields)


def blank() -> Evidence:
    """Make evidence of a PID about which nothing was asked."""
    return Evidence(PID, NOW)


def good() -> Evidence:
    """Make the evidence of an exemplary open dataset."""
    answered = [exchange(step.name) for step in STANDARD if step.name not in ("page", "page-head", "file")]
    link = (("Link", LINK),)
    total = (("Content-Range", "bytes 0-4095/4096"),)
    return Evidence(
        PID,
        NOW,
        endpoints=Endpoints(oai=OAI),
        exchanges=(
            exchange("page", headers=link),
            exchange("page-head", headers=link),
            exchange("file", 206, headers=total),
            *answered,
        ),
        page=metadata(),
        registry=metadata("datacite-json"),
        oai=metadata("oai_datacite"),
        links=(
            Link(PID.uri, "cite-as"),
            Link(FILE_URL, "item", media_type="application/x-hdf5"),
            Link(f"{HOME}/dataset/1.jsonld", "describedby", media_type="application/ld+json"),
            Link(f"{HOME}/dataset/1/linkset", "linkset", media_type="application/linkset+json"),
        ),
        answers=(
            Answer("description", "application/ld+json", "application/ld+json", parsed=True, format="schema-org"),
            Answer("linkset", "application/linkset+json", "application/linkset+json", parsed=True, format="linkset"),
            Answer(
                "metalink", "application/metalink4+xml", "application/metalink4+xml", parsed=True, format="metalink"
            ),
        ),
        manifest=Manifest(
            (FileEntry(FILE_URL, "scan_0001.nxs", 4096, (Identifier("ab" * 32, "sha-256"),), "application/x-hdf5"),),
            "metalink",
            True,
            0.95,
            "metalink: a Metalink names every file that it describes",
            (Outcome("metalink", "found", 1, True), Outcome("linkset", "found", 1, True)),
        ),
        page_facts=PageFacts("X-ray absorption spectra", "en", 2_400, embedded=("json-ld",), names_pid=True),
        file_facts=FileFacts(
            FILE_URL,
            "hdf5",
            "application/x-hdf5",
            4096,
            4096,
            "application/x-hdf5",
            nexus=True,
            get=FileAnswer(206, "application/x-hdf5", 4096, '"5f3a"'),
            range_support="honoured",
        ),
        extractor_version=1,
    )


def silent() -> Evidence:
    """Make the evidence of a bare page: every source answered, and none says anything."""
    page = PageFacts("", "", 12)
    refused = ("registry", "handle", "description", "linkset", "metalink")
    return Evidence(
        PID,
        NOW,
        endpoints=Endpoints(oai=replace(OAI, deleted_record="no")),
        exchanges=(
            exchange("page"),
            exchange("page-head", 405),
            exchange("oai-record"),
            *(exchange(step, 404) for step in refused),
        ),
        page_facts=page,
        extractor_version=1,
    )


def unreachable(status: int = 503) -> Evidence:
    """Make the evidence of a bad day: all was asked, the page answered 503, the others not at all."""
    others = tuple(failure(step.name) for step in STANDARD if step.name != "page")
    page = exchange("page", status, url=PID.uri)
    oai = replace(OAI, deleted_record="")
    return Evidence(PID, NOW, endpoints=Endpoints(oai=oai), exchanges=(page, *others), extractor_version=1)


def junk() -> Evidence:
    """Make the evidence of a good technical set-up whose metadata say "x" in every field."""
    x = Metadata(
        identifiers=(Identifier(PID.value, "DOI"),),
        titles=(Text("x"),),
        creators=(Agent("x", identifiers=(Identifier("x", "ORCID"),)),),
        publisher=Agent("x"),
        publication_year=2026,
        resource_type=ResourceType("x", "x"),
        subjects=(Subject("x", "x", value_uri="x"),),
        contributors=(Agent("x", role="ContactPerson"),),
        dates=(Date("x", "Collected"),),
        version="x",
        related=(Related("x", "x", "x", "x"),),
        sizes=("x",),
        formats=("x",),
        rights=(Rights("x", "x", "x"),),
        descriptions=(Text("x"),),
        funding=(Funding("x"),),
        access=("x",),
        variables=("x",),
        units=(Identifier("x", "unitText"),),
        origins=(("titles", Origin("schema-org", "name")),),
    )
    return replace(
        changed(good(), exchange("file", 404)),
        page=x,
        registry=x,
        oai=x,
        links=(),
        manifest=Manifest((FileEntry(FILE_URL),)),
        file_facts=None,
        page_facts=PageFacts("x", "", 12, embedded=("json-ld",)),
    )


def withdrawn() -> Evidence:
    """Make the evidence of withdrawn data that left a tombstone, and metadata at the registry."""
    page = exchange("page", 410)
    gone = tuple(exchange(step, 404) for step in ("metalink", "linkset"))
    facts = PageFacts("Withdrawn", "en", 600, names_pid=True)
    bare = without(
        good(), "file", links=(), manifest=Manifest(), file_facts=None, page=None, answers=(), page_facts=facts
    )
    return changed(bare, page, *gone)


def embargoed(until: str = "2031-01-01") -> Evidence:
    """Make the evidence of embargoed data: described in public, refused with 403."""
    closed = everywhere(
        good(),
        access=("http://purl.org/coar/access_right/c_f1cf",),
        dates=(Date("2026-01-31", "Collected"), Date(until, "Available")),
    )
    return changed(closed, exchange("file", 403), file_facts=None)


def invalid_json_ld() -> Evidence:
    """Make the evidence of a page whose only JSON-LD is broken."""
    finding = Finding("json-ld.invalid", "exchange/page", "line 3")
    registry = metadata("datacite-json")
    return replace(good(), page=None, registry=registry, findings=(finding,))
