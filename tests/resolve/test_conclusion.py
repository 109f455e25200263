"""What is concluded from everything that was answered."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.model.manifest import FileEntry
from fairsvc.model.metadata import Identifier
from fairsvc.model.pid import read_pid
from fairsvc.model.resolution import Access, AccessState
from fairsvc.model.step import HTML
from fairsvc.resolve.conclusion import Search, conclude
from tests.support.concluded import AT, DOI, PAGE_URL, REGISTRY_URL, Told, concluded, page, registry, walked

FILE = FileEntry("https://data.example.org/f/a.h5", "a.h5", 5, (Identifier("ab" * 32, "sha-256"),))
OTHER = FileEntry("https://data.example.org/f/b.h5", "b.h5", 6)
ITEM = ("Link", '<https://data.example.org/f/a.h5>; rel="item"')
METALINK = Told(
    200,
    '<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="a.h5"><size>5</size>'
    f'<hash type="sha-256">{"ab" * 32}</hash><url>https://data.example.org/f/a.h5</url></file></metalink>',
    "application/metalink4+xml",
)
SCHEMA_ORG = (
    '<script type="application/ld+json">{"@context": "https://schema.org/", "@type": "Dataset", "name": "A",'
    ' "distribution": {"@type": "DataDownload", "contentUrl": "https://data.example.org/f/a.h5"}}</script>'
)
LINKSET = ("Link", '<https://data.example.org/links>; rel="linkset"; type="application/linkset+json"')
LINKS = Told(
    200,
    f'{{"linkset": [{{"anchor": "{PAGE_URL}", "item": [{{"href": "https://data.example.org/f/a.h5"}}]}}]}}',
    "application/linkset+json",
)
LOGIN = '<form action="/login"><input type="password" name="p"></form>'
CARD = '"rightsList": [{"rightsUri": "info:eu-repo/semantics/%s"}]'
SILENT = Failure(FailureKind.TIMEOUT, "20 s")


@pytest.mark.parametrize(
    ("resolution", "confidence", "mechanism", "complete"),
    [
        (concluded(page(SCHEMA_ORG)), 0.6, "schema-org", None),
        (concluded(page("", 200, ITEM)), 0.5, "signposting", None),
        (concluded(page(), metalink=METALINK), 0.8, "metalink", True),
        (
            concluded(page(), metalink=replace(METALINK, body=re.sub("<hash.*?</hash>", "", METALINK.body))),
            0.6,
            "metalink",
            True,
        ),
        (concluded(page("", 200, LINKSET), {"https://data.example.org/links": LINKS}), 0.9, "linkset", True),
        (concluded(page(), walks=[walked(FILE)]), 0.9, "ark", True),
        (concluded(page(SCHEMA_ORG), metalink=METALINK), 0.95, "metalink", True),
        (concluded(page(SCHEMA_ORG), walks=[walked(FILE)]), 0.95, "ark", True),
        (concluded(page(SCHEMA_ORG), walks=[walked(FILE, OTHER)]), 0.9, "ark", True),
        (concluded(page()), 0.0, "", None),
    ],
)
def test_confidence_follows_who_says_it(
    resolution: object, confidence: float, mechanism: str, complete: bool | None
) -> None:
    manifest = resolution.manifest  # type: ignore[attr-defined]
    assert (manifest.confidence, manifest.mechanism, manifest.complete) == (confidence, mechanism, complete)


@pytest.mark.parametrize(
    ("told", "others", "walks", "state", "because"),
    [
        (page("", 410), {}, [walked(FILE, access=Access(AccessState.OPEN))], "withdrawn", "the page answered 410"),
        (
            page("<h1>Sorry</h1> This dataset has been withdrawn at the request of its owner."),
            {},
            [],
            "withdrawn",
            "the page is a tombstone: 'This dataset has been withdrawn'",
        ),
        (page("", 404), {REGISTRY_URL: registry('"dates": [{"date": "2026-01-02", "dateType": "Withdrawn"}]')}, [],
         "withdrawn", "the metadata say since 2026-01-02"),
        (page(SCHEMA_ORG + "This item was removed from the shelf."), {}, [], "unknown", ""),
        (page(), {}, [walked(access=Access(AccessState.METADATA_ONLY, because="the API says so"))], "metadata only",
         "the API says so"),
        (page(), {REGISTRY_URL: registry(CARD % "openAccess")}, [], "open", "the metadata say so"),
        (page(), {REGISTRY_URL: registry(CARD % "restrictedAccess")}, [], "restricted", "the metadata say so"),
        (page("", 401), {}, [], "login", "the page answered 401"),
        (page("", 403), {}, [], "restricted", "the page answered 403"),
        (page("", 403, ("cf-mitigated", "challenge")), {}, [], "unknown", ""),
        (page(LOGIN), {}, [], "login", "a login page came in place of the dataset's (password field)"),
        (page(LOGIN + DOI), {}, [], "unknown", ""),
        (page(LOGIN + SCHEMA_ORG), {}, [], "unknown", ""),
        (page(), {}, [walked(trouble="the API answered 401", status=401)], "login", "the API of Ark answered 401"),
        (page(), {}, [walked(trouble="the API answered 403", status=403)], "restricted", "the API of Ark answered 403"),
        (page(), {}, [walked(FileEntry(FILE.url, access="restricted"))], "restricted", "each file says so"),
        (page(), {}, [walked(FileEntry(FILE.url, access="open"), FileEntry(OTHER.url, access="restricted"))],
         "unknown", ""),
    ],
)  # fmt: skip
def test_access_follows_the_strongest_word(
    told: Told, others: dict[str, Told], walks: list[object], state: str, because: str
) -> None:
    access = concluded(told, others, walks).access  # type: ignore[arg-type]
    assert (access.state, access.because) == (state, because)


@pytest.mark.parametrize(
    ("day", "state", "until"),
    [("2027-05-01", "embargoed", date(2027, 5, 1)), ("2026-05-01", "open", None), ("soon", "embargoed", None)],
)
def test_an_embargo_ends(day: str, state: str, until: date | None) -> None:
    card = CARD % "embargoedAccess" + f', "dates": [{{"date": "{day}", "dateType": "Available"}}]'
    access = concluded(page(), {REGISTRY_URL: registry(card)}).access
    assert (access.state, access.until) == (state, until)


def test_the_day_may_stand_in_the_metadata_alone() -> None:
    card = registry('"dates": [{"date": "2027-05-01", "dateType": "Available"}]')
    held = walked(access=Access(AccessState.EMBARGOED, because="the API says so"))
    assert concluded(page(), {REGISTRY_URL: card}, [held]).access == Access(
        AccessState.EMBARGOED, date(2027, 5, 1), "the API says so"
    )


@pytest.mark.parametrize(
    ("told", "others", "doi", "agency"),
    [
        (page(), {}, DOI, ""),
        (page(), {REGISTRY_URL: registry()}, DOI, "DataCite"),
        (
            page(),
            {
                REGISTRY_URL: Told(404, "{}", "application/json"),
                "https://doi.org/doiRA/10.5072/x": Told(200, '[{"RA": "mEDRA"}]', "application/json"),
            },
            DOI,
            "mEDRA",
        ),
        (page(), {}, "https://doi.org/10.15151/x", "DataCite"),
        (Told(failure=SILENT), {}, "https://doi.org/10.15151/x", ""),
    ],
)
def test_the_agency_is_whoever_answers_for_the_doi(told: Told, others: dict[str, Told], doi: str, agency: str) -> None:
    assert concluded(told, others, doi=doi).agency == agency


@pytest.mark.parametrize(
    ("told", "walks", "trouble", "unanswered"),
    [
        (page(), [], "", False),
        (page("", 404), [], "the page answered 404", False),
        (page("", 503), [], "the page answered 503", True),
        (page("", 503), [walked(FILE)], "", False),
        (page("", 429), [], "the page answered 429", True),
        (Told(failure=SILENT), [], "the PID led to no page: timeout (20 s)", True),
        (page("", 202, ("x-amzn-waf-action", "challenge")), [],
         "a page that keeps programs out came in place of the dataset's (202)", True),
        (page(), [walked(trouble="the API answered 503", status=503)], "", True),
        (page(), [walked(trouble="the API answered 404", status=404)], "", False),
    ],
)  # fmt: skip
def test_trouble_is_told_from_silence(told: Told, walks: list[object], trouble: str, unanswered: bool) -> None:
    found = concluded(told, walks=walks)  # type: ignore[arg-type]
    assert (found.trouble, found.unanswered) == (trouble, unanswered)


def test_contradictions_between_api_and_metadata_are_reported() -> None:
    held = walked(FILE, access=Access(AccessState.RESTRICTED), licence="CC-BY-4.0")
    card = '"rightsList": [{"rightsUri": "info:eu-repo/semantics/openAccess"}, {"rightsIdentifier": "cc0-1.0"}]'
    found = concluded(page(), {REGISTRY_URL: registry(card)}, [held]).findings
    assert [(one.code, one.where, one.detail) for one in found] == [
        ("conflict.access", "repository/ark, view/union", "the API of Ark says restricted; the metadata say open"),
        ("conflict.rights", "repository/ark, view/union", "the API of Ark says CC-BY-4.0; the metadata say CC0-1.0"),
    ]
    same = walked(FILE, access=Access(AccessState.OPEN), licence="https://creativecommons.org/publicdomain/zero/1.0/")
    assert concluded(page(), {REGISTRY_URL: registry(card)}, [same]).findings == ()


def test_files_that_api_and_page_tell_differently_are_reported() -> None:
    found = concluded(page(SCHEMA_ORG), walks=[walked(FILE, OTHER)])
    assert [one.code for one in found.findings] == ["conflict.files"]


def test_addresses_that_end_are_dated_and_never_shown() -> None:
    signed = "https://s3.example.org/a.h5?X-Amz-Date=20261121T000000Z&X-Amz-Expires=3600&X-Amz-Signature=hush"
    found = concluded(page(), walks=[walked(FileEntry(signed, "a.h5"), OTHER)])
    assert found.expires_at == datetime(2026, 11, 21, 1, tzinfo=UTC)
    shown = (found.page, found.chain, found.trials, found.findings, found.questions, found.trouble)
    assert "hush" not in repr(shown)


def test_no_word_on_files_holds_a_secret() -> None:
    signed = "https://s3.example.org/?file=1&token=hush"
    held = walked(FileEntry(signed, size_bytes=5), OTHER, trouble="")
    failed = walked(trouble=f"nothing came from {signed}")
    found = concluded(page(SCHEMA_ORG), walks=[held, failed])
    assert found.findings
    assert "hush" not in repr((found.findings, found.trials, found.questions))


@pytest.mark.parametrize(
    ("told", "where"),
    [(page(), PAGE_URL), (page("", 404), PAGE_URL), (Told(failure=SILENT), "")],
)
def test_the_page_is_where_the_pid_leads(told: Told, where: str) -> None:
    assert concluded(told).page == where


def test_the_page_is_told_though_nobody_answers_there() -> None:
    need = Need(DOI, headers=(("Accept", HTML),))
    hop = Hop(DOI, 302, (("Location", PAGE_URL),))
    broken = Exchange(need, AT, (hop,), Failure(FailureKind.CONNECT), steps=("page",))
    evidence = Evidence(read_pid(DOI), AT, exchanges=(broken,))
    assert conclude(Search(evidence, {})).page == PAGE_URL


def test_an_identifier_that_is_not_registered_leads_to_no_page() -> None:
    unknown = Exchange(Need(DOI), AT, (Hop(DOI, 404),), steps=("page",))
    found = conclude(Search(Evidence(read_pid(DOI), AT, exchanges=(unknown,)), {}))
    assert (found.page, found.trouble) == ("", "the identifier is not registered: its resolver answered 404")
