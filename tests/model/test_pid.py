from __future__ import annotations

import csv
import re
import time
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import BadPid
from fairsvc.model.pid import Pid, find_doi, find_pid, read_pid


@pytest.mark.parametrize(
    ("text", "scheme", "value", "uri"),
    [
        ("10.5072/ABC", "doi", "10.5072/abc", "https://doi.org/10.5072/abc"),
        ("doi:10.5072/abc", "doi", "10.5072/abc", "https://doi.org/10.5072/abc"),
        (
            " https://dx.doi.org/10.1594/PANGAEA.836178 ",
            "doi",
            "10.1594/pangaea.836178",
            "https://doi.org/10.1594/pangaea.836178",
        ),
        (
            "https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0",
            "doi",
            "10.1002/(sici)1097<1::aid>3.0",
            "https://doi.org/10.1002/(sici)1097%3C1::aid%3E3.0",
        ),
        ("https://www.doi.org/10.5072/a?x=1#y", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("DOI: 10.5072/A", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("doi.org/10.5072/A", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("http://dx.doi.org/doi:10.5072/A", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("https://DOI.org/10.5072%2FA", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("doi:10.5072%2FA%20", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("doi:10.5072/100%25", "doi", "10.5072/100%25", "https://doi.org/10.5072/100%2525"),
        ("info:doi/10.5072%2Fa", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("info:doi/10.5072/a", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("hdl.handle.net/21.11151/ABC", "handle", "21.11151/abc", "https://hdl.handle.net/21.11151/abc"),
        ("hdl:21.11151%2FABC", "handle", "21.11151/abc", "https://hdl.handle.net/21.11151/abc"),
        (
            "https://nbn-resolving.org/urn:NBN:de:HBZ:5n-Ab1",
            "urn",
            "urn:nbn:de:hbz:5n-Ab1",
            "https://nbn-resolving.org/urn:nbn:de:hbz:5n-Ab1",
        ),
        ("hdl:21.11151/ABC", "handle", "21.11151/abc", "https://hdl.handle.net/21.11151/abc"),
        ("https://hdl.handle.net/10.5072/a", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("https://n2t.net/ark:/12345/x6np1wh8k", "ark", "ark:/12345/x6np1wh8k", "https://n2t.net/ark:/12345/x6np1wh8k"),
        ("ark:12345/x", "ark", "ark:/12345/x", "https://n2t.net/ark:/12345/x"),
        ("https://w3id.org/a2a/", "purl", "https://w3id.org/a2a/", "https://w3id.org/a2a/"),
        ("DOI 10.5072/a", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("10.5072%2FA", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("urn:doi:10.5072/a", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("https://doi.org/https://doi.org/10.5072/a", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("https://doi.org//10.5072/a", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("<https://doi.org/10.5072/a>", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("(doi:10.5072/a(1)).", "doi", "10.5072/a(1)", "https://doi.org/10.5072/a(1)"),
        ("“10.5072/a”,", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("10.5072/a\u200b", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("10.5072/a;2-.", "doi", "10.5072/a;2-.", "https://doi.org/10.5072/a;2-."),
        ("https://identifiers.org/doi:10.5072/a", "doi", "10.5072/a", "https://doi.org/10.5072/a"),
        ("https://raid.org/10.26259/0D7F1865", "doi", "10.26259/0d7f1865", "https://doi.org/10.26259/0d7f1865"),
        ("raid:10.26259/0d7f1865", "doi", "10.26259/0d7f1865", "https://doi.org/10.26259/0d7f1865"),
        ("igsn:10.60510/ABC1", "doi", "10.60510/abc1", "https://doi.org/10.60510/abc1"),
        ("IGSN: AU1243", "handle", "10273/au1243", "https://hdl.handle.net/10273/au1243"),
        ("10273/AU1243", "handle", "10273/au1243", "https://hdl.handle.net/10273/au1243"),
        ("http://igsn.org/AU1243", "handle", "10273/au1243", "https://hdl.handle.net/10273/au1243"),
        ("https://igsn.org/10273/AU1243", "handle", "10273/au1243", "https://hdl.handle.net/10273/au1243"),
        ("http://dx.doi.org/10273/SSH000SUA", "handle", "10273/ssh000sua", "https://hdl.handle.net/10273/ssh000sua"),
        ("https://igsn.org/about", "url", "https://igsn.org/about", "https://igsn.org/about"),
        ("21.T11998/0000-001A-3905-F", "handle", "21.t11998/0000-001a-3905-f", None),
        ("https://hdl.handle.net/api/handles/20.500.1/A", "handle", "20.500.1/a", "https://hdl.handle.net/20.500.1/a"),
        ("info:hdl/20.500.1/A", "handle", "20.500.1/a", "https://hdl.handle.net/20.500.1/a"),
        ("info:ark/12345/x", "ark", "ark:/12345/x", "https://n2t.net/ark:/12345/x"),
        ("https://arks.org/ark:12345/x?info", "ark", "ark:/12345/x", "https://n2t.net/ark:/12345/x"),
        ("ark:/12345/x)/).", "ark", "ark:/12345/x", "https://n2t.net/ark:/12345/x"),
        ("https://ark.org/ark:/12345/x/", "ark", "ark:/12345/x", "https://n2t.net/ark:/12345/x"),
        ("https://museum.example/ARK:/1234B/Xy.1.", "ark", "ark:/1234b/Xy.1", "https://n2t.net/ark:/1234b/Xy.1"),
        ("https://a.example/ark%3A%2F12345%2Fx", "ark", "ark:/12345/x", "https://n2t.net/ark:/12345/x"),
        ("https://a.example/show?id=ark:/12345/x&y=1", "ark", "ark:/12345/x", "https://n2t.net/ark:/12345/x"),
        ("oai:a.example:ark:/12345/x", "ark", "ark:/12345/x", "https://n2t.net/ark:/12345/x"),
        ("https://urn.fi/URN:NBN:fi-fe2021", "urn", "urn:nbn:fi-fe2021", "https://nbn-resolving.org/urn:nbn:fi-fe2021"),
        (
            "https://urn.kb.example/resolve?urn=urn%3Anbn%3Ase%3Auu%3Adiva-1&x=2",
            "urn",
            "urn:nbn:se:uu:diva-1",
            "https://nbn-resolving.org/urn:nbn:se:uu:diva-1",
        ),
        ("http://www.w3id.org/a2a", "purl", "https://w3id.org/a2a", "https://w3id.org/a2a"),
        ("http://PURL.org/dc/terms/", "purl", "https://purl.org/dc/terms/", "https://purl.org/dc/terms/"),
        ("https://identifiers.org/taxonomy:9606", "purl", "https://identifiers.org/taxonomy:9606", None),
        ("0000-0002-1825-0097", "orcid", "0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("http://orcid.org/0000-0002-1694-233x/", "orcid", "0000-0002-1694-233X", None),
        ("ORCID iD: 0000‑0002‑1825‑0097", "orcid", "0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("orcid:0000000218250097", "orcid", "0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("https://ror.org/03YRM5C26", "ror", "03yrm5c26", "https://ror.org/03yrm5c26"),
        ("ror.org/02550n020", "ror", "02550n020", "https://ror.org/02550n020"),
        ("ror:02550n020", "ror", "02550n020", "https://ror.org/02550n020"),
        (
            "https://archive.softwareheritage.org/SWH:1:DIR:D198BC9D7A6BCF6DB04F476D29314F157507D505;lines=1-2/",
            "swhid",
            "swh:1:dir:d198bc9d7a6bcf6db04f476d29314f157507d505;lines=1-2",
            None,
        ),
        ("https://orcid.org/signin", "url", "https://orcid.org/signin", "https://orcid.org/signin"),
        ("https://example.org/d?id=1", "url", "https://example.org/d?id=1", "https://example.org/d?id=1"),
    ],
)
def test_identifiers_are_recognised_and_normalised(text: str, scheme: str, value: str, uri: str | None) -> None:
    pid = read_pid(text)
    assert (pid.scheme, pid.value) == (scheme, value)
    assert uri is None or pid.uri == uri
    assert read_pid(pid.uri) == pid
    assert read_pid(str(pid)) == pid
    assert pid.persistent is (scheme != "url")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.5072",
        "hello",
        "doi:",
        "doi:11.5072/a",
        "ftp://x.org/a",
        "https://",
        "http://user@host/",
        "10.5072/a b",
        "urn:isbn:9783110",
        "urn:nbn:de",
        "doi:10.5072%2F",
        "1/2",
        "21.11.2020/22.11.2020",
        "21.11.2020",
        "0000 0001 2103 2683",
        "1234567890123456",
        "03yrm5c26",
        "igsn:",
        "swh:1:dir:abc",
        "see ark:/12345/x for more",
        "oai:facility.example:12",
    ],
)
def test_what_is_no_identifier_is_refused_in_a_sentence(text: str) -> None:
    assert find_pid(text) is None
    with pytest.raises(BadPid, match="no DOI, Handle, ARK or web address"):
        read_pid(text)


@pytest.mark.parametrize(
    ("text", "which", "right"),
    [
        ("0000-0002-1825-0098", "ORCID iD is wrong: '0000-0002-1825-0098'", "belongs 7"),
        ("https://orcid.org/0000-0002-1694-2330", "ORCID iD is wrong: '0000-0002-1694-2330'", "belongs X"),
        ("orcid:0000-0002-1825-0079", "ORCID iD is wrong", "https://orcid.org"),
        ("https://ror.org/03yrm5c27", "ROR ID are wrong: '03yrm5c27'", "belongs 26"),
        ("ror:03yrm5c62", "ROR ID are wrong", "https://ror.org"),
    ],
)
def test_a_wrong_check_digit_is_refused_with_the_right_one(text: str, which: str, right: str) -> None:
    pid = find_pid(text)
    assert pid is None or pid == Pid("url", text)
    with pytest.raises(BadPid, match=which) as refused:
        read_pid(text)
    assert right in str(refused.value)


@pytest.mark.parametrize(
    "piece",
    ["https://doi.org/", "doi:", "/ark:/12345/x", "=urn:nbn:de:", "10.5072/))", "a-", "<", "info:", "0000-000", "%2f"],
)
@pytest.mark.parametrize("end", ["", " z", "10.5072/a", ")"])
def test_long_texts_take_no_longer_than_their_length(piece: str, end: str) -> None:
    text = piece * (400_000 // len(piece)) + end
    started = time.process_time()
    for start in ("", "https://n2t.net/", "https://doi.org/10.5072/", "10.5072/", "hdl:a/", "swh:", "igsn:"):
        find_pid(start + text)
    assert time.process_time() - started < 10


def test_every_doi_of_a_random_sample_is_read_as_it_stands(shared: Path) -> None:
    with (shared / "doi/datacite_random_doi_to_url.dev.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 231
    for row in rows:
        pid = read_pid(row["id"])
        assert (pid.scheme, pid.value) == ("doi", row["id"].lower())
        assert read_pid(pid.uri) == pid
        assert read_pid(row["url"]) is not None


def test_every_identifier_of_harvested_records_is_read_or_refused(shared: Path) -> None:
    found = {text for path in (shared / "harvest").rglob("*.*") if path.is_file() for text in _identifiers(path)}
    schemes = Counter(pid.scheme if (pid := find_pid(text)) else "" for text in found)
    assert schemes["doi"] > 4000
    assert schemes["orcid"] > 40
    for text in found:
        pid = find_pid(text)
        assert pid is None or (find_pid(str(pid)), find_pid(pid.uri)) == (pid, pid), text
        assert pid is None or pid.scheme != "doi" or pid.value in unquote(text).lower(), text


def _identifiers(path: Path) -> list[str]:
    text = path.read_text("utf-8", "replace")
    elements = re.findall(r"<[\w:]*(?:[iI]dentifier|relation)\b[^<>]*>([^<]+)<", text)
    members = re.findall(r'"(?:doi|pid|identifier|relatedIdentifier|nameIdentifier|@?id)"\s*:\s*"([^"]+)"', text)
    return [found.strip() for found in (*elements, *members)]


def test_a_doi_is_found_in_any_form_and_nothing_else_is() -> None:
    assert find_doi("https://doi.org/10.5072/A") == Pid("doi", "10.5072/a")
    assert find_doi("https://example.org/") is None


_PIECES = st.sampled_from(
    [
        *("https://", "http://", "doi.org/", "hdl.handle.net/", "n2t.net/", "orcid.org/", "ror.org/", "igsn.org/"),
        *("w3id.org/", "identifiers.org/", "doi:", "hdl:", "igsn:", "ark:/12345/x", "urn:nbn:de:1-a", "info:", "swh:"),
        *("10.5072/A", "10273/B", "21.T11998/c", "0000-0002-1825-0097", "03yrm5c26", "%2F", "%3A", "%E2%80%8B", "%20"),
        *(".", ",", ";2-.", "(", ")", "<", ">", "?", "#", "&", "/", "\u200b", "\u00a0", " ", "\u0130"),
    ]
)


@given(st.text(max_size=60) | st.lists(_PIECES | st.text(max_size=2), max_size=6).map("".join))
@settings(max_examples=100)
def test_any_text_gives_a_pid_or_none(text: str) -> None:
    pid = find_pid(text)
    assert pid is None or find_pid(str(pid)) == pid
    if pid is None:
        with pytest.raises(BadPid):
            read_pid(text)
