from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.net.guard import find_literal, host_port, is_loopback, origin, refused, url_refused

NOBODY: frozenset[str] = frozenset()

REFUSED = [
    ("127.0.0.1", "loopback"),
    ("127.255.255.254", "loopback"),
    ("::1", "loopback"),
    ("0.0.0.0", "unspecified"),
    ("0.1.2.3", "unspecified"),
    ("::", "unspecified"),
    ("10.0.0.1", "private"),
    ("172.16.0.1", "private"),
    ("172.31.255.255", "private"),
    ("192.168.1.1", "private"),
    ("fd00::1", "private"),
    ("fec0::1", "private"),
    ("100.64.0.1", "shared"),
    ("100.127.255.255", "shared"),
    ("169.254.169.254", "link-local"),
    ("fe80::1", "link-local"),
    ("fe80::1%eth0", "link-local"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.250", "multicast"),
    ("ff02::1", "multicast"),
    ("ff0e::1", "multicast"),
    ("192.0.0.8", "reserved"),
    ("192.0.2.1", "reserved"),
    ("198.18.0.1", "reserved"),
    ("198.51.100.1", "reserved"),
    ("203.0.113.1", "reserved"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "reserved"),
    ("192.88.99.1", "reserved"),
    ("2001:db8::1", "reserved"),
    ("2001::1", "reserved"),
    ("100::1", "reserved"),
    ("::ffff:8.8.8.8", "IPv4-mapped"),
    ("::ffff:127.0.0.1", "IPv4-mapped"),
    ("::127.0.0.1", "IPv4-compatible"),
    ("64:ff9b::7f00:1", "NAT64"),
    ("64:ff9b:1::1", "NAT64"),
    ("::ffff:0:127.0.0.1", "reserved"),
    ("4000::1", "reserved"),
    ("2002:7f00:1::", "6to4"),
]


@pytest.mark.parametrize(("address", "kind"), REFUSED)
def test_special_addresses_are_refused_by_class_and_never_named(address: str, kind: str) -> None:
    reason = refused(address, 443, "example.org", NOBODY)
    assert reason == f"{kind} address"


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.15.255.255", "172.32.0.1", "100.128.0.1", "193.49.43.2", "2a00:1450::1"]
)
def test_public_addresses_pass(address: str) -> None:
    assert refused(address, 443, "example.org", NOBODY) is None


@pytest.mark.parametrize(
    ("host", "port", "passes"),
    [
        ("intranet.example.org", 8080, True),
        ("INTRANET.example.org.", 8080, True),
        ("intranet.example.org", 8081, False),
        ("other.example.org", 8080, False),
        ("::1", 9000, True),
        ("::1", 9001, False),
    ],
)
def test_the_operator_allows_host_and_port_together(host: str, port: int, passes: bool) -> None:
    allowed = frozenset(("intranet.example.org:8080", "[::1]:9000"))
    assert (refused("10.0.0.1", port, host, allowed) is None) is passes


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://example.org/", None),
        ("http://example.org:443/", None),
        ("https://example.org:8443/pnfs/file", None),
        ("https://8.8.8.8/", None),
        ("ftp://example.org/", "only http and https are followed"),
        ("file:///etc/passwd", "only http and https are followed"),
        ("javascript:alert(1)", "only http and https are followed"),
        ("", "only http and https are followed"),
        ("https:///path", "no host in the address"),
        ("https://name:secret@example.org/", "user name or password in the address"),
        ("https://@example.org/", "user name or password in the address"),
        ("https://example.org:22/", "port 22"),
        ("https://example.org:0/", "port 0"),
        ("https://example.org:99999/", "not a web address"),
        ("https://example.org:x/", "not a web address"),
        ("https://[::1/", "not a web address"),
        ("http://127.0.0.1/", "loopback address"),
        ("http://127.1/", "loopback address"),
        ("http://2130706433/", "loopback address"),
        ("http://0x7f000001/", "loopback address"),
        ("http://0X7F.1/", "loopback address"),
        ("http://0177.0.0.1/", "loopback address"),
        ("http://017700000001/", "loopback address"),
        ("http://127.0.0.1./", "loopback address"),
        ("http://[::1]/", "loopback address"),
        ("http://[::ffff:7f00:1]/", "IPv4-mapped address"),
        ("http://[fe80::1%25eth0]/", "link-local address"),
        ("http://0/", "unspecified address"),
        ("http://169.254.169.254/latest/meta-data/", "link-local address"),
        ("http://2852039166/", "link-local address"),
        ("http://localhost/", "loopback address"),
        ("http://LOCALHOST./", "loopback address"),
        ("http://a.localhost/", "loopback address"),
        ("http://allowed.example.org:2880/", None),
        ("http://127.0.0.1:8000/", None),
        ("http://2130706433:8000/", "loopback address"),
    ],
)
def test_addresses_are_judged_before_any_look_up(url: str, reason: str | None) -> None:
    assert url_refused(url, frozenset(("allowed.example.org:2880", "127.0.0.1:8000"))) == reason


@pytest.mark.parametrize(
    ("host", "found"),
    [("example.org", None), ("1.2.3.4.5", None), ("256.1.1.1", None), ("0x", None), ("1.2", "1.0.0.2")],
)
def test_only_addresses_are_read_as_addresses(host: str, found: str | None) -> None:
    assert find_literal(host) == (ipaddress.ip_address(found) if found else None)


@pytest.mark.parametrize(
    ("url", "spelt"),
    [
        ("https://Example.org/a", "example.org"),
        ("https://example.org:443/a", "example.org"),
        ("http://example.org:443/a", "example.org:443"),
        ("http://127.0.0.1:8000/", "127.0.0.1:8000"),
        ("http://[::1]/", "[::1]"),
        ("http://[::1]:81/", "[::1]:81"),
    ],
)
def test_origin_names_the_host_whose_patience_is_used(url: str, spelt: str) -> None:
    assert origin(url) == spelt


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("doi.org", False), ("10.0.0.1", False)],
)
def test_loopback_is_told_by_spelling(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_host_and_port_are_spelt_one_way() -> None:
    assert host_port("Example.ORG.", 80) == "example.org:80"
    assert host_port("[::1]", 80) == host_port("::1", 80) == "[::1]:80"


@given(st.ip_addresses())
@settings(max_examples=100)
def test_what_python_calls_not_global_is_always_refused(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    passed = refused(str(address), 443, "example.org", NOBODY) is None
    assert not passed or (address.is_global and not address.is_multicast)


@given(st.text(max_size=60) | st.from_regex(r"https?://[\[\]0-9a-fx.:@%]{0,30}(/.*)?", fullmatch=True))
@settings(max_examples=100)
def test_any_text_is_judged(url: str) -> None:
    reason = url_refused(url, NOBODY)
    assert reason is None or reason
