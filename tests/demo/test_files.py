"""Files: bytes, ranges, digests, refusals; and the committed bytes themselves."""

from __future__ import annotations

import base64
import hashlib
import io
from importlib.resources import files

import h5py
import pytest
import requests
from lxml import etree

from fairsvc.demo.facility import Facility

METALINK = "{urn:ietf:params:xml:ns:metalink}"
STORED = files("fairsvc.demo") / "data" / "files"
BODY = (STORED / "absorption.nxs").read_bytes()


@pytest.fixture
def address(facility: Facility) -> str:
    return f"{facility.base_url}/files/xas-iron-foil/absorption.nxs"


def test_a_file_comes_with_validators_and_digest(address: str, web: requests.Session) -> None:
    answer = web.get(address)
    assert answer.content == BODY
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(hashlib.sha256(BODY).digest()).decode()}:"
    assert 'rel="collection"' in answer.headers["Link"]
    asked = web.head(address)
    assert {**asked.headers, "Date": ""} == {**answer.headers, "Date": ""}


@pytest.mark.parametrize(
    ("sent", "status", "content_range", "body"),
    [
        ("bytes=0-7", 206, f"bytes 0-7/{len(BODY)}", BODY[:8]),
        ("bytes=0-65535", 206, f"bytes 0-{len(BODY) - 1}/{len(BODY)}", BODY),
        ("bytes=100-", 206, f"bytes 100-{len(BODY) - 1}/{len(BODY)}", BODY[100:]),
        ("bytes=-16", 206, f"bytes {len(BODY) - 16}-{len(BODY) - 1}/{len(BODY)}", BODY[-16:]),
        ("bytes=-999999", 206, f"bytes 0-{len(BODY) - 1}/{len(BODY)}", BODY),
        ("bytes=99999999-", 416, f"bytes */{len(BODY)}", b""),
        ("bytes=-0", 416, f"bytes */{len(BODY)}", b""),
        ("bytes=9-3", 200, None, BODY),
        ("bytes=-", 200, None, BODY),
        ("bytes=0-1,4-5", 200, None, BODY),
        ("lines=0-1", 200, None, BODY),
        ("bytes=" + "9" * 40 + "-", 200, None, BODY),
    ],
)
def test_ranges(
    address: str, web: requests.Session, sent: str, status: int, content_range: str | None, body: bytes
) -> None:
    answer = web.get(address, headers={"Range": sent})
    assert (answer.status_code, answer.headers.get("Content-Range")) == (status, content_range)
    assert answer.content == body


@pytest.mark.parametrize(("condition", "status"), [('"other"', 200), ("same", 206)])
def test_a_range_of_another_version_is_the_whole(
    address: str, web: requests.Session, condition: str, status: int
) -> None:
    etag = web.head(address).headers["ETag"]
    headers = {"Range": "bytes=0-7", "If-Range": etag if condition == "same" else condition}
    assert web.get(address, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("path", "status", "media_type"),
    [
        ("login-as-csv/scattering.csv", 200, "text/html; charset=utf-8"),
        ("dead-file/scattering.nxs", 404, "text/html; charset=utf-8"),
        ("file-needs-login/scattering.csv", 401, "text/html; charset=utf-8"),
        ("embargoed/absorption.nxs", 403, "text/html; charset=utf-8"),
        ("restricted/scattering.nxs", 403, "text/html; charset=utf-8"),
        ("wrong-size/scattering.csv", 200, "text/csv"),
        ("no-file-link/scattering.nxs", 200, "application/x-hdf5"),
    ],
)
def test_refusals(facility: Facility, web: requests.Session, path: str, status: int, media_type: str) -> None:
    answer = web.get(f"{facility.base_url}/files/{path}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, media_type)
    assert (b'type="password"' in answer.content) == path.startswith("login")
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


@pytest.mark.parametrize(
    ("id", "size_is_true", "has_digest"),
    [("ptychography-chip", True, True), ("wrong-size", False, True), ("no-digest", True, False)],
)
def test_the_metalink_claims(
    facility: Facility, web: requests.Session, id: str, size_is_true: bool, has_digest: bool
) -> None:
    doi = f"{facility.resolver_url}/10.5072/dls.{id}"
    listed = etree.fromstring(web.get(doi, headers={"Accept": "application/metalink4+xml"}).content)
    entries = list(listed.iter(f"{METALINK}file"))
    assert entries
    for entry in entries:
        answer = web.get(entry.findtext(f"{METALINK}url"))
        assert (int(entry.findtext(f"{METALINK}size")) == len(answer.content)) == size_is_true
        digest = entry.findtext(f"{METALINK}hash")
        assert digest == (hashlib.sha256(answer.content).hexdigest() if has_digest else None)
        assert ("Repr-Digest" in answer.headers) == has_digest


@pytest.mark.parametrize(("name", "definition"), [("absorption.nxs", "NXxas"), ("scattering.nxs", "NXsas")])
def test_nexus_files_are_nexus(name: str, definition: str) -> None:
    body = (STORED / name).read_bytes()
    assert len(body) < 30_000
    with h5py.File(io.BytesIO(body)) as file:
        assert file.attrs["NX_class"] == "NXroot"
        entry = file[file.attrs["default"]]
        assert entry.attrs["NX_class"] == "NXentry"
        assert entry["definition"].asstr()[()] == definition
        data = entry[entry.attrs["default"]]
        assert data.attrs["NX_class"] == "NXdata"
        assert data[data.attrs["signal"]].size > 100


@pytest.mark.parametrize("name", ["absorption.csv", "scattering.csv"])
def test_tables_have_a_header_and_numbers(name: str) -> None:
    header, *rows = (STORED / name).read_text().splitlines()
    assert len(rows) == 201
    assert all(len([float(cell) for cell in row.split(",")]) == header.count(",") + 1 for row in rows)
