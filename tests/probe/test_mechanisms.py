"""Every mechanism from whole evidence: exchanges in, manifest out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from fairsvc.model.depth import FULL_DEPTH
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.listing_steps import CRATE, FETCH, LINKED_METALINK, LISTING_STEPS, PAYLOAD
from fairsvc.model.manifest import Outcome
from fairsvc.model.metadata import Identifier
from fairsvc.model.pid import read_pid
from fairsvc.model.step import DESCRIPTION, LINKSET_STEP, METALINK_STEP, PAGE, REGISTRY, Step
from fairsvc.probe.extract import extract
from fairsvc.probe.files import AGREED, load_mechanisms

NOW = datetime(2026, 1, 2, tzinfo=UTC)
PID = read_pid("10.5072/fs.1")
HOME = "https://repo.example.org/1"
A, B, C = (f"{HOME}/files/{name}" for name in ("a.h5", "b.h5", "c.h5"))
SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def answered(step: Step, body: str, media_type: str, url: str = HOME, link: str = "", **more: Any) -> Exchange:
    headers = (("Content-Type", media_type), *([("Link", link)] if link else []))
    return Exchange(
        Need(url, headers=(("X-Step", step.name),)),
        NOW,
        (Hop(url, 200, headers),),
        body=body.encode(),
        steps=(step.name,),
        **more,
    )


def page(*json_ld: Any, link: str = "", head: str = "") -> Exchange:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(block)}</script>' for block in json_ld)
    return answered(
        PAGE, f"<!doctype html><html><head>{head}{scripts}</head><body>x</body></html>", "text/html", link=link
    )


def dataset(**fields: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "Dataset", "name": "x", **fields}


def download(url: str, **fields: Any) -> dict[str, Any]:
    return {"@type": "DataDownload", "contentUrl": url, **fields}


def metalink(*files: str, step: Step = METALINK_STEP) -> Exchange:
    body = f'<metalink xmlns="urn:ietf:params:xml:ns:metalink">{"".join(files)}</metalink>'
    return answered(step, body, "application/metalink4+xml", f"{HOME}/list.meta4")


def listed(url: str, inner: str = "") -> str:
    return f'<file name="{url.rpartition("/")[2]}">{inner}<url>{url}</url></file>'


def linkset(*contexts: dict[str, Any], **more: Any) -> Exchange:
    return answered(
        LINKSET_STEP, json.dumps({"linkset": contexts}), "application/linkset+json", f"{HOME}/linkset", **more
    )


def items(anchor: str, *urls: str) -> dict[str, Any]:
    return {"anchor": anchor, "item": [{"href": url} for url in urls]}


def registry(**attributes: Any) -> Exchange:
    record = {"data": {"id": "10.5072/fs.1", "type": "dois", "attributes": {"doi": "10.5072/fs.1", **attributes}}}
    return answered(REGISTRY, json.dumps(record), "application/vnd.api+json")


def turtle(body: str) -> Exchange:
    prefixes = {
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "ore": "http://www.openarchives.org/ore/terms/",
        "spdx": "http://spdx.org/rdf/terms#",
    }
    declared = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes.items())
    return answered(DESCRIPTION, declared + body, "text/turtle")


def crate(*names: str) -> Exchange:
    graph = [
        {"@id": "ro-crate-metadata.json", "about": {"@id": "./"}},
        {"@id": "./", "@type": "Dataset", "hasPart": [{"@id": name} for name in names]},
        *({"@id": name, "@type": "File"} for name in names),
    ]
    return answered(CRATE, json.dumps({"@graph": graph}), "application/ld+json", f"{HOME}/files/ro-crate-metadata.json")


def look(*exchanges: Exchange) -> Evidence:
    return extract(Evidence(PID, NOW, exchanges=exchanges))


FOUND = [
    ("metalink", (metalink(listed(A)),), [A], True),
    ("metalink", (metalink(listed(A), step=LINKED_METALINK),), [A], True),
    (
        "metalink",
        (
            metalink(
                listed(A),
                listed(f"{HOME}/.."),
            ),
        ),
        [A],
        False,
    ),
    ("metalink", (metalink(),), [], None),
    ("linkset", (page(), linkset(items(HOME, A, B))), [A, B], True),
    ("linkset", (page(), linkset(items(HOME, A), items(A, B, C))), [B, C], True),
    ("linkset", (page(), linkset(items(HOME, A, B), items(A, B), items(B, A))), [], None),
    ("linkset", (page(), linkset(items(HOME, A), truncated=True)), [A], False),
    ("linkset", (page(), linkset({"anchor": HOME, "author": [{"href": "https://orcid.org/x"}]})), [], None),
    ("linkset", (page(link=f'<{A}>; rel="item"'), linkset(items(HOME, A, B))), [A, B], True),
    ("signposting", (page(link=f'<{A}>; rel="item"; type="application/x-hdf5"'),), [A], None),
    ("signposting", (page(head=f'<link rel="item" href="{A}">'),), [A], None),
    # An item that is a list of files is not one of them
    ("signposting", (page(link=f'<{A}>; rel="item", <{HOME}/ro-crate-metadata.json>; rel="item"'),), [A], None),
    ("schema-org", (page(dataset(distribution=[download(A), download(B)])),), [A, B], None),
    (
        "schema-org",
        (page(dataset(distribution={"@type": "DataDownload", "url": A, "encodingFormat": "application/x-hdf5"})),),
        [A],
        None,
    ),
    ("schema-org", (page(dataset(distribution={"@type": "DataDownload", "url": A})),), [], None),
    (
        "schema-org",
        (page(dataset(distribution={"@type": "DataDownload", "url": A, "encodingFormat": "text/html"})),),
        [],
        None,
    ),
    (
        "schema-org",
        (
            page(
                dataset(
                    hasPart=[
                        {"@type": "Dataset", "distribution": download(A)},
                        {"@type": "MediaObject", "contentUrl": B},
                    ]
                )
            ),
        ),
        [A, B],
        None,
    ),
    (
        "schema-org",
        (page(dataset(hasPart={"@type": "Dataset", "hasPart": {"@type": "Dataset", "distribution": [download(C)]}})),),
        [C],
        None,
    ),
    ("schema-org", (page(dataset(associatedMedia={"@type": "VideoObject", "contentUrl": A})),), [A], None),
    (
        "dcat",
        (
            turtle(
                f"<{HOME}> a dcat:Dataset; dct:title 'x'; "
                f"dcat:distribution [ dcat:downloadURL <{A}> ], [ dcat:accessURL <{B}> ] ."
            ),
        ),
        [A],
        None,
    ),
    (
        "dcat",
        (turtle(f"<{HOME}> a dcat:Dataset; dct:title 'x'; dcat:distribution [ dcat:accessURL <{B}> ] ."),),
        [],
        None,
    ),
    (
        "ore",
        (
            turtle(
                f"<{HOME}> dct:title 'x'; ore:aggregates <{A}>, <{B}>, <{C}> . "
                f"<{A}> dct:format 'application/x-hdf5' . <{B}> dct:format 'text/html' ."
            ),
        ),
        [A],
        None,
    ),
    ("ro-crate", (crate("a.h5", "b.h5"),), [A, B], None),
    ("bagit", (answered(FETCH, f"{A} 12 data/a.h5\n", "text/plain"),), [A], None),
    (
        "bagit",
        (answered(PAYLOAD, f"{SHA} data/b.h5\n", "text/plain", f"{HOME}/manifest-sha256.txt"),),
        ["https://repo.example.org/1/data/b.h5"],
        True,
    ),
    (
        "bagit",
        (
            answered(FETCH, f"{A} 12 data/a.h5\n", "text/plain"),
            answered(PAYLOAD, f"{SHA} data/a.h5\n{SHA} data/b.h5\n", "text/plain", f"{HOME}/manifest-sha256.txt"),
        ),
        [A, "https://repo.example.org/1/data/b.h5"],
        True,
    ),
    ("bagit", (answered(FETCH, f"{A} 12 data/a.h5\nbroken\n", "text/plain"),), [A], False),
    ("datacite", (registry(contentUrl=[A]),), [A], None),
    ("datacite", (registry(contentUrl=A),), [A], None),
    (
        "datacite",
        (registry(media=[{"mediaType": "application / x-hdf5", "url": A}, {"url": "s3://bucket/a.h5"}]),),
        [A],
        None,
    ),
    ("datacite", (registry(contentUrl=["s3://bucket/other.h5", A]),), ["s3://bucket/other.h5", A], None),
    (
        "meta-tags",
        (page(head=f'<meta name="citation_title" content="x"><meta name="citation_pdf_url" content="{A}">'),),
        [A],
        None,
    ),
]


@pytest.mark.parametrize(("mechanism", "exchanges", "urls", "complete"), FOUND)
def test_every_mechanism_lists_its_files(
    mechanism: str, exchanges: tuple[Exchange, ...], urls: list[str], complete: bool | None
) -> None:
    manifest = look(*exchanges).manifest
    (outcome,) = (one for one in manifest.outcomes if one.mechanism == mechanism)
    assert (outcome.state, outcome.count, outcome.complete) == ("found" if urls else "nothing", len(urls), complete)
    assert outcome.reason
    assert sorted(e.url for e in manifest.entries if mechanism in e.found_by) == sorted(urls)


def test_every_mechanism_has_a_case() -> None:
    assert {case[0] for case in FOUND} == set(load_mechanisms())


@pytest.mark.parametrize("mechanism", load_mechanisms().values(), ids=list(load_mechanisms()))
def test_no_mechanism_is_in_use_where_there_is_nothing(mechanism: Any) -> None:
    assert mechanism.title
    assert mechanism.source
    assert 0 < mechanism.confidence < AGREED
    assert mechanism.find(look(page()), {}) is None


@pytest.mark.parametrize(
    ("mechanism", "exchange"),
    [
        ("metalink", answered(METALINK_STEP, "<metalink", "application/metalink4+xml")),
        ("metalink", answered(LINKED_METALINK, "<html>", "text/html")),
        ("linkset", answered(LINKSET_STEP, "{}", "application/linkset+json")),
        ("ro-crate", answered(CRATE, "<!doctype html><p>log in", "text/html")),
        ("ro-crate", answered(CRATE, '{"@graph": []}', "application/ld+json")),
        ("bagit", answered(FETCH, "<!doctype html><p>log in", "text/html")),
    ],
)
def test_a_list_that_cannot_be_read_is_said_to_be_so(mechanism: str, exchange: Exchange) -> None:
    evidence = look(page(), exchange)
    (outcome,) = evidence.manifest.outcomes
    assert (outcome.mechanism, outcome.state) == (mechanism, "unreadable")
    assert outcome.reason
    unread = [finding.where for finding in evidence.findings if not finding.code.startswith("signposting.")]
    assert unread == [f"exchange/{exchange.steps[0]}"]


@pytest.mark.parametrize(
    ("step", "link", "url"),
    [
        (
            CRATE,
            f'<{HOME}/x>; rel="describedby"; type="application/ld+json"; profile="https://w3id.org/ro/crate"',
            f"{HOME}/x",
        ),
        (CRATE, f'<{HOME}/x>; rel="item"; profile="https://w3id.org/ro/crate/1.2"', f"{HOME}/x"),
        (CRATE, f'<{HOME}/study-ro-crate-metadata.json>; rel="describedby"', f"{HOME}/study-ro-crate-metadata.json"),
        (CRATE, f'<{HOME}/x.zip>; rel="item"; type="application/zip"; profile="https://w3id.org/ro/crate"', ""),
        (CRATE, f'<{HOME}/x>; rel="describedby"; profile="https://w3id.org/ro/crates"', ""),
        (CRATE, f'<{HOME}/ro-crate-metadata.json>; rel="author"', ""),
        (FETCH, f'<{HOME}/bag/fetch.txt>; rel="item"', f"{HOME}/bag/fetch.txt"),
        (FETCH, f'<{HOME}/prefetch.txt>; rel="item"', ""),
        (
            PAYLOAD,
            f'<{HOME}/manifest-md5.txt>; rel="item", <{HOME}/manifest-sha256.txt>; rel="item"',
            f"{HOME}/manifest-sha256.txt",
        ),
        (PAYLOAD, f'<{HOME}/tagmanifest-md5.txt>; rel="item"', ""),
        (LINKED_METALINK, f'<{HOME}/x>; rel="describedby"; type="application/metalink4+xml"', f"{HOME}/x"),
        (LINKED_METALINK, f'<{HOME}/x.meta4?v=1>; rel="alternate"', f"{HOME}/x.meta4?v=1"),
        (LINKED_METALINK, f'<{HOME}/x.xml>; rel="describedby"; type="application/xml"', ""),
    ],
)
def test_lists_are_asked_for_where_links_lead_to_them(step: Step, link: str, url: str) -> None:
    need = step.ask(look(page(link=link)))
    assert (need.url if need else "") == url


def test_the_full_depth_asks_for_lists_and_pays_for_at_most_four() -> None:
    assert set(LISTING_STEPS) <= set(FULL_DEPTH.steps)
    assert len(LISTING_STEPS) <= 4


def test_what_several_say_of_a_file_is_united() -> None:
    evidence = look(
        page(
            dataset(
                distribution=[
                    download(
                        A.replace("https://repo", "https://REPO"), encodingFormat="application/x-hdf5", name="other.h5"
                    )
                ]
            )
        ),
        metalink(listed(A, f'<size>7</size><hash type="sha-256">{SHA}</hash><url>https://m.example.org/a.h5</url>')),
    )
    (entry,) = evidence.manifest.entries
    assert entry.url == "https://m.example.org/a.h5"
    assert A in entry.alternates
    assert (entry.path, entry.size_bytes, entry.media_type) == ("a.h5", 7, "application/x-hdf5")
    assert entry.digests == (Identifier(SHA, "sha-256"),)
    assert entry.found_by == ("metalink", "schema-org")


@pytest.mark.parametrize(
    ("exchanges", "best", "confidence", "complete"),
    [
        ((page(dataset(distribution=[download(A)])), metalink(listed(A))), "metalink", AGREED, True),
        # Other addresses, the same names
        (
            (page(dataset(distribution=[download("https://dl.example.org/a.h5")])), metalink(listed(A))),
            "metalink",
            AGREED,
            True,
        ),
        ((page(dataset(distribution=[download(B)])), metalink(listed(A))), "metalink", 0.8, False),
        ((page(dataset(distribution=[download(A), download(B)])), metalink(listed(A))), "metalink", 0.8, False),
        ((page(dataset(distribution=[download(A)])), metalink(listed(A), listed(B))), "metalink", 0.8, True),
        # Two channels of one publisher's links are one source
        ((page(link=f'<{A}>; rel="item"'), linkset(items(HOME, A))), "linkset", 0.9, True),
        ((page(dataset(distribution=[download(A)])), registry(contentUrl=[A])), "schema-org", AGREED, None),
        ((page(dataset(distribution=[download(A)])),), "schema-org", 0.6, None),
        ((page(),), "", 0.0, None),
    ],
)
def test_how_far_the_manifest_is_to_be_believed(
    exchanges: tuple[Exchange, ...], best: str, confidence: float, complete: bool | None
) -> None:
    manifest = look(*exchanges).manifest
    assert (manifest.mechanism, manifest.confidence, manifest.complete) == (best, confidence, complete)
    assert bool(manifest.reason) is bool(best)


@pytest.mark.parametrize(
    ("exchanges", "codes"),
    [
        ((page(dataset(distribution=[download(A)])), metalink(listed(A))), []),
        ((page(dataset(distribution=[download(A)])), metalink(listed(A), listed(B))), ["conflict.files"]),
        ((page(dataset(distribution=[download(B)])), metalink(listed(A))), ["conflict.file-names"]),
        (
            (page(dataset(distribution=[download(A, contentSize="9 bytes")])), metalink(listed(A, "<size>7</size>"))),
            ["conflict.file-sizes"],
        ),
        # People round sizes
        (
            (
                page(dataset(distribution=[download(A, contentSize="14 MB")])),
                metalink(listed(A, "<size>14471447</size>")),
            ),
            [],
        ),
        (
            (page(dataset(distribution=[download(A, contentSize="15 MB")])), metalink(listed(A, "<size>1447</size>"))),
            ["conflict.file-sizes"],
        ),
        (
            (
                page(dataset(distribution=[download(A, sha256="00" * 32)])),
                metalink(listed(A, f'<hash type="sha-256">{SHA}</hash>')),
            ),
            ["conflict.file-digests"],
        ),
        (
            (
                page(dataset(distribution=[download(A, sha256="no digest")])),
                metalink(listed(A, f'<hash type="sha-256">{SHA}</hash>')),
            ),
            [],
        ),
    ],
)
def test_disagreements_are_findings(exchanges: tuple[Exchange, ...], codes: list[str]) -> None:
    evidence = look(*exchanges)
    assert [finding.code for finding in evidence.findings if finding.code.startswith("conflict.")] == codes
    assert all(finding.detail for finding in evidence.findings)


def test_a_disagreement_names_a_few_files_and_counts_the_others() -> None:
    names = [f"{HOME}/files/{number}.h5" for number in range(50)]
    evidence = look(page(dataset(distribution=[download(A)])), metalink(*(listed(name) for name in names)))
    (finding,) = (finding for finding in evidence.findings if finding.code == "conflict.files")
    assert "metalink lists 50 files; schema-org lists 1" in finding.detail
    assert len(finding.detail) < 300


def test_dcat_says_size_type_and_digest() -> None:
    (entry,) = look(
        turtle(
            f"<{HOME}> a dcat:Dataset; dct:title 'x'; dcat:distribution [ dcat:downloadURL <{A}>; dcat:byteSize 7; "
            "dcat:mediaType <https://www.iana.org/assignments/media-types/application/x-hdf5>; "
            f"spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_sha256; spdx:checksumValue '{SHA.upper()}' ] ] ."
        )
    ).manifest.entries
    assert (entry.size_bytes, entry.media_type, entry.digests) == (
        7,
        "application/x-hdf5",
        (Identifier(SHA, "sha-256"),),
    )


def test_access_is_the_datasets_where_it_says_one_thing() -> None:
    for terms, access in (("open access", "open"), ("closed access", "restricted"), ("whoever", "unknown")):
        (entry,) = look(page(dataset(distribution=[download(A)], conditionsOfAccess=terms))).manifest.entries
        assert entry.access == access


def test_the_order_of_answers_changes_nothing() -> None:
    exchanges = (page(dataset(distribution=[download(A)])), metalink(listed(A), listed(B)), registry(contentUrl=[C]))
    assert look(*exchanges).manifest == look(*exchanges[::-1]).manifest


def test_outcomes_have_every_mechanism_in_use() -> None:
    evidence = look(page(dataset(distribution=[download(A)])), metalink())
    assert evidence.manifest.outcomes == (
        Outcome("metalink", "nothing", reason="its list is empty"),
        Outcome("schema-org", "found", 1, reason="schema.org has no word for a complete list"),
    )
