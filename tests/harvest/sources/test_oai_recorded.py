"""Every recorded OAI-PMH answer, served from loopback: no record is lost, every error says its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from fairsvc.errors import ProtocolBroken, TokenExpired, Unreadable
from fairsvc.model.harvest import Checkpoint, RunState, SourceConfig, Window
from harvest.account import close
from harvest.oai_list import choose_prefix
from harvest.sources.oai_pmh import SOURCE
from tests.support.harvesting import codes, collect, harvest
from tests.support.oai_provider import XML, page, provider, token
from tests.support.plain_fetcher import PlainFetcher
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]
RECORD = re.compile(rb"<record\b.*</record>", re.DOTALL)
ENVELOPE = re.compile(rb"<OAI-PMH\b[^>]*>", re.DOTALL)
ERRORS = {
    "badArgument.xml": "badArgument",
    "cannotDisseminateFormat.xml": "cannotDisseminateFormat",
    "idDoesNotExist.xml": "idDoesNotExist",
    "noSetHierarchy.xml": "noSetHierarchy",
    "undefinedError.xml": "undefinedError",
    "badResumptionToken.xml": "badResumptionToken",
}


def single_records(shared: Path) -> list[tuple[str, str]]:
    """List each recorded record with its namespace declarations: those of the envelope it came in belong to it."""
    found = []
    for path in sorted((shared / "harvest" / "oai").rglob("*.xml")):
        body = path.read_bytes()
        if path.parent.name == "sickle" or (cut := RECORD.search(body)) is None:
            continue
        outer = ENVELOPE.search(body)
        declared = " ".join(re.findall(r'xmlns:\w+="[^"]+"', outer[0].decode())) if outer else ""
        text = cut[0].decode()
        found.append((path.name, re.sub(r"<record>", f"<record {declared}>", text, count=1) if declared else text))
    return found


def by_file(folder: Path, first: str) -> Handler:
    """Answer from files: the token is the name of the next."""

    def answer(asked: Asked) -> Reply:
        query = parse_qs(urlsplit(asked.path).query)
        return 200, [XML], (folder / query.get("resumptionToken", [first])[0]).read_bytes()

    return answer


def test_a_recorded_list_follows_its_own_tokens(serve: Serve, shared: Path) -> None:
    pages, fault = harvest(serve(by_file(shared / "harvest/oai/sickle", "ListRecords.xml")))
    assert fault is None
    assert len(collect(pages)) == 8
    assert sum(item.deleted for item in collect(pages)) == 4
    assert all(item.deleted or item.metadata for item in collect(pages))
    assert codes(pages) == ["token.absent", "identifier.missing"]
    assert close(pages[-1].checkpoint)[0] is RunState.PLAUSIBLE


@pytest.mark.parametrize(("name", "code"), ERRORS.items())
def test_a_recorded_error_is_named(serve: Serve, shared: Path, name: str, code: str) -> None:
    served = serve(by_file(shared / "harvest/oai/sickle", name))
    pages, fault = harvest(served)
    assert (pages, type(fault)) == ([], ProtocolBroken)
    assert code in str(fault)
    with pytest.raises(ProtocolBroken, match=code):
        SOURCE.identify(PlainFetcher(), SourceConfig("demo", "oai", served.url))


def test_a_recorded_bad_token_loses_the_place(serve: Serve, shared: Path) -> None:
    served = serve(lambda asked: (200, [XML], (shared / "harvest/oai/sickle/badResumptionToken.xml").read_bytes()))
    assert isinstance(harvest(served, Checkpoint(Window("oai_dc"), token="t", pages=1))[1], TokenExpired)


def test_recorded_non_lists(serve: Serve, shared: Path) -> None:
    folder = shared / "harvest/oai/sickle"
    pages, fault = harvest(serve(by_file(folder, "noRecordsMatch.xml")))
    assert (fault, collect(pages), pages[0].checkpoint.done) == (None, [], True)
    assert isinstance(harvest(serve(by_file(folder, "ListRecordsBroken.xml")))[1], Unreadable)
    assert isinstance(harvest(serve(by_file(folder, "ListSets.xml")))[1], ProtocolBroken)


@pytest.mark.parametrize(
    ("path", "name", "granularity"),
    [
        ("sickle/Identify.xml", "A Test Repository", "YYYY-MM-DD"),
        ("datacite-viringo/oai_identify.xml", "DataCite", "YYYY-MM-DDThh:mm:ssZ"),
    ],
)
def test_a_recorded_identify(serve: Serve, shared: Path, path: str, name: str, granularity: str) -> None:
    served = serve(lambda asked: (200, [XML], (shared / "harvest/oai" / path).read_bytes()))
    repository = SOURCE.identify(PlainFetcher(), SourceConfig("demo", "oai", served.url))
    assert (repository.name, repository.granularity, repository.deleted_record) == (name, granularity, "persistent")
    assert len(repository.admin_emails) == 1
    assert [deviation.code for deviation in repository.deviations] == ["base-url.elsewhere"]


@pytest.mark.parametrize(
    ("path", "prefix"),
    [("sickle/ListMetadataFormats.xml", "oai_dc"), ("datacite-viringo/oai_listmetadataformats.xml", "oai_datacite")],
)
def test_recorded_formats(serve: Serve, shared: Path, path: str, prefix: str) -> None:
    served = serve(lambda asked: (200, [XML], (shared / "harvest/oai" / path).read_bytes()))
    formats = SOURCE.list_formats(PlainFetcher(), SourceConfig("demo", "oai", served.url))
    assert len(formats) >= 3
    assert choose_prefix(formats) == prefix


def test_every_recorded_record_is_kept(serve: Serve, shared: Path) -> None:
    found = single_records(shared)
    inner = "".join(text for _, text in found) + token("", len(found))
    pages, fault = harvest(serve(provider({"": page(inner)})))
    assert fault is None
    assert len(found) >= 24
    assert close(pages[-1].checkpoint)[0] is RunState.VERIFIED
    for (name, text), item in zip(found, collect(pages), strict=True):
        assert f">{item.identifier}<" in text, name
        assert item.raw, name
        assert bool(item.trouble) != bool(item.metadata), name
