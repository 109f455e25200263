from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.disguise import find_disguise
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.vocab import load_toml

NOW = datetime(2026, 1, 1, tzinfo=UTC)
URL = "https://data.example.org/files/scan.h5"
PAGE = b"<!doctype html><html><body>%s</body></html>"


def answer(status: int, body: bytes, *headers: tuple[str, str], url: str = URL) -> Exchange:
    return Exchange(Need(URL), NOW, (Hop(url, status, headers),), body=body, size_bytes=len(body))


@pytest.mark.parametrize(
    ("exchange", "expected"),
    [
        (answer(202, b"", ("x-amzn-waf-action", "challenge")), ("bot wall", "AWS WAF")),
        (answer(405, b"", ("X-Amzn-Waf-Action", "captcha")), ("bot wall", "AWS WAF")),
        (answer(403, PAGE % b"x", ("cf-mitigated", "challenge")), ("bot wall", "Cloudflare")),
        (
            answer(503, PAGE % b"<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/x'></script>"),
            ("bot wall", "Cloudflare"),
        ),
        (
            answer(200, PAGE % b"<script src='/.within.website/x/cmd/anubis/static/js/main.mjs'>"),
            ("bot wall", "Anubis"),
        ),
        (answer(403, PAGE % b"<script src='https://geo.captcha-delivery.com/c.js'>"), ("bot wall", "DataDome")),
        (answer(200, PAGE % b"<iframe src='/_Incapsula_Resource?x=1'>"), ("bot wall", "Imperva")),
        (answer(200, PAGE % b"<div class='g-recaptcha' data-sitekey='x'>"), ("bot wall", "captcha")),
        (answer(403, b"Access Denied", ("Server", "AkamaiGHost")), ("bot wall", "Akamai")),
        (answer(200, b"\x89HDF\r\n\x1a\n", ("Server", "AkamaiGHost")), None),
        (answer(429, b""), ("bot wall", "too many requests")),
        (answer(200, PAGE % b"<input type='password'>"), ("login page", "password field")),
        (answer(200, PAGE % b'<form><INPUT type=hidden name="SAMLRequest" value=x>'), ("login page", "SAML form")),
        (answer(200, PAGE % b"", url="https://sso.example.org/auth?x=1"), ("login page", "sign-on address")),
        (
            answer(200, PAGE % b"", url="https://x.example.org/realms/a/protocol/openid-connect/auth?client_id=b"),
            ("login page", "sign-on address"),
        ),
        (answer(200, PAGE % b"", url="https://data.example.org/Login"), ("login page", "sign-on address")),
        (answer(206, b"\x89HDF\r\n\x1a\n", url="https://login.example.org/files/scan.h5"), None),
        (answer(200, PAGE % b"Our logins are great", url="https://data.example.org/authors/1"), ("web page", "")),
        (answer(200, PAGE % b""), ("web page", "")),
        (answer(403, PAGE % b"forbidden"), None),
        (answer(404, b""), None),
        (
            answer(206, b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
            ("pointer", "Git LFS"),
        ),
        (answer(200, b"/annex/objects/MD5E-s3--abc.h5\n"), ("pointer", "git-annex")),
        (answer(200, b'{"error": "no such file"}'), ("error message", "JSON")),
        (answer(200, b'{"status": 404, "message": "no such file"}'), ("error message", "JSON")),
        (answer(200, b'{"status": "404", "detail": "x"}'), ("error message", "JSON")),
        (answer(200, b'{"status": 200, "message": "fine"}'), None),
        (answer(200, b'{"error": null, "x": 1}'), None),
        (answer(200, b'{"errors": [], "x": 1}'), None),
        (answer(200, b'{"error": "a column"}', url="https://data.example.org/a.json"), None),
        (answer(200, b'{"error": '), None),
        (answer(200, b'[{"error": 1}]'), None),
        (answer(200, b"[" * 9000), None),
        (answer(200, b'<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>'), ("error message", "XML")),
        (answer(200, b"<Errors/>"), None),
        (answer(202, b"staging"), ("not ready", "202 Accepted")),
        (answer(200, b"a,b\n1,2\n"), None),
        (answer(200, b""), None),
    ],
)
def test_tells_what_came_instead(exchange: Exchange, expected: tuple[str, str] | None) -> None:
    found = find_disguise(exchange)
    assert (None if found is None else (found.instead, found.detail)) == expected


def test_every_row_names_its_source() -> None:
    for row in load_toml("disguises.toml")["disguise"]:
        assert row["source"]
        assert row["instead"] in ("bot wall", "login page", "pointer")
        assert {"header", "body", "address", "statuses"} & set(row)


@pytest.mark.parametrize(
    "piece", [b"<input ", b"<input name=", b"<title>", b"class='", b"<input type = ", b'{"a":', b"<Error ", b" "]
)
def test_takes_linear_time(piece: bytes) -> None:
    started = time.process_time()
    find_disguise(answer(200, b"<html>" + piece * (200_000 // len(piece)), url=URL + "?" + "/login" * 9000))
    assert time.process_time() - started < 10


@settings(max_examples=100)
@given(st.binary(max_size=200), st.integers(200, 599), st.text(max_size=40))
def test_never_raises(body: bytes, status: int, url: str) -> None:
    find_disguise(answer(status, body, url=url))
