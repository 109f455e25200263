"""The OAI-PMH provider, with sickle as a client that we did not write."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests
from lxml import etree
from sickle import Sickle

from fairsvc.demo.facility import Facility, running
from fairsvc.demo.loading import load_catalogue

OAI = "{http://www.openarchives.org/OAI/2.0/}"
KERNEL = "{http://datacite.org/schema/kernel-4}"
ALL = load_catalogue().datasets
PREFIXES = ("oai_dc", "oai_datacite", "datacite")
DELETED = {"oai:dls.example:withdrawn", "oai:dls.example:deleted"}


@pytest.fixture
def client(facility: Facility) -> Sickle:
    return Sickle(facility.oai_url)


def ask(facility: Facility, query: str, method: str = "GET") -> etree._Element:
    if method == "POST":
        form = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        answer = requests.post(facility.oai_url, data=query.encode(), headers=form, timeout=5)
    else:
        answer = requests.get(f"{facility.oai_url}?{query}", timeout=5)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    return etree.fromstring(answer.content)


def test_identify_names_the_called_address_and_its_rules(client: Sickle, facility: Facility) -> None:
    identify = client.Identify()
    assert identify.baseURL == facility.oai_url
    assert identify.deletedRecord == "persistent"
    assert identify.granularity == "YYYY-MM-DDThh:mm:ssZ"
    assert identify.earliestDatestamp <= min(
        header.datestamp for header in client.ListIdentifiers(metadataPrefix="oai_dc")
    )


def test_formats_and_sets(client: Sickle) -> None:
    assert tuple(known.metadataPrefix for known in client.ListMetadataFormats()) == PREFIXES
    one = client.ListMetadataFormats(identifier="oai:dls.example:no-licence")
    assert tuple(known.metadataPrefix for known in one) == PREFIXES
    assert [known.setSpec for known in client.ListSets()] == ["xray", "neutron"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_resumption_brings_every_record_once(client: Sickle, facility: Facility, prefix: str) -> None:
    records = list(client.ListRecords(metadataPrefix=prefix))
    identifiers = [record.header.identifier for record in records]
    assert len(identifiers) == len(set(identifiers)) == len(facility.dois)
    assert {record.header.identifier for record in records if record.deleted} == DELETED
    listed = [header.identifier for header in client.ListIdentifiers(metadataPrefix=prefix)]
    assert listed == identifiers


def test_sets_divide_the_records(client: Sickle, facility: Facility) -> None:
    xray = [header.identifier for header in client.ListIdentifiers(metadataPrefix="oai_dc", set="xray")]
    neutron = [header.identifier for header in client.ListIdentifiers(metadataPrefix="oai_dc", set="neutron")]
    assert not set(xray) & set(neutron)
    assert len(xray) + len(neutron) == len(facility.dois)


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({"from": "2024-11-03T09:12:48Z", "until": "2024-11-10T00:00:00Z"}, ["processed-curves", "polymer-collection"]),
        ({"from": "2024-11-03T09:12:49Z", "until": "2024-11-10T00:00:00Z"}, ["polymer-collection"]),
        ({"from": "2024-11-03", "until": "2024-11-10"}, ["processed-curves", "polymer-collection"]),
        ({"until": "2024-02-09T09:07:13Z"}, ["xas-iron-foil", "saxs-micelles"]),
        ({"until": "2024-02-09T09:07:12Z"}, ["xas-iron-foil"]),
        ({"until": "2024-02-09"}, ["xas-iron-foil", "saxs-micelles"]),
        ({"from": "2024-02-09", "until": "2024-02-09"}, ["saxs-micelles"]),
        ({"from": "2024-09-15", "until": "2024-09-21"}, ["withdrawn", "deleted"]),
        ({"from": "2024-02-01", "until": "2024-02-28", "set": "neutron"}, ["sans-polymer-blend"]),
    ],
)
def test_dates_are_inclusive(client: Sickle, bounds: dict[str, str], expected: list[str]) -> None:
    found = [header.identifier for header in client.ListIdentifiers(metadataPrefix="oai_dc", **bounds)]
    assert found == [f"oai:dls.example:{name}" for name in expected]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Harvest", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&extra=1", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-13-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=2024-01-01T00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-01-01&until=2024-01-01T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-01&until=2024-01-01", "badArgument"),
        ("verb=ListRecords&resumptionToken=1~ListRecords~oai_dc~~~~10&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&identifier=oai:dls.example:no-licence", "badArgument"),
        ("verb=ListRecords&resumptionToken=nonsense", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=1~ListIdentifiers~oai_dc~~~~10", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=1~ListRecords~oai_dc~~~~4000", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=1~ListRecords~oai_dc~~never~~10", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=1~ListRecords~marc21~~~~10", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=1", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=GetRecord&identifier=oai:dls.example:no-licence&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=GetRecord&identifier=oai:dls.example:nothing&metadataPrefix=oai_dc", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=%00%1b%22%3c", "idDoesNotExist"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=muons", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=2001-01-01", "noRecordsMatch"),
        ("verb=ListRecords&" + "&".join(f"a{n}=1" for n in range(40)), "badArgument"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_errors_have_the_standard_codes(facility: Facility, method: str, query: str, code: str) -> None:
    answer = ask(facility, query, method)
    assert [error.get("code") for error in answer.iter(f"{OAI}error")] == [code]
    request = answer.find(f"{OAI}request")
    assert request is not None
    assert request.text == facility.oai_url
    assert bool(request.attrib) == (code not in ("badVerb", "badArgument"))


def test_pages_count_and_end_with_an_empty_token(facility: Facility) -> None:
    token, seen = "", []
    while True:
        query = {"resumptionToken": token} if token else {"metadataPrefix": "oai_dc"}
        answer = ask(facility, urlencode({"verb": "ListIdentifiers", **query}))
        element = next(answer.iter(f"{OAI}resumptionToken"))
        seen.append((len(list(answer.iter(f"{OAI}header"))), element.get("cursor"), element.get("completeListSize")))
        token = element.text or ""
        assert bool(token) == ("expirationDate" in element.attrib)
        if not token:
            break
    whole, rest = divmod(len(ALL), 10)
    counts = [10] * whole + [rest] * (rest > 0)
    assert seen == [(count, str(10 * page), str(len(ALL))) for page, count in enumerate(counts)]


def test_tokens_are_stable(facility: Facility) -> None:
    first = "verb=ListRecords&metadataPrefix=datacite"
    token = next(ask(facility, first).iter(f"{OAI}resumptionToken")).text or ""
    assert token == next(ask(facility, first).iter(f"{OAI}resumptionToken")).text
    following = urlencode({"verb": "ListRecords", "resumptionToken": token})
    page = [etree.tostring(record) for record in ask(facility, following).iter(f"{OAI}record")]
    assert page == [etree.tostring(record) for record in ask(facility, following).iter(f"{OAI}record")]


def test_tokens_expire_on_command() -> None:
    query = "verb=ListRecords&resumptionToken=1~ListRecords~oai_dc~~~~10"
    with running() as facility:
        assert len(list(ask(facility, query).iter(f"{OAI}record"))) == 10
        facility.expire_tokens()
        assert [error.get("code") for error in ask(facility, query).iter(f"{OAI}error")] == ["badResumptionToken"]
        first = ask(facility, "verb=ListRecords&metadataPrefix=oai_dc")
        assert next(first.iter(f"{OAI}resumptionToken")).text == "2~ListRecords~oai_dc~~~~10"


def test_a_deleted_record_is_a_header_alone(client: Sickle) -> None:
    record = client.GetRecord(identifier="oai:dls.example:withdrawn", metadataPrefix="oai_datacite")
    assert record.deleted
    assert [etree.QName(child).localname for child in record.xml] == ["header"]


def test_a_form_of_another_type_is_refused(facility: Facility) -> None:
    answer = requests.post(facility.oai_url, json={"verb": "Identify"}, timeout=5)
    assert answer.status_code == 415


@pytest.mark.parametrize("version", ["kernel-4", "kernel-4.6", "kernel-4.7"])
def test_payloads_keep_to_the_datacite_schema(client: Sickle, shared: Path, version: str) -> None:
    schema = etree.XMLSchema(etree.parse(shared / "harvest/schema/meta" / version / "metadata.xsd"))
    payloads = [
        payload
        for record in client.ListRecords(metadataPrefix="oai_datacite")
        for payload in record.xml.iter(f"{KERNEL}resource")
    ]
    assert len(payloads) == len(ALL) - sum(dataset.deleted for dataset in ALL)
    for payload in payloads:
        schema.assertValid(etree.fromstring(etree.tostring(payload)))


def test_envelopes_keep_to_the_oai_datacite_schema(client: Sickle, shared: Path) -> None:
    schema = etree.XMLSchema(etree.parse(shared / "harvest/schema/oai/oai-1.1/oai.xsd"))
    for record in client.ListRecords(metadataPrefix="oai_datacite", ignore_deleted=True):
        envelope = next(record.xml.iter("{http://schema.datacite.org/oai/oai-1.1/}oai_datacite"))
        envelope = etree.fromstring(etree.tostring(envelope))
        payload = next(envelope.iter("{http://schema.datacite.org/oai/oai-1.1/}payload"))
        payload.clear()
        schema.assertValid(envelope)


def test_dublin_core_carries_the_main_facts(client: Sickle) -> None:
    record = client.GetRecord(identifier="oai:dls.example:xas-iron-foil", metadataPrefix="oai_dc")
    metadata = record.metadata
    assert metadata["identifier"] == ["https://doi.org/10.5072/dls.xas-iron-foil"]
    assert metadata["creator"] == ["Carberry, Josiah", "Lindqvist, Maja"]
    assert "https://creativecommons.org/licenses/by/4.0/" in metadata["rights"]


@pytest.mark.parametrize(("accepted", "coding"), [("gzip, deflate", "gzip"), ("identity", None), ("", None)])
def test_answers_are_compressed_for_who_accepts_it(
    facility: Facility, web: requests.Session, accepted: str, coding: str | None
) -> None:
    answer = web.get(f"{facility.oai_url}?verb=Identify", headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("Content-Encoding"), answer.headers["Vary"]) == (coding, "Accept-Encoding")
    assert b"Demo Light Source" in answer.content
