"""The repository software of the demo answers in the shapes of its APIs, and nothing else leads to the files."""

from __future__ import annotations

import hashlib

import pytest
import requests

from fairsvc.demo.facility import Facility

HELD = {
    "invenio-record": "/records/4407",
    "dataverse-dataset": "/dataset.xhtml?persistentId=doi:10.5072/dls.dataverse-dataset",
    "scicat-dataset": "/detail/10.5072%2Fdls.scicat-dataset",
}
VERSION = "/api/datasets/:persistentId/versions/:latest-published?persistentId=doi:10.5072/DLS.dataverse-dataset"
DATASET = "/api/v3/datasets/dls.example%2F0b6f6c1e-51d2-4f0e-9a57-3d1f2c2f0e11"
FILES = (".nxs", ".csv", ".tab", "README", "/api/", "/door/", "/dls/data")


def md5(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


@pytest.mark.parametrize(("name", "path"), HELD.items())
def test_page_registry_and_oai_name_no_file(facility: Facility, web: requests.Session, name: str, path: str) -> None:
    page = web.get(f"{facility.resolver_url}/10.5072/dls.{name}")
    home = facility.portal_url if name == "scicat-dataset" else facility.base_url
    assert (page.status_code, page.url) == (200, home + path)
    assert "Link" not in page.headers
    query = {"verb": "GetRecord", "metadataPrefix": "oai_datacite", "identifier": f"oai:dls.example:{name}"}
    record = web.get(f"{facility.registry_url}/dois/10.5072/dls.{name}").json()["data"]["attributes"]
    assert record.pop("url") == home + path
    record.pop("xml")
    said = " ".join((page.text, web.get(facility.oai_url, params=query).text, str(record)))
    assert [word for word in FILES if word in said] == []


def test_an_invenio_record_lists_its_files_with_md5(facility: Facility, web: requests.Session) -> None:
    record = web.get(f"{facility.base_url}/api/records/4407").json()
    listed = web.get(f"{facility.base_url}/api/records/4407/files").json()["entries"]
    assert record["files"]["entries"] == {one["key"]: one for one in listed}
    assert record["files"]["count"] == 2
    for one in listed:
        body = web.get(one["links"]["content"]).content
        assert (one["size"], one["checksum"]) == (len(body), f"md5:{md5(body)}")


def test_a_table_has_two_forms_and_the_checksum_of_the_first(facility: Facility, web: requests.Session) -> None:
    table, text = (one["dataFile"] for one in web.get(facility.base_url + VERSION).json()["data"]["files"])
    served = web.get(f"{facility.base_url}/api/access/datafile/{table['id']}")
    original = web.get(f"{facility.base_url}/api/access/datafile/{table['id']}?format=original")
    assert (table["filename"], table["filesize"]) == ("scattering.tab", len(served.content))
    assert (table["originalFileName"], table["originalFileSize"]) == ("scattering.csv", len(original.content))
    assert table["checksum"] == {"type": "MD5", "value": md5(original.content)}
    assert md5(served.content) != md5(original.content)
    assert [row.split("\t") for row in served.text.splitlines()[1:3]] == [["0.05", "12.4601"], ["0.06", "12.4339"]]
    assert served.headers["Content-Disposition"] == 'attachment; filename="scattering.tab"'
    assert "Repr-Digest" not in served.headers
    assert md5(web.get(f"{facility.base_url}/api/access/datafile/{text['id']}").content) == text["md5"]


def test_scicat_names_internal_paths_that_only_the_door_serves(facility: Facility, web: requests.Session) -> None:
    published = web.get(f"{facility.catalogue_url}/publisheddata/10.5072%2Fdls.scicat-dataset").json()
    dataset = web.get(facility.portal_url + DATASET).json()
    assert published["pidArray"] == [dataset["pid"]]
    [block] = web.get(f"{facility.portal_url}{DATASET}/origdatablocks").json()
    disks, template = facility.door
    for one in block["dataFileList"]:
        path = f"{dataset['sourceFolder']}/{one['path']}"
        assert path.startswith(disks)
        assert web.get(facility.portal_url + path).status_code == 404
        body = web.get(template.format(path=path.removeprefix(disks))).content
        assert (one["size"], one["chk"]) == (len(body), hashlib.sha256(body).hexdigest())
    assert block["chkAlg"] == "sha256"


@pytest.mark.parametrize(
    "address",
    [
        "{site}/records/1",
        "{site}/api/records/1",
        "{site}/api/records/4407/files/other/content",
        "{site}/api/records/4407/versions",
        "{site}/dataset.xhtml",
        "{site}/dataset.xhtml?persistentId=doi:10.5072/dls.xas-iron-foil",
        "{site}/api/datasets/:persistentId/versions/:latest-published",
        "{site}/api/access/datafile/1",
        "{site}/datasets/invenio-record",
        "{site}/files/invenio-record/absorption.csv",
        "{portal}/",
        "{portal}/detail/10.5072%2Fdls.invenio-record",
        "{portal}/door/badger/2024/BN-2024-0009/raw/other.nxs",
        "{portal}/api/v3/publisheddata/10.5072%2Fdls.other",
        "{portal}/api/v3/datasets/other/origdatablocks",
    ],
)
def test_what_is_not_there_answers_404(facility: Facility, web: requests.Session, address: str) -> None:
    answer = web.get(address.format(site=facility.base_url, portal=facility.portal_url))
    assert answer.status_code == 404
