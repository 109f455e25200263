"""Starting, stopping, determinism and what the data file promises."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections import Counter
from pathlib import Path

import pytest
import requests

from fairsvc.demo.catalogue import PORTAL
from fairsvc.demo.facility import Facility, running
from fairsvc.demo.loading import load_catalogue
from fairsvc.demo.server import HOST

QUICK = [dataset for dataset in load_catalogue().datasets if not dataset.delay_s]
HONEST = [dataset for dataset in load_catalogue().datasets if dataset.tier != "deceptive"]
ORCIDS = sorted({person.orcid for dataset in HONEST for person in dataset.creators if person.orcid})


def answers(facility: Facility, web: requests.Session) -> dict[str, bytes]:
    """Fetch everything that has an address, with ports and times taken out."""
    paths = ["/", "/robots.txt", "/sitemap.xml", "/login"]
    paths += [f"/oai?verb=ListRecords&metadataPrefix={prefix}" for prefix in ("oai_dc", "oai_datacite", "datacite")]
    for dataset in QUICK:
        paths += [dataset.path, f"{dataset.path}/metadata.jsonld", f"{dataset.path}/linkset.json"]
        paths += [file.path for file in dataset.files]
    addresses = [path.replace(PORTAL, facility.portal_url) for path in paths]
    addresses = [address if address.startswith("http") else facility.base_url + address for address in addresses]
    for dataset in QUICK:
        addresses += [f"{facility.resolver_url}/{dataset.doi}", f"{facility.handle_api_url}/{dataset.doi}"]
        addresses.append(f"{facility.registry_url}/dois/{dataset.doi}")
    return {_neutral(facility, a.encode()).decode(): _fetch(facility, web, a) for a in addresses}


def _fetch(facility: Facility, web: requests.Session, address: str) -> bytes:
    answer = web.get(address, allow_redirects=False)
    variable = ("date", "etag", "content-length")
    headers = [f"{name}: {value}" for name, value in answer.headers.items() if name.lower() not in variable]
    body = answer.content
    if "/dois/" in address and answer.ok:
        record = json.loads(body)
        record["data"]["attributes"].pop("xml")  # base64 hides the port
        body = json.dumps(record).encode()
    return _neutral(facility, "\n".join([str(answer.status_code), *headers, ""]).encode() + body)


def _neutral(facility: Facility, text: bytes) -> bytes:
    names = (facility.resolver_url, facility.registry_url, facility.base_url, facility.portal_url)
    for name, url in zip((b"RESOLVER", b"REGISTRY", b"FACILITY", b"PORTAL"), names, strict=True):
        text = text.replace(url.encode(), name)
    text = re.sub(rb"<responseDate>[^<]+", b"<responseDate>", text)
    return re.sub(rb'expirationDate="[^"]+"', b"", text)


def test_two_demos_say_the_same(web: requests.Session) -> None:
    with running() as first, running() as second:
        assert first.host_ports != second.host_ports
        one, other = answers(first, web), answers(second, web)
    assert len(one) > 250
    assert one == other


def test_the_data_hold_what_was_promised(facility: Facility) -> None:
    tiers = Counter(expected.tier for expected in facility.expected.values())
    assert tiers == {"exemplary": 4, "good": 11, "poor": 17, "special": 11, "deceptive": 38}
    assert all(doi.startswith("10.5072/dls.") and doi == doi.lower() for doi in facility.dois)
    assert all(expected.note for expected in facility.expected.values())


def test_technique_iris_and_labels_are_panet(shared: Path) -> None:
    terms = json.loads((shared / "panet/panet-1.3.0.json").read_text())["terms"]
    known = {term["iri"]: term["label"] for term in terms if term["kind"] == "technique"}
    used = {term for dataset in load_catalogue().datasets for term in dataset.techniques}
    assert len(used) >= 10
    assert all(known[term.url] == term.label for term in used)


@pytest.mark.parametrize("orcid", ORCIDS)
def test_orcids_have_a_valid_check_digit(orcid: str) -> None:
    digits = orcid.replace("-", "")
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    assert "0123456789X"[(12 - total % 11) % 11] == digits[15]


@pytest.mark.parametrize("ror", [load_catalogue().facility.ror, load_catalogue().facility.funder_ror])
def test_rors_have_a_valid_check_sum(ror: str) -> None:
    name = ror.removeprefix("https://ror.org/")
    number = 0
    for character in name[:7]:
        number = number * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(character)
    assert name.startswith("0")
    assert 98 - number * 100 % 97 == int(name[7:])


def test_only_one_page_is_slow() -> None:
    assert len(load_catalogue().datasets) - len(QUICK) == 1


def test_requests_are_counted(web: requests.Session) -> None:
    with running() as facility:
        web.get(f"{facility.resolver_url}/{facility.dois[0]}", headers={"User-Agent": "tester"})
        seen = [(asked.server, asked.method, asked.status, asked.user_agent) for asked in facility.requests]
    assert seen == [("resolver", "GET", 302, "tester"), ("facility", "GET", 200, "tester")]


def test_ports_can_be_chosen_and_are_free_again(web: requests.Session) -> None:
    with running() as facility:
        ports = tuple(int(name.partition(":")[2]) for name in facility.host_ports)
        web.get(facility.base_url)
    assert len(ports) == 4
    with running((ports[0], ports[1], ports[2], ports[3])) as again:
        assert again.base_url == f"http://{HOST}:{ports[2]}"
        with pytest.raises(OSError, match="in use"), running((0, 0, ports[2], 0)):
            pass
        assert requests.get(again.base_url, timeout=5).status_code == 200


def test_stopping_leaves_neither_thread_nor_connection() -> None:
    before = threading.active_count()
    with requests.Session() as kept, running() as facility:
        kept.trust_env = False
        kept.get(facility.base_url)
        slow = threading.Thread(target=_hang_up, args=(f"{facility.base_url}/datasets/slow-page",))
        slow.start()
        while not any("slow" in asked.target for asked in list(facility.requests)):
            pass
    slow.join(1)
    assert threading.active_count() == before
    with pytest.raises(requests.ConnectionError):
        requests.get(facility.base_url, timeout=1)


def _hang_up(address: str) -> None:
    try:
        requests.get(address, timeout=10)
    except requests.ConnectionError:
        return


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /oai HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /oai HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n",
        b"POST /oai HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"PUT / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET /\xff%ff%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET //[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET http://127.0.0.1/robots.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /oai?verb=ListSets&x=\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nGET /",
    ],
)
def test_odd_requests_get_an_answer(facility: Facility, capsys: pytest.CaptureFixture[str], sent: bytes) -> None:
    port = int(facility.host_ports[2].partition(":")[2])
    with socket.create_connection((HOST, port), timeout=5) as connection:
        connection.sendall(sent)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"HTTP/1.1 " in answer or b"<!DOCTYPE HTML" in answer or b"Error" in answer
    assert capsys.readouterr().err == ""
