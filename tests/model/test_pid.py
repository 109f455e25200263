from __future__ import annotations

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
        ("https://example.org/d?id=1", "url", "https://example.org/d?id=1", "https://example.org/d?id=1"),
    ],
)
def test_identifiers_are_recognised_and_normalised(text: str, scheme: str, value: str, uri: str) -> None:
    pid = read_pid(text)
    assert (pid.scheme, pid.value, pid.uri) == (scheme, value, uri)
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
    ],
)
def test_what_is_no_identifier_is_refused_in_a_sentence(text: str) -> None:
    assert find_pid(text) is None
    with pytest.raises(BadPid, match="no DOI, Handle, ARK or web address"):
        read_pid(text)


def test_a_doi_is_found_in_any_form_and_nothing_else_is() -> None:
    assert find_doi("https://doi.org/10.5072/A") == Pid("doi", "10.5072/a")
    assert find_doi("https://example.org/") is None


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_any_text_gives_a_pid_or_none(text: str) -> None:
    pid = find_pid(text)
    assert pid is None or find_pid(str(pid)) == pid
