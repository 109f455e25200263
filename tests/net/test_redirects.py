from __future__ import annotations

import pytest

from fairsvc.model.exchange import Hop, Need
from fairsvc.net.redirects import is_redirect, next_need

PAGE = "https://doi.org/10.5072/abc"


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("https://example.org/x", "https://example.org/x"),
        ("/x?y=1", "https://doi.org/x?y=1"),
        ("x", "https://doi.org/10.5072/x"),
        ("//example.org/x", "https://example.org/x"),
        ("?y", "https://doi.org/10.5072/abc?y"),
        ("  /x ", "https://doi.org/x"),
        ("/caf\u00c3\u00a9", "https://doi.org/caf\u00e9"),
        ("/caf\u00e9", "https://doi.org/caf\u00e9"),
    ],
)
def test_location_is_resolved_against_the_address_that_answered(location: str, url: str) -> None:
    assert next_need(Need(PAGE), Hop(PAGE, 302, (("Location", location),))).url == url


@pytest.mark.parametrize(
    ("method", "status", "then"),
    [
        ("GET", 301, "GET"),
        ("GET", 303, "GET"),
        ("HEAD", 303, "HEAD"),
        ("HEAD", 302, "HEAD"),
        ("POST", 303, "GET"),
        ("POST", 307, "POST"),
    ],
)
def test_the_method_stays_but_for_see_other(method: str, status: int, then: str) -> None:
    assert next_need(Need(PAGE, method), Hop(PAGE, status, (("location", "/x"),))).method == then


@pytest.mark.parametrize(
    ("location", "kept"),
    [
        ("/x", True),
        ("https://doi.org:443/x", True),
        ("http://doi.org/x", False),
        ("https://example.org/", False),
        ("https://doi.org:8443/", False),
    ],
)
def test_credentials_stay_with_their_origin(location: str, kept: bool) -> None:
    need = Need(PAGE, headers=(("Accept", "text/html"), ("Authorization", "Bearer x"), ("cookie", "a=b")))
    names = [name for name, _ in next_need(need, Hop(PAGE, 302, (("Location", location),))).headers]
    assert names == (["Accept", "Authorization", "cookie"] if kept else ["Accept"])


@pytest.mark.parametrize(
    ("status", "location", "expected"),
    [
        (301, "/x", True),
        (302, "", False),
        (303, "/x", True),
        (304, "/x", False),
        (300, "/x", False),
        (307, "/x", True),
        (308, "/x", True),
        (201, "/x", False),
    ],
)
def test_what_sends_us_on(status: int, location: str, expected: bool) -> None:
    assert is_redirect(Hop(PAGE, status, (("Location", location),))) is expected


@pytest.mark.parametrize(("status", "body"), [(307, "verb=Identify"), (303, "")])
def test_a_body_goes_with_its_method(status: int, body: str) -> None:
    sent = Need(PAGE, "POST", body="verb=Identify")
    assert next_need(sent, Hop(PAGE, status, (("location", "/x"),))).body == body


@pytest.mark.parametrize("location", ["https://evil.example\\@doi.org/x", "//evil.example\\@doi.org/x"])
def test_a_location_that_parsers_read_as_two_hosts_leads_nowhere(location: str) -> None:
    with pytest.raises(ValueError, match="backslash"):
        next_need(Need(PAGE, headers=(("Authorization", "Bearer x"),)), Hop(PAGE, 302, (("Location", location),)))
