"""A server of files that does to a download what servers do: one trouble a path, each as it was seen in the wild."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from tests.support.server import Asked, Reply

DATA = b"\x89HDF\r\n\x1a\n" + bytes(range(256)) * 400
HALF = len(DATA) // 2
LOGIN = b"<!doctype html><title>Sign in</title><form><input type=password name=p></form>"

_CLOSE = ("Connection", "close")
_STRONG = ("ETag", '"1"')
_RANGE = re.compile(r"bytes=(\d+)-")


class HostileFiles:
    """A Handler: /honest and every trouble by its name; `asked` counts the requests to each."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def __call__(self, asked: Asked) -> Reply:
        name = asked.path.partition("?")[0].strip("/").partition("/")[0]
        self.asked[name] += 1
        trouble: Callable[[Asked], Reply] | None = getattr(self, f"_{name.replace('-', '_')}", None)
        return trouble(asked) if trouble is not None else (404, [], b"no such file")

    def _honest(self, asked: Asked) -> Reply:
        return _ranged(asked, DATA, _STRONG)

    def _truncated(self, _: Asked) -> Reply:
        return _cut(DATA)

    def _truncated_once(self, asked: Asked) -> Reply:
        return _cut(DATA, _STRONG) if self.asked["truncated-once"] == 1 else _ranged(asked, DATA, _STRONG)

    def _changed(self, asked: Asked) -> Reply:
        """Break off, and have another file of the same size when asked again."""
        if self.asked["changed"] == 1:
            return _cut(bytes(len(DATA)), _STRONG)
        current = ("ETag", '"2"')
        return (200, [current], DATA) if asked.headers.get("if-range") == '"1"' else _ranged(asked, DATA, current)

    def _changed_unsaid(self, asked: Asked) -> Reply:
        """The same, by a server that does not know If-Range."""
        if self.asked["changed-unsaid"] == 1:
            return _cut(bytes(len(DATA)), _STRONG)
        return _ranged(asked, DATA, ("ETag", '"2"'))

    def _changed_silently(self, asked: Asked) -> Reply:
        """The same, by a server that has no validators at all."""
        return _cut(bytes(len(DATA))) if self.asked["changed-silently"] == 1 else _ranged(asked, DATA)

    def _wrong_hash(self, asked: Asked) -> Reply:
        return _ranged(asked, bytes(len(DATA)), _STRONG)

    def _forbidden_get(self, asked: Asked) -> Reply:
        return (200, [], b"") if asked.method == "HEAD" else (403, [], b"Access denied")

    def _refused_head(self, asked: Asked) -> Reply:
        return (403, [], b"") if asked.method == "HEAD" else (200, [], DATA)

    def _loop(self, asked: Asked) -> Reply:
        return 302, [("Location", "/loop/b" if asked.path.endswith("/a") else "/loop/a")], b""

    def _private(self, _: Asked) -> Reply:
        return 302, [("Location", "http://10.0.0.1/latest/meta-data?token=hunter2")], b""

    def _disposition(self, _: Asked) -> Reply:
        return 200, [("Content-Disposition", 'attachment; filename="../../../evil.h5"')], DATA

    def _range_ignored(self, _: Asked) -> Reply:
        return _cut(DATA, _STRONG) if self.asked["range-ignored"] == 1 else (200, [_STRONG], DATA)

    def _range_misplaced(self, asked: Asked) -> Reply:
        if self.asked["range-misplaced"] == 1:
            return _cut(DATA, _STRONG)
        if "range" not in asked.headers:
            return 200, [_STRONG], DATA
        return 206, [_STRONG, ("Content-Range", f"bytes 0-{len(DATA) - 1}/{len(DATA)}")], DATA

    def _storm(self, _: Asked) -> Reply:
        return 429, [("Retry-After", "3000")], b"slow down"

    def _shower(self, asked: Asked) -> Reply:
        return (429, [("Retry-After", "1")], b"") if self.asked["shower"] == 1 else _ranged(asked, DATA)

    def _accepted(self, _: Asked) -> Reply:
        return 202, [], b""

    def _wall(self, _: Asked) -> Reply:
        return 202, [("x-amzn-waf-action", "challenge")], b""

    def _login(self, _: Asked) -> Reply:
        return 200, [("Content-Type", "text/html")], LOGIN

    def _empty(self, _: Asked) -> Reply:
        return 200, [], b""

    def _no_content(self, _: Asked) -> Reply:
        return 204, [], b""

    def _unannounced(self, _: Asked) -> Reply:
        return 200, [("Transfer-Encoding", "identity"), _CLOSE], DATA

    def _more(self, _: Asked) -> Reply:
        return 200, [("Transfer-Encoding", "identity"), _CLOSE], DATA * 2

    def _other_size(self, _: Asked) -> Reply:
        return 200, [], DATA + b"."

    def _packed(self, _: Asked) -> Reply:
        return 200, [("Content-Encoding", "gzip")], b"\x1f\x8b\x08packed"

    def _unasked_part(self, _: Asked) -> Reply:
        return 206, [("Content-Range", f"bytes 0-{HALF - 1}/{len(DATA)}")], DATA[:HALF]

    def _gone(self, _: Asked) -> Reply:
        return 410, [], b""

    def _broken(self, _: Asked) -> Reply:
        return 500, [], b""


def _cut(data: bytes, *headers: tuple[str, str]) -> Reply:
    return 200, [("Content-Length", str(len(data))), _CLOSE, *headers], data[:HALF]


def _ranged(asked: Asked, data: bytes, *headers: tuple[str, str]) -> Reply:
    span = _RANGE.fullmatch(asked.headers.get("range", ""))
    if span is None:
        return 200, list(headers), data
    first = int(span[1])
    if first >= len(data):
        return 416, [("Content-Range", f"bytes */{len(data)}")], b""
    return 206, [*headers, ("Content-Range", f"bytes {first}-{len(data) - 1}/{len(data)}")], data[first:]
