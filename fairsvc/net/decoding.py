"""Read a body within bounds: as it came over the wire, and as it unfolds."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from fairsvc.errors import Unreadable

PIECE_BYTES = 65_536

# Each gzip member may be empty, so that counting output alone would not end.
MAX_GZIP_MEMBERS = 1_000

_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Body:
    """A decoded body; `truncated` says that the limit cut it."""

    content: bytes = b""
    truncated: bool = False


class _Inflater(Protocol):
    """What `zlib.decompressobj` gives."""

    @property
    def eof(self) -> bool: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


EMPTY = Body()


def read_body(chunks: Iterable[bytes], content_encoding: str, limit_bytes: int) -> Body:
    """Collect and decode a body until its end or the limit, which counts on either side of the decoder.

    Raises Unreadable for a coding that we never asked for and for bytes that are not in the coding they claim.
    """
    wire = _Wire(chunks, limit_bytes)
    body = bytearray()
    for piece in _decoded(wire, content_encoding):
        body += piece
        if len(body) > limit_bytes:
            return Body(bytes(body[:limit_bytes]), truncated=True)
    return Body(bytes(body), truncated=wire.cut)


class _Wire:
    """The chunks as they come, until the limit is passed; `cut` tells that it was."""

    def __init__(self, chunks: Iterable[bytes], limit_bytes: int) -> None:
        self._chunks = iter(chunks)
        self._left = limit_bytes
        self.cut = False

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            if len(chunk) > self._left:
                self.cut = True
                yield chunk[: self._left]
                return
            self._left -= len(chunk)
            yield chunk


def _decoded(wire: _Wire, content_encoding: str) -> Iterable[bytes]:
    codings = [part.strip().lower() for part in content_encoding.split(",")]
    codings = [coding for coding in codings if coding not in ("", "identity")]
    if not codings:
        return wire
    start = _STARTS.get(codings[0])
    if len(codings) > 1 or start is None:
        raise Unreadable("the body came in a content coding that was not asked for", ", ".join(codings)[:80])
    return _inflated(wire, start)


def _inflated(wire: _Wire, start: Callable[[bytes], _Inflater]) -> Iterator[bytes]:
    members, engine = 0, None
    for chunk in wire:
        data = chunk
        if engine is None and start is _gzip and not _is_gzip(data):
            # Proxies that unpack a body and leave the field; vcrpy's cassettes do the same.
            yield data
            yield from wire
            return
        while data:
            if engine is None or engine.eof:
                if members and not _is_gzip(data):
                    return  # RFC 1952 knows no padding, but archives come with zeros behind the last member
                engine, members = start(data), _one_more(members)
            yield _piece(engine, data)
            data = engine.unused_data if engine.eof else engine.unconsumed_tail
    yield from _rest(engine, cut=wire.cut)


def _rest(engine: _Inflater | None, *, cut: bool) -> Iterator[bytes]:
    while engine is not None and not engine.eof:
        piece = _piece(engine, b"")
        if not piece:
            break
        yield piece
    if engine is not None and not engine.eof and not cut:
        raise Unreadable("the compressed body ends too early")


def _piece(engine: _Inflater, data: bytes) -> bytes:
    try:
        return engine.decompress(data, PIECE_BYTES)
    except zlib.error as error:
        raise Unreadable("the body is not in the content coding that it claims") from error


def _is_gzip(data: bytes) -> bool:
    return _GZIP_MAGIC.startswith(data[:2])


def _one_more(members: int) -> int:
    if members >= MAX_GZIP_MEMBERS:
        raise Unreadable("the compressed body has too many parts")
    return members + 1


def _gzip(_: bytes) -> _Inflater:
    return zlib.decompressobj(zlib.MAX_WBITS | 16)


def _deflate(first: bytes) -> _Inflater:
    # RFC 9110 8.4.1.2 means the zlib format; some servers send the bare stream.
    zlib_header = first[0] & 0x0F == 8 and (len(first) < 2 or int.from_bytes(first[:2], "big") % 31 == 0)
    return zlib.decompressobj(zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)


_STARTS: dict[str, Callable[[bytes], _Inflater]] = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate}
